//! One process, as far as the search has met it: its states and what its events do, each looked into once.

use indexmap::IndexSet;

use crate::explore::fingerprint::{Fingerprinter, fingerprint};
use crate::explore::known::Known;
use crate::explore::property::Property;
use crate::explore::tables::{FIRST_ROOM, IN_A_SET};
use crate::global_state::{Envelope, GlobalState};
use crate::id::{ChannelId, ProcessId};
use crate::protocol::{Event, Protocol};
use crate::schedule::Action;
use crate::system::{System, Witness};

/// The states, events and effects of one process, each under a number.
#[derive(Debug)]
pub(super) struct ProcessTable<P: Protocol, V> {
    process: ProcessId,
    /// A process's state, and what has been seen of it.
    states: IndexSet<(P::State, V), Fingerprinter>,
    /// By state.
    facts: Vec<Facts>,
    events: IndexSet<Event<P::Message, P::Command>, Fingerprinter>,
    /// How many effects are known.
    effects: usize,
}

/// What is needed again and again of a state.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) fingerprint: u128,
    /// The events that the process's commands are, in the order in which it offers them.
    pub(super) commands: Box<[u32]>,
    /// By outgoing channel: whether the process may still send on it.
    pub(super) may_send: Box<[bool]>,
    /// By event, as they are asked for: a pure handler needs to run only once for each.
    pub(super) effects: Known<Effect>,
}

/// What an event in a state does.
#[derive(Debug)]
pub(super) struct Effect {
    /// The new state.
    pub(super) state: u32,
    /// By how much the fingerprint of the global state changes through the process's state.
    pub(super) change: u128,
    pub(super) sends: Box<[Sent]>,
}

/// A message that was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    pub(super) channel: ChannelId,
    /// Its number in the channel's table.
    pub(super) message: u32,
}

/// What a step did, in values.
struct Done<P: Protocol, V> {
    state: (P::State, V),
    sends: Vec<(ChannelId, P::Message)>,
}

impl<P: Protocol, V: crate::Value + Default> ProcessTable<P, V> {
    /// A table in which number 0 is the initial state.
    pub(super) fn new(system: &System<P>, process: ProcessId) -> Self {
        let mut table = Self {
            process,
            states: IndexSet::default(),
            facts: Vec::new(),
            events: IndexSet::default(),
            effects: 0,
        };
        let initial = system.protocol.initial_state(system.context(process));
        table.number(system, (initial, V::default()));
        table
    }

    pub(super) fn state(&self, number: u32) -> &(P::State, V) {
        &self.states[number as usize]
    }

    #[inline]
    pub(super) fn facts(&self, state: u32) -> &Facts {
        &self.facts[state as usize]
    }

    /// The number of an event.
    pub(super) fn event(&mut self, event: Event<P::Message, P::Command>) -> u32 {
        number(self.events.insert_full(event).0)
    }

    /// How many bytes the table takes at the least, of a process with so many outgoing channels.
    pub(super) const fn least_bytes(outgoing: usize) -> usize {
        size_of::<Self>() + Self::bytes_of(FIRST_ROOM) + outgoing
    }

    /// How many bytes there are for so many states.
    const fn bytes_of(states: usize) -> usize {
        states * (size_of::<(P::State, V)>() + size_of::<Facts>() + IN_A_SET)
    }

    /// How many bytes the tables take, not counting what the values own elsewhere.
    pub(super) fn bytes(&self) -> usize {
        let states = Self::bytes_of(self.states.len().next_power_of_two().max(FIRST_ROOM));
        let silences = self.facts.first().map_or(0, |facts| facts.may_send.len()) * self.facts.len();
        size_of::<Self>() + states + silences + self.effects * 2 * size_of::<(u32, Effect)>()
    }

