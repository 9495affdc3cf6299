//! The transcript of each process, in the words of the exercise's two programs.
//!
//! `msg` and `marker` for what is received, from the last receipt before the snapshot on; `state: K` and `msg: 0` when
//! the process records; and, when its last marker comes later than that, its recorded state again and the number of
//! recorded messages. The initiator stops at its last marker. What is in flight to the others when the run ends still
//! reaches them.

use std::fmt::Display;

use sim_core::{ChannelId, Happening, ProcessId, Topology};
use snapshot::{Computation, LogEvent, Recorded, RecordedOf, SnapshotId, Underlying, Wire};

/// What the transcripts are made from: the window of a run and how it ended.
#[derive(Debug)]
pub struct Source<'a, P: Computation> {
    /// The computation, for its counts.
    pub computation: &'a P,
    /// Who can speak to whom.
    pub topology: &'a Topology,
    /// Which snapshot.
    pub snapshot: SnapshotId,
    /// The underlying global state before the events.
    pub base: &'a Underlying<P>,
    /// The events, from before the first recording to the end of the run.
    pub events: &'a [LogEvent<P>],
    /// What was recorded in them.
    pub recorded: &'a RecordedOf<P>,
    /// How many messages of the computation were in flight in each channel when the run ended.
    pub in_flight: &'a [usize],
}

/// The transcript of each process, in order; empty if there was no snapshot.
#[must_use]
pub fn transcripts<P: Computation>(source: &Source<'_, P>) -> Vec<Vec<String>> {
    if source.events.is_empty() {
        return source.topology.processes().map(|_| Vec::new()).collect();
    }
    let initiator = source.events.iter().find(|event| records_state::<P>(event, source.snapshot));
    let initiator = initiator.map(|event| event.process);
    source.topology.processes().map(|process| transcript(source, process, initiator)).collect()
}

fn records_state<P: Computation>(event: &LogEvent<P>, snapshot: SnapshotId) -> bool {
    matches!(&event.what, Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot)
}

fn transcript<P: Computation>(
    source: &Source<'_, P>,
    process: ProcessId,
    initiator: Option<ProcessId>,
) -> Vec<String> {
    let mut lines = before_the_snapshot(source, process);
    let mut open: Vec<ChannelId> = Vec::new();
    let (mut recorded, mut count) = (None, 0);
    for step in source.events.chunk_by(|_, next| !next.begins_step()) {
        if step[0].process != process {
            continue;
        }
        let was_recorded = recorded.is_some();
        for event in step {
            match &event.what {
                Happening::Receive { body: Wire::Underlying(_), .. } => lines.push("msg".to_string()),
                Happening::Receive { body: Wire::Marker(_), .. } => lines.push("marker".to_string()),
                Happening::Observe(Recorded::Process { snapshot, state }) if *snapshot == source.snapshot => {
                    open = source.topology.incoming(process).to_vec();
                    recorded = Some(state);
                    lines.extend(report(source.computation.count(state), 0));
                }
                Happening::Observe(Recorded::Message { snapshot, .. }) if *snapshot == source.snapshot => {
                    count += 1;
                }
                Happening::Observe(Recorded::Closed { snapshot, channel })
                    if *snapshot == source.snapshot =>
                {
                    open.retain(|waiting| waiting != channel);
                    if let Some(state) = recorded.filter(|_| was_recorded && open.is_empty()) {
                        lines.extend(report(source.computation.count(state), count));
                    }
                }
                _ => {}
            }
        }
    }
    if initiator.is_some_and(|initiator| initiator != process) {
        let arriving =
            source.topology.incoming(process).iter().map(|channel| source.in_flight[channel.index()]);
        lines.extend((0..arriving.sum()).map(|_| "msg".to_string()));
    }
    lines
}

fn report(state: impl Display, messages: usize) -> [String; 2] {
    [format!("state: {state}"), format!("msg: {messages}")]
}

/// The last receipt before the events, if it is to be shown: when the events do not begin with one of this process.
fn before_the_snapshot<P: Computation>(source: &Source<'_, P>, process: ProcessId) -> Vec<String> {
    let received = source.computation.count(source.base.process(process)) > 0;
    let starts_here = source.events.first().is_some_and(|event| {
        event.process == process && matches!(event.what, Happening::Receive { body: Wire::Underlying(_), .. })
    });
    if received && !starts_here { vec!["msg".to_string()] } else { Vec::new() }
}
