//! Two runs as a page: a template, a style and a script, and what is said between them. What is said goes in as text, never as markup.

use std::io::{self, Write};

use serde::Serialize;
use trace::Saved;
use trace::diff::{Diff, is_of_the_computation};

use super::side::Side;
use super::told::{NOT_COMPARED, Parting, Row, Rows, Told, told};
use crate::axis::Axis;
use crate::extent::Extent;
use crate::html::{self, LIMITS};
use crate::options::Options;
use crate::view::View;
use crate::xml;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// What of a run's page is seen here, and how.
const PICTURE: &str = include_str!("picture.css");
const SCRIPT: &str = include_str!("page.js");

pub(super) fn write<W: Write>(diff: &Diff<'_>, sides: &[Side<'_>; 2], out: &mut W) -> io::Result<()> {
    let told = told(diff, sides);
    let views = [0, 1].map(|side| shown(diff, sides[side].run, side));
    html::fill(PAGE, out, &mut |name, out| match name {
        "TITLE" => out.write_all(xml::text(&title(sides)).as_bytes()),
        "COLOURS" => out.write_all(html::COLOURS.as_bytes()),
        "STYLE" => out.write_all(STYLE.as_bytes()),
        "TOLD" => out.write_all(above(&told, sides).as_bytes()),
        "BOTH" => out.write_all(both(&told, sides).as_bytes()),
        "SIDES" => {
            views.iter().zip(sides).zip(0..).try_for_each(|((view, side), at)| heading(view, side, at, out))
        }
        "PICTURE" => [html::STYLE, PICTURE].iter().try_for_each(|style| out.write_all(style.as_bytes())),
        "RUN" => out.write_all(html::RUN.as_bytes()),
        "RUNS" => views.iter().zip(0..).try_for_each(|(view, at)| {
            let options = Options { axis: Axis::Order, ..Options::default() };
            let data = html::of(view, &options)?;
            writeln!(out, "<script type=\"application/json\" id=\"run-{at}\">{data}</script>")
        }),
        "DATA" => out.write_all(data(diff, sides, &views)?.as_bytes()),
        "SCRIPT" => {
            html::script(out)?;
            out.write_all(SCRIPT.as_bytes())
        }
        other => unreachable!("the template has no place named {other}"),
    })
}

fn title(sides: &[Side<'_>; 2]) -> String {
    format!("{} and {}, side by side", sides[0].name, sides[1].name)
}

/// The part of a run that is shown: all of it, or as much as there is room for around the first difference.
fn shown<'a>(diff: &Diff<'_>, run: &'a Saved, side: usize) -> View<'a> {
    let first = diff.computation.first.or(diff.all.first).and_then(|places| places[side]);
    let extent = match first {
        Some(place) if run.events.len() > LIMITS.events => {
            let most = run.events.len() - LIMITS.events;
            let begin = place.saturating_sub(LIMITS.events / 2).min(most);
            let number = |place: usize| run.events[place].seq;
            Extent::Events(number(begin)..number(begin + LIMITS.events - 1) + 1)
        }
        _ => Extent::All,
    };
    View::new(run, &extent, LIMITS)
}

/// What the script has to know besides the two runs.
#[derive(Serialize)]
struct Data<'a> {
    names: [&'a str; 2],
    /// The numbers of the events of the computation that are shown, of each run.
    steps: [Vec<u64>; 2],
    /// How many events of the computation come before these.
    before: [usize; 2],
    /// How many events of the computation are the same, from the first on.
    same: usize,
    /// Where the computations part, and where the runs do: the number of the event of each.
    first: [Option<[Option<u64>; 2]>; 2],
}

fn data(diff: &Diff<'_>, sides: &[Side<'_>; 2], views: &[View<'_>; 2]) -> io::Result<String> {
    let numbers = |view: &View<'_>| {
        let events = view.run.events[view.range.clone()].iter();
        events.filter(|event| is_of_the_computation(&event.what)).map(|event| event.seq).collect()
    };
    let before = |view: &View<'_>| {
        let events = view.run.events[..view.range.start].iter();
        events.filter(|event| is_of_the_computation(&event.what)).count()
    };
    let first = |places: Option<[Option<usize>; 2]>| {
        places.map(|places| [0, 1].map(|side| places[side].map(|place| sides[side].run.events[place].seq)))
    };
    let data = Data {
        names: [&sides[0].name, &sides[1].name],
        steps: [numbers(&views[0]), numbers(&views[1])],
        before: [before(&views[0]), before(&views[1])],
        same: diff.computation.same,
        first: [first(diff.computation.first), first(diff.all.first)],
    };
    Ok(serde_json::to_string(&data)?.replace('<', "\\u003c"))
}