    /// The number of a state, which is new if it has not been met before.
    fn number(&mut self, system: &System<P>, state: (P::State, V)) -> u32 {
        let (place, new) = self.states.insert_full(state);
        if new {
            let facts = self.look_into(system, place);
            self.facts.push(facts);
        }
        number(place)
    }

    fn look_into(&mut self, system: &System<P>, place: usize) -> Facts {
        let cx = system.context(self.process);
        let (state, seen) = &self.states[place];
        let mut commands = Vec::new();
        system.protocol.commands(cx, state, |command| {
            commands.push(number(self.events.insert_full(Event::Internal(command)).0));
        });
        let may_send = cx.outgoing().map(|channel| system.protocol.may_send(cx, state, channel));
        Facts {
            fingerprint: fingerprint(self.process.index(), &(state, seen)),
            commands: commands.into(),
            may_send: may_send.collect(),
            effects: Known::default(),
        }
    }

    /// Finds out what an event does in a state. What it sends is given numbers by `number_message`.
    pub(super) fn learn<Q: Property<P, Seen = V>>(
        &mut self,
        system: &System<P>,
        property: &Q,
        (state, event): (u32, u32),
        mut number_message: impl FnMut(ChannelId, P::Message) -> u32,
    ) {
        let Done { state: next, sends } = self.perform(system, property, state, event);
        let next = self.number(system, next);
        self.check_silence(system, state, next, &sends);
        let sends = sends.into_iter();
        let sends =
            sends.map(|(channel, message)| Sent { channel, message: number_message(channel, message) });
        let change = self.facts(next).fingerprint.wrapping_sub(self.facts(state).fingerprint);
        let effect = Effect { state: next, change, sends: sends.collect() };
        self.facts[state as usize].effects.insert(event, effect);
        self.effects += 1;
    }

    /// Performs a step of the system from a global state in which there is nothing but what the event needs.
    fn perform<Q: Property<P, Seen = V>>(
        &self,
        system: &System<P>,
        property: &Q,
        state: u32,
        event: u32,
    ) -> Done<P, V> {
        let (process, (before, seen)) = (self.process, self.state(state));
        let mut around: GlobalState<P::State, P::Message> = system.initial_state();
        around.processes[process.index()] = before.clone();
        let action = match &self.events[event as usize] {
            Event::Receive { channel, message } => {
                around.channels[channel.index()].push_back(Envelope { id: (), body: message.clone() });
                Action::Deliver { channel: *channel, position: 0 }
            }
            Event::Internal(_) => {
                let commands = self.facts(state).commands.iter();
                let command = commands.take_while(|command| **command != event).count();
                Action::Internal { process, command: number(command) }
            }
        };
        let mut eye = Eye { system, property, seen: seen.clone() };
        system.step(&mut around, action, &mut eye).expect("the event is one that the state allows");
        let sends = system.topology.outgoing(process).flat_map(|channel| {
            let sent = std::mem::take(&mut around.channels[channel.index()]);
            sent.into_iter().map(move |envelope| (channel, envelope.body))
        });
        let sends = sends.collect();
        Done { state: (around.processes.swap_remove(process.index()), eye.seen), sends }
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

/// Shows the property what the handler shows.
struct Eye<'a, P: Protocol, Q: Property<P>> {
    system: &'a System<P>,
    property: &'a Q,
    seen: Q::Seen,
}

impl<P: Protocol, Q: Property<P>> Witness<P, ()> for Eye<'_, P, Q> {
    fn receives(&mut self, _: ProcessId, _: ChannelId, _: &Envelope<P::Message>) {}
    fn acts(&mut self, _: ProcessId, _: &P::Command) {}
    fn sends(&mut self, _: ProcessId, _: ChannelId, _: &P::Message) {}
    fn observes(&mut self, process: ProcessId, observation: P::Observation) {
        self.property.observe(self.system.context(process), &mut self.seen, &observation);
    }
}

/// The number of a place in a table.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).expect("2^32 values would not fit into memory")
}
