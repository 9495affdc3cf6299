//! One snapshot while it is taken: what has been recorded, and what the cut leaves in the channels.

use std::collections::BTreeSet;
use std::sync::Arc;

use sim_core::{ChannelId, Envelope, ProcessId, System, Topology, VirtualTime};

use super::incidents::Difference;
use crate::aim::Aim;
use crate::algorithm::{Noted, Recorded};
use crate::alone::{Alone, Arrived};
use crate::computation::Computation;
use crate::control::Control;
use crate::costs::Costs;
use crate::crossing::Crossing;
use crate::layer::StepOver;
use crate::load::{Carried, Load};
use crate::meanwhile::Meanwhile;
use crate::oracle::{Held, Oracle, Scene, Sign, Watcher};
use crate::recorded::{RecordedGlobalState, RecordedOf};
use crate::wire::{Carries, Kind};

/// One snapshot, taken so far.
#[derive(Debug)]
pub(crate) struct Taking<P: Computation> {
    /// Shared with whoever tells of it in the end: there may be much.
    pub(crate) recorded: Arc<RecordedOf<P>>,
    pub(crate) crossings: Vec<Crossing<P::Message>>,
    pub(crate) control: Control,
    /// How many of them have not been received.
    pub(crate) under_way: u64,
    /// By channel, how many of those are in it.
    in_channel: Vec<u32>,
    pub(crate) initiators: Vec<ProcessId>,
    /// By process that has recorded: the initiator whose region it is in.
    pub(crate) regions: Vec<Option<ProcessId>>,
    pub(crate) costs: Costs,
    /// Before the step of the first recording: how many steps, and their load; and what was sent before the recording.
    since: Option<(u64, u64, Carried)>,
    /// What was measured of the run up to its first sign.
    pub(crate) before: Meanwhile,
    /// By how much there is more or less of each good, by what went wrong before the cut.
    pub(crate) astray: Difference,
    /// Of each predicate that is to be stable, whether it held.
    pub(crate) held: Vec<Held>,
    aim: Aim,
    /// How many processes have not recorded, and how many channels are not closed.
    missing: (usize, usize),
    /// How many checkpoints are tentative.
    tentative: usize,
    pub(crate) oracles: Vec<Box<dyn Oracle<P>>>,
    /// The places of those who see it being taken: few, and each sign is shown to all of them.
    watching: Vec<usize>,
}

impl<P: Computation> Taking<P> {
    pub(crate) fn new(aim: Aim, mut oracles: Vec<Box<dyn Oracle<P>>>) -> Self {
        let watching = oracles.iter_mut().enumerate().filter_map(|(place, oracle)| {
            oracle.watcher()?;
            Some(place)
        });
        Self {
            watching: watching.collect(),
            recorded: Arc::default(),
            crossings: Vec::new(),
            control: Control::default(),
            under_way: 0,
            in_channel: Vec::new(),
            initiators: Vec::new(),
            regions: Vec::new(),
            costs: Costs::default(),
            since: None,
            before: Meanwhile::default(),
            astray: Difference::new(),
            held: Vec::new(),
            aim,
            missing: (0, 0),
            tentative: 0,
            oracles,
        }
    }

    /// Begins anew, keeping the buffers.
    pub(crate) fn begin(&mut self, system: &System<P>) {
        let topology = &system.topology;
        match Arc::get_mut(&mut self.recorded) {
            Some(recorded) => recorded.clear(topology, self.aim),
            None => self.recorded = Arc::new(RecordedGlobalState::nothing(topology, self.aim)),
        }
        self.crossings.resize_with(topology.channels().len(), Crossing::default);
        self.crossings.iter_mut().for_each(Crossing::clear);
        self.control.begin(topology.channels().len());
        self.under_way = 0;
        self.in_channel.clear();
        self.in_channel.resize(topology.channels().len(), 0);
        self.initiators.clear();
        self.regions.clear();
        self.regions.resize(topology.processes().len(), None);
        (self.costs, self.since, self.before) = (Costs::default(), None, Meanwhile::default());
        self.missing = (topology.processes().len(), topology.channels().len());
        self.tentative = 0;
        self.astray.clear();
        self.held.clear();
        for place in &self.watching {
            self.oracles[*place].watcher().into_iter().for_each(Watcher::begin);
        }
    }

