//! The space-time diagram of the window, drawn with characters: time downward, a column a process.
//!
//! One row an event, one lane a message in flight. A message leaves its sender with a horizontal stroke, falls along its
//! lane, and reaches its receiver with another. `*` is an event, `#` a recorded state: the cut. ASCII unless asked for more:
//! box-drawing characters are of ambiguous width, and a terminal in East Asia may draw them two cells wide. For many
//! processes there is no room: then the events are listed. How rows become characters is [`drawing`]'s business.

mod drawing;
mod kept;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use sim_core::words::counted;
use sim_core::{ChannelId, Happening, MessageId, ProcessId, System, Topology};
use snapshot::{Carries, Computation, LogEvent, Recorded, SnapshotId, Verdict};
use trace::Ended;

use super::style::{BOLD, DIM};
use crate::paper::Paper;
use drawing::{ASCII, Drawing, UNICODE};
pub use kept::Kept;

/// As many rows as a person looks at.
const MAX_ROWS: usize = 200;

/// A row of the drawing: one event that a person wants to see.
struct Row {
    time: u64,
    process: ProcessId,
    mark: Mark,
    text: String,
    /// Which checks condemn it.
    condemned: Vec<&'static str>,
}

impl Row {
    /// What happened, and what condemns it.
    fn told(&self) -> String {
        match self.condemned.as_slice() {
            [] => self.text.clone(),
            checks => format!("{}   !! condemned by {}", self.text, checks.join(", ")),
        }
    }
}

#[derive(Clone, Copy)]
enum Mark {
    Send(MessageId, ChannelId),
    Receive(MessageId, ChannelId),
    Record,
    Act,
}

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
    fn of(ended: &'a Ended<'_, P>, kept: Option<&Kept<P>>) -> Self {
        match kept.filter(|kept| kept.is_window() || ended.window.is_empty()) {
            Some(kept) => {
                let events = kept.events.iter().cloned().collect();
                Self { first: kept.first, events: Cow::Owned(events), dropped: kept.dropped }
            }
            None => Self { first: ended.events_before, events: Cow::Borrowed(ended.window), dropped: 0 },
        }
    }
}

/// Writes the diagram of a run's snapshots, or of what was kept of the run because it was asked for.
pub(super) fn write<P: Computation>(
    out: &mut impl Paper,
    ended: &Ended<'_, P>,
    kept: Option<&Kept<P>>,
    unicode: bool,
) -> io::Result<()> {
    let topology = &*ended.system.topology;
    let stretch = Stretch::of(ended, kept);
    let mut rows = Rows::of(ended, &stretch);
    let left_out = rows.len().saturating_sub(MAX_ROWS) + stretch.dropped;
    rows.truncate(MAX_ROWS);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return writeln!(out, "{BOLD}Space-time diagram{BOLD:#}: there are no events in this window");
    };
    let (total, shown) = (ended.events, stretch.events.len() + stretch.dropped);
    let (from, to) = (first.time, last.time);
    writeln!(
        out,
        "{BOLD}Space-time diagram{BOLD:#}, t={from}..{to} ({shown} of {})\n",
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
    let goes_on = stretch.first + (stretch.events.len() as u64) < total;
    let when = if goes_on { "in flight when these events end," } else { "still in flight" };
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
    }
    Ok(())
}

/// The events, where they cannot be drawn.
fn list(out: &mut impl Paper, rows: &[Row], why: &str, digits: usize) -> io::Result<()> {
    writeln!(out, "  {DIM}{why}{DIM:#}\n")?;
    rows.iter().try_for_each(|row| writeln!(out, "  {DIM}{:>digits$}{DIM:#}  {}", row.time, row.told()))
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

/// Makes the rows of a window.
struct Rows<'a, P: Computation> {
    ended: &'a Ended<'a, P>,
    rows: Vec<Row>,
    /// Checks that condemn an event without a row.
    carried: Vec<&'static str>,
}

impl<'a, P: Computation> Rows<'a, P> {
    /// The events that are drawn: receipts, sends, recordings of states, and what is done without sending anything.
    fn of(ended: &'a Ended<'a, P>, stretch: &Stretch<'_, P>) -> Vec<Row> {
        let mut rows = Self { ended, rows: Vec::new(), carried: Vec::new() };
        let condemned = condemned(ended);
        let mut number = stretch.first;
        for step in stretch.events.chunk_by(|_, next| !next.begins_step()) {
            for event in step {
                rows.add(event, step.len() == 1);
                if let Some(checks) = condemned.get(&number) {
                    rows.condemn(event, step.len() == 1, checks);
                }
                number += 1;
            }
        }
        rows.rows
    }

