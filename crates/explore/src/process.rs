//! One process, as far as the search has met it: its states and what its events do, each looked into once.

use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, System, Value, World};

use crate::fingerprint::fingerprint;
use crate::known::Known;
use crate::numbers::Numbers;

/// The states, events and effects of one process, each under a number.
#[derive(Debug)]
pub(crate) struct ProcessTable<P: Protocol, V> {
    process: ProcessId,
    /// A process's state, and what has been seen of it.
    states: Numbers<(P::State, V)>,
    /// By state.
    facts: Vec<Facts>,
    events: Numbers<Event<P::Message, P::Command>>,
    /// What has been seen.
    seen: Numbers<V>,
    /// How many commands all states have together.
    commands: usize,
    /// How many bytes the effects that are known take elsewhere.
    elsewhere: usize,
}

/// What is needed again and again of a state.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Its number.
    pub(crate) number: u32,
    pub(crate) fingerprint: u128,
    /// The number of what has been seen.
    pub(crate) seen: u32,
    /// What the process may do of its own accord, in the order in which it offers it.
    pub(crate) commands: Box<[Command]>,
    /// By outgoing channel: whether the process may still send on it.
    pub(crate) may_send: Box<[bool]>,
    /// Whether what the process does of its own accord, and with what comes along each incoming channel, is of no
    /// consequence.
    pub(crate) ignored: Box<[bool]>,
    /// By what is received, as it is asked for: a pure handler needs to run only once for each event.
    pub(crate) receipts: Known<Effect>,
}

/// What a process may do of its own accord.
#[derive(Debug)]
pub(crate) struct Command {
    /// The event that it is.
    event: u32,
    /// What that does, when it has been asked for.
    pub(crate) effect: Option<Effect>,
}

/// What makes a process act.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cause {
    /// It receives something: the event, by number.
    Receipt(u32),
    /// The command at this place of those that it offers.
    Command(u32),
}

/// What an event in a state does.
#[derive(Debug)]
pub(crate) struct Effect {
    /// The new state.
    pub(crate) state: u32,
    /// By how much the fingerprint of the global state changes through the process's state.
    pub(crate) change: u128,
    pub(crate) sends: Box<[Sent]>,
}

/// A message that was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) channel: ChannelId,
    /// Its number in the channel's table.
    pub(crate) message: u32,
}

/// What a handler sends or shows.
type EffectOf<P> = sim_core::Effect<<P as Protocol>::Message, <P as Protocol>::Observation>;

/// A step in a state of its process. Handlers are pure: it is the same wherever it is met.
#[derive(Debug)]
pub struct Met<'a, P: Protocol, V> {
    /// The state of the process before, and what is remembered of what it had shown.
    pub before: (&'a P::State, &'a V),
    /// What happens.
    pub event: &'a Event<P::Message, P::Command>,
    /// What the handler sends and shows, in order.
    pub effects: &'a [EffectOf<P>],
    /// The state of the process after, and what is then remembered.
    pub after: (&'a P::State, &'a V),
}

