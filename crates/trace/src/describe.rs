//! From what happened to the format: events, and the summary at the end of a run.

use indexmap::IndexMap;
use sim_core::{ChannelId, Happening, ProcessId, System, Topology, VectorClock, VectorClocks};
use snapshot::{Check, RecordedOf};
use snapshot::{
    LogEvent, Overall, Recorded, SnapshotId, Stopped, TokenRing, TokenState, Underlying, Verdict, Wire,
    overall,
};

use crate::model;
use crate::transcript::{self, transcripts};

/// The name by which files call a marker.
pub const MARKER: &str = "marker";

/// Writes events down in the format, one step after another, with the clocks that the trace gives them.
#[derive(Debug)]
pub struct Scribe<'a> {
    topology: &'a Topology,
    clocks: VectorClocks,
    seq: u64,
}

impl<'a> Scribe<'a> {
    /// For a run from its first event.
    #[must_use]
    pub fn new(topology: &'a Topology) -> Self {
        Self { topology, clocks: VectorClocks::new(topology), seq: 0 }
    }

    /// The events of the next step.
    pub fn step(&mut self, step: &[LogEvent<TokenRing>], mut write: impl FnMut(model::Event)) {
        let recorded =
            step.iter().any(|event| matches!(event.what, Happening::Observe(Recorded::Message { .. })));
        for event in step {
            let clock = self.clocks.next(event);
            let clock = clock_entries(self.topology, clock);
            write(model::Event {
                seq: self.seq,
                t: event.time,
                proc: self.topology.name(event.process).to_string(),
                what: what(self.topology, event, recorded),
                clock,
            });
            self.seq += 1;
        }
    }
}

fn clock_entries(topology: &Topology, clock: &VectorClock) -> IndexMap<String, u64> {
    clock.entries().map(|(process, count)| (topology.name(process).to_string(), count)).collect()
}

fn what(topology: &Topology, event: &LogEvent<TokenRing>, recorded: bool) -> model::What {
    let source = |channel: ChannelId| topology.name(topology.channel(channel).source).to_string();
    let target = |channel: ChannelId| topology.name(topology.channel(channel).target).to_string();
    match &event.what {
        Happening::Internal { command, state } => {
            let (state, holds) = count_and_hold(state);
            model::What::Internal { command: command.to_string(), state, holds }
        }
        Happening::Receive { channel, message, body, state } => {
            let (state, holds) = count_and_hold(state);
            let (body, snapshot) = on_the_wire(body);
            model::What::Recv {
                msg: message.0,
                body,
                from: source(*channel),
                state,
                holds,
                recorded,
                snapshot,
            }
        }
        Happening::Send { channel, message, body } => {
            let (body, snapshot) = on_the_wire(body);
            model::What::Send { msg: message.0, body, to: target(*channel), snapshot }
        }
        Happening::Observe(Recorded::Process { snapshot, state }) => {
            let (state, holds) = count_and_hold(state);
            model::What::Record { snapshot: snapshot.0, state, holds }
        }
        Happening::Observe(Recorded::Message { snapshot, channel, message }) => model::What::RecordMessage {
            snapshot: snapshot.0,
            channel: topology.channel_name(*channel),
            body: message.to_string(),
        },
        Happening::Observe(Recorded::Closed { snapshot, channel }) => {
            model::What::Close { snapshot: snapshot.0, channel: topology.channel_name(*channel) }
        }
    }
}

const fn count_and_hold(state: &TokenState) -> (u64, bool) {
    (state.receipts, state.held > 0)
}

fn on_the_wire<M: std::fmt::Display>(body: &Wire<M>) -> (String, Option<u32>) {
    match body {
        Wire::Underlying(message) => (message.to_string(), None),
        Wire::Marker(snapshot) => (MARKER.to_string(), Some(snapshot.0)),
    }
}

/// A run that is over: what its summary is made from.
#[derive(Debug)]
pub struct Ended<'a> {
    /// The computation.
    pub system: &'a System<TokenRing>,
    /// Which snapshot was taken.
    pub snapshot: SnapshotId,
    /// The underlying global state before the window.
    pub base: &'a Underlying<TokenRing>,
    /// The events of the window.
    pub window: &'a [LogEvent<TokenRing>],
    /// How many events happened before it.
    pub events_before: u64,
    /// What was recorded.
    pub recorded: &'a RecordedOf<TokenRing>,
    /// What the oracles said.
    pub checks: &'a [Check],
    /// Why the run ended.
    pub stopped: Stopped,
    /// The virtual time of the last event.
    pub end_time: u64,
    /// What was delivered.
    pub delivered: model::Delivered,
    /// The messages of the computation in flight at the end, by channel.
    pub in_flight: Vec<Vec<model::Message>>,
    /// The schedule that makes the run again, when a check failed.
    pub schedule: Option<String>,
}

