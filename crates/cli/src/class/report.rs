//! What a student is told, as text and as a page: of each test what it came to, why, and how to see it.
//!
//! Of a hidden test nothing is told but what it came to.

use std::fmt::{self, Write as _};

use draw::xml;
use sim_core::words::counted;
use trace::assignment::{Assignment, Kind};

use super::graded::{Graded, Tested};
use super::smallest::Drawn;

/// The report as text.
pub(super) fn text(assignment: &Assignment, graded: &Graded) -> String {
    let mut text = String::new();
    write_text(&mut text, assignment, graded).expect("a text takes anything");
    text
}

fn write_text(out: &mut String, assignment: &Assignment, graded: &Graded) -> fmt::Result {
    writeln!(out, "{}\n{}: {}", assignment.title, graded.student, points(graded))?;
    if let Some(remark) = &graded.remark {
        writeln!(out, "\nIt could not be tested: {remark}")?;
    }
    for test in &graded.tests {
        writeln!(out, "\n{}: {}, {}", test.name, test.came_to.told(), points_of(test))?;
        for line in details(test) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// All that is told of a test.
fn details(test: &Tested) -> Vec<String> {
    if test.hidden {
        return Vec::new();
    }
    let see = test.see.iter().map(|see| format!("see it: {see}"));
    [test.command.clone()].into_iter().chain(test.said.iter().cloned()).chain(see).collect()
}

fn points(graded: &Graded) -> String {
    format!("{} of {}", graded.points, points_word(graded.of))
}

fn points_of(test: &Tested) -> String {
    format!("{} of {}", test.points, points_word(test.of))
}

fn points_word(points: u64) -> String {
    counted(usize::try_from(points).unwrap_or(usize::MAX), "point")
}

/// What the page looks like; it loads nothing, and runs nothing.
const HEAD: &str = r#"<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{font-size:1.1rem;margin:1.5rem 0 0}
pre{overflow-x:auto;padding:.5rem;border-left:3px solid;white-space:pre-wrap;overflow-wrap:anywhere}
svg{max-width:100%;height:auto}
</style>"#;

/// What a picture of what was handed in shows.
const fn what_is_drawn(submission: Kind) -> &'static str {
    match submission {
        Kind::Log | Kind::Claim => "The run, as it is told:",
        Kind::Algorithm | Kind::Program => "A smallest run that was found in which it goes wrong:",
    }
}

/// The report as a page, with the run that is drawn.
pub(super) fn page(assignment: &Assignment, graded: &Graded, drawn: Option<&Drawn>) -> String {
    let mut page = String::new();
    write_page(&mut page, assignment, graded, drawn).expect("a text takes anything");
    page
}

fn write_page(
    out: &mut String,
    assignment: &Assignment,
    graded: &Graded,
    drawn: Option<&Drawn>,
) -> fmt::Result {
    let [title, student] = [&assignment.title, &graded.student].map(|text| xml::text(text));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n{HEAD}\n<title>{student}: {title}</title>\n</head>\n<body>"
    )?;
    writeln!(out, "<h1>{title}</h1>\n<p><strong>{student}</strong>: {}</p>", points(graded))?;
    if let Some(remark) = &graded.remark {
        writeln!(out, "<p>It could not be tested: {}</p>", xml::text(remark))?;
    }
    for test in &graded.tests {
        writeln!(out, "<h2>{}: {}, {}</h2>", xml::text(&test.name), test.came_to.told(), points_of(test))?;
        let details: Vec<_> = details(test).iter().map(|line| xml::text(line)).collect();
        if !details.is_empty() {
            writeln!(out, "<pre>{}</pre>", details.join("\n"))?;
        }
        if let Some(drawn) = drawn.filter(|drawn| drawn.test == test.name) {
            writeln!(out, "<p>{}</p>\n{}", what_is_drawn(assignment.submission), drawn.picture.trim_end())?;
        }
    }
    writeln!(out, "</body>\n</html>")
}
