//! What is taught of the exercise's run, as data.

use super::blocks::{Block, Chapter, Kind, Question};
use super::chapters;
use super::glossary::WORDS;
use super::material::{Answers, Made, Material};
use super::runs::Runs;

fn material(answers: Answers) -> Material {
    let run = trace::read(include_str!("../../tests/fixtures/exercise.json")).expect("a run");
    let none = || "nothing is".to_string();
    Material {
        about: Made { run, command: "sim".to_string() },
        asked: None,
        never: Err(none()),
        recordable: Err(none()),
        overtaken: Err(none()),
        overlapping: Err(none()),
        answers,
        command: "sim lesson".to_string(),
    }
}

fn blocks<'a>(chapters: &'a [Chapter], id: &str) -> &'a [Block] {
    let chapter = chapters.iter().find(|chapter| chapter.id == id).expect("a chapter");
    chapter.body.as_ref().expect("it is there")
}

fn questions<'a>(chapters: &'a [Chapter], id: &str) -> Vec<&'a Question> {
    let question = |block: &'a Block| match block {
        Block::Question(question) => Some(question),
        _ => None,
    };
    blocks(chapters, id).iter().filter_map(question).collect()
}

/// The book has the same words.
#[test]
fn the_book_explains_each_word_as_the_lesson_does() {
    let page = include_str!("../../../../docs/src/glossary.md");
    for (word, meaning) in WORDS {
        assert!(page.contains(&format!("\n| {word} | {meaning} |\n")), "{word}");
    }
}

#[test]
fn chapters_are_left_out_for_the_reasons_that_are_given_and_no_other_is() {
    let material = material(Answers::Shown);
    let chapters = chapters::all(&Runs::new(&material));
    let absent: Vec<_> = chapters.iter().filter(|of| of.body.is_err()).map(|of| of.id).collect();
    assert_eq!(absent, ["never", "recordable", "fifo", "overlapping"]);
}

#[test]
fn each_choice_has_one_right_answer_and_every_answer_a_reason() {
    let material = material(Answers::Shown);
    let chapters = chapters::all(&Runs::new(&material));
    let mut asked = 0;
    for id in ["steps", "consistent"] {
        for question in questions(&chapters, id) {
            let Kind::Choice(choices) = &question.kind else { continue };
            assert_eq!(choices.iter().filter(|choice| choice.right).count(), 1, "{}", question.text);
            assert!(choices.iter().all(|choice| !choice.why.is_empty()));
            asked += 1;
        }
    }
    assert_eq!(asked, 2);
}

#[test]
fn the_cut_that_is_to_be_mended_and_the_one_that_is_asked_about_differ() {
    let material = material(Answers::Shown);
    let chapters = chapters::all(&Runs::new(&material));
    let cut = |id| questions(&chapters, id).iter().find_map(|of| of.picture.as_ref()?.cut.clone());
    let (placed, chosen) = (cut("unseen").expect("a cut"), cut("consistent").expect("a cut"));
    assert_ne!(placed, chosen);
}

#[test]
fn the_lesson_begins_with_what_the_processes_of_its_run_do() {
    let material = material(Answers::Shown);
    let chapters = chapters::all(&Runs::new(&material));
    let says = |block: &Block| matches!(block, Block::Text(text) if text.contains("counts how often it has received one"));
    assert!(blocks(&chapters, "global-state").iter().any(says));
}
