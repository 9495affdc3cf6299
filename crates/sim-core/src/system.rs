//! The one transition relation (law 2).
//!
//! [`System::step`] performs one enabled [`Action`]: it takes a message out of a channel or one of the commands a
//! process offers, hands it to the handler, and puts what the handler sends into the channels. The discipline of the
//! channels is decided here and nowhere else: a driver says *when*, the queue says *what*. A simulator, a replay and a
//! search over all schedules are drivers of this function; none of them has a second idea of what a step does.

use std::sync::Arc;

use crate::global_state::{Envelope, GlobalState};
use crate::id::{ChannelId, ProcessId, VirtualTime};
use crate::protocol::{Context, Effects, Event, Protocol, Timer};
use crate::queue::Queue;
use crate::schedule::Action;
use crate::topology::{Channel, Order, Topology};

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

/// What a driver needs to know of a step that was performed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stepped {
    /// Where it happened.
    pub process: ProcessId,
    /// Whether that process now [offers](System::offers) to do something of its own accord.
    pub may_act: bool,
}

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

/// Watches a step from outside, and gives every message its identity. Cannot change anything.
///
/// For each step: `begins`, then `receives` or `acts`, then `sends` and `observes` as the handler does them.
pub trait Witness<P: Protocol, K> {
    /// A step is about to happen at `process`, which is in `state`.
    #[inline(always)]
    fn begins(&mut self, _process: ProcessId, _state: &P::State) {}
    /// A message has left its channel and is about to be handled by `process`.
    fn receives(&mut self, process: ProcessId, channel: ChannelId, message: &Envelope<P::Message, K>);
    /// `process` is about to do something of its own accord.
    fn acts(&mut self, process: ProcessId, command: &P::Command);
    /// `process` sends `body`; the answer is the identity that the message shall have.
    fn sends(&mut self, process: ProcessId, channel: ChannelId, body: &P::Message) -> K;
    /// The handler at `process` shows something.
    fn observes(&mut self, process: ProcessId, observation: P::Observation);
}

/// Nobody watches, and messages have no identity.
impl<P: Protocol> Witness<P, ()> for () {
    fn receives(&mut self, _: ProcessId, _: ChannelId, _: &Envelope<P::Message>) {}
    fn acts(&mut self, _: ProcessId, _: &P::Command) {}
    fn sends(&mut self, _: ProcessId, _: ChannelId, _: &P::Message) {}
    fn observes(&mut self, _: ProcessId, _: P::Observation) {}
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
        let mut count = 0;
        self.protocol.commands(self.context(process), state, |_| count += 1);
        count
    }

    /// What `process` offers to do of its own accord in `state`.
    #[inline]
    pub fn offers(&self, process: ProcessId, state: &P::State) -> Offers {
        let mut offers = Offers::default();
        self.protocol.commands(self.context(process), state, |command| match self.protocol.timer(&command) {
            Timer::Hold => offers.hold = true,
            Timer::Start => offers.start = true,
            Timer::At(time) => offers.at = Some(offers.at.map_or(time, |earlier| earlier.min(time))),
        });
        offers
    }

    /// Every action that is enabled: channels first, then processes, each in order.
    #[must_use]
    pub fn enabled<K>(&self, state: &GlobalState<P::State, P::Message, K>) -> Vec<Action> {
        let mut actions = Vec::new();
        for channel in self.topology.channel_ids() {
            let deliverable = deliverable(state.channel(channel), self.topology.channel(channel).order);
            actions.extend((0..deliverable).map(|position| Action::Deliver { channel, position }));
        }
        for process in self.topology.processes() {
            let commands = self.command_count(process, state.process(process));
            actions.extend((0..commands).map(|command| Action::Internal { process, command }));
        }
        actions
    }

    /// Whether an action is enabled.
    #[must_use]
    pub fn allows<K>(&self, state: &GlobalState<P::State, P::Message, K>, action: Action) -> bool {
        match action {
            Action::Deliver { channel, position } => {
                position < deliverable(state.channel(channel), self.topology.channel(channel).order)
            }
            Action::Internal { process, command } => {
                command < self.command_count(process, state.process(process))
            }
        }
    }

    /// Performs one action: the transition relation.
    ///
    /// # Errors
    /// When the action is not enabled; the state is then unchanged.
    ///
    /// # Panics
    /// In a debug build, when the handler sends on a channel that does not leave its process.
    #[inline(always)]
    pub fn step<K>(
        &self,
        state: &mut GlobalState<P::State, P::Message, K>,
        action: Action,
        witness: &mut impl Witness<P, K>,
    ) -> Result<Stepped, NotEnabled> {
        let GlobalState { processes, channels } = state;
        let (process, event) = match action {
            Action::Deliver { channel, position } => {
                let Channel { target, order, .. } = self.topology.channel(channel);
                let message = take(&mut channels[channel.index()], order, position).ok_or(NotEnabled)?;
                witness.begins(target, &processes[target.index()]);
                witness.receives(target, channel, &message);
                (target, Event::Receive { channel, message: message.body })
            }
            Action::Internal { process, command } => {
                let command =
                    self.command(process, &processes[process.index()], command).ok_or(NotEnabled)?;
                witness.begins(process, &processes[process.index()]);
                witness.acts(process, &command);
                (process, Event::Internal(command))
            }
        };
        let state = &mut processes[process.index()];
        let mut effects = Outlet { system: self, process, channels, witness };
        self.protocol.handle(self.context(process), state, event, &mut effects);
        Ok(Stepped { process, may_act: self.command_count(process, state) > 0 })
    }

    fn command(&self, process: ProcessId, state: &P::State, wanted: u32) -> Option<P::Command> {
        let (mut place, mut found) = (0, None);
        self.protocol.commands(self.context(process), state, |command| {
            if place == wanted {
                found = Some(command);
            }
            place += 1;
        });
        found
    }
}

