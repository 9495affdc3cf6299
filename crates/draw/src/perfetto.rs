//! A run as a trace for the Perfetto UI, in the Trace Event Format (JSON).
//!
//! A tick is a millisecond there, and an event a slice of a microsecond: the nth event of tick t begins at `t * 1000 + n`, so
//! slices never overlap. A message is a flow from the slice of its sending to that of its receipt.

use std::io::{self, Write};

use serde_json::{Value, json};
use trace::Saved;
use trace::model::{Held, State, What};

use crate::extent::Extent;
use crate::view::{Limits, Shown, View};
use crate::{vector_time, words};

/// Everything: the format is made for long traces.
const LIMITS: Limits = Limits { events: usize::MAX, processes: usize::MAX };
/// How many events a tick has room for; with more, the next tick's begin later.
const TICK: u64 = 1000;

/// Writes the trace.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, extent: &Extent, out: &mut impl Write) -> io::Result<()> {
    let view = View::new(run, extent, LIMITS);
    let starts = starts(&view.events);
    let other = json!({"seed": view.seed(), "what": view.headline(), "shown": view.extent()});
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{other},\"traceEvents\":[")?;
    let mut first = true;
    let mut put =
        |event: Value| write!(out, "{}{event}", if std::mem::take(&mut first) { "\n" } else { ",\n" });
    for (process, name) in (1u64..).zip(&view.processes) {
        put(json!({"ph": "M", "name": "process_name", "pid": process, "args": {"name": name}}))?;
        put(
            json!({"ph": "M", "name": "process_sort_index", "pid": process, "args": {"sort_index": process}}),
        )?;
        put(json!({"ph": "M", "name": "thread_name", "pid": process, "tid": 1, "args": {"name": "events"}}))?;
    }
    let mut flows = vec![None; view.events.len()];
    for message in &view.messages {
        if let (Some(sent), Some(received)) = (message.sent.shown, message.received.shown) {
            (flows[sent], flows[received]) = (Some(("s", message.id)), Some(("f", message.id)));
        }
    }
    // No process is left out, so the shown events are those of the range.
    let clocks = vector_time::of_events(run).skip(view.range.start);
    for (((shown, ts), flow), clock) in view.events.iter().zip(starts).zip(flows).zip(clocks) {
        slice(run, shown, ts, (flow, &clock)).into_iter().try_for_each(&mut put)?;
    }
    writeln!(out, "\n]}}")
}

/// When each event begins, in microseconds: each behind the one before it.
fn starts(events: &[Shown<'_>]) -> Vec<u64> {
    let mut next = 0;
    let start = |shown: &Shown<'_>| {
        let start = shown.event.t.saturating_mul(TICK).max(next);
        next = start.saturating_add(1);
        start
    };
    events.iter().map(start).collect()
}

/// An event as a slice, with the end of a flow inside it, and the state after it as a counter.
fn slice(run: &Saved, shown: &Shown<'_>, ts: u64, (flow, clock): (Option<(&str, u64)>, &str)) -> Vec<Value> {
    let event = shown.event;
    let pid = shown.process + 1;
    let args = json!({"seq": event.seq, "clock": clock});
    let (name, cat) = (words::event(run, event), words::kind(&event.what));
    let mut events = vec![
        json!({"ph": "X", "name": name, "cat": cat, "pid": pid, "tid": 1, "ts": ts, "dur": 1, "args": args}),
    ];
    match flow {
        Some(("s", id)) => {
            events.push(
                json!({"ph": "s", "name": "msg", "cat": "msg", "id": id, "pid": pid, "tid": 1, "ts": ts}),
            );
        }
        Some((end, id)) => {
            events.push(json!({"ph": end, "bp": "e", "name": "msg", "cat": "msg", "id": id, "pid": pid, "tid": 1, "ts": ts}));
        }
        None => {}
    }
    if let What::Record { snapshot, .. } = &event.what {
        let name = format!("snapshot {snapshot} recorded");
        events.push(
            json!({"ph": "i", "s": "t", "name": name, "cat": "record", "pid": pid, "tid": 1, "ts": ts}),
        );
    }
    let count = match words::state_of(&event.what) {
        Some(Held { state: State::Count(count), .. }) => Some(*count),
        _ => None,
    };
    if let Some(count) = count.filter(|_| !matches!(event.what, What::Record { .. })) {
        events.push(json!({"ph": "C", "name": "state", "pid": pid, "ts": ts, "args": {"state": count}}));
    }
    events
}
