//! What a user writes: pure handlers over the events of one process.
//!
//! A handler sees its own process's state and one event, and yields a new state and effects (law 1). It has no clock,
//! randomness, I/O or environment; it does not learn the identity of a message or the time of an event. The hot form
//! is [`Protocol::handle`], which changes a uniquely borrowed state and *emits* effects into a sink that gives nothing
//! back; [`Protocol::apply`] is the same as a function from values to values, and is the form to read, to test and to
//! cite.

use std::fmt::Debug;
use std::hash::Hash;

use crate::id::{ChannelId, ProcessId, VirtualTime};
use crate::topology::Topology;

/// What states and messages are: plain values that can be copied, compared, hashed and shown.
pub trait Value: Clone + Eq + Hash + Debug {}
impl<T: Clone + Eq + Hash + Debug> Value for T {}

/// Where a handler runs: which process it is, and the topology it is part of. Constant over a run.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The process whose event is handled.
    pub process: ProcessId,
    /// The channels of the computation.
    pub topology: &'a Topology,
}

impl<'a> Context<'a> {
    /// The channels on which this process sends.
    #[inline(always)]
    pub fn outgoing(self) -> impl ExactSizeIterator<Item = ChannelId> + Clone + use<> {
        self.topology.outgoing(self.process)
    }

    /// The channels from which this process receives.
    #[inline]
    #[must_use]
    pub fn incoming(self) -> &'a [ChannelId] {
        self.topology.incoming(self.process)
    }

    /// The place of a channel among the [outgoing](Self::outgoing) ones of this process.
    ///
    /// # Panics
    /// May, when it is none of them.
    #[inline(always)]
    #[must_use]
    pub fn place_outgoing(self, channel: ChannelId) -> usize {
        let first = self.outgoing().next().expect("the process has this channel");
        (channel.0 - first.0) as usize
    }

    /// The place of a channel among the [incoming](Self::incoming) ones of this process. Takes a time logarithmic in their number.
    ///
    /// # Panics
    /// When it is none of them.
    #[inline(always)]
    #[must_use]
    pub fn place_incoming(self, channel: ChannelId) -> usize {
        self.incoming().binary_search(&channel).expect("the process has this channel")
    }
}

/// An event at one process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Event<M, C> {
    /// A message is delivered from one of the process's incoming channels.
    Receive {
        /// The channel it came from.
        channel: ChannelId,
        /// The message.
        message: M,
    },
    /// The process does something of its own accord: one of the [commands](Protocol::commands) it offered.
    Internal(C),
}

/// What a driver in virtual time waits for before a process does something of its own accord.
///
/// It says nothing about what is *possible*: a command is enabled as long as it is offered, and a driver without virtual
/// time may perform it at any moment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Timer {
    /// A [hold](crate::Timing::hold): what a process does soon after it can.
    Hold,
    /// A [start](crate::Timing::start): what a process does at some moment of a run, for no reason of its own.
    Start,
    /// This instant, or the first one after it at which the command is offered.
    At(VirtualTime),
    /// No time: only a driver without virtual time performs it.
    Never,
}

/// One thing that an event brought about besides the new state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Effect<M, O> {
    /// A message was sent on one of the process's outgoing channels.
    Send(ChannelId, M),
    /// Something to be seen by whoever watches; it does not influence the computation.
    Observe(O),
}

/// Where a handler puts its effects, in order. Write-only: nothing comes back, so a handler stays pure.
pub trait Effects<M, O> {
    /// Sends a message on an outgoing channel of the process.
    fn send(&mut self, channel: ChannelId, message: M);
    /// Shows something to whoever watches.
    fn observe(&mut self, observation: O);
}

impl<M, O> Effects<M, O> for Vec<Effect<M, O>> {
    fn send(&mut self, channel: ChannelId, message: M) {
        self.push(Effect::Send(channel, message));
    }

    fn observe(&mut self, observation: O) {
        self.push(Effect::Observe(observation));
    }
}

impl<M, O, E: Effects<M, O>> Effects<M, O> for &mut E {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, message: M) {
        E::send(self, channel, message);
    }

    #[inline(always)]
    fn observe(&mut self, observation: O) {
        E::observe(self, observation);
    }
}

/// What one event did: the new state, and its effects in order.
pub(crate) type Outcome<P> =
    (<P as Protocol>::State, Vec<Effect<<P as Protocol>::Message, <P as Protocol>::Observation>>);

/// The command at this place of those that a process [offers](Protocol::commands), found by going through them.
pub fn nth_offered<P: Protocol + ?Sized>(
    protocol: &P,
    cx: Context<'_>,
    state: &P::State,
    place: u32,
) -> Option<P::Command> {
    let (mut at, mut found) = (0, None);
    protocol.commands(cx, state, |command| {
        if at == place {
            found = Some(command);
        }
        at += 1;
    });
    found
}

