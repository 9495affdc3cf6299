//! The transcript of each process, in the words of the exercise's two programs.
//!
//! `msg` and `marker` for what is received, or whatever kind of message it is of another algorithm, from the last receipt before the
//! snapshot on; `state: K` and `msg: 0` when the process records; and, when the last of its incoming channels is closed later than that, by
//! itself or by another, its recorded state again and the number of recorded messages. The initiator stops at its last marker. What is in
//! flight to the others when the run ends still reaches them. With several snapshots it is the transcript of one.

use std::borrow::Cow;

use sim_core::{ChannelId, Happening, ProcessId, Topology};
use snapshot::{Carries, Computation, LogEvent, Recorded, SnapshotId, Underlying};

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
    /// How many messages of the computation were in flight in each channel when the run ended.
    pub in_flight: Vec<usize>,
}

/// The transcript of one process, as far as it goes.
#[derive(Clone, Default)]
struct Transcript {
    lines: Vec<String>,
    /// What it recorded, as the transcript says it.
    recorded: Option<String>,
    /// How many of its incoming channels it still records.
    open: usize,
    /// How many messages it has recorded.
    messages: usize,
}

impl Transcript {
    fn report(&mut self) {
        if let Some(state) = &self.recorded {
            let lines = [format!("state: {state}"), format!("msg: {}", self.messages)];
            self.lines.extend(lines);
        }
    }
}

/// The transcript of each process, in order; empty if there was no snapshot.
#[must_use]
pub fn transcripts<P: Computation>(source: &Source<'_, P>) -> Vec<Vec<String>> {
    let mut transcripts = vec![Transcript::default(); source.topology.processes().len()];
    let initiator = source.events.iter().find(|event| records_state::<P>(event, source.snapshot));
    let Some(initiator) = initiator.map(|event| event.process) else {
        return transcripts.into_iter().map(|transcript| transcript.lines).collect();
    };
    for process in source.topology.processes() {
        transcripts[process.index()].lines = before_the_snapshot(source, process);
    }
    for step in source.events.chunk_by(|_, next| !next.begins_step()) {
        add_step(source, step, &mut transcripts);
    }
    for process in source.topology.processes().filter(|process| *process != initiator) {
        let arriving =
            source.topology.incoming(process).iter().map(|channel| source.in_flight[channel.index()]);
        let lines = &mut transcripts[process.index()].lines;
        lines.extend((0..arriving.sum()).map(|_| "msg".to_string()));
    }
    transcripts.into_iter().map(|transcript| transcript.lines).collect()
}

fn records_state<P: Computation>(event: &LogEvent<P>, snapshot: SnapshotId) -> bool {
    matches!(&event.what, Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot)
}

fn add_step<P: Computation>(source: &Source<'_, P>, step: &[LogEvent<P>], transcripts: &mut [Transcript]) {
    let own = step[0].process;
    let was_recorded = transcripts[own.index()].recorded.is_some();
    // An initiator may record what is in the channels of others, and close them.
    let of = |channel: ChannelId| source.topology.channel(channel).target;
    for event in step {
        match &event.what {
            Happening::Receive { body, .. } => {
                transcripts[own.index()].lines.push(said::<P::Message>(body).into_owned());
            }
            Happening::Observe(Recorded::Process { snapshot, state, .. }) if *snapshot == source.snapshot => {
                let transcript = &mut transcripts[own.index()];
                transcript.open = source.topology.incoming(own).len();
                transcript.recorded = Some(state_of(source.computation, state));
                transcript.report();
            }
            Happening::Observe(Recorded::Message { snapshot, channel, .. })
                if *snapshot == source.snapshot =>
            {
                transcripts[of(*channel).index()].messages += 1;
            }
            Happening::Observe(Recorded::Closed { snapshot, channel }) if *snapshot == source.snapshot => {
                let (target, transcript) = (of(*channel), &mut transcripts[of(*channel).index()]);
                transcript.open = transcript.open.saturating_sub(1);
                if transcript.open == 0 && (was_recorded || target != own) {
                    transcript.report();
                }
            }
            _ => {}
        }
    }
}

/// What a process says of what it receives: of a message of the algorithm, what kind it is.
fn said<M>(body: &impl Carries<M>) -> Cow<'static, str> {
    body.kind().unwrap_or("msg".into())
}

/// The count that a state is, or else the state.
fn state_of<P: Computation>(computation: &P, state: &P::State) -> String {
    computation.count(state).map_or_else(|| computation.print_state(state), |count| count.to_string())
}

/// The last receipt before the events, if it is to be shown: when there was one, and the events do not begin with one of
/// this process.
fn before_the_snapshot<P: Computation>(source: &Source<'_, P>, process: ProcessId) -> Vec<String> {
    let received = source.computation.count(source.base.process(process)).is_some_and(|count| count > 0);
    let starts_here = source.events.first().is_some_and(|event| {
        event.process == process
            && matches!(&event.what, Happening::Receive { body, .. } if body.message().is_some())
    });
    if received && !starts_here { vec!["msg".to_string()] } else { Vec::new() }
}