    /// Shows a sign to those who see the snapshot being taken.
    pub(crate) fn show(&mut self, scene: &Scene<'_, P>, sign: &Sign<'_, P>) {
        for place in &self.watching {
            if let Some(watcher) = self.oracles[*place].watcher() {
                watcher.see(scene, sign);
            }
        }
    }

    /// Whether every process has recorded, and every channel is closed; of a recovery line, whether nothing about it is under way, and every
    /// checkpoint that was taken is permanent; of checkpoints, whether each process took its own.
    pub(crate) const fn is_whole(&self) -> bool {
        match self.aim {
            Aim::GlobalState => matches!(self.missing, (0, 0)),
            Aim::Checkpoints => self.missing.0 == 0,
            Aim::RecoveryLine => {
                self.costs.started_at.is_some() && self.tentative == 0 && self.under_way == 0
            }
        }
    }

    /// Whether the process has recorded.
    pub(crate) fn has_recorded(&self, process: ProcessId) -> bool {
        self.recorded.processes[process.index()].times > 0
    }

    /// The process begins of its own accord: it records, or has others do so.
    pub(crate) fn start(&mut self, process: ProcessId) {
        // Each once, whatever it sends; there may be a hundred thousand who begin.
        if self.regions[process.index()] != Some(process) {
            self.regions[process.index()] = Some(process);
            self.initiators.push(process);
        }
    }