    fn add(&mut self, event: &LogEvent<P>, alone: bool) {
        let System { protocol: program, topology } = self.ended.system;
        let name = topology.name(event.process);
        match &event.what {
            Happening::Receive { channel, message, body, state } => {
                let text = match body.message() {
                    Some(body) => {
                        format!("{name} recv {}, state {}", program.print_message(body), self.state(state))
                    }
                    None => format!("{name} recv {}", self.said(body)),
                };
                self.push(event, Mark::Receive(*message, *channel), text);
            }
            Happening::Send { channel, message, body } => {
                let to = topology.name(topology.channel(*channel).target);
                let what = self.said(body);
                self.push(event, Mark::Send(*message, *channel), format!("{name} send {what} to {to}"));
            }
            Happening::Observe(Recorded::Process { state, snapshot, .. }) => {
                let state = program.print_state(state);
                let text = format!("{name} record state {state}{}", self.of_snapshot(*snapshot));
                self.push(event, Mark::Record, text);
            }
            Happening::Observe(Recorded::Message { channel, snapshot, .. }) => {
                let note =
                    format!(", recorded in {}{}", arrow(topology, *channel), self.of_snapshot(*snapshot));
                self.annotate_receipt(event.process, &note);
            }
            Happening::Observe(Recorded::Closed { channel, .. }) => {
                self.annotate_receipt(event.process, &format!(", {} is closed", arrow(topology, *channel)));
            }
            Happening::Internal { command, .. } if alone => {
                let command = command.print(|command| program.print_command(command));
                self.push(event, Mark::Act, format!("{name} {command}"));
            }
            Happening::Internal { .. } => {}
        }
    }

    fn push(&mut self, event: &LogEvent<P>, mark: Mark, text: String) {
        let condemned = std::mem::take(&mut self.carried);
        self.rows.push(Row { time: event.time, process: event.process, mark, text, condemned });
    }

    /// Marks an event's row, or that of the receipt it belongs to, with the checks that condemn it; what has no row of its own, the
    /// next.
    fn condemn(&mut self, event: &LogEvent<P>, alone: bool, checks: &[&'static str]) {
        let row = match event.what {
            Happening::Observe(Recorded::Message { .. } | Recorded::Closed { .. }) => {
                self.receipt_of(event.process)
            }
            Happening::Internal { .. } if !alone => None,
            _ => self.rows.last_mut(),
        };
        match row {
            Some(row) => row.condemned.extend(checks),
            None => self.carried.extend(checks),
        }
    }

    /// The receipt of the present step.
    fn receipt_of(&mut self, process: ProcessId) -> Option<&mut Row> {
        let is_receipt = |row: &&mut Row| row.process == process && matches!(row.mark, Mark::Receive(..));
        self.rows.iter_mut().rev().find(is_receipt)
    }

    /// Notes something at the receipt of the present step.
    fn annotate_receipt(&mut self, process: ProcessId, note: &str) {
        if let Some(row) = self.receipt_of(process) {
            row.text.push_str(note);
        }
    }

    /// The count that a state is, or else the state.
    fn state(&self, state: &P::State) -> String {
        let program = &self.ended.system.protocol;
        let count = program.count(state);
        count.map_or_else(|| program.print_state(state), |count| count.to_string())
    }

    fn said(&self, body: &impl Carries<P::Message>) -> String {
        match (body.message(), body.control()) {
            (Some(message), _) => self.ended.system.protocol.print_message(message),
            (None, Some(snapshot)) if self.ended.judgements.len() > 1 => format!("marker {}", snapshot.0),
            (None, _) => "marker".to_string(),
        }
    }

    fn of_snapshot(&self, snapshot: SnapshotId) -> String {
        match self.ended.judgements.len() {
            0 | 1 => String::new(),
            _ => format!(" (snapshot {})", snapshot.0),
        }
    }
}

/// The events that checks condemn, by their numbers, and the names of those checks.
fn condemned<P: Computation>(ended: &Ended<'_, P>) -> BTreeMap<u64, Vec<&'static str>> {
    let mut condemned: BTreeMap<u64, Vec<_>> = BTreeMap::new();
    for check in ended.judgements.iter().flat_map(|judgement| &judgement.checks) {
        let Verdict::Violated(violation) = &check.verdict else { continue };
        for event in &violation.events {
            let names = condemned.entry(ended.events_before + *event as u64).or_default();
            if !names.contains(&check.name) {
                names.push(check.name);
            }
        }
    }
    condemned
}

fn arrow(topology: &Topology, channel: ChannelId) -> String {
    let ends = topology.channel(channel);
    format!("{} -> {}", topology.name(ends.source), topology.name(ends.target))
}
