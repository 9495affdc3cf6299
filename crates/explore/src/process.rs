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

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiment::{Experiment, Spenders, Thrift};
    use crate::property::Asked;
    use crate::report::Options;

    type Seen = Option<u8>;
    type Table = ProcessTable<Spenders, Seen>;

    fn experiment(by_rules: bool) -> Experiment {
        Experiment {
            system: (Spenders { has: 2, limit: 2 }, 2, true),
            thrift: Thrift { wrong: None, broken: None, by_rules, forgets: false },
            options: Options::default(),
        }
    }

    /// The first of two, which has two and may spend one, or send one.
    fn table(system: &System<Spenders>, by_rules: bool) -> Table {
        ProcessTable::new(system, &Asked(&experiment(by_rules).thrift), ProcessId(0))
    }

    fn learn(table: &mut Table, system: &System<Spenders>, by_rules: bool, what: (u32, Cause)) -> bool {
        table.learn(system, &Asked(&experiment(by_rules).thrift), what, |channel, message| {
            channel.0 + u32::from(message)
        })
    }

    #[test]
    fn what_is_done_can_be_found_out_of_states_commands_and_events_that_there_are() {
        let system = experiment(true).system();
        let table = table(&system, true);
        let can =
            |cause: fn(u32) -> Cause, state| [0, 1, 2, 3].map(|number| table.can_learn(state, cause(number)));
        for cause in [Cause::Command as fn(u32) -> Cause, Cause::Receipt] {
            assert_eq!(can(cause, 0), [true, true, false, false]);
            assert_eq!(can(cause, 1), [false; 4]);
        }
    }

    #[test]
    fn what_is_done_is_found_out_once_and_said_of_it_whether_it_keeps_the_rules() {
        for by_rules in [true, false] {
            let system = experiment(by_rules).system();
            let mut table = table(&system, by_rules);
            let receipt = table.event(Event::Receive { channel: ChannelId(1), message: 1 });
            for cause in [Cause::Command(0), Cause::Command(1), Cause::Receipt(receipt)] {
                assert!(!table.knows(0, cause));
                assert_eq!(learn(&mut table, &system, by_rules, (0, cause)), by_rules);
                let (bytes, digest) = (table.bytes(), table.digest());
                assert!(table.knows(0, cause) && learn(&mut table, &system, by_rules, (0, cause)));
                assert_eq!((table.bytes(), table.digest()), (bytes, digest));
            }
            let after = |cause| {
                let effect = table.effect(0, cause).unwrap();
                let changed = table.facts(0).fingerprint.wrapping_add(effect.change);
                assert_eq!(changed, table.facts(effect.state).fingerprint);
                (*table.state(effect.state), effect.sends.iter().map(|sent| sent.message).collect::<Vec<_>>())
            };
            assert_eq!(after(Cause::Command(0)), (((1, true), Some(1)), vec![]));
            assert_eq!(after(Cause::Command(1)), (((1, false), None), vec![1]));
            assert_eq!(after(Cause::Receipt(receipt)), (((2, false), None), vec![]));
        }
    }

    #[test]
    fn a_table_takes_its_states_and_what_is_known_of_them() {
        let system = experiment(true).system();
        let mut table = table(&system, true);
        let seen = |values| Numbers::<Seen>::bytes_of(values, 0);
        let states = |states| Numbers::<((u8, bool), Seen)>::bytes_of(states, size_of::<Facts>());
        // Of each state it is known whether the process may send on its channel, and what is of no consequence: what it does of its own
        // accord, and what comes along its other channel.
        let own = size_of::<Table>();
        assert_eq!(table.bytes(), own + states(1) + seen(1) + 3 + 2 * size_of::<Command>());
        assert_eq!(Table::least_bytes(2), own + states(0) + seen(0) + 3);
        let receipt = table.event(Event::Receive { channel: ChannelId(1), message: 1 });
        let mut next = 0;
        for cause in [Cause::Command(0), Cause::Command(1), Cause::Receipt(receipt)] {
            learn(&mut table, &system, true, (0, cause));
        }
        for place in [0, 1] {
            next = table.effect(next, Cause::Command(place)).map_or(next, |effect| effect.state);
            learn(&mut table, &system, true, (next, Cause::Command(place)));
        }
        let known = 5;
        let effect = Effect { state: 0, change: 0, sends: [].into() };
        let effects = Known::default().insert(0, effect);
        let sends: usize = table
            .facts
            .iter()
            .flat_map(|facts| facts.commands.iter().filter_map(|command| command.effect.as_ref()))
            .map(|effect| effect.sends.len() * size_of::<Sent>())
            .sum();
        let commands: usize = table.facts.iter().map(|facts| facts.commands.len()).sum();
        let here = table.facts.len();
        assert!(here >= known && sends > 0 && commands > 4, "{here} {sends} {commands}");
        let wanted = own + states(here) + seen(table.seen.len()) + 3 * here + commands * size_of::<Command>();
        assert_eq!(table.bytes(), wanted + sends + effects);
    }

    #[test]
    fn the_digest_is_of_all_states_in_the_order_in_which_they_were_met() {
        let system = experiment(true).system();
        let digest = |commands: [u32; 2]| {
            let mut table = table(&system, true);
            for place in commands {
                learn(&mut table, &system, true, (0, Cause::Command(place)));
            }
            let fold = |all: u128, facts: &Facts| all.rotate_left(1).wrapping_add(facts.fingerprint);
            assert_eq!((table.facts.len(), table.digest()), (3, table.facts.iter().fold(0, fold)));
            table.digest()
        };
        assert_ne!(digest([0, 1]), digest([1, 0]));
    }
}
