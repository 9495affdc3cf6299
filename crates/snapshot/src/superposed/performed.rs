//! A step of an algorithm that is asked of it as a whole: the computation does its part first, and the algorithm is shown what came of it.

use sim_core::{ChannelId, Context, Effect, Event, Layered, Protocol};

use crate::algorithm::{At, Sink, SnapshotAlgorithm};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::whole::{Happens, Whole};
use crate::wire::Wire;

/// An event of a process under an algorithm `A` over the computation `P`, of which `C` are the commands.
pub(super) type EventOf<P, A, C> = Event<
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
pub(super) fn perform<P, A, E>(
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
pub(super) fn start<P, A, E>(
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
