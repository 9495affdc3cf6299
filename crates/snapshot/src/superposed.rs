//! A snapshot algorithm superposed on an underlying computation: two pure layers in one process.
//!
//! *The algorithm must be superimposed on the underlying computation: it runs concurrently with, but does not alter, this
//! computation* (the paper, section 1). [`Superposed`] is itself a [`Protocol`], so every driver runs it as it would run
//! the computation alone. The layers meet in few places: a delivered message is shown to the algorithm before
//! the computation handles it, one that is sent gets the algorithm's tag, a control message goes to the algorithm alone, and an
//! initiator starts as its [`Initiation`] says: at the end of a step of the computation, or of its own accord. An algorithm
//! that says so may let messages wait, and the computation; it is not asked otherwise.

mod lower;
mod performed;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;
use std::ops::RangeInclusive;

use explore::Explorable;
use sim_core::{ChannelId, Context, Effects, Event, Layered, Protocol, Timer, nth_offered};

use crate::algorithm::{At, Recorded, Sink, SnapshotAlgorithm};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::initiation::{Initiation, Initiators};
use crate::layer::{Act, Layer, Readable};
use crate::wire::{Carries as _, Extra as _, Logged, Wire};
use lower::Lower;
use performed::EventOf;

/// A computation with a snapshot algorithm on top.
#[derive(Clone, Debug)]
pub struct Superposed<P, A> {
    /// The underlying computation.
    pub underlying: P,
    /// The algorithm.
    pub algorithm: A,
    /// When it starts.
    initiation: Initiation,
    /// What of that is asked at every step.
    starts: Starts,
}

/// Whether there is anything to look up in an [`Initiation`].
#[derive(Clone, Copy, Debug)]
struct Starts {
    /// Whether some process may start a snapshot of its own accord.
    of_own_accord: bool,
    /// The least count with which a snapshot may be due; more than any, if no process has a trigger.
    least: u64,
}

impl<P, A> Layer<P> for Superposed<P, A>
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
{
    #[inline(always)]
    fn blocks(&self) -> bool {
        self.algorithm.blocks()
    }

    #[inline(always)]
    fn offered(&self, cx: Context<'_>, state: &Self::State) -> Option<u32> {
        let mut offered = 0;
        if self.lets_act(cx, &state.local) {
            self.underlying.count_commands(cx, &state.underlying, |count, _| offered += count);
        }
        // What starts a snapshot may be kept back by itself.
        (!self.underlying.starts_snapshots()).then_some(offered)
    }

    fn by_markers(&self) -> bool {
        self.algorithm.by_markers()
    }

    /// One that only the computation starts it may start as long as the computation goes on. One that waits for an earlier one it may not.
    fn may_start(&self, cx: Context<'_>, state: &Self::State) -> bool {
        let commanded = self.initiation.initiators == Initiators::These(Vec::new());
        commanded
            || self.initiation.initiators.contains(cx.process)
                && self
                    .missing(&state.local, &self.initiation.all())
                    .is_some_and(|next| self.algorithm.may_start(&state.local, next))
    }

    fn stored(&self, state: &Self::State) -> u64 {
        self.algorithm.stored(&state.local)
    }
}

impl<P, A> Readable<P> for Superposed<P, A>
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
    Self: Explorable<Message = Wire<P::Message, A::Tag, A::Control>> + Layer<P> + Clone,
{
    fn read(
        &self,
        logged: Logged<P::Message>,
        message: impl Fn(&str) -> Option<P::Message>,
    ) -> Option<Self::Message> {
        // A text that no value prints as, such as `00`, is that of none.
        match logged {
            Wire::Message { body, tag: text } => {
                let tag = self.algorithm.read_tag(text.as_deref(), message)?;
                (tag.print() == text).then_some(Wire::Message { body, tag })
            }
            Wire::Control { snapshot, body: text } => {
                let body = self.algorithm.read_control(text.as_deref(), message)?;
                (body.print() == text).then_some(Wire::Control { snapshot, body })
            }
        }
    }
}

