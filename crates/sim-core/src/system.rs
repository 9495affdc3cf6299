//! The one transition relation (law 2).
//!
//! [`System::step`] performs one enabled [`Action`]: it [takes](System::take) a message out of a channel or one of the commands
//! a process offers, [hands it to the handler](System::perform), and puts what the handler sends into the channels. The discipline
//! of the channels is decided here (`discipline`): a driver says *when*, the queue says *what*. A simulator, a replay and a search over all
//! schedules are drivers of this function; none of them has a second idea of what a step does. A driver that keeps the messages
//! together with their times ([`Timed`](crate::Timed)) has a [`World`] of its own for the same function.

mod discipline;

pub use discipline::{Deliverable, deliverable, take};

use std::sync::Arc;

use crate::envelope::Envelope;
use crate::global_state::GlobalState;
use crate::id::{ChannelId, ProcessId, VirtualTime};
use crate::protocol::{Context, Effects, Event, Protocol, Timer, nth_offered};
use crate::queue::Queue;
use crate::schedule::Action;
use crate::step::{Cause, CauseOf, EffectsOf, Step, StepOf};
use crate::topology::{Channel, Topology};

/// A protocol on a topology: everything about a computation that does not change.
#[derive(Clone, Debug)]
pub struct System<P> {
    /// How each process behaves.
    pub protocol: P,
    /// Who can speak to whom; shared by the systems that run on it.
    pub topology: Arc<Topology>,
}

/// The action is not enabled in this state, so there is no such step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the action is not enabled")]
pub struct NotEnabled;

/// What a process offers to do of its own accord, by the [`Timer`] for which a driver in virtual time waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Offers {
    /// Something after a hold.
    pub hold: bool,
    /// Something after a start.
    pub start: bool,
    /// Something at this instant.
    pub at: Option<VirtualTime>,
}

/// What a step changes: the states of processes, and what is under way between them. A [`GlobalState`], or the same laid out
/// otherwise by a driver that has its reasons.
pub trait World<P: Protocol> {
    /// The state of one process, to be changed by its handler, and where the effects go: what is sent enters the channels.
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>);
}

impl<P: Protocol> System<P> {
    /// A protocol on a topology.
    pub fn new(protocol: P, topology: impl Into<Arc<Topology>>) -> Self {
        Self { protocol, topology: topology.into() }
    }

    /// The initial global state: every process in its initial state, every channel empty.
    #[must_use]
    pub fn initial_state<K>(&self) -> GlobalState<P::State, P::Message, K> {
        GlobalState {
            processes: self
                .topology
                .processes()
                .map(|p| self.protocol.initial_state(self.context(p)))
                .collect(),
            channels: self.topology.channels().iter().map(|_| Queue::new()).collect(),
        }
    }

    /// Puts a used global state back to the initial one, keeping its buffers.
    pub fn reset<K>(&self, state: &mut GlobalState<P::State, P::Message, K>) {
        for (process, slot) in self.topology.processes().zip(&mut state.processes) {
            *slot = self.protocol.initial_state(self.context(process));
        }
        state.channels.iter_mut().for_each(Queue::clear);
    }