/// What the tables need to know of a property: what is remembered, what is then of no consequence, and what keeps rules.
pub(crate) trait Eye<P: Protocol, V> {
    /// The process of `cx` shows something.
    fn observe(&self, cx: Context<'_>, seen: &mut V, observation: &P::Observation);
    /// Whether what the process does of its own accord, or with what comes along a channel, is of no consequence.
    fn ignores(&self, cx: Context<'_>, seen: &V, channel: Option<ChannelId>) -> bool;
    /// Whether a step keeps the property's rules.
    fn keeps_rules(&self, cx: Context<'_>, step: &Met<'_, P, V>) -> bool;
}

impl<P: Protocol, V: Value + Default> ProcessTable<P, V> {
    /// A table in which number 0 is the initial state.
    pub(crate) fn new(system: &System<P>, eye: &impl Eye<P, V>, process: ProcessId) -> Self {
        let mut table = Self {
            process,
            states: Numbers::default(),
            facts: Vec::new(),
            events: Numbers::default(),
            seen: Numbers::default(),
            commands: 0,
            elsewhere: 0,
        };
        let initial = system.protocol.initial_state(system.context(process));
        table.number(system, eye, (initial, V::default()));
        table
    }

    #[inline(always)]
    pub(crate) fn state(&self, number: u32) -> &(P::State, V) {
        &self.states[number]
    }

    #[inline]
    pub(crate) fn facts(&self, state: u32) -> &Facts {
        &self.facts[state as usize]
    }

    /// The number of an event.
    pub(crate) fn event(&mut self, event: Event<P::Message, P::Command>) -> u32 {
        self.events.number(event).0
    }

    /// How many bytes the table takes at the least, of a process with so many channels.
    pub(crate) const fn least_bytes(channels: usize) -> usize {
        size_of::<Self>() + Self::bytes_of(0) + Numbers::<V>::bytes_of(0, 0) + channels + 1
    }

    /// How many bytes there are for so many states.
    const fn bytes_of(states: usize) -> usize {
        Numbers::<(P::State, V)>::bytes_of(states, size_of::<Facts>())
    }

    /// How many bytes the tables take, not counting what the values own elsewhere.
    pub(crate) fn bytes(&self) -> usize {
        let states = Self::bytes_of(self.states.len());
        let silences = self.facts.first().map_or(0, |facts| facts.may_send.len() + facts.ignored.len())
            * self.facts.len();
        let effects = self.commands * size_of::<Command>() + self.elsewhere;
        size_of::<Self>() + states + Numbers::<V>::bytes_of(self.seen.len(), 0) + silences + effects
    }

    /// The number of a state, which is new if it has not been met before.
    fn number(&mut self, system: &System<P>, eye: &impl Eye<P, V>, state: (P::State, V)) -> u32 {
        let (number, new) = self.states.number(state);
        if new {
            let facts = self.look_into(system, eye, number);
            self.facts.push(facts);
        }
        number
    }

    fn look_into(&mut self, system: &System<P>, eye: &impl Eye<P, V>, number: u32) -> Facts {
        let cx = system.context(self.process);
        let (state, seen) = &self.states[number];
        let mut commands = Vec::new();
        system.protocol.commands(cx, state, |command| {
            let (event, _) = self.events.number(Event::Internal(command));
            commands.push(Command { event, effect: None });
        });
        self.commands += commands.len();
        let may_send = cx.outgoing().map(|channel| system.protocol.may_send(cx, state, channel));
        let incoming = cx.incoming().iter().copied().map(Some);
        let ignored = std::iter::once(None).chain(incoming).map(|channel| eye.ignores(cx, seen, channel));
        Facts {
            number,
            ignored: ignored.collect(),
            fingerprint: fingerprint(self.process.index(), &(state, seen)),
            seen: self.seen.number(seen.clone()).0,
            commands: commands.into(),
            may_send: may_send.collect(),
            receipts: Known::default(),
        }
    }

    /// What happens in a state, if it is known.
    fn effect(&self, state: u32, cause: Cause) -> Option<&Effect> {
        match cause {
            Cause::Receipt(event) => self.facts(state).receipts.get(event),
            Cause::Command(place) => self.facts(state).commands[place as usize].effect.as_ref(),
        }
    }

    /// Whether it is known what happens in a state.
    pub(crate) fn knows(&self, state: u32, cause: Cause) -> bool {
        self.effect(state, cause).is_some()
    }

    /// Whether there is such a state, and such a cause in it.
    pub(crate) fn can_learn(&self, state: u32, cause: Cause) -> bool {
        self.facts.get(state as usize).is_some_and(|facts| match cause {
            Cause::Receipt(event) => (event as usize) < self.events.len(),
            Cause::Command(place) => (place as usize) < facts.commands.len(),
        })
    }

    /// A number that is another where other states were met, or in another order.
    pub(crate) fn digest(&self) -> u128 {
        self.facts.iter().fold(0, |all, facts| all.rotate_left(1).wrapping_add(facts.fingerprint))
    }

    /// Finds out what happens in a state, if it is not known. What it sends is given numbers by `number_message`. The answer is
    /// whether the step keeps the rules; of a step that is known it has been said.
    pub(crate) fn learn(
        &mut self,
        system: &System<P>,
        eye: &impl Eye<P, V>,
        (state, cause): (u32, Cause),
        mut number_message: impl FnMut(ChannelId, P::Message) -> u32,
    ) -> bool {
        if self.effect(state, cause).is_some() {
            return true;
        }
        let event = match cause {
            Cause::Receipt(event) => event,
            Cause::Command(place) => self.facts(state).commands[place as usize].event,
        };
        let ((after, seen), effects) = self.perform(system, eye, state, event);
        let (before, seen_before) = self.state(state);
        let step = Met {
            before: (before, seen_before),
            event: &self.events[event],
            effects: &effects,
            after: (&after, &seen),
        };
        let keeps_rules = eye.keeps_rules(system.context(self.process), &step);
        let next = self.number(system, eye, (after, seen));
        let sends = sends(effects);
        self.check_silence(system, state, next, &sends);
        let sends = sends.into_iter();
        let sends =
            sends.map(|(channel, message)| Sent { channel, message: number_message(channel, message) });
        let change = self.facts(next).fingerprint.wrapping_sub(self.facts(state).fingerprint);
        self.keep(state, cause, Effect { state: next, change, sends: sends.collect() });
        keeps_rules
    }

    fn keep(&mut self, state: u32, cause: Cause, effect: Effect) {
        let facts = &mut self.facts[state as usize];
        self.elsewhere += size_of_val(&*effect.sends);
        match cause {
            Cause::Receipt(event) => self.elsewhere += facts.receipts.insert(event, effect),
            Cause::Command(place) => facts.commands[place as usize].effect = Some(effect),
        }
    }

    /// Performs a step of the system in a world in which there is nothing but its process.
    fn perform(
        &self,
        system: &System<P>,
        eye: &impl Eye<P, V>,
        state: u32,
        event: u32,
    ) -> ((P::State, V), Vec<EffectOf<P>>) {
        let (before, seen) = self.state(state);
        let mut alone = Alone { state: before.clone(), effects: Vec::new() };
        system.perform(&mut alone, self.process, self.events[event].clone());
        let mut seen = seen.clone();
        for effect in &alone.effects {
            if let sim_core::Effect::Observe(shown) = effect {
                eye.observe(system.context(self.process), &mut seen, shown);
            }
        }
        ((alone.state, seen), alone.effects)
    }

    /// A reduction that trusted a broken promise would miss states without a sign.
    fn check_silence(&self, system: &System<P>, before: u32, after: u32, sends: &[(ChannelId, P::Message)]) {
        let (before, after) = (&self.facts(before).may_send, &self.facts(after).may_send);
        for (place, channel) in system.topology.outgoing(self.process).enumerate() {
            let sent = sends.iter().any(|(on, _)| *on == channel);
            assert!(
                before[place] || !(sent || after[place]),
                "`may_send` said that process {} would never send on channel {} again",
                self.process.0,
                channel.0
            );
        }
    }
}

/// A process by itself, and what it sends and shows.
struct Alone<P: Protocol> {
    state: P::State,
    effects: Vec<EffectOf<P>>,
}

impl<P: Protocol> World<P> for Alone<P> {
    fn at(&mut self, _: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        (&mut self.state, &mut self.effects)
    }
}

/// What is sent, by channel: what enters different channels has no order in a global state.
fn sends<M, O>(effects: Vec<sim_core::Effect<M, O>>) -> Vec<(ChannelId, M)> {
    let sent = effects.into_iter().filter_map(|effect| match effect {
        sim_core::Effect::Send(channel, message) => Some((channel, message)),
        sim_core::Effect::Observe(_) => None,
    });
    let mut sends: Vec<_> = sent.collect();
    sends.sort_by_key(|(channel, _)| *channel);
    sends
}