impl<P, A> Protocol for Superposed<P, A>
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
{
    type State = Layered<P::State, A::Local>;
    type Message = Wire<P::Message, A::Tag, A::Control>;
    type Command = Act<P::Command>;
    type Observation = Recorded<P::State, P::Message>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        Layered { underlying: self.underlying.initial_state(cx), local: self.algorithm.initial_local(cx) }
    }

    /// What the computation offers, if the algorithm lets it act, and then the next snapshot that the process may start, if there is one.
    #[inline(always)]
    fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Act<P::Command>)) {
        if self.lets_act(cx, &state.local) {
            self.underlying.commands(cx, &state.underlying, |command| {
                let starts = self.underlying.starts_snapshot(&command);
                if starts.is_none_or(|snapshot| self.algorithm.may_start(&state.local, snapshot)) {
                    offer(Act::Underlying(command));
                }
            });
        }
        self.own_start(cx, &state.local).into_iter().for_each(|snapshot| offer(Act::Initiate(snapshot)));
    }

    #[inline(always)]
    fn count_commands(&self, cx: Context<'_>, state: &Self::State, mut count: impl FnMut(u32, Timer)) {
        if self.underlying.starts_snapshots() {
            return self.commands(cx, state, |command| count(1, self.timer(&command)));
        }
        if self.lets_act(cx, &state.local) {
            self.underlying.count_commands(cx, &state.underlying, &mut count);
        }
        self.own_start(cx, &state.local).into_iter().for_each(|_| count(1, Timer::Start));
    }

    #[inline(always)]
    fn command(&self, cx: Context<'_>, state: &Self::State, place: u32) -> Option<Act<P::Command>> {
        if self.underlying.starts_snapshots() {
            return nth_offered(self, cx, state, place);
        }
        let mut before = 0;
        if self.lets_act(cx, &state.local) {
            self.underlying.count_commands(cx, &state.underlying, |count, _| before += count);
            if place < before {
                return self.underlying.command(cx, &state.underlying, place).map(Act::Underlying);
            }
        }
        self.own_start(cx, &state.local).filter(|_| place == before).map(Act::Initiate)
    }

    #[inline(always)]
    fn timer(&self, command: &Act<P::Command>) -> Timer {
        match command {
            Act::Underlying(command) => self.underlying.timer(command),
            Act::Initiate(_) | Act::Fault(_) => Timer::Start,
        }
    }

    /// What the algorithm sends.
    #[inline(always)]
    fn is_urgent(message: &Self::Message) -> bool {
        message.control().is_some()
    }

    #[inline(always)]
    fn refuses(&self) -> bool {
        self.algorithm.refuses() || self.algorithm.blocks() && self.underlying.sends_on_receipt()
    }

    #[inline(always)]
    fn accepts(
        &self,
        cx: Context<'_>,
        state: &Self::State,
        channel: ChannelId,
        message: &Self::Message,
    ) -> bool {
        let would_act = || message.message().is_some() && self.underlying.sends_on_receipt();
        self.algorithm.accepts(cx, &state.local, channel, message.as_ref())
            && (!self.algorithm.blocks() || !would_act() || self.algorithm.may_act(cx, &state.local))
    }

    fn may_send(&self, cx: Context<'_>, state: &Self::State, channel: ChannelId) -> bool {
        self.missing(&state.local, &self.initiation.all()).is_some()
            || self.algorithm.may_send(cx, &state.local, channel)
            || self.underlying.may_send(cx, &state.underlying, channel)
    }

    #[inline(always)]
    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Act<P::Command>>,
        effects: &mut E,
    ) {
        if self.algorithm.by_steps() {
            return self.handle_whole(cx, state, event, effects);
        }
        let Layered { underlying, local } = state;
        match event {
            Event::Receive { channel, message: Wire::Control { snapshot, body } } => {
                let at = At { cx, state: underlying, local };
                self.algorithm.receive_control(at, snapshot, channel, &body, effects);
            }
            Event::Receive { channel, message: Wire::Message { body: message, tag } } => {
                let at = At { cx, state: underlying, local };
                self.algorithm.receive_message(at, channel, &message, &tag, effects);
                self.underlying_event(cx, state, Event::Receive { channel, message }, effects);
            }
            Event::Internal(Act::Underlying(command)) => {
                let started = self.underlying.starts_snapshot(&command);
                self.underlying_event(cx, state, Event::Internal(command), effects);
                if let Some(snapshot) = started {
                    let Layered { underlying, local } = state;
                    self.algorithm.initiate(At { cx, state: underlying, local }, snapshot, effects);
                }
            }
            Event::Internal(Act::Initiate(snapshot)) => {
                self.algorithm.initiate(At { cx, state: underlying, local }, snapshot, effects);
            }
            Event::Internal(Act::Fault(_)) => {}
        }
    }
}