    /// Where the handlers of `process` run.
    #[inline]
    #[must_use]
    pub fn context(&self, process: ProcessId) -> Context<'_> {
        Context { process, topology: &self.topology }
    }

    /// How many things `process` may do of its own accord in `state`.
    #[inline]
    pub fn command_count(&self, process: ProcessId, state: &P::State) -> u32 {
        let mut all = 0;
        self.count_commands(process, state, |count, _| all += count);
        all
    }

    /// What `process` offers to do of its own accord in `state`.
    #[inline]
    pub fn offers(&self, process: ProcessId, state: &P::State) -> Offers {
        let mut offers = Offers::default();
        self.count_commands(process, state, |_, timer| match timer {
            Timer::Hold => offers.hold = true,
            Timer::Start => offers.start = true,
            Timer::At(time) => offers.at = Some(offers.at.map_or(time, |earlier| earlier.min(time))),
            Timer::Never => {}
        });
        offers
    }

    /// How many commands of `process` in a row wait for the same timer.
    ///
    /// # Panics
    /// In a debug build, when a protocol counts others than it offers.
    #[inline(always)]
    pub fn count_commands(&self, process: ProcessId, state: &P::State, count: impl FnMut(u32, Timer)) {
        debug_assert!(
            self.counts_what_it_offers(process, state),
            "a protocol counts the commands that it offers"
        );
        self.protocol.count_commands(self.context(process), state, count);
    }

    /// Whether the commands are as many, one by one, and wait for the same.
    fn counts_what_it_offers(&self, process: ProcessId, state: &P::State) -> bool {
        let (cx, mut counted) = (self.context(process), Vec::new());
        self.protocol.count_commands(cx, state, |count, timer| {
            counted.extend(std::iter::repeat_n(timer, count as usize));
        });
        let mut offered = Vec::new();
        self.protocol.commands(cx, state, |command| offered.push(self.protocol.timer(&command)));
        counted == offered
    }

    /// What `process` offers in `state`, at this place.
    ///
    /// # Panics
    /// In a debug build, when a protocol has another one there than it offers.
    pub fn command(&self, process: ProcessId, state: &P::State, place: u32) -> Option<P::Command> {
        let cx = self.context(process);
        let command = self.protocol.command(cx, state, place);
        debug_assert_eq!(
            command,
            nth_offered(&self.protocol, cx, state, place),
            "a protocol has at each place what it offers there"
        );
        command
    }

    /// Whether `process` takes this message in `state`.
    ///
    /// # Panics
    /// In a debug build, when a protocol refuses that says that it never does.
    #[inline(always)]
    pub fn accepts(
        &self,
        process: ProcessId,
        state: &P::State,
        channel: ChannelId,
        message: &P::Message,
    ) -> bool {
        let asked = self.protocol.refuses() || cfg!(debug_assertions);
        let accepts = !asked || self.protocol.accepts(self.context(process), state, channel, message);
        debug_assert!(self.protocol.refuses() || accepts, "a protocol says so if it refuses");
        accepts
    }

    /// The messages of a channel that its discipline lets be delivered next.
    pub(crate) fn deliverable<K>(
        &self,
        state: &GlobalState<P::State, P::Message, K>,
        channel: ChannelId,
    ) -> Deliverable {
        let order = self.topology.channel(channel).order;
        deliverable(state.channel(channel), order, |message| P::is_urgent(&message.body))
    }

    /// Whether the target of a channel takes the message at this place of it; no, if there is none.
    fn takes<K>(
        &self,
        state: &GlobalState<P::State, P::Message, K>,
        channel: ChannelId,
        position: u32,
    ) -> bool {
        let Channel { target, .. } = self.topology.channel(channel);
        let message = state.channel(channel).iter().nth(position as usize);
        message.is_some_and(|message| self.accepts(target, state.process(target), channel, &message.body))
    }

    /// Every action that is enabled: channels first, then processes, each in order.
    #[must_use]
    pub fn enabled<K>(&self, state: &GlobalState<P::State, P::Message, K>) -> Vec<Action> {
        let mut actions = Vec::new();
        for channel in self.topology.channel_ids() {
            let deliverable = self.deliverable(state, channel);
            let taken = deliverable.positions().filter(|position| self.takes(state, channel, *position));
            actions.extend(taken.map(|position| Action::Deliver { channel, position }));
        }
        for process in self.topology.processes() {
            let commands = self.command_count(process, state.process(process));
            actions.extend((0..commands).map(|command| Action::Internal { process, command }));
        }
        actions
    }

    /// The process at which an action happens.
    #[must_use]
    pub fn actor(&self, action: Action) -> ProcessId {
        match action {
            Action::Deliver { channel, .. } => self.topology.channel(channel).target,
            Action::Internal { process, .. } => process,
        }
    }

    /// Whether an action is enabled.
    #[must_use]
    pub fn allows<K>(&self, state: &GlobalState<P::State, P::Message, K>, action: Action) -> bool {
        match action {
            Action::Deliver { channel, position } => {
                self.deliverable(state, channel).contains(position) && self.takes(state, channel, position)
            }
            Action::Internal { process, command } => {
                command < self.command_count(process, state.process(process))
            }
        }
    }

    /// Performs one action in a global state, and says what it did, as of this time; `number` gives each message that it sends its
    /// identity.
    ///
    /// # Errors
    /// When the action is not enabled; the state is then unchanged.
    pub fn step<K: Copy>(
        &self,
        state: &mut GlobalState<P::State, P::Message, K>,
        time: VirtualTime,
        action: Action,
        number: impl FnMut(ChannelId, &P::Message) -> K,
    ) -> Result<StepOf<P, K>, NotEnabled> {
        let (process, cause) = self.take(state, action)?;
        let mut effects = Vec::new();
        let event = cause.clone().event();
        self.perform(&mut Told { state, effects: &mut effects, number }, process, event);
        Ok(Step { time, process, cause, waited: 0, effects })
    }

    /// Takes out of a global state what an action begins with: the message that is delivered, or the command.
    ///
    /// # Errors
    /// When the action is not enabled; the state is then unchanged.
    #[inline]
    pub fn take<K>(
        &self,
        state: &mut GlobalState<P::State, P::Message, K>,
        action: Action,
    ) -> Result<(ProcessId, CauseOf<P, K>), NotEnabled> {
        match action {
            Action::Deliver { channel, position } => {
                let Channel { target, order, .. } = self.topology.channel(channel);
                if self.protocol.refuses() && !self.takes(state, channel, position) {
                    return Err(NotEnabled);
                }
                let queue = &mut state.channels[channel.index()];
                let is_urgent = |message: &Envelope<P::Message, K>| P::is_urgent(&message.body);
                let message = take(queue, order, position, is_urgent).ok_or(NotEnabled)?;
                Ok((target, Cause::Receive { channel, message }))
            }
            Action::Internal { process, command } => {
                let command = self.command(process, state.process(process), command).ok_or(NotEnabled)?;
                Ok((process, Cause::Internal(command)))
            }
        }
    }

    /// The transition relation: an event at a process changes its state, and what it sends enters the channels. Whether the
    /// process now [offers](Self::offers) to do something of its own accord.
    ///
    /// # Panics
    /// In a debug build, when the handler sends on a channel that does not leave its process.
    #[inline(always)]
    pub fn perform(
        &self,
        world: &mut impl World<P>,
        process: ProcessId,
        event: Event<P::Message, P::Command>,
    ) -> bool {
        let (state, effects) = world.at(process);
        let mut effects = Outgoing { topology: &self.topology, process, effects };
        self.protocol.handle(self.context(process), state, event, &mut effects);
        self.command_count(process, state) > 0
    }
}

/// A handler's effects on their way out. Checks the handler's promise in a debug build.
struct Outgoing<'a, E> {
    topology: &'a Topology,
    process: ProcessId,
    effects: E,
}

impl<M, O, E: Effects<M, O>> Effects<M, O> for Outgoing<'_, E> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: M) {
        debug_assert_eq!(
            self.topology.channel(channel).source,
            self.process,
            "a process sends on its own outgoing channels only"
        );
        self.effects.send(channel, body);
    }

    #[inline(always)]
    fn observe(&mut self, observation: O) {
        self.effects.observe(observation);
    }
}

/// A global state, and where it is told what a step does in it.
struct Told<'a, P: Protocol, K, N> {
    state: &'a mut GlobalState<P::State, P::Message, K>,
    effects: &'a mut EffectsOf<P, K>,
    number: N,
}

impl<P: Protocol, K: Copy, N: FnMut(ChannelId, &P::Message) -> K> World<P> for Told<'_, P, K, N> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        self.state.at(process, &mut self.number, |effect| self.effects.push(effect))
    }
}

#[cfg(test)]
mod tests;