impl Ended<'_> {
    /// The summary in the format; `digest` is that of all events.
    #[must_use]
    pub fn footer(&self, digest: String) -> model::Footer {
        let topology = &self.system.topology;
        let in_flight =
            topology.channel_ids().zip(&self.in_flight).filter(|(_, messages)| !messages.is_empty());
        model::Footer {
            outcome: model::Outcome {
                verdict: verdict(self.checks),
                stopped: stopped(self.stopped),
                end_time: self.end_time,
                events: self.events_before + self.window.len() as u64,
                messages: self.delivered,
                in_flight: in_flight
                    .map(|(channel, messages)| (topology.channel_name(channel), messages.clone()))
                    .collect(),
                digest,
                schedule: self.schedule.clone(),
            },
            snapshots: self.snapshots(),
            checks: self.checks.iter().map(|check| self.check(check)).collect(),
            transcript: self.transcript(),
        }
    }

    /// The transcript of each process.
    #[must_use]
    pub fn transcript(&self) -> IndexMap<String, Vec<String>> {
        let topology = &self.system.topology;
        let in_flight: Vec<usize> = self.in_flight.iter().map(Vec::len).collect();
        let lines = transcripts(&transcript::Source {
            computation: &self.system.protocol,
            topology,
            snapshot: self.snapshot,
            base: self.base,
            events: self.window,
            recorded: self.recorded,
            in_flight: &in_flight,
        });
        topology.processes().map(|process| topology.name(process).to_string()).zip(lines).collect()
    }

    /// Who started the snapshot, and when; `None` if nobody did.
    #[must_use]
    pub fn started(&self) -> Option<(ProcessId, u64)> {
        let records = |event: &&LogEvent<TokenRing>| matches!(&event.what, Happening::Observe(Recorded::Process { snapshot, .. }) if *snapshot == self.snapshot);
        self.window.iter().find(records).map(|event| (event.process, event.time))
    }

    /// When the last channel was closed; `None` if one is not.
    #[must_use]
    pub fn completed_at(&self) -> Option<u64> {
        let closed = self.recorded.channels.iter().map(|channel| channel.closed.first().copied());
        let last = closed.collect::<Option<Vec<usize>>>()?.into_iter().max()?;
        self.recorded.is_whole().then(|| self.window[last].time)
    }

    /// How many copies of `m` are in the recorded state.
    #[must_use]
    pub fn copies(&self) -> u64 {
        self.recorded.amount(&self.system.protocol)
    }

    fn snapshots(&self) -> Vec<model::Snapshot> {
        let Some((initiator, started_at)) = self.started() else { return Vec::new() };
        let topology = &self.system.topology;
        let processes = topology.processes().zip(&self.recorded.processes).filter_map(|(process, record)| {
            let recording = record.first.as_ref()?;
            let (state, holds) = count_and_hold(&recording.state);
            let event = self.events_before + recording.event as u64;
            Some((
                topology.name(process).to_string(),
                model::ProcessState { state, holds, at: recording.time, event },
            ))
        });
        let channels = topology.channel_ids().zip(&self.recorded.channels).map(|(channel, record)| {
            let messages = record
                .messages
                .iter()
                .map(|(id, body)| model::Message { msg: id.map(|id| id.0), body: body.to_string() });
            (topology.channel_name(channel), messages.collect())
        });
        vec![model::Snapshot {
            id: self.snapshot.0,
            initiator: topology.name(initiator).to_string(),
            started_at,
            completed_at: self.completed_at(),
            processes: processes.collect(),
            channels: channels.collect(),
        }]
    }

    fn check(&self, check: &Check) -> model::Check {
        let (ok, reason, story, events) = match &check.verdict {
            Verdict::Holds => (Some(true), None, Vec::new(), Vec::new()),
            Verdict::Unknown(why) => (None, Some(why.clone()), Vec::new(), Vec::new()),
            Verdict::Violated(violation) => {
                let events = violation.events.iter().map(|place| self.events_before + *place as u64);
                let (reason, story) = (violation.reason.clone(), violation.story.clone());
                (Some(false), Some(reason), story, events.collect())
            }
        };
        let counts = check.name == snapshot::oracle::one_message::NAME && ok.is_some();
        let copies = counts.then(|| self.copies());
        model::Check { name: check.name.to_string(), ok, copies, reason, story, events }
    }
}

fn verdict(checks: &[Check]) -> model::Verdict {
    match overall(checks) {
        Overall::Holds => model::Verdict::Ok,
        Overall::Violated => model::Verdict::Failed,
        Overall::Unknown => model::Verdict::Unknown,
    }
}

const fn stopped(stopped: Stopped) -> model::Stopped {
    match stopped {
        Stopped::SnapshotComplete => model::Stopped::SnapshotComplete,
        Stopped::MaxEvents => model::Stopped::MaxEvents,
        Stopped::Quiescent => model::Stopped::Quiescent,
        Stopped::OutOfTime => model::Stopped::OutOfTime,
    }
}
