//! Global states as short arrays of numbers, and the steps between them.
//!
//! A state of the search is one number for each process and one for each channel: its place in a table of the states
//! and contents met so far. A step changes a few of the numbers, by what the tables know; what they do not know yet
//! they say, and [`Tables::learn`] finds it out by running the handler through [`System::step`]. The initial state is
//! all zeros.

use sim_core::{Action, ChannelId, Envelope, Event, ProcessId, Protocol, Queue, System, Topology, Value};

use crate::channel::ChannelTable;
use crate::process::{Effect, Eye, ProcessTable, Sent};

/// All that is known of the processes and the channels.
#[derive(Debug)]
pub(crate) struct Tables<P: Protocol, V> {
    pub(crate) processes: Vec<ProcessTable<P, V>>,
    pub(crate) channels: Vec<ChannelTable<P::Message>>,
    /// Whether all steps that are known keep the property's rules.
    pub(crate) rules_kept: bool,
}

/// Something that has to be found out before a step can be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unknown {
    Effect { process: ProcessId, state: u32, event: u32 },
    Delivery { channel: ChannelId, contents: u32, position: u32 },
    Addition { channel: ChannelId, contents: u32, message: u32 },
}

impl<P: Protocol, V: Value + Default> Tables<P, V> {
    /// Tables that know the initial state.
    pub(crate) fn new(system: &System<P>, eye: &impl Eye<P, V>) -> Self {
        let topology = &system.topology;
        let processes: Vec<_> = topology.processes().map(|p| ProcessTable::new(system, eye, p)).collect();
        let places = processes.len()..;
        let channels = places.zip(topology.channels()).map(|(place, c)| ChannelTable::new(place, *c));
        Self { channels: channels.collect(), processes, rules_kept: true }
    }

    /// How many bytes the tables of a topology take when they know nothing but the initial state. And as many values as a
    /// global state has are made whenever something is found out.
    pub(crate) fn least_bytes(topology: &Topology) -> usize {
        let process = |p| {
            let channels = topology.outgoing(p).len() + topology.incoming(p).len();
            ProcessTable::<P, V>::least_bytes(channels) + size_of::<P::State>()
        };
        let processes: usize = topology.processes().map(process).sum();
        let channel = ChannelTable::<P::Message>::least_bytes() + size_of::<Queue<Envelope<P::Message>>>();
        processes + topology.channels().len() * channel
    }

    /// How many numbers make a state.
    pub(crate) fn width(&self) -> usize {
        self.processes.len() + self.channels.len()
    }

    /// The fingerprint of a state.
    pub(crate) fn fingerprint(&self, state: &[u32]) -> u128 {
        let (processes, channels) = state.split_at(self.processes.len());
        let processes = self.processes.iter().zip(processes).map(|(table, n)| table.facts(*n).fingerprint);
        let channels = self.channels.iter().zip(channels).map(|(table, n)| table.fingerprint(*n));
        processes.chain(channels).fold(0, u128::wrapping_add)
    }

    /// How many bytes the tables take, not counting what the protocol's values own elsewhere.
    pub(crate) fn bytes(&self) -> usize {
        let processes: usize = self.processes.iter().map(ProcessTable::bytes).sum();
        processes + self.channels.iter().map(ChannelTable::bytes).sum::<usize>()
    }

    /// Every action that is enabled, if nobody [refuses](Self::accepts) it, and where it happens, in the order of [`System::enabled`].
    #[inline(always)]
    pub(crate) fn enabled(&self, state: &[u32], mut visit: impl FnMut(Action, ProcessId)) {
        let (processes, channels) = state.split_at(self.processes.len());
        for ((channel, table), contents) in (0..).map(ChannelId).zip(&self.channels).zip(channels) {
            if *contents != 0 {
                let deliverable = (0..).zip(table.deliveries(*contents));
                for (position, _) in deliverable {
                    visit(Action::Deliver { channel, position }, table.channel().target);
                }
            }
        }
        for ((process, table), number) in (0..).map(ProcessId).zip(&self.processes).zip(processes) {
            let commands = (0..).zip(&table.facts(*number).commands);
            commands.for_each(|(command, _)| visit(Action::Internal { process, command }, process));
        }
    }

