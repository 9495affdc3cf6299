//! The space-time diagram of the window, drawn with characters: time downward, a column a process.
//!
//! One row an event, one lane a message in flight. A message leaves its sender with a horizontal stroke, falls along its
//! lane, and reaches its receiver with another. `*` is an event, `#` a recorded state; where all have recorded
//! once, lives are drawn otherwise after that, so that the cut is seen. ASCII unless asked for more:
//! box-drawing characters are of ambiguous width, and a terminal in East Asia may draw them two cells wide. For many
//! processes there is no room: then the events are listed. How rows become characters is [`drawing`]'s business.

mod drawing;
mod kept;
mod rows;
mod saved;

use std::borrow::Cow;
use std::io;

use sim_core::Topology;
use sim_core::words::counted;
use snapshot::{Computation, LogEvent};
use trace::{Finished, Saved};

use super::style::{BOLD, DIM};
use crate::options::Options;
use crate::paper::Paper;
use drawing::{ASCII, Drawing, UNICODE};
pub use kept::Kept;
use rows::{Mark, Row, Rows};

/// As many rows as a person looks at.
const MAX_ROWS: usize = 200;

/// Events in a row of a run.
struct Stretch<'a, P: Computation> {
    /// The number of the first.
    first: u64,
    events: Cow<'a, [LogEvent<P>]>,
    /// How many more there are behind them that were asked for.
    dropped: usize,
}

impl<'a, P: Computation> Stretch<'a, P> {
    /// What was asked for: a window, if there was one; else the snapshots, if there were some; else the last events.
    fn of(finished: &'a Finished<'_, P>, kept: Option<&Kept<P>>) -> Self {
        match kept.filter(|kept| kept.is_extent() || finished.window.is_empty()) {
            Some(kept) => {
                let events = kept.events.iter().cloned().collect();
                Self { first: kept.first, events: Cow::Owned(events), dropped: kept.dropped }
            }
            None => {
                Self { first: finished.events_before, events: Cow::Borrowed(&finished.window), dropped: 0 }
            }
        }
    }
}

/// How many events of a run a diagram is of.
struct Shown {
    /// How many.
    events: usize,
    /// Of so many.
    total: u64,
    /// How many of them have no rows.
    dropped: usize,
    /// Whether the run goes on behind them.
    goes_on: bool,
}

/// Writes the diagram of a run's snapshots, or of what was kept of the run because it was asked for.
pub(super) fn write<P: Computation>(
    out: &mut impl Paper,
    finished: &Finished<'_, P>,
    kept: Option<&Kept<P>>,
    unicode: bool,
) -> io::Result<()> {
    let stretch = Stretch::of(finished, kept);
    let rows = Rows::of(finished, stretch.first, &stretch.events);
    let shown = Shown {
        events: stretch.events.len() + stretch.dropped,
        total: finished.events,
        dropped: stretch.dropped,
        goes_on: stretch.first + (stretch.events.len() as u64) < finished.events,
    };
    write_rows(out, &finished.system.topology, rows, &shown, unicode)
}

/// Writes the diagram of what is wanted of a saved run.
///
/// # Errors
/// When it cannot be written.
pub fn write_saved(
    out: &mut impl Paper,
    run: &Saved,
    topology: &Topology,
    Options { extent, became, .. }: &Options,
    unicode: bool,
) -> io::Result<()> {
    let range = extent.select(&run.events, usize::MAX).range;
    let rows = saved::rows(run, topology, range.clone(), became.as_ref());
    let (events, total) = (range.len(), run.events.len() as u64);
    let shown = Shown { events, total, dropped: 0, goes_on: (range.end as u64) < total };
    write_rows(out, topology, rows, &shown, unicode)
}

fn write_rows(
    out: &mut impl Paper,
    topology: &Topology,
    mut rows: Vec<Row>,
    shown: &Shown,
    unicode: bool,
) -> io::Result<()> {
    let left_out = rows.len().saturating_sub(MAX_ROWS) + shown.dropped;
    rows.truncate(MAX_ROWS);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return writeln!(out, "{BOLD}Space-time diagram{BOLD:#}: there are no events in this window");
    };
    let (from, to, events, total) = (first.time, last.time, shown.events, shown.total);
    writeln!(
        out,
        "{BOLD}Space-time diagram{BOLD:#}, t={from}..{to} ({events} of {})\n",
        counted(total, "event")
    )?;
    let digits = last.time.to_string().len().max(4);
    match Drawing::fitting(&rows, topology, if unicode { &UNICODE } else { &ASCII }, (digits, out.columns()))
    {
        Ok(drawing) => draw(out, topology, &rows, &drawing, digits)?,
        Err(why) => list(out, &rows, &why, digits)?,
    }
    if left_out > 0 {
        return writeln!(out, "  ... and {left_out} more; -f json has them all");
    }
    let when = if shown.goes_on { "in flight when these events end," } else { "still in flight" };
    in_flight(out, topology, &rows, (digits, when))
}

/// A row an event; where its text has no room in a line, the drawing goes on beside the rest of it.
fn draw(
    out: &mut impl Paper,
    topology: &Topology,
    rows: &[Row],
    drawing: &Drawing<'_>,
    digits: usize,
) -> io::Result<()> {
    out.whole(format_args!("  {:digits$}  {}", "", drawing.heading(topology)))?;
    for (place, row) in rows.iter().enumerate() {
        let (first, rest) = drawing.told(row);
        let drawn = drawing.row(place, row);
        out.whole(format_args!("  {DIM}{:>digits$}{DIM:#}  {drawn}  {first}", row.time))?;
        for text in rest {
            out.whole(format_args!("  {:digits$}  {}  {text}", "", drawing.below(place)))?;
        }
        if let Some(what) = &row.from_here_on {
            out.whole(format_args!("  {:digits$}  {}  from here on {what}", "", drawing.line(place)))?;
        }
    }
    drawing.legend().map_or(Ok(()), |legend| writeln!(out, "  {:digits$}  {legend}", ""))
}

/// The events, where they cannot be drawn.
fn list(out: &mut impl Paper, rows: &[Row], why: &str, digits: usize) -> io::Result<()> {
    writeln!(out, "  {DIM}{why}{DIM:#}\n")?;
    for row in rows {
        writeln!(out, "  {DIM}{:>digits$}{DIM:#}  {}", row.time, row.told())?;
        if let Some(what) = &row.from_here_on {
            writeln!(out, "  {:digits$}  from here on {what}", "")?;
        }
    }
    Ok(())
}

/// What was sent in the window and not received.
fn in_flight(
    out: &mut impl Paper,
    topology: &Topology,
    rows: &[Row],
    (digits, when): (usize, &str),
) -> io::Result<()> {
    let received = |message| rows.iter().any(|row| matches!(row.mark, Mark::Receive(id, _) if id == message));
    for row in rows {
        let Mark::Send(message, channel) = row.mark else { continue };
        if !received(message) {
            let ends = topology.channel(channel);
            let (from, to) = (topology.name(ends.source), topology.name(ends.target));
            let what = row.text.strip_prefix(&format!("{from} send ")).unwrap_or(&row.text);
            let what = what.strip_suffix(&format!(" to {to}")).unwrap_or(what);
            writeln!(out, "  {:digits$}  {what} #{} is {when} from {from} to {to}", "", message.0)?;
        }
    }
    Ok(())
}
