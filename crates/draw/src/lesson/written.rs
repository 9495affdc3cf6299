//! The lesson as a page: a template, a style and a script, and what is taught between them. What is told goes in as text, never as markup.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::blocks::{At, Block, Chapter, Kind, Picture, Question};
use super::chapters;
use super::glossary::{WORDS, meaning};
use super::material::Answers;
use super::runs::Runs;
use crate::{html, xml};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// What of a run's page is seen in a lesson, and how.
pub(crate) const PICTURE: &str = include_str!("picture.css");
const SCRIPT: &str = include_str!("page.js");

pub(super) fn write<W: Write>(runs: &Runs<'_>, out: &mut W) -> io::Result<()> {
    let chapters = chapters::all(runs);
    html::fill(PAGE, out, &mut |name, out| match name {
        "HEAD" => html::head(&format!("A lesson in snapshots: {}", runs.about.view.headline()), STYLE, out),
        "COMMAND" => out.write_all(xml::text(&runs.material.command).as_bytes()),
        "ANSWERS" => out.write_all(answers(runs.material.answers).as_bytes()),
        "CONTENTS" => out.write_all(contents(&chapters).as_bytes()),
        "CHAPTERS" => out.write_all(Page::new(runs).chapters(&chapters).as_bytes()),
        "LEFT-OUT" => out.write_all(left_out(&chapters).as_bytes()),
        "GLOSSARY" => out.write_all(glossary().as_bytes()),
        "PICTURE" => [html::STYLE, PICTURE].iter().try_for_each(|style| out.write_all(style.as_bytes())),
        "RUN" => out.write_all(html::RUN.as_bytes()),
        "RUNS" => runs.all().try_for_each(|drawn| {
            let data = html::of(&drawn.view, &drawn.options())?;
            writeln!(out, "<script type=\"application/json\" id=\"run-{}\">{data}</script>", drawn.name)
        }),
        "SCRIPT" => {
            html::script(out)?;
            out.write_all(SCRIPT.as_bytes())
        }
        other => unreachable!("the template has no place named {other}"),
    })
}

const fn answers(answers: Answers) -> &'static str {
    match answers {
        Answers::Shown => "Questions are judged where they are asked, and each answer says why.",
        Answers::Hidden => {
            "Answers are not judged here. What happened in each run is in this file, of course, and in its diagrams."
        }
    }
}

fn contents(chapters: &[Chapter]) -> String {
    let there = chapters.iter().filter(|chapter| chapter.body.is_ok());
    there.fold(String::new(), |list, Chapter { id, title, .. }| {
        list + &format!("<li><a href=\"#{id}\">{title}</a></li>\n")
    })
}

/// The chapters that are not there, and why.
fn left_out(chapters: &[Chapter]) -> String {
    let absent = chapters.iter().filter_map(|chapter| Some((chapter.title, chapter.body.as_ref().err()?)));
    let lines = absent.fold(String::new(), |lines, (title, why)| {
        lines + &format!("<li><strong>{title}</strong>: {}.</li>\n", xml::text(why))
    });
    if lines.is_empty() {
        lines
    } else {
        format!("<section id=\"left-out\"><h2>Left out</h2>\n<ul>\n{lines}</ul></section>\n")
    }
}

fn glossary() -> String {
    WORDS.iter().fold(String::new(), |list, (word, meaning)| {
        list + &format!("<dt>{word}</dt><dd>{}</dd>\n", xml::text(meaning))
    })
}

/// The page as it grows: words and questions are counted.
struct Page<'a> {
    runs: &'a Runs<'a>,
    out: String,
    words: usize,
    questions: usize,
    /// The runs of which it was said how to make them.
    told: Vec<String>,
}

impl<'a> Page<'a> {
    const fn new(runs: &'a Runs<'a>) -> Self {
        Self { runs, out: String::new(), words: 0, questions: 0, told: Vec::new() }
    }

    fn chapters(mut self, chapters: &[Chapter]) -> String {
        let there = chapters
            .iter()
            .filter_map(|chapter| Some((chapter.id, chapter.title, chapter.body.as_ref().ok()?)));
        for ((id, title, blocks), number) in there.zip(1..) {
            self.add(&format!("<section class=\"chapter\" id=\"{id}\" aria-labelledby=\"h-{id}\">\n<h2 id=\"h-{id}\">{number}. {title}</h2>\n"));
            blocks.iter().for_each(|block| self.block(block));
            self.add("</section>\n");
        }
        self.out
    }

