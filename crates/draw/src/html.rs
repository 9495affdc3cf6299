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

/// How every page begins; it may load nothing.
const HEAD: &str = include_str!("html/head.html");
const PAGE: &str = include_str!("html/page.html");
/// The elements that the script fills, with the diagram and the controls.
pub(crate) const RUN: &str = include_str!("html/run.html");
/// What the styles name as colours.
const COLOURS: &str = include_str!("html/colours.css");
/// How these elements look.
pub(crate) const STYLE: &str = include_str!("html/page.css");
/// How a script makes an element of HTML.
pub(crate) const ELEMENT: &str = include_str!("html/element.js");
/// In this order, inside one function of the tree of elements that has those of [`RUN`], and of the data.
const SCRIPTS: [&str; 27] = [
    ELEMENT,
    include_str!("html/kept.js"),
    include_str!("html/model.js"),
    include_str!("html/under_way.js"),
    include_str!("html/columns.js"),
    include_str!("html/heights.js"),
    include_str!("html/cut.js"),
    include_str!("html/labels.js"),
    include_str!("html/stages.js"),
    include_str!("html/marked.js"),
    include_str!("html/diagram.js"),
    include_str!("html/messages.js"),
    include_str!("html/reader.js"),
    include_str!("html/handles.js"),
    include_str!("html/panels.js"),
    include_str!("html/overview.js"),
    include_str!("html/choosing.js"),
    include_str!("html/verdicts.js"),
    include_str!("html/legend.js"),
    include_str!("html/layout.js"),
    include_str!("html/tokens.js"),
    include_str!("html/topology.js"),
    include_str!("html/list.js"),
    include_str!("html/player.js"),
    include_str!("html/keys.js"),
    include_str!("html/paper.js"),
    include_str!("html/main.js"),
];

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let view = View::of(run, options, LIMITS);
    fill(PAGE, out, &mut |name, out| match name {
        "HEADLINE" => out.write_all(xml::text(&view.headline()).as_bytes()),
        "HEAD" => head(&view.headline(), STYLE, out),
        "RUN" => out.write_all(RUN.as_bytes()),
        "DATA" => out.write_all(of(&view, options)?.as_bytes()),
        "SCRIPT" => {
            script(out)?;
            writeln!(out, "page(document, JSON.parse(document.getElementById(\"data\").textContent));")
        }
        other => unreachable!("the template has no place named {other}"),
    })
}

/// What the script is given of a run: JSON in which no text can end the element that it is in.
pub(crate) fn of(view: &View<'_>, options: &Options) -> io::Result<String> {
    Ok(serde_json::to_string(&data::data(view, options))?.replace('<', "\\u003c"))
}

/// Writes how a page begins, with its title and its style.
pub(crate) fn head<W: Write>(title: &str, style: &str, out: &mut W) -> io::Result<()> {
    fill(HEAD, out, &mut |name, out| match name {
        "TITLE" => out.write_all(xml::text(title).as_bytes()),
        "COLOURS" => out.write_all(COLOURS.as_bytes()),
        "STYLE" => out.write_all(style.as_bytes()),
        other => unreachable!("the template has no place named {other}"),
    })
}

/// Writes a template, and in each of its places, `<!--NAME-->`, what is called for.
pub(crate) fn fill<W: Write>(
    template: &str,
    out: &mut W,
    named: &mut dyn FnMut(&str, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    for part in template.split_inclusive("-->") {
        match part.strip_suffix("-->").and_then(|part| part.rsplit_once("<!--")) {
            Some((before, name)) => {
                out.write_all(before.as_bytes())?;
                named(name, out)?;
            }
            None => out.write_all(part.as_bytes())?,
        }
    }
    Ok(())
}

/// Writes the function that fills the elements of a tree, and gives whoever calls it what can be done with them.
pub(crate) fn script(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "function page(root, run) {{\n\"use strict\";")?;
    SCRIPTS.iter().try_for_each(|script| out.write_all(script.as_bytes()))?;
    writeln!(out, "}}")
}