    /// Whether a process takes what the action delivers to it, if it delivers something.
    #[inline(always)]
    pub(crate) fn accepts(&self, system: &System<P>, state: &[u32], action: Action) -> bool {
        !P::REFUSES || self.takes(system, state, action)
    }

    fn takes(&self, system: &System<P>, state: &[u32], action: Action) -> bool {
        let Action::Deliver { channel, position } = action else { return true };
        let (processes, channels) = state.split_at(self.processes.len());
        let table = &self.channels[channel.index()];
        let message = table.contents(channels[channel.index()]).iter().nth(position as usize);
        let target = table.channel().target;
        let (state, _) = self.processes[target.index()].state(processes[target.index()]);
        message.is_some_and(|message| system.accepts(target, state, channel, &message.body))
    }

    /// The enabled action at this place.
    pub(crate) fn nth_enabled(&self, state: &[u32], place: u32) -> Action {
        let (mut passed, mut chosen) = (0, None);
        self.enabled(state, |action, _| {
            if passed == place {
                chosen = Some(action);
            }
            passed += 1;
        });
        chosen.expect("the action was enabled when the search took it")
    }

    /// Takes an enabled step. The answer is by how much the fingerprint changes.
    ///
    /// When something is unknown, the state is left as it may be by then.
    #[inline(always)]
    pub(crate) fn step(&self, state: &mut [u32], action: Action) -> Result<u128, Unknown> {
        let (processes, channels) = state.split_at_mut(self.processes.len());
        match action {
            Action::Deliver { channel, position } => {
                let (table, contents) = (&self.channels[channel.index()], &mut channels[channel.index()]);
                let delivery = table.deliveries(*contents)[position as usize];
                let unknown = Unknown::Delivery { channel, contents: *contents, position };
                let delivery = delivery.ok_or(unknown)?;
                *contents = delivery.rest.contents;
                let change = self.happen(processes, channels, table.channel().target, delivery.event)?;
                Ok(change.wrapping_add(delivery.rest.change))
            }
            Action::Internal { process, command } => {
                let facts = self.processes[process.index()].facts(processes[process.index()]);
                self.happen(processes, channels, process, facts.commands[command as usize])
            }
        }
    }

    #[inline(always)]
    fn happen(
        &self,
        processes: &mut [u32],
        channels: &mut [u32],
        process: ProcessId,
        event: u32,
    ) -> Result<u128, Unknown> {
        let state = &mut processes[process.index()];
        let effect = self.processes[process.index()].facts(*state).effects.get(event);
        let Effect { state: next, change, sends } =
            effect.ok_or(Unknown::Effect { process, state: *state, event })?;
        *state = *next;
        let mut change = *change;
        for Sent { channel, message } in sends {
            let (channel, contents, message) = (*channel, &mut channels[channel.index()], *message);
            let addition = self.channels[channel.index()].addition(*contents, message);
            let unknown = Unknown::Addition { channel, contents: *contents, message };
            let addition = addition.ok_or(unknown)?;
            *contents = addition.contents;
            change = change.wrapping_add(addition.change);
        }
        Ok(change)
    }

    /// Finds out what was unknown, if nobody else has meanwhile.
    pub(crate) fn learn(&mut self, system: &System<P>, eye: &impl Eye<P, V>, unknown: Unknown) {
        let Self { processes, channels, rules_kept } = self;
        match unknown {
            Unknown::Effect { process, state, event } => {
                let number = |on: ChannelId, message| channels[on.index()].number_message(message);
                let learnt = processes[process.index()].learn(system, eye, (state, event), number);
                *rules_kept &= learnt;
            }
            Unknown::Delivery { channel, contents, position } => {
                let table = &mut channels[channel.index()];
                let target = &mut processes[table.channel().target.index()];
                let number = |message| target.event(Event::Receive { channel, message });
                table.learn_delivery(contents, position, number);
            }
            Unknown::Addition { channel, contents, message } => {
                channels[channel.index()].learn_addition(contents, message);
            }
        }
    }
}
