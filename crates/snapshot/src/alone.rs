//! The computation alone: every event of a run performed once more, by the computation's own handlers, with no algorithm around them.
//!
//! Each process goes through what the run says of it and is held against that. The channels are as the run says: what was sent and
//! not received, each message with its number on its channel. So one execution serves all that the oracles ask ([`crate::judge`]
//! says why), and takes memory for the processes and the messages in flight.

mod lanes;

use sim_core::{
    Cause, ChannelId, Effect, Effects, Envelope, Event, MessageId, Order, ProcessId, Queue, System, Topology,
    World,
};

use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying};
use crate::faults::Copies;
use crate::layer::{Act, StepOver};
use crate::numbers::Names;
use crate::wire::Carries;
pub(crate) use lanes::Arrived;
use lanes::Lanes;

/// What the processes do by themselves, and what is on its way between them.
#[derive(Debug)]
pub struct Alone<P: Computation> {
    pub(crate) processes: Vec<P::State>,
    pub(crate) lanes: Lanes<P::Message>,
    disturbed: bool,
    broken: bool,
    /// The processes that are not in the state that the run says, with that; none, in nearly all runs.
    strays: Vec<(ProcessId, P::State)>,
    /// The message that the last step received, and from where.
    pub(crate) arrived: Option<(ChannelId, Arrived<P::Message>)>,
    /// The state before the last step, as the run says and by itself, if it was recorded in that step.
    pub(crate) before: Option<(P::State, P::State)>,
}

impl<P: Computation> Default for Alone<P> {
    fn default() -> Self {
        Self {
            processes: Vec::new(),
            lanes: Lanes::default(),
            disturbed: false,
            broken: false,
            strays: Vec::new(),
            arrived: None,
            before: None,
        }
    }
}

impl<P: Computation> Alone<P> {
    /// Whether the run did, at some step, something else than this.
    #[must_use]
    pub const fn is_disturbed(&self) -> bool {
        self.disturbed
    }

    /// Whether a step was not possible, or sent something else: what comes after it cannot be performed.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether the run is now in another state than this.
    #[must_use]
    pub const fn has_strayed(&self) -> bool {
        !self.strays.is_empty()
    }

    /// Forgets what was, keeping the buffers.
    pub(crate) fn clear(&mut self) {
        (self.disturbed, self.broken) = (false, false);
        self.strays.clear();
    }

    /// Begins in this state, keeping the buffers.
    pub(crate) fn begin(&mut self, base: &Underlying<P>) {
        self.processes.clone_from(&base.processes);
        self.lanes.clear(base.channels.len());
        for (channel, held) in (0..).map(ChannelId).zip(&base.channels) {
            held.iter().for_each(|Envelope { id, body }| self.lanes.put(channel, *id, body.clone()));
        }
        self.clear();
    }

    /// This state, without the numbers on the channels.
    pub(crate) fn write_to(&self, state: &mut Underlying<P>, topology: &Topology) {
        state.processes.clone_from(&self.processes);
        state.channels.resize_with(topology.channels().len(), Queue::new);
        for (channel, queue) in topology.channel_ids().zip(&mut state.channels) {
            queue.clear();
            let held = self.lanes.of(channel);
            queue.extend(held.map(|(passing, body)| Envelope { id: passing.id, body: body.clone() }));
        }
    }

    /// How much there is of a good.
    pub(crate) fn amount(&self, computation: &P, good: usize) -> u64 {
        let held = self.processes.iter().map(|state| computation.held(state, good));
        let carried = self.lanes.bodies().map(|body| computation.carried(body, good));
        held.chain(carried).fold(0, u64::saturating_add)
    }

    /// The state of one process.
    pub(crate) fn process(&self, process: ProcessId) -> &P::State {
        &self.processes[process.index()]
    }

    /// The run tells of a step without its beginning.
    pub(crate) fn break_off<W: Carries<P::Message>, V: Names>(&mut self, step: &StepOver<P, W, V>) {
        (self.broken, self.disturbed) = (true, true);
        self.send(step);
    }