    /// The process records because of what this one sent, and is in its region, unless it has its own.
    pub(crate) fn join(&mut self, process: ProcessId, from: ProcessId) {
        let own = self.regions[process.index()];
        self.regions[process.index()] = own.or(self.regions[from.index()]);
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
                crossing.sent -= 1;
                crossing.in_flight.retain(|held| held.id != message.id);
            }
        }
        if let Some((channel, Arrived { message, received, .. })) = &alone.arrived {
            let crossing = &mut self.crossings[channel.index()];
            crossing.received = *received;
            if message.id.number < crossing.sent {
                let place = crossing.in_flight.partition_point(|held| held.id < message.id.id);
                let held = Envelope { id: message.id.id, body: message.body.clone() };
                crossing.in_flight.insert(place, held);
            }
        }
    }

    fn cut_after(&mut self, topology: &Topology, alone: &Alone<P>, process: ProcessId) {
        for channel in topology.outgoing(process) {
            self.crossings[channel.index()].sent = alone.lanes.sent(channel);
        }
        for channel in topology.incoming(process) {
            let crossing = &mut self.crossings[channel.index()];
            crossing.received = alone.lanes.received(*channel);
            if self.aim != Aim::GlobalState {
                // Nothing of it is recorded, so it need not be known what is on its way, but only how much.
                crossing.came = alone.lanes.sent(*channel) - alone.lanes.of(*channel).count() as u64;
                continue;
            }
            let before = alone.lanes.of(*channel).filter(|(passing, _)| passing.number < crossing.sent);
            crossing
                .in_flight
                .extend(before.map(|(passing, body)| Envelope { id: passing.id, body: body.clone() }));
        }
    }

    /// Takes in what was recorded.
    pub(crate) fn record(
        &mut self,
        recorded: &Noted<P::State, P::Message>,
        at: (ProcessId, VirtualTime, usize),
        (load, carried): (&Load, Carried),
    ) {
        let was_permanent = self.recorded.processes[at.0.index()].permanent.is_some();
        Arc::make_mut(&mut self.recorded).add(recorded, at);
        match recorded {
            Recorded::Process { .. } => {
                let first = self.recorded.processes[at.0.index()].times == 1;
                self.missing.0 -= usize::from(first);
                self.tentative += usize::from(first && !was_permanent);
                self.costs.started_at.get_or_insert(at.1);
                self.since.get_or_insert((load.steps, load.sum, carried));
                match self.aim {
                    Aim::GlobalState | Aim::Checkpoints if self.missing.0 > 0 => {}
                    Aim::GlobalState | Aim::Checkpoints => {
                        self.costs.recorded_at = self.costs.recorded_at.or(Some(at.1));
                    }
                    Aim::RecoveryLine => self.costs.recorded_at = Some(at.1),
                }
            }
            Recorded::Permanent { .. } => {
                let has_recorded = self.has_recorded(at.0);
                self.tentative -= usize::from(has_recorded && !was_permanent);
            }
            Recorded::Incident(_) => {}
            Recorded::Message { .. } => self.costs.recorded_messages += 1,
            Recorded::Closed { channel, .. } => {
                self.missing.1 -= usize::from(self.recorded.channels[channel.index()].times == 1);
            }
        }
    }

    /// Whether nothing is missing any more, now for the first time.
    pub(crate) fn completes(&mut self, time: VirtualTime) -> bool {
        let completes = self.is_whole() && self.costs.completed_at.is_none();
        if completes {
            self.costs.completed_at = Some(time);
        }
        completes
    }

    /// A control message of the snapshot is sent.
    pub(crate) fn sends(&mut self, channel: ChannelId, kind: &Kind) {
        self.control.add(kind, channel);
        self.repeats(channel);
        self.costs.markers += 1;
    }

    /// One that was sent comes once more, because a channel doubles it: nobody has sent that.
    pub(crate) fn repeats(&mut self, channel: ChannelId) {
        self.under_way += 1;
        self.in_channel[channel.index()] += 1;
    }

    /// A control message of the snapshot is received, or lost as it is sent.
    pub(crate) fn receives(&mut self, channel: ChannelId) {
        self.under_way = self.under_way.saturating_sub(1);
        let there = &mut self.in_channel[channel.index()];
        *there = there.saturating_sub(1);
    }

    /// How many control messages of the snapshot may still be received, where these processes take nothing any more.
    pub(crate) fn may_come(&self, topology: &Topology, crashed: &BTreeSet<ProcessId>) -> u64 {
        if crashed.is_empty() {
            return self.under_way;
        }
        let channels = topology.channels().iter().zip(&self.in_channel);
        channels
            .filter(|(channel, _)| !crashed.contains(&channel.target))
            .map(|(_, there)| u64::from(*there))
            .sum()
    }

    /// The costs, with what was in flight since the first recording: of a snapshot that becomes complete now, or is not in the end.
    pub(crate) fn costs(&self, load: &Load, carried: Carried) -> Costs {
        let Some((steps, sum, before)) = self.since else { return self.costs };
        Costs {
            sent: carried.messages - before.messages,
            numbers_on_messages: carried.numbers - before.numbers,
            stored: self.costs.recorded_messages,
            most_in_flight: load.most_since(steps),
            in_flight: load.sum.saturating_sub(sum),
            steps: load.steps - steps,
            across: self.across(),
            ..self.costs
        }
    }

    /// How many messages cross a recovery line.
    fn across(&self) -> Option<u64> {
        let across = || self.crossings.iter().map(Crossing::across).fold(0, u64::saturating_add);
        (self.aim == Aim::RecoveryLine).then(across)
    }

    /// It is complete, and so much was measured of the run.
    pub(crate) fn measure(&mut self, now: Meanwhile) {
        self.costs = measured(self.costs, now.since(self.before));
    }

    /// The costs of one that is not complete, where so much was measured of the run.
    pub(crate) fn unfinished(&self, (load, carried): (&Load, Carried), now: Meanwhile) -> Costs {
        measured(self.costs(load, carried), now.since(self.before))
    }
}

fn measured(costs: Costs, Meanwhile { refused, blocked, stored }: Meanwhile) -> Costs {
    Costs { refused, blocked, stored: costs.recorded_messages + stored, ..costs }
}
