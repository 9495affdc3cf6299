//! An algorithm that is garbled at one process: what it records or sends there is left out, comes twice or late, or says something else. It is right in
//! all that it says of itself, so whoever judges it has nothing but the run to see that by.

use sim_core::{ChannelId, Context, Effect, Effects, Event, ProcessId, Protocol, Shows, Timer, Value};

use crate::algorithm::{Recorded, Which};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::layer::{Act, Layer, Readable};
use crate::wire::{Carries, Logged};

/// What is garbled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// That a process recorded its state.
    State,
    /// That it recorded a message.
    Message,
    /// That it closed a channel.
    Closed,
    /// That its checkpoint is permanent.
    Permanent,
    /// A message of the algorithm.
    Control,
    /// A message of the computation.
    Sent,
}

/// How.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    /// It is not there.
    LeftOut,
    /// It is there twice.
    Twice,
    /// It comes after all else of its step.
    Late,
    /// It is on the next channel of the process; of a state, on the other side of the step.
    Elsewhere,
    /// It is that of the next snapshot; of a message, the next one of its channel.
    Another,
    /// It is the state in which the process began.
    Beginning,
}

/// Everything that can be garbled.
pub(crate) const ALL: [(What, How); 24] = {
    use {How::*, What::*};
    [
        (State, LeftOut),
        (State, Twice),
        (State, Late),
        (State, Elsewhere),
        (State, Another),
        (State, Beginning),
        (Message, LeftOut),
        (Message, Twice),
        (Message, Elsewhere),
        (Message, Another),
        (Closed, LeftOut),
        (Closed, Twice),
        (Closed, Late),
        (Closed, Elsewhere),
        (Closed, Another),
        (Permanent, LeftOut),
        (Permanent, Twice),
        (Permanent, Another),
        (Control, LeftOut),
        (Control, Twice),
        (Control, Elsewhere),
        (Sent, LeftOut),
        (Sent, Twice),
        (Sent, Elsewhere),
    ]
};

/// An algorithm over a computation, of which this is garbled at this process.
#[derive(Clone, Debug)]
pub(crate) struct Garbled<L> {
    pub(crate) inner: L,
    pub(crate) garbled: Option<(What, How, ProcessId)>,
}

/// The next of the channels of a process, of which this is one.
fn next(channels: impl Iterator<Item = ChannelId>, channel: ChannelId) -> ChannelId {
    let channels: Vec<_> = channels.collect();
    let place = channels.iter().position(|own| *own == channel).map_or(0, |place| place + 1);
    channels[place % channels.len()]
}

impl How {
    /// What this does to what was recorded.
    fn records<S, M>(
        self,
        cx: Context<'_>,
        beginning: impl FnOnce() -> S,
        recorded: Recorded<S, M>,
    ) -> Recorded<S, M> {
        let elsewhere = |channel| next(cx.topology.incoming(cx.process).iter().copied(), channel);
        let another = |SnapshotId(number)| SnapshotId(number + 1);
        match (self, recorded) {
            (Self::Elsewhere, Recorded::Process { snapshot, state, before }) => {
                Recorded::Process { snapshot, state, before: !before }
            }
            (Self::Elsewhere, Recorded::Message { snapshot, channel, message, which }) => {
                Recorded::Message { snapshot, channel: elsewhere(channel), message, which }
            }
            (Self::Elsewhere, Recorded::Closed { snapshot, channel }) => {
                Recorded::Closed { snapshot, channel: elsewhere(channel) }
            }
            (Self::Another, Recorded::Process { snapshot, state, before }) => {
                Recorded::Process { snapshot: another(snapshot), state, before }
            }
            (Self::Another, Recorded::Message { snapshot, channel, message, which }) => {
                let nth = match which {
                    Which::Received => 1,
                    Which::Nth(nth) => nth + 1,
                };
                Recorded::Message { snapshot, channel, message, which: Which::Nth(nth) }
            }
            (Self::Another, Recorded::Closed { snapshot, channel }) => {
                Recorded::Closed { snapshot: another(snapshot), channel }
            }
            (Self::Another, Recorded::Permanent { snapshot }) => {
                Recorded::Permanent { snapshot: another(snapshot) }
            }
            (Self::Beginning, Recorded::Process { snapshot, before, .. }) => {
                Recorded::Process { snapshot, state: beginning(), before }
            }
            (_, recorded) => recorded,
        }
    }
}