/// What is said above the two runs.
fn above(told: &Told, sides: &[Side<'_>; 2]) -> String {
    let notes = told.notes.iter().map(|note| format!("<p>{}</p>\n", xml::text(note)));
    let partings = [(&told.computation, "computation"), (&told.all, "all")];
    let partings = partings.map(|(of, which)| parting(of, which, sides)).concat();
    let (sum, notes) = (xml::text(&told.in_sum), notes.collect::<String>());
    format!("<p id=\"sum\">{sum}</p>\n{notes}<div id=\"partings\">\n{partings}</div>\n")
}

/// The table below them: what each run has.
fn both(told: &Told, sides: &[Side<'_>; 2]) -> String {
    let [one, other] = [0, 1].map(|side| xml::text(&sides[side].name));
    let head = format!(
        "<thead><tr><td></td><th scope=\"col\">{one}</th><th scope=\"col\">{other}</th></tr></thead>"
    );
    let groups = [
        group("Verdicts", &told.verdicts, None),
        group("What was run, as far as it differs", &told.settings, Some("nothing differs")),
        group("Recorded states", &told.recorded, Some(&told.recorded_alike)),
        group("How much", &told.counts, None),
    ];
    format!("<table>\n{head}\n{}</table>\n<p class=\"hint\">{NOT_COMPARED}</p>\n", groups.concat())
}

/// Where they part, with what leads there.
fn parting(parting: &Parting, which: &str, sides: &[Side<'_>; 2]) -> String {
    let text = xml::text(&parting.text);
    let Some(events) = &parting.events else {
        return format!("<div class=\"parting\"><p>{text}</p></div>\n");
    };
    let lines = [0, 1].map(|side| {
        let (name, event) = (xml::text(&sides[side].name), xml::text(&events[side]));
        format!("<dt>{name}</dt><dd>{event}</dd>")
    });
    let leads = if parting.differs {
        format!("<button type=\"button\" data-first=\"{which}\">Show it in both</button>")
    } else {
        String::new()
    };
    format!("<div class=\"parting\"><p>{text}</p><dl>{}</dl>{leads}</div>\n", lines.concat())
}

/// Rows under a heading; where there are none, what is said instead.
fn group(heading: &str, Rows { rows, more }: &Rows, nothing: Option<&str>) -> String {
    let whole = |text: &str| format!("<tr><td colspan=\"3\">{}</td></tr>\n", xml::text(text));
    let mut group = format!("<tbody><tr><th colspan=\"3\" scope=\"rowgroup\">{heading}</th></tr>\n");
    group.extend(rows.iter().map(row));
    if rows.is_empty() {
        group.extend(nothing.map(whole));
    }
    if *more > 0 {
        group += &whole(&format!("and {more} more"));
    }
    group + "</tbody>\n"
}

fn row(Row { name, is }: &Row) -> String {
    let mark = if is[0] == is[1] { "" } else { " class=\"differs\"" };
    let [name, one, other] = [name, &is[0], &is[1]].map(|text| xml::text(text));
    format!("<tr{mark}><th scope=\"row\">{name}</th><td>{one}</td><td>{other}</td></tr>\n")
}

/// One run: its name, its verdict, room for its diagram, and the command.
fn heading<W: Write>(view: &View<'_>, side: &Side<'_>, at: usize, out: &mut W) -> io::Result<()> {
    let verdict = view.verdict();
    let (name, mark) = (xml::text(&side.name), verdict.mark.name());
    let text = xml::text(&format!("{}: {}", verdict.mark.word(), verdict.text));
    writeln!(
        out,
        "<section class=\"side\" aria-labelledby=\"side-{at}\">\n<h2 id=\"side-{at}\">{name}</h2>"
    )?;
    writeln!(out, "<p class=\"verdict {mark}\">{text}</p>")?;
    writeln!(out, "<div class=\"run\" data-run=\"{at}\"></div>\n<div class=\"again\">")?;
    if let Some(hint) = &side.again {
        let (purpose, command) = (xml::text(&hint.purpose), xml::text(&hint.command));
        writeln!(out, "<p>{purpose} <code>{command}</code></p>")?;
    }
    writeln!(out, "<p>{}</p>\n</div>\n</section>", xml::text(&view.extent()))
}
