//! The page: a template, a style and a script, and the list of what can be recorded, which is there without the script too. What is
//! told goes in as text, never as markup.

use std::io::{self, Write};

use sim_core::words::counted;
use trace::Saved;

use super::data;
use super::material::{Choices, Ends, Recordable};
use crate::axis::Axis;
use crate::extent::Extent;
use crate::html::LIMITS;
use crate::options::Options;
use crate::report::Hint;
use crate::view::View;
use crate::{html, lesson, xml};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// In this order, inside one function.
const SCRIPTS: [&str; 6] = [
    html::ELEMENT,
    include_str!("model.js"),
    include_str!("layout.js"),
    include_str!("graph.js"),
    include_str!("show.js"),
    include_str!("main.js"),
];

pub(super) fn write<W: Write>(choices: &Choices, out: &mut W) -> io::Result<()> {
    html::fill(PAGE, out, &mut |name, out| match name {
        "HEADLINE" => out.write_all(xml::text(&choices.headline).as_bytes()),
        "HEAD" => html::head(&format!("Every schedule: {}", choices.headline), STYLE, out),
        "TOLD" => out.write_all(told(choices).as_bytes()),
        "RECORDABLE" => out.write_all(recordable(choices).as_bytes()),
        "LEFT-OUT" => out.write_all(xml::text(choices.left_out.as_deref().unwrap_or_default()).as_bytes()),
        "COMMAND" => out.write_all(xml::text(&choices.command).as_bytes()),
        "PICTURE" => {
            [html::STYLE, lesson::PICTURE].iter().try_for_each(|style| out.write_all(style.as_bytes()))
        }
        "RUN" => out.write_all(html::RUN.as_bytes()),
        "RUNS" => runs(choices).try_for_each(|(name, run, command)| {
            let data = run_data(run, command)?;
            writeln!(out, "<script type=\"application/json\" id=\"run-{name}\">{data}</script>")
        }),
        "DATA" => out.write_all(data::json(choices)?.as_bytes()),
        "SCRIPT" => {
            html::script(out)?;
            writeln!(out, "(() => {{\n\"use strict\";")?;
            SCRIPTS.iter().try_for_each(|script| out.write_all(script.as_bytes()))?;
            writeln!(out, "}})();")
        }
        other => unreachable!("the template has no place named {other}"),
    })
}

/// The runs that are drawn: each by a name, with the command that makes it.
fn runs(choices: &Choices) -> impl Iterator<Item = (String, &Saved, &str)> {
    choices.recordable.iter().zip(1..).flat_map(|(recordable, number)| {
        let ends = recordable.ends.iter().zip(1..);
        ends.filter_map(move |(ends, kind)| {
            Some((name(number, kind), ends.run.as_ref()?, ends.command.as_str()))
        })
    })
}

/// The name of a run.
fn name(number: usize, kind: usize) -> String {
    format!("{number}-{kind}")
}

fn run_data(run: &Saved, command: &str) -> io::Result<String> {
    let view = View::new(run, &Extent::Snapshot, LIMITS);
    let again = Hint { purpose: "reproduce:".to_string(), command: command.to_string(), aside: None };
    html::of(&view, &Options { axis: Axis::Order, again: Some(again), ..Options::default() })
}

/// What came of the search: the verdict, and the rest.
fn told(choices: &Choices) -> String {
    let mark = mark(choices.ok);
    choices.told.iter().zip(0..).fold(String::new(), |lines, (text, place)| {
        let class = if place == 0 { format!(" class=\"verdict {mark}\"") } else { String::new() };
        lines + &format!("<p{class}>{}</p>\n", xml::text(text))
    })
}

/// The list of what can be recorded.
fn recordable(choices: &Choices) -> String {
    let mut list = String::new();
    for (recordable, number) in choices.recordable.iter().zip(1..) {
        let state = xml::text(&recordable.state);
        list += &format!("<li id=\"recordable-{number}\"><code class=\"recorded-state\">{state}</code>\n");
        list += &kinds(recordable, number);
        list += "</li>\n";
    }
    let more = match (choices.recordable.len(), choices.more) {
        (0, _) => "<p>Nothing: no schedule came to its end.</p>\n".to_string(),
        (_, 0) => String::new(),
        (_, more) => {
            format!("<p>And {more} more, which are not listed here; <code>-f json</code> has them all.</p>\n")
        }
    };
    let drawn = runs(choices).count();
    let all: usize = choices.recordable.iter().map(|recordable| recordable.ends.len()).sum();
    let undrawn = match all - drawn {
        0 => String::new(),
        more => {
            format!(
                "<p>Of {drawn} a run is drawn in this page; of the other {more} there is the command.</p>\n"
            )
        }
    };
    let is_wrong = |recordable: &Recordable| recordable.ends.iter().any(|ends| ends.ok == Some(false));
    let order = if choices.recordable.iter().any(is_wrong) {
        "<p>Those with an end that is wrong come first; a report in text has them in the order in which they were found.</p>\n"
    } else {
        ""
    };
    format!("{order}<ol>\n{list}</ol>\n{more}{undrawn}")
}

/// The kinds of ends that record a state, with what can be done with each.
fn kinds(recordable: &Recordable, number: usize) -> String {
    let kinds = recordable.ends.iter().zip(1..).map(|(ends, kind)| {
        let (mark, words) = (mark(ends.ok), xml::text(&words(ends)));
        let name = name(number, kind);
        let way = format!(
            "<button type=\"button\" class=\"lead\" data-of=\"{name}\">Lead me there<span class=\"unseen\">: recordable state {number}, {words}</span></button>"
        );
        let show = ends.run.as_ref().map_or(String::new(), |run| {
            format!(
                " <button type=\"button\" class=\"show\" data-of=\"{name}\" aria-expanded=\"false\">Show its run<span class=\"unseen\">: recordable state {number}, {words}</span></button> {}",
                occurred(run)
            )
        });
        let command = xml::text(&ends.command);
        format!(
            "<div class=\"kind\"><p><span class=\"{mark}\">{words}</span></p>\n<p class=\"bar\">{way}{show}</p>\n<details><summary>The command</summary><code>{command}</code></details>\n<div class=\"run\" id=\"drawn-{name}\" hidden></div></div>\n"
        )
    });
    kinds.collect()
}

/// How many ends there are, what they are worth, and after how many steps the first is.
fn words(ends: &Ends) -> String {
    let worth = match ends.ok {
        Some(true) => "all oracles hold".to_string(),
        Some(false) => format!("violated: {}", ends.failed),
        None => "no verdict".to_string(),
    };
    let first = if ends.count == 1 { "after" } else { "the first after" };
    format!("{worth}, at {}, {first} {}", counted(ends.count, "end"), counted(ends.steps, "step"))
}

/// Whether the run was in the state that is recorded of it.
fn occurred(run: &Saved) -> String {
    let snapshots = run.footer.as_ref().map_or(&[][..], |footer| &footer.snapshots);
    match snapshots {
        [one] => match one.occurred {
            Some(occurred) if occurred.ever && one.checks.iter().any(|check| check.ok == Some(false)) => {
                "<span>This run was in a state of the same contents as the one that it recorded.</span>"
            }
            Some(occurred) if occurred.ever => "<span>This run was in the state that it recorded.</span>",
            Some(_) => "<span>This run never was in the state that it recorded.</span>",
            None => "",
        },
        _ => "",
    }
    .to_string()
}

const fn mark(ok: Option<bool>) -> &'static str {
    match ok {
        Some(true) => "good",
        Some(false) => "bad",
        None => "unsure",
    }
}