/// How many of a channel's messages its discipline lets be delivered next: those at the places below this.
pub fn deliverable<T>(queue: &Queue<T>, order: Order) -> u32 {
    let waiting = u32::try_from(queue.len()).expect("fewer than 2^32 messages");
    match order {
        Order::Fifo => waiting.min(1),
        Order::Unordered => waiting,
    }
}

/// Takes out a message, if the channel's discipline lets it be delivered.
#[inline(always)]
pub fn take<T>(queue: &mut Queue<T>, order: Order, position: u32) -> Option<T> {
    if position == 0 || overtake(queue, order, position) { queue.pop_front() } else { None }
}

/// Brings a message to the front of its channel, if there is such a message and the discipline allows it.
#[cold]
#[inline(never)]
fn overtake<T>(queue: &mut Queue<T>, order: Order, position: u32) -> bool {
    let message = match order {
        Order::Fifo => None,
        Order::Unordered => queue.remove(position as usize),
    };
    message.map(|message| queue.insert(0, message)).is_some()
}

/// Where a handler's effects go: messages into the channels, observations to the witness.
struct Outlet<'a, P: Protocol, K, W> {
    system: &'a System<P>,
    process: ProcessId,
    channels: &'a mut Vec<Queue<Envelope<P::Message, K>>>,
    witness: &'a mut W,
}

impl<P: Protocol, K, W: Witness<P, K>> Effects<P::Message, P::Observation> for Outlet<'_, P, K, W> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: P::Message) {
        debug_assert_eq!(
            self.system.topology.channel(channel).source,
            self.process,
            "a process sends on its own outgoing channels only"
        );
        let id = self.witness.sends(self.process, channel, &body);
        self.channels[channel.index()].push_back(Envelope { id, body });
    }

    #[inline(always)]
    fn observe(&mut self, observation: P::Observation) {
        self.witness.observes(self.process, observation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_unordered_channel_delivers_any_of_its_messages_and_no_channel_more_than_it_has() {
        let mut queue = Queue::from_iter([1, 2, 3]);
        assert_eq!(take(&mut queue, Order::Fifo, 1), None);
        assert_eq!(take(&mut queue, Order::Unordered, 3), None);
        assert!(queue.iter().eq(&[1, 2, 3]));
        assert_eq!(take(&mut queue, Order::Unordered, 1), Some(2));
        assert_eq!(take(&mut queue, Order::Fifo, 0), Some(1));
        assert!(queue.iter().eq(&[3]));
    }
}
