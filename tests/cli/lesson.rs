//! `sim lesson`: the page that teaches, of the exercise or of another experiment.

use std::fs;

use tempfile::TempDir;

use crate::{code, run, stdout, text};

/// The chapters of a page, by where they are in it.
const CHAPTERS: [&str; 10] = [
    "global-state",
    "unseen",
    "rules",
    "steps",
    "consistent",
    "never",
    "recordable",
    "fifo",
    "overlapping",
    "purpose",
];

fn has(page: &str, chapter: &str) -> bool {
    page.contains(&format!("<section class=\"chapter\" id=\"{chapter}\""))
}

#[test]
fn the_lesson_of_the_exercise_has_every_chapter_and_is_the_same_each_time() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lesson.html");
    assert_eq!(code(&["lesson", "--trigger", "3", "-o", file.to_str().unwrap()]), 0);
    let page = fs::read_to_string(&file).unwrap();
    CHAPTERS.iter().for_each(|chapter| assert!(has(&page, chapter), "{chapter}"));
    assert!(
        !page.contains("<section id=\"left-out\"")
            && page.contains("<code>sim lesson --seed 0 --trigger 3</code>")
    );
    assert!(
        page.contains("P&lt;3&gt; Pc&lt;NULL&gt;  Q&lt;4,m&gt; Qc&lt;NULL&gt;"),
        "what is recorded where m is held"
    );
    assert!(page.contains("2 copies of m") && page.contains("data-right"));
    assert_eq!(page, stdout(&["lesson", "--trigger", "3"]));
    assert!(!stdout(&["lesson", "--trigger", "3", "--answers", "hide"]).contains("data-right"));
}

#[test]
fn a_lesson_of_another_algorithm_says_that_the_rules_are_not_those_it_follows() {
    let page = stdout(&["lesson", "--trigger", "3", "--algorithm", "lai-yang"]);
    assert!(has(&page, "rules") && has(&page, "steps"));
    assert!(
        page.contains("The run of this lesson does not follow these rules, but another algorithm: lai-yang.")
    );
    assert!(page.contains("From there on lai-yang does the rest"));
}

#[test]
fn what_an_experiment_with_one_run_does_not_show_the_exercise_shows_and_it_is_said() {
    let page = stdout(&["lesson", "--trigger", "2", "--schedule", "P! P>Q Q>P P>Q Q>P P>Q P>Q Q>P Q>P"]);
    assert!(has(&page, "fifo") && has(&page, "recordable") && !page.contains("<section id=\"left-out\""));
    assert!(page.contains(
        "Of the system of this lesson it is not told here: a scenario with a schedule has one run, not many."
    ));
}

#[test]
fn the_chapter_on_fifo_says_which_system_it_shows_and_that_a_wrong_algorithm_is_wrong() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hasty.toml");
    // Its run goes wrong, which the exit code says too.
    let hasty = stdout(&["lesson", "--scenario", file]);
    assert!(hasty.contains("in its place, and in another system: "), "what runs there is the token ring");
    assert!(hasty.contains(
        "The algorithm of this lesson, inhibition-hasty, asks for no order of messages, and is wrong: "
    ));
    let same = stdout(&["lesson", "--trigger", "3", "--algorithm", "mattern"]);
    assert!(same.contains("The algorithm of this lesson, mattern, needs no order of messages."));
    assert!(same.contains("so here it is in its place."), "it is the same system");
}

#[test]
fn what_no_lesson_can_be_about_is_refused() {
    for (args, why) in [
        (&["lesson", "--algorithm", "koo-toueg"][..], "takes recovery lines"),
        (&["lesson", "--trigger", "100000", "--max-events", "50"], "no snapshot of this run is complete"),
        (&["lesson", "--answers", "maybe"], "invalid value 'maybe'"),
    ] {
        let done = run(args);
        assert_eq!((done.status.code(), done.stdout.len()), (Some(2), 0), "{args:?}");
        assert!(text(&done.stderr).contains(why), "{args:?}: {}", text(&done.stderr));
    }
}