/// A distributed algorithm: the behaviour of every process as a pure function of its state and one event.
///
/// `self` is configuration and never changes; whatever decides what a process does next is in its state.
pub trait Protocol {
    /// The state of one process.
    type State: Value;
    /// What travels in channels.
    type Message: Value;
    /// What a process may do of its own accord.
    type Command: Value;
    /// What a handler shows to whoever watches.
    type Observation: Value;

    /// The state in which the process begins.
    fn initial_state(&self, cx: Context<'_>) -> Self::State;

    /// Offers everything the process may do of its own accord in this state; nothing, for many.
    ///
    /// The order is part of the behaviour: a schedule names a command by its place in it.
    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(Self::Command));

    /// Tells how many of these commands in a row wait for the same [timer](Self::timer), in their order. They are counted after every step and
    /// chosen from now and then: who offers many says it here at once. One by one, as it is by default, is always right.
    #[inline(always)]
    fn count_commands(&self, cx: Context<'_>, state: &Self::State, mut count: impl FnMut(u32, Timer)) {
        self.commands(cx, state, |command| count(1, self.timer(&command)));
    }

    /// The command at this place of them; nothing, if there are not so many.
    fn command(&self, cx: Context<'_>, state: &Self::State, place: u32) -> Option<Self::Command> {
        nth_offered(self, cx, state, place)
    }

    /// What a driver in virtual time waits for before the process does this.
    #[inline(always)]
    fn timer(&self, _command: &Self::Command) -> Timer {
        Timer::Hold
    }

    /// Whether the process may still send on `channel`, in this state or in any that it can come to, whatever happens.
    ///
    /// Only a search that leaves out orders of events asks, and `true` is always right. A protocol that knows of
    /// channels which will stay silent says so, and a process that waits for nobody needs fewer orders tried.
    fn may_send(&self, _cx: Context<'_>, _state: &Self::State, _channel: ChannelId) -> bool {
        true
    }

    /// Whether a process ever [refuses](Self::accepts) a message. Who says that none does is not asked, so that it costs nothing.
    #[inline(always)]
    fn refuses(&self) -> bool {
        false
    }

    /// Whether a message may overtake others where a channel is [overtaking](crate::Order::Overtaking), and is not overtaken there.
    #[inline(always)]
    fn is_urgent(_message: &Self::Message) -> bool {
        false
    }

    /// Whether the process takes this message in this state. What it refuses waits in its channel, and so does what is behind it, if the
    /// channel is FIFO. It depends on nothing else, so that a refused message is taken only after a step of the process itself.
    ///
    /// Asked only of a protocol that [refuses](Self::refuses).
    #[inline(always)]
    fn accepts(
        &self,
        _cx: Context<'_>,
        _state: &Self::State,
        _channel: ChannelId,
        _message: &Self::Message,
    ) -> bool {
        true
    }

    /// Handles one event: changes the state and emits the effects.
    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    );

    /// [`handle`](Self::handle) as a function from values to values.
    fn apply(
        &self,
        cx: Context<'_>,
        state: &Self::State,
        event: Event<Self::Message, Self::Command>,
    ) -> Outcome<Self> {
        let mut next = state.clone();
        let mut effects = Vec::new();
        self.handle(cx, &mut next, event, &mut effects);
        (next, effects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says only what has to be said.
    struct Plain;

    impl Protocol for Plain {
        type State = u32;
        type Message = char;
        type Command = u32;
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> u32 {
            3
        }

        fn commands(&self, _: Context<'_>, state: &u32, offer: impl FnMut(u32)) {
            (0..*state).for_each(offer);
        }

        fn handle<E: Effects<char, ()>>(&self, _: Context<'_>, _: &mut u32, _: Event<char, u32>, _: &mut E) {}
    }

    #[test]
    fn who_says_nothing_of_it_may_send_takes_all_hurries_nothing_and_offers_one_after_another() {
        let ring = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(0), topology: &ring };
        let channel = ChannelId(0);
        assert!(Plain.may_send(cx, &3, channel) && Plain.accepts(cx, &3, channel, &'m'));
        assert!(!Plain.refuses() && !Plain::is_urgent(&'m'));
        assert_eq!(Plain.timer(&0), Timer::Hold);
        let mut counted = Vec::new();
        Plain.count_commands(cx, &2, |count, timer| counted.push((count, timer)));
        assert_eq!(counted, [(1, Timer::Hold); 2]);
        assert_eq!([0, 2, 3].map(|place| Plain.command(cx, &3, place)), [Some(0), Some(2), None]);
    }

    #[test]
    fn effects_that_are_lent_come_to_who_lends_them_in_their_order() {
        let mut effects = Vec::new();
        let mut lent = &mut effects;
        Effects::send(&mut lent, ChannelId(1), 'm');
        Effects::observe(&mut lent, 7);
        Effects::send(&mut lent, ChannelId(0), 'n');
        let sent = |channel, letter| Effect::Send(ChannelId(channel), letter);
        assert_eq!(effects, [sent(1, 'm'), Effect::Observe(7), sent(0, 'n')]);
    }
}
