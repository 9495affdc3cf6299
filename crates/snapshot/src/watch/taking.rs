//! One snapshot while it is taken: what has been recorded, and what the cut leaves in the channels.

use sim_core::{ChannelId, Envelope, MessageId, ProcessId, System, Topology};

use super::alone::{Alone, Arrived, StepOver};
use super::load::Load;
use crate::algorithm::{Noted, Recorded};
use crate::computation::Computation;
use crate::costs::Costs;
use crate::oracle::Oracle;
use crate::recorded::{RecordedGlobalState, RecordedOf, Recording};
use crate::wire::Carries;

/// How the cut crosses a channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crossing<M> {
    /// How many messages had been sent on it when its source had recorded.
    pub(crate) sent: Option<u64>,
    /// One more than the highest number of those that had been received when its target had recorded.
    pub(crate) received: Option<u64>,
    /// What was sent before the source recorded and not received before the target did: all of it, once both have.
    pub in_flight: Vec<Envelope<M, MessageId>>,
}

impl<M> Default for Crossing<M> {
    fn default() -> Self {
        Self { sent: None, received: None, in_flight: Vec::new() }
    }
}

impl<M> Crossing<M> {
    /// Whether nothing was received before the cut that was sent after it.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        !self.received.zip(self.sent).is_some_and(|(received, sent)| received > sent)
    }

    fn clear(&mut self) {
        (self.sent, self.received) = (None, None);
        self.in_flight.clear();
    }
}

/// One snapshot, taken so far.
#[derive(Debug)]
pub(crate) struct Taking<P: Computation> {
    pub(crate) recorded: RecordedOf<P>,
    pub(crate) crossings: Vec<Crossing<P::Message>>,
    /// How many control messages were sent on each channel.
    pub(crate) control: Vec<u32>,
    /// How many of them have not been received.
    pub(crate) under_way: u64,
    pub(crate) initiators: Vec<ProcessId>,
    pub(crate) costs: Costs,
    /// The load before the step of the first recording: how many steps, and their sum.
    since: Option<(u64, u64)>,
    /// How many recordings and closings are missing, if none is done twice.
    missing: (usize, usize),
    pub(crate) oracles: Vec<Box<dyn Oracle<P>>>,
}

impl<P: Computation> Taking<P> {
    pub(crate) fn new(oracles: Vec<Box<dyn Oracle<P>>>) -> Self {
        Self {
            recorded: RecordedGlobalState::default(),
            crossings: Vec::new(),
            control: Vec::new(),
            under_way: 0,
            initiators: Vec::new(),
            costs: Costs::default(),
            since: None,
            missing: (0, 0),
            oracles,
        }
    }

    /// Begins anew, keeping the buffers.
    pub(crate) fn begin(&mut self, system: &System<P>) {
        let topology = &system.topology;
        self.recorded.clear(topology);
        self.crossings.resize_with(topology.channels().len(), Crossing::default);
        self.crossings.iter_mut().for_each(Crossing::clear);
        self.control.clear();
        self.control.resize(topology.channels().len(), 0);
        self.under_way = 0;
        self.initiators.clear();
        (self.costs, self.since) = (Costs::default(), None);
        self.missing = (topology.processes().len(), topology.channels().len());
        self.oracles.iter_mut().for_each(|oracle| oracle.begin(system));
    }

    /// Whether the process has recorded.
    pub(crate) fn has_recorded(&self, process: ProcessId) -> bool {
        self.recorded.processes[process.index()].times > 0
    }

    /// The process records for the first time: the cut falls after the present step, or before it.
    pub(crate) fn cut<W: Carries<P::Message>, V>(
        &mut self,
        topology: &Topology,
        alone: &Alone<P>,
        step: &StepOver<P, W, V>,
        before: bool,
    ) {
        self.cut_after(topology, alone, step.process);
        if before {
            self.draw_back(alone, step);
        }
    }

    /// What the present step did is behind the cut after all.
    fn draw_back<W: Carries<P::Message>, V>(&mut self, alone: &Alone<P>, step: &StepOver<P, W, V>) {
        for (channel, message) in step.sends() {
            let crossing = &mut self.crossings[channel.index()];
            if message.body.message().is_some() {
                crossing.sent = crossing.sent.map(|sent| sent - 1);
                crossing.in_flight.retain(|held| held.id != message.id);
            }
        }
        if let Some(Arrived { channel, message, received }) = &alone.arrived {
            let crossing = &mut self.crossings[channel.index()];
            crossing.received = Some(*received);
            if crossing.sent.is_none_or(|sent| message.id.number < sent) {
                let place = crossing.in_flight.partition_point(|held| held.id < message.id.id);
                let held = Envelope { id: message.id.id, body: message.body.clone() };
                crossing.in_flight.insert(place, held);
            }
        }
    }

    fn cut_after(&mut self, topology: &Topology, alone: &Alone<P>, process: ProcessId) {
        for channel in topology.outgoing(process) {
            self.crossings[channel.index()].sent = Some(alone.lanes[channel.index()].sent);
        }
        for channel in topology.incoming(process) {
            let crossing = &mut self.crossings[channel.index()];
            crossing.received = Some(alone.lanes[channel.index()].received);
            let sent = crossing.sent.unwrap_or(u64::MAX);
            let before = alone.state.channel(*channel).iter().filter(|held| held.id.number < sent);
            crossing
                .in_flight
                .extend(before.map(|held| Envelope { id: held.id.id, body: held.body.clone() }));
        }
    }

    /// Takes in what was recorded; whether it was the first recording of the process, and whether nothing is missing now.
    pub(crate) fn record(
        &mut self,
        recorded: &Noted<P::State, P::Message>,
        (process, time, place): (ProcessId, u64, usize),
        load: &Load,
    ) -> bool {
        match recorded {
            Recorded::Process { state, before, .. } => {
                let record = &mut self.recorded.processes[process.index()];
                record.times += 1;
                record.first.get_or_insert_with(|| Recording {
                    state: state.clone(),
                    time,
                    before: *before,
                    event: place,
                });
                self.missing.0 = self.missing.0.saturating_sub(1);
                self.costs.started_at.get_or_insert(time);
                self.since.get_or_insert((load.steps, load.sum));
            }
            Recorded::Message { channel, message, which, .. } => {
                let record = &mut self.recorded.channels[channel.index()];
                record.messages.push((*which, message.clone()));
                record.last = Some(place);
                self.costs.recorded_messages += 1;
            }
            Recorded::Closed { channel, .. } => {
                self.recorded.channels[channel.index()].closed.push(place);
                self.missing.1 = self.missing.1.saturating_sub(1);
            }
        }
        let completes = self.missing == (0, 0) && self.costs.completed_at.is_none();
        if completes {
            self.costs.completed_at = Some(time);
        }
        completes
    }

    /// A control message of the snapshot is sent.
    pub(crate) fn sends(&mut self, channel: ChannelId) {
        self.control[channel.index()] += 1;
        self.under_way += 1;
        self.costs.markers += 1;
    }

    /// A control message of the snapshot is received.
    pub(crate) fn receives(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// What was in flight since the first recording; to be asked for when the snapshot has become complete, or in the end.
    pub(crate) fn weigh(&mut self, load: &Load) {
        let Some((steps, sum)) = self.since else { return };
        self.costs.most_in_flight = load.most_since(steps);
        self.costs.in_flight = load.sum.saturating_sub(sum);
        self.costs.steps = load.steps - steps;
    }
}
