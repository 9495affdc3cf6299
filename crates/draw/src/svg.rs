//! A run as a picture: a column a process, time downward, the cut as a line through the recording points.
//!
//! Messages are slanted lines, markers dashed, messages recorded in a channel doubled; a message that crosses the cut
//! backwards is thick and says so. No sign is a colour alone. The file needs nothing beside itself and follows the reader's
//! light or dark scheme. `layout` says where things are, `marks` draws them, `legend` explains them.

use std::io::{self, Write};

use trace::Saved;

use crate::axis::Axis;
use crate::options::Options;
use crate::palette::styled;
use crate::view::{Limits, View};

mod barriers;
mod became;
mod colours;
mod crash;
mod cuts;
mod header;
mod incidents;
mod labels;
mod layout;
mod legend;
mod marks;
mod passing;
mod regions;
mod states;
mod styles;
mod waits;
mod who_waits;

use header::capital;
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
    let Options { axis, scheme, crash, .. } = options;
    let crash = crash.as_ref();
    let view = View::of(run, options, LIMITS);
    let axis = if run.is_timed() { *axis } else { Axis::Order };
    let mut header = Vec::new();
    let mut layout = Layout::new(&view, axis, |width| {
        header = header::lines(&view, options, width);
        header::height(&header)
    });
    crash::empty_channels(&view, &mut layout, crash);
    let who_waits = WhoWaits::new(&view, &mut layout);
    let mut drawn = Vec::new();
    let omitted = marks::write(&mut drawn, &view, &layout)?;
    crash::write(&mut drawn, &view, &layout, crash)?;
    let mut legend = legend::entries(&view, crash);
    legend.extend(crash::meaning(crash).into_iter().chain(who_waits.meanings()).map(legend::Entry::from));
    legend.extend(legend::omitted(omitted, options.printed));
    legend.extend(run.is_timed().then(|| legend::downward(axis)));
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
        text(&(description(&view, options) + &who_waits.in_words() + &header::again_in_words(options)))
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
    header::write(out, &header)?;
    out.write_all(&drawn)?;
    who_waits.write(out, &layout)?;
    legend::write(out, &legend, &layout)?;
    writeln!(out, "</svg>")
}

/// The picture in words, for those who cannot see it.
fn description(view: &View<'_>, options: &Options) -> String {
    let mut text = format!("{}.{}", capital(&view.extent()), header::verdict_in_words(view));
    text += &options.crash.as_ref().map(|crash| format!(" {}.", crash.in_words())).unwrap_or_default();
    for cut in &view.cuts {
        if !view.recorded(cut.snapshot).is_empty() {
            text += &format!(" {}.", header::what_it_has(view, cut, options.crash.is_some()));
        }
    }
    for wait in &view.waits {
        text += &format!(" {} is kept from acting for a while.", view.processes[wait.process]);
    }
    if let Some(became) = &view.became_in_run {
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
