//! The events of a run as a table (RFC 4180), for spreadsheets and data frames: a line an event, and the header always.

use std::collections::BTreeMap;
use std::io::{self, Write};

use trace::Saved;
use trace::model::{Astray, Event, What};

use crate::extent::Extent;
use crate::{vector_time, words};

/// The columns. `peer` is the other process of a message, or the channel that an event is about; `recorded` is `true` for a
/// receipt that was recorded in a channel; `holds` is what the process holds of each good: `1 m`; `clock` and `lamport` are the
/// process's vector and Lamport time: those of its last step of the computation.
pub(crate) const HEADER: [&str; 14] = [
    "seq", "t", "proc", "kind", "msg", "body", "peer", "state", "recorded", "clock", "holds", "snapshot",
    "command", "lamport",
];

/// Writes the table.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, extent: &Extent, out: &mut impl Write) -> io::Result<()> {
    let selection = extent.select(&run.events, usize::MAX);
    let mut table = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    table.write_record(HEADER)?;
    let times = vector_time::of_events(run).zip(lamport_times(&run.events)).skip(selection.range.start);
    for (event, times) in run.events[selection.range].iter().zip(times) {
        table.write_record(row(run, event, times))?;
    }
    table.flush()
}

/// Lamport's time of each event's process, as text; empty before the process's first step of the computation.
fn lamport_times(events: &[Event]) -> impl Iterator<Item = String> {
    let mut now = BTreeMap::new();
    events.iter().map(move |event| {
        if let Some(time) = event.lamport {
            now.insert(event.proc.as_str(), time);
        }
        now.get(event.proc.as_str()).map(u64::to_string).unwrap_or_default()
    })
}

fn row(run: &Saved, event: &Event, (clock, lamport): (String, String)) -> [String; 14] {
    let named = |msg: u64| match &run.foreign {
        Some(_) => run.called(msg, ""),
        None => msg.to_string(),
    };
    let mut row = Row::default();
    match &event.what {
        What::Internal { command, .. } => row.command.clone_from(command),
        What::Recv { msg, body, from, recorded, snapshot, .. } => {
            row.message(named(*msg), body, from, *snapshot);
            row.recorded = if *recorded { "true".to_string() } else { String::new() };
        }
        What::Send { msg, body, to, snapshot, .. } => row.message(named(*msg), body, to, *snapshot),
        What::Record { snapshot, .. } => row.snapshot = snapshot.to_string(),
        What::RecordMessage { snapshot, channel, body, msg } => {
            row.message(msg.map_or_else(String::new, named), body, channel, Some(*snapshot));
        }
        What::Close { snapshot, channel } => row.message(String::new(), "", channel, Some(*snapshot)),
        What::Permanent { snapshot } => row.snapshot = snapshot.to_string(),
        What::Lost(Astray { body, to, snapshot, .. }) | What::Doubled(Astray { body, to, snapshot, .. }) => {
            row.message(String::new(), body, to, *snapshot);
        }
        What::Crashed => {}
    }
    let held = words::state_of(&event.what);
    let state = held.map(|held| words::state(&held.state)).unwrap_or_default();
    let holds = held.map(|held| words::amounts(&held.holds)).unwrap_or_default();
    let t = if run.is_timed() { event.t.to_string() } else { String::new() };
    let (seq, kind) = (event.seq.to_string(), words::kind(&event.what).to_string());
    let Row { msg, body, peer, recorded, snapshot, command } = row;
    let proc = event.proc.clone();
    [seq, t, proc, kind, msg, body, peer, state, recorded, clock, holds, snapshot, command, lamport]
}

/// What only some events have; empty for the others.
#[derive(Default)]
struct Row {
    msg: String,
    body: String,
    peer: String,
    recorded: String,
    snapshot: String,
    command: String,
}

impl Row {
    fn message(&mut self, msg: String, body: &str, peer: &str, snapshot: Option<u32>) {
        self.msg = msg;
        self.body = body.to_string();
        self.peer = peer.to_string();
        self.snapshot = snapshot.map_or_else(String::new, |snapshot| snapshot.to_string());
    }
}
