//! A step as a whole: what happens, and what the computation does upon it. For algorithms that are asked once a step.
//!
//! An algorithm changes nothing of what the computation does in a step. So the computation may handle its event first, and the algorithm
//! is shown what came of it together with what it was.

use std::fmt;

use sim_core::{ChannelId, Context, Effect, Event, Layered, Protocol};

use crate::algorithm::{At, Sink, SnapshotAlgorithm};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::wire::Wire;

/// What happens in a step.
#[derive(Clone, Copy, Debug)]
pub enum Happens<'a, M: ?Sized, T, C> {
    /// The process starts a snapshot.
    Initiate(SnapshotId),
    /// The computation does something of its own accord.
    Act,
    /// A message of the computation is received.
    Receive {
        /// The channel it came from.
        channel: ChannelId,
        /// The message.
        message: &'a M,
        /// What the algorithm added.
        tag: &'a T,
    },
    /// A message of the algorithm is received.
    Control {
        /// The channel it came from.
        channel: ChannelId,
        /// The snapshot that it is about.
        snapshot: SnapshotId,
        /// What it says besides.
        body: &'a C,
    },
}

/// A step, when the computation has done its part.
pub struct Whole<'a, S, M, T, C> {
    /// What happens.
    pub what: Happens<'a, M, T, C>,
    /// The state before a message was received, and as it prints.
    pub before: Option<(S, String)>,
    /// The state after the step, as it prints.
    pub state: String,
    /// What the computation sends, in order.
    pub sends: Vec<(ChannelId, M)>,
    /// Reads what a message prints as.
    pub read: &'a dyn Fn(&str) -> Option<M>,
}

impl<S: fmt::Debug, M: fmt::Debug, T: fmt::Debug, C: fmt::Debug> fmt::Debug for Whole<'_, S, M, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Whole").field(&self.what).field(&self.state).field(&self.sends).finish()
    }
}

impl<'a, S, M, T, C> Whole<'a, S, M, T, C> {
    /// The same for an algorithm with tags `U` and contents `D`.
    pub(crate) fn with<U, D>(
        self,
        of_tag: impl FnOnce(&'a T) -> &'a U,
        of_body: impl FnOnce(&'a C) -> &'a D,
    ) -> Whole<'a, S, M, U, D> {
        let Self { what, before, state, sends, read } = self;
        let what = match what {
            Happens::Initiate(snapshot) => Happens::Initiate(snapshot),
            Happens::Act => Happens::Act,
            Happens::Receive { channel, message, tag } => {
                Happens::Receive { channel, message, tag: of_tag(tag) }
            }
            Happens::Control { channel, snapshot, body } => {
                Happens::Control { channel, snapshot, body: of_body(body) }
            }
        };
        Whole { what, before, state, sends, read }
    }
}

/// An event of a process under an algorithm `A` over the computation `P`, of which `C` are the commands.
pub(crate) type EventOf<P, A, C> = Event<
    Wire<
        <P as Protocol>::Message,
        <A as SnapshotAlgorithm<<P as Protocol>::State, <P as Protocol>::Message>>::Tag,
        <A as SnapshotAlgorithm<<P as Protocol>::State, <P as Protocol>::Message>>::Control,
    >,
    C,
>;

/// A computation and an algorithm over it.
type Layers<'a, P, A> = (&'a P, &'a A);

/// A step that is no start of a snapshot. Whether the computation sends something.
pub(crate) fn perform<P, A, E>(
    (computation, algorithm): Layers<'_, P, A>,
    cx: Context<'_>,
    Layered { underlying, local }: &mut Layered<P::State, A::Local>,
    event: &EventOf<P, A, P::Command>,
    effects: &mut E,
) -> bool
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
    E: Sink<P::State, P::Message, A::Tag, A::Control>,
{
    let (mut sends, mut before) = (Vec::new(), None);
    let what = match event {
        Event::Receive { channel, message: Wire::Control { snapshot, body } } => {
            Happens::Control { channel: *channel, snapshot: *snapshot, body }
        }
        Event::Receive { channel, message: Wire::Message { body, tag } } => {
            before = Some((underlying.clone(), computation.print_state(underlying)));
            let event = Event::Receive { channel: *channel, message: body.clone() };
            sends = handled(computation, cx, underlying, event);
            Happens::Receive { channel: *channel, message: body, tag }
        }
        Event::Internal(command) => {
            sends = handled(computation, cx, underlying, Event::Internal(command.clone()));
            Happens::Act
        }
    };
    let (state, sent) = (computation.print_state(underlying), !sends.is_empty());
    let read = |text: &str| computation.parse_message(text);
    let step = Whole { what, before, state, sends, read: &read };
    algorithm.step(At { cx, state: underlying, local }, step, effects);
    sent
}

/// A snapshot starts.
pub(crate) fn start<P, A, E>(
    (computation, algorithm): Layers<'_, P, A>,
    cx: Context<'_>,
    (state, local): (&P::State, &mut A::Local),
    snapshot: SnapshotId,
    effects: &mut E,
) where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
    E: Sink<P::State, P::Message, A::Tag, A::Control>,
{
    let what = Happens::Initiate(snapshot);
    let read = |text: &str| computation.parse_message(text);
    let (text, sends) = (computation.print_state(state), Vec::new());
    let step = Whole { what, before: None, state: text, sends, read: &read };
    algorithm.step(At { cx, state, local }, step, effects);
}

/// What the computation sends when it handles an event.
fn handled<P: Computation>(
    computation: &P,
    cx: Context<'_>,
    state: &mut P::State,
    event: Event<P::Message, P::Command>,
) -> Vec<(ChannelId, P::Message)> {
    let mut effects: Vec<Effect<P::Message, ()>> = Vec::new();
    computation.handle(cx, state, event, &mut effects);
    let sent = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send(channel, message) => Some((channel, message)),
        Effect::Observe(()) => None,
    });
    sent.collect()
}
