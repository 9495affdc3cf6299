//! A run as one page that needs nothing but itself: no network, no other file, no framework.
//!
//! The page is a fixed template, style and script; what is drawn is JSON inside it, made by `data`, in which every `<` is
//! written `\u003c`, so that no name can end the script. The script puts texts into the page as texts only, and the page
//! forbids itself to load anything.

use std::io::{self, Write};

use trace::Saved;

use crate::options::Options;
use crate::view::{Limits, View};
use crate::xml;

mod data;
mod rules;
mod stages;
mod steps;
mod verdicts;

pub(crate) use data::CLOCKS;

/// What a page may show; it says what it left out.
pub(crate) const LIMITS: Limits = Limits { events: 10_000, processes: 64 };

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");
/// In this order, inside one function.
const SCRIPTS: [&str; 13] = [
    include_str!("html/model.js"),
    include_str!("html/cut.js"),
    include_str!("html/labels.js"),
    include_str!("html/stages.js"),
    include_str!("html/diagram.js"),
    include_str!("html/handles.js"),
    include_str!("html/panels.js"),
    include_str!("html/verdicts.js"),
    include_str!("html/legend.js"),
    include_str!("html/list.js"),
    include_str!("html/player.js"),
    include_str!("html/keys.js"),
    include_str!("html/main.js"),
];

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let view = View::of(run, options, LIMITS);
    for part in PAGE.split_inclusive("-->") {
        match part.strip_suffix("-->").and_then(|part| part.rsplit_once("<!--")) {
            Some((before, name)) => {
                out.write_all(before.as_bytes())?;
                fill(out, name, &view, options)?;
            }
            None => out.write_all(part.as_bytes())?,
        }
    }
    Ok(())
}

/// What the template calls for: `<!--NAME-->`.
fn fill(out: &mut impl Write, name: &str, view: &View<'_>, options: &Options) -> io::Result<()> {
    match name {
        "HEADLINE" => out.write_all(xml::text(&view.headline()).as_bytes()),
        "STYLE" => out.write_all(STYLE.as_bytes()),
        "DATA" => {
            let json = serde_json::to_string(&data::data(view, options))?;
            out.write_all(json.replace('<', "\\u003c").as_bytes())
        }
        "SCRIPT" => {
            writeln!(out, "(() => {{\n\"use strict\";")?;
            SCRIPTS.iter().try_for_each(|script| out.write_all(script.as_bytes()))?;
            writeln!(out, "}})();")
        }
        other => unreachable!("the template has no place named {other}"),
    }
}
