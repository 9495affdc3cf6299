//! A layer in which things go wrong, over a computation under an algorithm: to whoever watches it is that computation under that algorithm, on a
//! network that is not what the algorithm was promised.
//!
//! It is pure, as all layers are: which message is lost follows from the [`Faults`] and from how many were sent. Of a run without faults, and of a process
//! that no fault concerns, it keeps nothing. It never decides what a fault means to a snapshot: that is for the oracles, to which it shows each
//! [`Incident`].

mod standing;

use explore::Explorable;
use sim_core::{ChannelId, Context, Effects, Event, Layered, Protocol, Shows, Timer, Value, nth_offered};

use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::faults::{Coins, Fate, Faults, Harm, Incident, MOST_PASSED, When};
use crate::layer::{Act, Layer, Readable};
use crate::wire::{Carries, Logged};
pub use standing::Standing;

/// A protocol, and what goes wrong under it.
#[derive(Clone, Debug)]
pub struct Faulty<L> {
    /// What is run.
    pub inner: L,
    faults: Faults,
}

impl<L> Faulty<L> {
    /// The protocol with these faults.
    #[must_use]
    pub const fn new(inner: L, faults: Faults) -> Self {
        Self { inner, faults }
    }
}

impl<S, M, C, L> Protocol for Faulty<L>
where
    S: Value,
    M: Value,
    C: Value,
    L: Protocol<Message: Carries<M>, Command = Act<C>, Observation = Recorded<S, M>>,
{
    /// With what a process that a fault concerns has done.
    type State = Layered<L::State, Option<Box<Standing>>>;
    type Message = L::Message;
    type Command = Act<C>;
    type Observation = Recorded<S, M>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        Layered { underlying: self.inner.initial_state(cx), local: Standing::at(cx, &self.faults) }
    }

    /// Before anything else the coins, if it needs some. Then what is run offers, and then the faults of the process for which nobody but the driver can say when.
    #[inline(always)]
    fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Self::Command)) {
        let Some(standing) = &state.local else {
            return self.inner.commands(cx, &state.underlying, offer);
        };
        if standing.needs_coins() {
            Coins::all().map(|coins| Act::Fault(Fate::Falls(coins))).for_each(offer);
        } else if !standing.has_crashed() {
            self.inner.commands(cx, &state.underlying, &mut offer);
            let begins = (0..=MOST_PASSED).flat_map(|passed| standing.waiting(&self.faults, passed));
            begins.map(|(fault, passed)| Act::Fault(Fate::Begins(fault, passed))).for_each(offer);
        }
    }

    #[inline(always)]
    fn count_commands(&self, cx: Context<'_>, state: &Self::State, mut count: impl FnMut(u32, Timer)) {
        match &state.local {
            None => self.inner.count_commands(cx, &state.underlying, count),
            Some(_) => self.commands(cx, state, |command| count(1, self.timer(&command))),
        }
    }

    fn command(&self, cx: Context<'_>, state: &Self::State, place: u32) -> Option<Self::Command> {
        match &state.local {
            None => self.inner.command(cx, &state.underlying, place),
            Some(_) => nth_offered(self, cx, state, place),
        }
    }

    #[inline(always)]
    fn timer(&self, command: &Self::Command) -> Timer {
        match command {
            Act::Fault(Fate::Falls(_)) => Timer::At(0),
            Act::Fault(Fate::Begins(_, 1..)) => Timer::Never,
            Act::Fault(Fate::Begins(fault, 0)) => match self.faults.get(*fault).map(|fault| fault.when) {
                Some(When::At(time)) => Timer::At(time),
                _ => Timer::Start,
            },
            other => self.inner.timer(other),
        }
    }

    fn may_send(&self, cx: Context<'_>, state: &Self::State, channel: ChannelId) -> bool {
        !has_crashed(state) && self.inner.may_send(cx, &state.underlying, channel)
    }

    #[inline(always)]
    fn refuses(&self) -> bool {
        self.inner.refuses() || self.faults.crash()
    }

    #[inline(always)]
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
        !has_crashed(state) && self.inner.accepts(cx, &state.underlying, channel, message)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        let Layered { underlying, local } = state;
        let Some(standing) = local else {
            return self.inner.handle(cx, underlying, event, effects);
        };
        match event {
            Event::Internal(Act::Fault(Fate::Falls(coins))) => standing.takes(coins),
            Event::Internal(Act::Fault(Fate::Begins(fault, passed))) => {
                standing.begin(&self.faults, (fault, passed));
            }
            event => {
                let mut sending = Sending { cx, faults: &self.faults, standing, effects };
                self.inner.handle(cx, underlying, event, &mut sending);
                standing.steps(cx.process, &self.faults);
            }
        }
        if standing.has_crashed() {
            effects.observe(Recorded::Incident(Box::new(Incident::Crashed)));
        }
    }
}