    /// Performs a step, which led its process to `after` in the run; the message of the computation that it received, if it did.
    pub(crate) fn perform<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        step: &StepOver<P, W, V>,
        after: &P::State,
    ) -> Option<MessageId> {
        let records_before = |recorded: &_| matches!(recorded, Recorded::Process { before: true, .. });
        self.arrived = None;
        self.before = step.observations().any(records_before).then(|| self.now(step.process));
        let (received, possible) = self.take(system, step);
        if !self.broken {
            self.broken = !possible || !self.sends_the_same(system, step);
        }
        self.send(step);
        self.compare(step.process, after);
        received
    }

    /// The state of a process, as the run says and by itself.
    fn now(&self, process: ProcessId) -> (P::State, P::State) {
        let alone = self.process(process);
        let stray = self.strays.iter().find(|(stray, _)| *stray == process);
        (stray.map_or(alone, |(_, told)| told).clone(), alone.clone())
    }

    /// Takes out what the step received; whether the computation could have done so, or could have acted so.
    fn take<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        step: &StepOver<P, W, V>,
    ) -> (Option<MessageId>, bool) {
        match &step.cause {
            Cause::Receive { channel, message: Envelope { id, body } } => match body.message() {
                Some(body) => {
                    let order = system.topology.channel(*channel).order;
                    (Some(*id), self.receive(*channel, order, *id, body))
                }
                None => (None, true),
            },
            Cause::Internal(Act::Underlying(command)) => {
                (None, self.broken || is_offered(system, self.process(step.process), step.process, command))
            }
            Cause::Internal(Act::Initiate(_) | Act::Fault(_)) => (None, true),
        }
    }

    /// Takes a message out of its channel; whether it could be the next.
    fn receive(&mut self, channel: ChannelId, order: Order, id: MessageId, body: &P::Message) -> bool {
        self.arrived = self.lanes.take(channel, id).map(|arrived| (channel, arrived));
        self.arrived.as_ref().is_some_and(|(_, arrived)| {
            (arrived.oldest || !order.keeps_order()) && arrived.message.body == *body
        })
    }

    /// Lets the process handle what the step began with; whether it sends just what the step sent.
    fn sends_the_same<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        step: &StepOver<P, W, V>,
    ) -> bool {
        let mut expected = Expected { sent: sent_by_itself::<P, W, V>(step), same: true };
        if let Some(event) = event_of::<P, W>(&step.cause) {
            let mut at = At { states: &mut self.processes, expected: &mut expected };
            system.perform(&mut at, step.process, event);
        }
        expected.same && expected.sent.next().is_none()
    }

    /// Puts what the step sent into the channels.
    fn send<W: Carries<P::Message>, V: Names>(&mut self, step: &StepOver<P, W, V>) {
        for (channel, Envelope { id, body }) in step.sends() {
            if let Some(body) = body.message() {
                self.lanes.put(channel, *id, body.clone());
            }
        }
    }

    /// Notes whether the process is where the run says that it is.
    fn compare(&mut self, process: ProcessId, after: &P::State) {
        let same = self.process(process) == after;
        if !self.strays.is_empty() {
            self.strays.retain(|(stray, _)| *stray != process);
        }
        if !same {
            self.strays.push((process, after.clone()));
        }
        self.disturbed |= !same || self.broken;
    }
}

/// What the computation sent in a step, as it was before anything went wrong with it.
fn sent_by_itself<P: Computation, W: Carries<P::Message>, V: Names>(
    step: &StepOver<P, W, V>,
) -> impl Iterator<Item = (ChannelId, &P::Message)> {
    let mut copies = Copies::default();
    step.effects.iter().filter_map(move |effect| match effect {
        Effect::Send(channel, message) => {
            let is_copy = copies.is_copy();
            message.body.message().filter(|_| !is_copy).map(|message| (*channel, message))
        }
        Effect::Observe(Recorded::Incident(incident)) => {
            copies.after(incident);
            incident.lost()
        }
        Effect::Observe(_) => None,
    })
}

/// What the computation sees of a step; nothing, of one of the algorithm alone.
fn event_of<P: Computation, W: Carries<P::Message>>(
    cause: &Cause<W, Act<P::Command>>,
) -> Option<Event<P::Message, P::Command>> {
    match cause {
        Cause::Receive { channel, message } => {
            let message = message.body.message()?.clone();
            Some(Event::Receive { channel: *channel, message })
        }
        Cause::Internal(Act::Underlying(command)) => Some(Event::Internal(command.clone())),
        Cause::Internal(Act::Initiate(_) | Act::Fault(_)) => None,
    }
}

/// Whether a process offers this in this state.
fn is_offered<P: Computation>(
    system: &System<P>,
    state: &P::State,
    process: ProcessId,
    command: &P::Command,
) -> bool {
    let mut offered = false;
    system.protocol.commands(system.context(process), state, |other| offered |= other == *command);
    offered
}

/// One process, and what is expected of it.
struct At<'a, S, I> {
    states: &'a mut [S],
    expected: &'a mut Expected<I>,
}

impl<'m, P: Computation, I> World<P> for At<'_, P::State, I>
where
    I: Iterator<Item = (ChannelId, &'m P::Message)>,
    P::Message: 'm,
{
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, ()>) {
        (&mut self.states[process.index()], &mut *self.expected)
    }
}

/// What a step sent, to be held against what the computation sends.
struct Expected<I> {
    sent: I,
    same: bool,
}

impl<'m, M: PartialEq + 'm, I: Iterator<Item = (ChannelId, &'m M)>> Effects<M, ()> for Expected<I> {
    fn send(&mut self, channel: ChannelId, message: M) {
        self.same &= self.sent.next() == Some((channel, &message));
    }

    fn observe(&mut self, (): ()) {}
}
