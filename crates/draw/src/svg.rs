//! A run as a picture: a column a process, time downward, the cut as a line through the recording points.
//!
//! Messages are slanted lines, markers dashed, messages recorded in a channel doubled; a message that crosses the cut
//! backwards is thick and says so. No sign is a colour alone. The file needs nothing beside itself and follows the reader's
//! light or dark scheme. `layout` says where things are, `marks` draws them, `legend` explains them.

use std::io::{self, Write};

use trace::Saved;

use crate::axis::Axis;
use crate::crash::Crash;
use crate::options::Options;
use crate::palette::styled;
use crate::view::{Cut, Limits, View};

mod barriers;
mod became;
mod colours;
mod crash;
mod incidents;
mod labels;
mod layout;
mod legend;
mod marks;
mod regions;
mod states;
mod styles;
mod waits;
mod who_waits;

use layout::Layout;
use who_waits::WhoWaits;

use crate::xml::text;

/// What a picture may show; it says what it left out.
pub(crate) const LIMITS: Limits = Limits { events: 400, processes: 24 };

const STYLE: &str = include_str!("svg/style.css");

/// Writes the picture.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let Options { extent, axis, scheme, became, announced, crash, .. } = options;
    let crash = crash.as_ref();
    let mut view = View { announced: *announced, ..View::new(run, extent, LIMITS) };
    view.became = became.clone().or(view.became);
    let mut layout = Layout::new(&view, if run.is_timed() { *axis } else { Axis::Order });
    crash::empty_channels(&view, &mut layout, crash);
    let who_waits = WhoWaits::new(&view, &mut layout);
    let mut drawn = Vec::new();
    let omitted = marks::write(&mut drawn, &view, &layout)?;
    crash::write(&mut drawn, &view, &layout, crash)?;
    let mut legend = legend::entries(&view, crash);
    legend.extend(crash::meaning(crash).into_iter().chain(who_waits.meanings()).map(legend::Entry::from));
    legend.extend(legend::omitted(omitted));
    let (width, bottom) = (layout.width, layout.bottom);
    let height = bottom + legend::height(&legend, width);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">"#
    )?;
    writeln!(out, r#"<title id="title">Space-time diagram: {}</title>"#, text(&view.headline()))?;
    writeln!(
        out,
        r#"<desc id="desc">{}</desc>"#,
        text(&(description(&view, crash) + &who_waits.in_words()))
    )?;
    let style = [
        STYLE,
        styles::style(&view),
        regions::style(&view),
        colours::style(&view),
        waits::style(&view),
        barriers::style(&view),
        incidents::style(&view),
        crash::style(crash),
        became::style(&view),
        who_waits.style(),
    ]
    .concat();
    writeln!(out, "<style>\n{}</style>", styled(&style, *scheme))?;
    writeln!(out, r#"<rect class="paper" width="{width}" height="{height}"/>"#)?;
    marks::definitions(out)?;
    header(out, (&view, &layout), crash)?;
    out.write_all(&drawn)?;
    who_waits.write(out, &layout)?;
    legend::write(out, &legend, &layout)?;
    writeln!(out, "</svg>")
}

/// The picture in words, for those who cannot see it.
fn description(view: &View<'_>, crash: Option<&Crash>) -> String {
    let mut text = format!("{}.", capital(&view.extent()));
    text += &crash.map(|crash| format!(" {}.", crash.in_words())).unwrap_or_default();
    for cut in &view.cuts {
        let recorded = view.recorded(cut.snapshot);
        if !recorded.is_empty() {
            text += &format!(" {}.", told(view, cut, &recorded));
        }
    }
    for wait in &view.waits {
        text += &format!(" {} is kept from acting for a while.", view.processes[wait.process]);
    }
    if let Some(became) = &view.became {
        text += &format!(" From event {} on {}.", became.event, became.what);
    }
    if let Some(event) = view.announced {
        text += &format!(" Event {event} announces it.");
    }
    for message in &view.messages {
        for fault in view.faults(message) {
            text += &format!(" {}.", capital(&view.fault_in_words(message, fault)));
        }
    }
    text
}

/// What a cut has, in words.
fn told(view: &View<'_>, cut: &Cut, recorded: &str) -> String {
    match view.takes_lines {
        _ if view.is_asked() => format!("Along {}: {recorded}", view.cut_is(cut)),
        true => format!("Recovery line {}: {recorded}", cut.snapshot),
        false => format!("Snapshot {} recorded {recorded}", cut.snapshot),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Two or more lines above the columns: what was run, how much of it is shown, what was recorded.
fn header(
    out: &mut impl Write,
    (view, layout): (&View<'_>, &Layout),
    crash: Option<&Crash>,
) -> io::Result<()> {
    let mut lines = vec![("head", layout.fitted(&view.headline(), 9)), ("note", capital(&view.extent()))];
    // A recovery line of checkpoints that each took when it liked is no snapshot, of which a file has a result.
    let cuts = if crash.is_some_and(|crash| crash.is_line) { &[] } else { &view.cuts[..] };
    let more = cuts.len().saturating_sub(layout::CUTS_IN_HEADER);
    let written = if more > 0 { layout::CUTS_IN_HEADER - 1 } else { layout::CUTS_IN_HEADER };
    for cut in cuts.iter().take(written) {
        let line = match view.recorded(cut.snapshot) {
            none if none.is_empty() => format!("Snapshot {}: the file has no result", cut.snapshot),
            recorded => told(view, cut, &recorded),
        };
        lines.push(("note", line));
    }
    if more > 0 {
        let (what, tells) = match view.is_asked() {
            true => ("cuts", "what is so there"),
            false => ("snapshots", "what it recorded"),
        };
        let more = more + 1;
        lines.push(("note", format!("and {more} more {what}: the pointer on a cut tells {tells}")));
    }
    let mut y = 22;
    for (class, line) in lines {
        writeln!(
            out,
            r#"<text class="{class}" x="16" y="{y}">{}</text>"#,
            text(&layout.fitted(&line, layout::LETTER))
        )?;
        y += layout::LINE;
    }
    Ok(())
}