/// Whether a process has crashed.
fn has_crashed<S>(state: &Layered<S, Option<Box<Standing>>>) -> bool {
    state.local.as_ref().is_some_and(|standing| standing.has_crashed())
}

/// What a process sends, on its way into channels that are not what they should be.
struct Sending<'a, E> {
    cx: Context<'a>,
    faults: &'a Faults,
    standing: &'a mut Standing,
    effects: &'a mut E,
}

impl<S, M, W, E> Effects<W, Recorded<S, M>> for Sending<'_, E>
where
    W: Carries<M> + Clone,
    E: Effects<W, Recorded<S, M>>,
{
    fn send(&mut self, channel: ChannelId, message: W) {
        let harm = self.standing.sends(self.cx, self.faults, (channel, message.control().is_some()));
        let logged = || message.logged();
        match harm {
            Some(Harm::Drop(_)) => {
                let incident = Incident::Lost { channel, message: logged() };
                self.effects.observe(Recorded::Incident(Box::new(incident)));
            }
            Some(Harm::Double(_)) => {
                let incident = Incident::Doubled { channel, message: logged() };
                self.effects.send(channel, message.clone());
                self.effects.observe(Recorded::Incident(Box::new(incident)));
                self.effects.send(channel, message);
            }
            Some(Harm::Crash(_)) | None => self.effects.send(channel, message),
        }
    }

    #[inline(always)]
    fn observe(&mut self, observation: Recorded<S, M>) {
        self.effects.observe(observation);
    }
}

impl<P: Computation, L: Layer<P>> Layer<P> for Faulty<L>
where
    Layered<L::State, Option<Box<Standing>>>: Shows<P::State>,
{
    #[inline(always)]
    fn blocks(&self) -> bool {
        self.inner.blocks()
    }

    fn offered(&self, cx: Context<'_>, state: &Self::State) -> Option<u32> {
        if state.local.is_some() { None } else { self.inner.offered(cx, &state.underlying) }
    }

    fn by_markers(&self) -> bool {
        self.faults.is_empty() && self.inner.by_markers()
    }

    fn stored(&self, state: &Self::State) -> u64 {
        self.inner.stored(&state.underlying)
    }

    fn records_by_messages(&self) -> bool {
        self.inner.records_by_messages()
    }

    fn may_start(&self, cx: Context<'_>, state: &Self::State) -> bool {
        self.inner.may_start(cx, &state.underlying)
    }

    fn stands_still(&self, state: &Self::State) -> bool {
        state.local.as_ref().is_some_and(|standing| standing.has_crashed() || standing.needs_coins())
    }

    fn has_crashed(&self, state: &Self::State) -> bool {
        has_crashed(state)
    }
}

impl<P: Computation, L: Readable<P>> Readable<P> for Faulty<L>
where
    Self: Layer<P> + Explorable<Message = L::Message>,
{
    fn read(
        &self,
        logged: Logged<P::Message>,
        message: impl Fn(&str) -> Option<P::Message>,
    ) -> Option<Self::Message> {
        self.inner.read(logged, message)
    }
}