impl<P, A> Superposed<P, A>
where
    P: Computation,
    A: SnapshotAlgorithm<P::State, P::Message>,
{
    /// A computation with an algorithm on top.
    pub fn new(underlying: P, algorithm: A, initiation: Initiation) -> Self {
        let least = initiation.least_trigger().unwrap_or(u64::MAX);
        let starts = Starts { of_own_accord: initiation.any_of_own_accord(), least };
        Self { underlying, algorithm, initiation, starts }
    }

    /// When it starts.
    pub const fn initiation(&self) -> &Initiation {
        &self.initiation
    }

    /// A step of an algorithm that is asked of it [as a whole](SnapshotAlgorithm::by_steps), and then of each snapshot that starts in it.
    #[inline(never)]
    fn handle_whole<E: Sink<P::State, P::Message, A::Tag, A::Control>>(
        &self,
        cx: Context<'_>,
        state: &mut Layered<P::State, A::Local>,
        event: EventOf<P, A, Act<P::Command>>,
        effects: &mut E,
    ) {
        let layers = (&self.underlying, &self.algorithm);
        let event = match event {
            Event::Internal(Act::Initiate(snapshot)) => {
                return performed::start(
                    layers,
                    cx,
                    (&state.underlying, &mut state.local),
                    snapshot,
                    effects,
                );
            }
            Event::Internal(Act::Fault(_)) => return,
            Event::Internal(Act::Underlying(command)) => Event::Internal(command),
            Event::Receive { channel, message } => Event::Receive { channel, message },
        };
        let started = match &event {
            Event::Internal(command) => self.underlying.starts_snapshot(command),
            Event::Receive { .. } => None,
        };
        let sent = performed::perform(layers, cx, state, &event, effects);
        let Layered { underlying, local } = state;
        if sent
            && let Some(count) = self.underlying.count(underlying)
            && count >= self.starts.least
        {
            self.initiate_due(cx, count, underlying, local, effects);
        }
        if let Some(snapshot) = started {
            performed::start(layers, cx, (underlying, local), snapshot, effects);
        }
    }

    /// Whether the algorithm lets the computation act.
    #[inline(always)]
    fn lets_act(&self, cx: Context<'_>, local: &A::Local) -> bool {
        !self.algorithm.blocks() || self.algorithm.may_act(cx, local)
    }

    /// The snapshot that the process may start of its own accord. Most processes start none, and are asked at every step.
    #[inline(always)]
    fn own_start(&self, cx: Context<'_>, local: &A::Local) -> Option<SnapshotId> {
        let may = self.starts.of_own_accord && self.initiation.initiators.contains(cx.process);
        if may { self.next_start(cx, local) } else { None }
    }

    /// The snapshot that an initiator may start of its own accord, if it may.
    #[inline(never)]
    fn next_start(&self, cx: Context<'_>, local: &A::Local) -> Option<SnapshotId> {
        let free = self.initiation.ways(cx.process).filter(|way| way.trigger.is_none());
        let next = free.filter_map(|way| self.missing(local, &way.snapshots)).min();
        next.filter(|snapshot| self.algorithm.may_start(local, *snapshot))
    }

    /// The first of these snapshots for which the process has not recorded its state.
    fn missing(&self, local: &A::Local, snapshots: &RangeInclusive<u32>) -> Option<SnapshotId> {
        let next = self.algorithm.next_missing(local, SnapshotId(*snapshots.start()));
        snapshots.contains(&next.0).then_some(next)
    }

    /// Lets the computation handle an event of its own, and then initiates if this was the step to do so.
    #[inline(always)]
    fn underlying_event<E: Sink<P::State, P::Message, A::Tag, A::Control>>(
        &self,
        cx: Context<'_>,
        state: &mut Layered<P::State, A::Local>,
        event: Event<P::Message, P::Command>,
        effects: &mut E,
    ) {
        let Layered { underlying, local } = state;
        let (algorithm, recorded) = (&self.algorithm, PhantomData::<P::State>);
        let mut lower =
            Lower { cx, algorithm, local: &mut *local, effects: &mut *effects, sent: false, recorded };
        self.underlying.handle(cx, underlying, event, &mut lower);
        if lower.sent
            && let Some(count) = self.underlying.count(underlying)
            && count >= self.starts.least
        {
            self.initiate_due(cx, count, underlying, local, effects);
        }
    }

    /// Starts a snapshot.
    fn initiate<E: Sink<P::State, P::Message, A::Tag, A::Control>>(
        &self,
        at: At<'_, P::State, A::Local>,
        snapshot: SnapshotId,
        effects: &mut E,
    ) {
        if self.algorithm.by_steps() {
            let layers = (&self.underlying, &self.algorithm);
            return performed::start(layers, at.cx, (at.state, at.local), snapshot, effects);
        }
        self.algorithm.initiate(at, snapshot, effects);
    }

    /// Starts the snapshots whose count an initiator has reached: the first with the trigger itself, each next with one more.
    #[cold]
    fn initiate_due<E: Sink<P::State, P::Message, A::Tag, A::Control>>(
        &self,
        cx: Context<'_>,
        count: u64,
        underlying: &P::State,
        local: &mut A::Local,
        effects: &mut E,
    ) {
        for mut due in self.initiation.due(cx.process, count) {
            while let Some(snapshot) = self.missing(local, &due)
                && self.algorithm.may_start(local, snapshot)
            {
                self.initiate(At { cx, state: underlying, local: &mut *local }, snapshot, effects);
                due = snapshot.0 + 1..=*due.end();
            }
        }
    }
}
