//! A snapshot algorithm superposed on an underlying computation: two pure layers in one process.
//!
//! *The algorithm must be superimposed on the underlying computation: it runs concurrently with, but does not alter, this
//! computation* (the paper, section 1). [`Superposed`] is itself a [`Protocol`], so every driver runs it as it would run
//! the computation alone. The layers meet in three places only: a delivered message is shown to the algorithm before
//! the computation handles it, a marker goes to the algorithm alone, and an initiator starts in the step that its
//! [`Initiation`] names.

use std::marker::PhantomData;

use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, Shows};

use crate::algorithm::{Recorded, SnapshotAlgorithm, SnapshotId, Wire};
use crate::computation::Computation;

/// When a snapshot is started, and by whom.
///
/// *Immediately after sending m, P initiates*: an initiator starts at the end of the step in which it sends something
/// while its own count is `trigger`. Several initiators start the same snapshot, each at its own time, unless a marker
/// was there first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initiation {
    /// The snapshot.
    pub snapshot: SnapshotId,
    /// The count that an initiator's state must have.
    pub trigger: u64,
    /// Who watches for it.
    pub initiators: Vec<ProcessId>,
}

/// A computation with a snapshot algorithm on top.
#[derive(Clone, Debug)]
pub struct Superposed<P, A> {
    /// The underlying computation.
    pub underlying: P,
    /// The algorithm.
    pub algorithm: A,
    /// When it starts.
    pub initiation: Initiation,
}

/// A process's state: the computation's and the algorithm's, side by side.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Layered<S, L> {
    /// The state of the underlying computation.
    pub underlying: S,
    /// What the algorithm remembers.
    pub local: L,
}

impl<S, L> Shows<S> for Layered<S, L> {
    #[inline]
    fn shown(&self) -> &S {
        &self.underlying
    }
}

impl<P, A> Protocol for Superposed<P, A>
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
{
    type State = Layered<P::State, A::Local>;
    type Message = Wire<P::Message>;
    type Command = P::Command;
    type Observation = Recorded<P::State, P::Message>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        Layered { underlying: self.underlying.initial_state(cx), local: A::Local::default() }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(P::Command)) {
        self.underlying.commands(cx, &state.underlying, offer);
    }

    #[inline(always)]
    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, P::Command>,
        effects: &mut E,
    ) {
        let Layered { underlying, local } = state;
        match event {
            Event::Receive { channel, message: Wire::Marker(snapshot) } => {
                self.algorithm.receive_marker(cx, snapshot, channel, underlying, local, effects);
            }
            Event::Receive { channel, message: Wire::Underlying(message) } => {
                self.algorithm.receive_message(cx, channel, &message, local, effects);
                self.underlying_event(cx, state, Event::Receive { channel, message }, effects);
            }
            Event::Internal(command) => {
                self.underlying_event(cx, state, Event::Internal(command), effects);
            }
        }
    }
}

impl<P, A> Superposed<P, A>
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
{
    /// Lets the computation handle an event of its own, and then initiates if this was the step to do so.
    #[inline(always)]
    fn underlying_event<E: Effects<Wire<P::Message>, Recorded<P::State, P::Message>>>(
        &self,
        cx: Context<'_>,
        state: &mut Layered<P::State, A::Local>,
        event: Event<P::Message, P::Command>,
        effects: &mut E,
    ) {
        let Layered { underlying, local } = state;
        let mut lower = Lower { effects, sent: false, recorded: PhantomData::<P::State> };
        self.underlying.handle(cx, underlying, event, &mut lower);
        let Initiation { snapshot, trigger, initiators } = &self.initiation;
        if lower.sent && self.underlying.count(underlying) == *trigger && initiators.contains(&cx.process) {
            self.algorithm.initiate(cx, *snapshot, underlying, local, effects);
        }
    }
}

/// The computation's effects on their way down: its messages go onto the wire as they are.
struct Lower<'a, E, S> {
    effects: &'a mut E,
    sent: bool,
    recorded: PhantomData<S>,
}

impl<S, M, E: Effects<Wire<M>, Recorded<S, M>>> Effects<M, ()> for Lower<'_, E, S> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, message: M) {
        self.sent = true;
        self.effects.send(channel, Wire::Underlying(message));
    }

    #[inline(always)]
    fn observe(&mut self, (): ()) {}
}