    fn add(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Text(text) => self.line("p", text),
            Block::Points(points) => {
                self.add("<ul>\n");
                points.iter().for_each(|point| self.line("li", point));
                self.add("</ul>\n");
            }
            Block::Quote(words, place) => {
                let (words, place) = (xml::text(words), xml::text(place));
                self.add(&format!("<blockquote><p>“{words}”</p><footer>Chandy and Lamport 1985, {place}</footer></blockquote>\n"));
            }
            Block::Picture(picture) => self.picture(picture),
            Block::Beside(pictures) => {
                self.add("<div class=\"beside\">\n");
                pictures.iter().for_each(|picture| self.picture(picture));
                self.add("</div>\n");
            }
            Block::States(root, states) => self.states(root, states),
            Block::Verdict(ok, text) => {
                let mark = mark(*ok);
                self.add(&format!("<p class=\"verdict {mark}\">{}</p>\n", xml::text(text)));
            }
            Block::Question(question) => self.question(question),
        }
    }

    fn line(&mut self, element: &str, text: &str) {
        let text = self.marked_up(text);
        self.add(&format!("<{element}>{text}</{element}>\n"));
    }

    /// A text with its words of the glossary, its commands, and what is strong in it.
    fn marked_up(&mut self, text: &str) -> String {
        let mut out = String::new();
        for (piece, place) in text.split("[[").zip(0..) {
            let (word, rest) = if place == 0 {
                (None, piece)
            } else {
                piece.split_once("]]").map_or((None, piece), |(word, rest)| (Some(word), rest))
            };
            if let Some(word) = word {
                let (word, shown) = word.split_once('|').unwrap_or((word, word));
                self.words += 1;
                let (id, shown, meaning) = (self.words, xml::text(shown), xml::text(meaning(word)));
                let _ = write!(
                    out,
                    "<dfn tabindex=\"0\" aria-describedby=\"w{id}\">{shown}<span role=\"tooltip\" id=\"w{id}\">{meaning}</span></dfn>"
                );
            }
            out += &between(&between(&xml::text(rest), "`", "code"), "**", "strong");
        }
        out
    }

    fn picture(&mut self, picture: &Picture) {
        let Picture { run, shows, at, cut, quiet, caption } = picture;
        let at = if *at == At::Start { "start" } else { "end" };
        let cut = cut.as_ref().map_or(String::new(), |cut| {
            let points: Vec<_> = cut.iter().map(ToString::to_string).collect();
            format!(" data-cut=\"{}\"", points.join("."))
        });
        let quiet = if *quiet { " data-quiet" } else { "" };
        let again = self.again(run);
        let caption = self.marked_up(caption);
        self.add(&format!("<figure><div class=\"run\" data-run=\"{run}\" data-shows=\"{shows}\" data-at=\"{at}\"{cut}{quiet}></div>\n<figcaption>{caption}{again}</figcaption></figure>\n"));
    }

    /// How a run is made again, where it is seen first.
    fn again(&mut self, name: &str) -> String {
        if self.told.iter().any(|told| told == name) {
            return String::new();
        }
        self.told.push(name.to_string());
        let drawn = self.runs.all().find(|drawn| drawn.name == name);
        drawn.map_or(String::new(), |drawn| {
            format!(" <span class=\"again\">The run: <code>{}</code></span>", xml::text(&drawn.made.command))
        })
    }

    fn states(&mut self, root: &str, states: &[(String, String, Option<bool>)]) {
        self.add(&format!("<div class=\"graph\"><p class=\"node\">{}</p>\n<ul>\n", xml::text(root)));
        for (state, ends, ok) in states {
            let (mark, word) = (mark(*ok), word(*ok));
            let (state, ends) = (xml::text(state), xml::text(ends));
            self.add(&format!("<li><span class=\"edge\">{ends}</span> <code class=\"node\">{state}</code> <span class=\"{mark}\">{word}</span></li>\n"));
        }
        self.add("</ul></div>\n");
    }

    fn question(&mut self, question: &Question) {
        self.questions += 1;
        let number = self.questions;
        let kind = match question.kind {
            Kind::Place => "place",
            Kind::Choice(_) => "choice",
        };
        self.add(&format!("<section class=\"question\" data-kind=\"{kind}\" id=\"question-{number}\" aria-labelledby=\"h-question-{number}\">\n<h3 id=\"h-question-{number}\">Question {number}</h3>\n"));
        self.line("p", &question.text);
        question.picture.iter().for_each(|picture| self.picture(picture));
        self.add("<form>\n");
        if let Kind::Choice(choices) = &question.kind {
            self.add("<fieldset><legend>Your answer</legend>\n");
            for choice in choices {
                let answer = if self.has_answers() {
                    let right = if choice.right { " data-right" } else { "" };
                    format!("{right} data-why=\"{}\"", xml::text(&choice.why))
                } else {
                    String::new()
                };
                self.add(&format!(
                    "<label><input type=\"radio\" name=\"question-{number}\"{answer}> {}</label>\n",
                    xml::text(&choice.text)
                ));
            }
            self.add("</fieldset>\n");
        }
        if self.has_answers() {
            self.add("<button>Judge my answer</button>\n");
        }
        self.add("</form>\n<p class=\"says\" role=\"status\"></p>\n<div class=\"room\"></div>\n</section>\n");
    }

    fn has_answers(&self) -> bool {
        self.runs.material.answers == Answers::Shown
    }
}

/// What stands between two signs, as an element.
fn between(text: &str, sign: &str, element: &str) -> String {
    text.split(sign).zip(0..).fold(String::new(), |out, (part, place)| {
        if place % 2 == 0 { out + part } else { out + &format!("<{element}>{part}</{element}>") }
    })
}

const fn mark(ok: Option<bool>) -> &'static str {
    match ok {
        Some(true) => "good",
        Some(false) => "bad",
        None => "unsure",
    }
}

const fn word(ok: Option<bool>) -> &'static str {
    match ok {
        Some(true) => "all oracles: holds",
        Some(false) => "an oracle: violated",
        None => "not known",
    }
}