/// What it is.
fn what<S, M, W: Carries<M>>(effect: &Effect<W, Recorded<S, M>>) -> Option<What> {
    match effect {
        Effect::Send(_, message) if message.control().is_some() => Some(What::Control),
        Effect::Send(..) => Some(What::Sent),
        Effect::Observe(Recorded::Process { .. }) => Some(What::State),
        Effect::Observe(Recorded::Message { .. }) => Some(What::Message),
        Effect::Observe(Recorded::Closed { .. }) => Some(What::Closed),
        Effect::Observe(Recorded::Permanent { .. }) => Some(What::Permanent),
        Effect::Observe(Recorded::Incident(_)) => None,
    }
}

impl<S, M, C, L> Protocol for Garbled<L>
where
    S: Value,
    M: Value,
    C: Value,
    L: Protocol<State: Shows<S>, Message: Carries<M>, Command = Act<C>, Observation = Recorded<S, M>>,
{
    type State = L::State;
    type Message = L::Message;
    type Command = Act<C>;
    type Observation = Recorded<S, M>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        self.inner.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(Self::Command)) {
        self.inner.commands(cx, state, offer);
    }

    fn timer(&self, command: &Self::Command) -> Timer {
        self.inner.timer(command)
    }

    fn may_send(&self, cx: Context<'_>, state: &Self::State, channel: ChannelId) -> bool {
        self.inner.may_send(cx, state, channel)
    }

    fn refuses(&self) -> bool {
        self.inner.refuses()
    }

    fn is_urgent(message: &Self::Message) -> bool {
        L::is_urgent(message)
    }

    fn accepts(
        &self,
        cx: Context<'_>,
        state: &Self::State,
        channel: ChannelId,
        message: &Self::Message,
    ) -> bool {
        self.inner.accepts(cx, state, channel, message)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        let Some((garbled, how, _)) = self.garbled.filter(|(.., process)| *process == cx.process) else {
            return self.inner.handle(cx, state, event, effects);
        };
        let mut all = Vec::new();
        self.inner.handle(cx, state, event, &mut all);
        let late = all.iter().filter(|_| how == How::Late).filter(|one| what(one) == Some(garbled));
        let late: Vec<_> = late.cloned().collect();
        for effect in all {
            let is_garbled = what(&effect) == Some(garbled);
            let times = match how {
                How::LeftOut | How::Late if is_garbled => 0,
                How::Twice if is_garbled => 2,
                _ => 1,
            };
            let effect = match effect {
                effect if !is_garbled => effect,
                Effect::Send(channel, message) if how == How::Elsewhere => {
                    Effect::Send(next(cx.topology.outgoing(cx.process), channel), message)
                }
                Effect::Observe(recorded) => {
                    let beginning = || Shows::<S>::shown(&self.inner.initial_state(cx)).clone();
                    Effect::Observe(how.records(cx, beginning, recorded))
                }
                sent @ Effect::Send(..) => sent,
            };
            (0..times).for_each(|_| show(effects, effect.clone()));
        }
        late.into_iter().for_each(|effect| show(effects, effect));
    }
}

/// Lets somebody have an effect.
fn show<M, O>(effects: &mut impl Effects<M, O>, effect: Effect<M, O>) {
    match effect {
        Effect::Send(channel, message) => effects.send(channel, message),
        Effect::Observe(observation) => effects.observe(observation),
    }
}

impl<P: Computation, L: Layer<P>> Layer<P> for Garbled<L> {
    fn blocks(&self) -> bool {
        self.inner.blocks()
    }

    fn offered(&self, cx: Context<'_>, state: &Self::State) -> Option<u32> {
        self.inner.offered(cx, state)
    }

    fn by_markers(&self) -> bool {
        self.inner.by_markers()
    }

    fn may_start(&self, cx: Context<'_>, state: &Self::State) -> bool {
        self.inner.may_start(cx, state)
    }

    fn stored(&self, state: &Self::State) -> u64 {
        self.inner.stored(state)
    }
}

impl<P: Computation, L: Readable<P>> Readable<P> for Garbled<L> {
    fn read(
        &self,
        logged: Logged<P::Message>,
        message: impl Fn(&str) -> Option<P::Message>,
    ) -> Option<Self::Message> {
        self.inner.read(logged, message)
    }
}
