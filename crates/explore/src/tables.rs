//! Global states as short arrays of numbers, and the steps between them.
//!
//! A state of the search is one number for each process and one for each channel: its place in a table of the states
//! and contents met so far. A step changes a few of the numbers, by what the tables know; what they do not know yet
//! they say, and [`Tables::learn`] finds it out by running the handler through [`System::step`]. The initial state is
//! all zeros.

use sim_core::{Action, ChannelId, Envelope, Event, ProcessId, Protocol, Queue, System, Topology, Value};

use crate::channel::ChannelTable;
use crate::process::{Cause, Eye, ProcessTable};

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
    Effect { process: ProcessId, state: u32, cause: Cause },
    Delivery { channel: ChannelId, contents: u32, position: u32 },
    Addition { channel: ChannelId, contents: u32, message: u32 },
}

impl<P: Protocol, V: Value + Default> Tables<P, V> {
    /// Tables that know the initial state.
    pub(crate) fn new(system: &System<P>, eye: &impl Eye<P, V>) -> Self {
        let topology = &system.topology;
        let processes: Vec<_> = topology.processes().map(|p| ProcessTable::new(system, eye, p)).collect();
        let places = processes.len()..;
        let channels =
            places.zip(topology.channels()).map(|(place, c)| ChannelTable::new(place, *c, P::is_urgent));
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

    /// What has been seen of each process, by number.
    pub(crate) fn seen(&self, state: &[u32]) -> impl Iterator<Item = u32> {
        self.processes.iter().zip(state).map(|(table, number)| table.facts(*number).seen)
    }

    /// How many bytes the tables take, not counting what the protocol's values own elsewhere.
    pub(crate) fn bytes(&self) -> usize {
        let processes: usize = self.processes.iter().map(ProcessTable::bytes).sum();
        processes + self.channels.iter().map(ChannelTable::bytes).sum::<usize>()
    }

    /// Whether a process takes what the action delivers to it, if it delivers something.
    #[inline(always)]
    pub(crate) fn accepts(&self, system: &System<P>, state: &[u32], action: Action) -> bool {
        !system.protocol.refuses() || self.takes(system, state, action)
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

    /// Whether this is known.
    pub(crate) fn knows(&self, unknown: Unknown) -> bool {
        match unknown {
            Unknown::Effect { process, state, cause } => self.processes[process.index()].knows(state, cause),
            Unknown::Delivery { channel, contents, position } => {
                self.channels[channel.index()].knows_delivery(contents, position)
            }
            Unknown::Addition { channel, contents, message } => {
                self.channels[channel.index()].knows_addition(contents, message)
            }
        }
    }

    /// Whether there is what this is about, so that it can be found out.
    pub(crate) fn can_learn(&self, unknown: Unknown) -> bool {
        match unknown {
            Unknown::Effect { process, state, cause } => {
                self.processes.get(process.index()).is_some_and(|table| table.can_learn(state, cause))
            }
            Unknown::Delivery { channel, contents, position } => {
                let table = self.channels.get(channel.index());
                table.is_some_and(|table| table.can_learn_delivery(contents, position))
            }
            Unknown::Addition { channel, contents, message } => {
                let table = self.channels.get(channel.index());
                table.is_some_and(|table| table.can_learn_addition(contents, message))
            }
        }
    }

    /// A number that is another where other states and contents were met.
    pub(crate) fn digest(&self) -> u128 {
        let processes = self.processes.iter().map(ProcessTable::digest);
        let all = processes.chain(self.channels.iter().map(ChannelTable::digest));
        all.fold(0, |all, one| all.rotate_left(7).wrapping_add(one))
    }

    /// Finds out what was unknown, if it still is.
    pub(crate) fn learn(&mut self, system: &System<P>, eye: &impl Eye<P, V>, unknown: Unknown) {
        let Self { processes, channels, rules_kept } = self;
        match unknown {
            Unknown::Effect { process, state, cause } => {
                let number = |on: ChannelId, message| channels[on.index()].number_message(message);
                let learnt = processes[process.index()].learn(system, eye, (state, cause), number);
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

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiment::{Experiment, Spenders, Thrift};
    use crate::property::Asked;
    use crate::report::Options;

    fn experiment() -> Experiment {
        Experiment {
            system: (Spenders { has: 2, limit: 2 }, 3, true),
            thrift: Thrift { wrong: None, broken: None, by_rules: true, forgets: false },
            options: Options::default(),
        }
    }

    fn tables(experiment: &Experiment) -> Tables<Spenders, Option<u8>> {
        Tables::new(&experiment.system(), &Asked(&experiment.thrift))
    }

    fn effect(process: u32, place: u32) -> Unknown {
        Unknown::Effect { process: ProcessId(process), state: 0, cause: Cause::Command(place) }
    }

    fn delivery(channel: u32, position: u32) -> Unknown {
        Unknown::Delivery { channel: ChannelId(channel), contents: 1, position }
    }

    fn addition(channel: u32, contents: u32) -> Unknown {
        Unknown::Addition { channel: ChannelId(channel), contents, message: 0 }
    }

    #[test]
    fn what_is_found_out_of_one_makes_it_possible_to_find_out_of_another() {
        let experiment = experiment();
        let (system, mut tables) = (experiment.system(), tables(&experiment));
        let asked = [
            effect(2, 1),
            effect(2, 2),
            effect(3, 1),
            addition(2, 0),
            addition(2, 1),
            addition(3, 0),
            delivery(2, 0),
            delivery(3, 0),
        ];
        let can = |tables: &Tables<_, _>| asked.map(|unknown| tables.can_learn(unknown));
        assert_eq!(can(&tables), [true, false, false, false, false, false, false, false]);
        let mut digests = vec![tables.digest()];
        for (unknown, possible) in [
            (effect(2, 1), [true, false, false, true, false, false, false, false]),
            (addition(2, 0), [true, false, false, true, true, false, true, false]),
            (delivery(2, 0), [true, false, false, true, true, false, true, false]),
        ] {
            assert!(tables.can_learn(unknown) && !tables.knows(unknown));
            for _ in 0..2 {
                tables.learn(&system, &Asked(&experiment.thrift), unknown);
                assert!(tables.knows(unknown));
                assert_eq!(can(&tables), possible, "{unknown:?}");
            }
            digests.push(tables.digest());
        }
        let parts = tables.processes.iter().map(ProcessTable::digest);
        let parts: Vec<_> = parts.chain(tables.channels.iter().map(ChannelTable::digest)).collect();
        let wanted = parts.iter().fold(0_u128, |all, one| all.rotate_left(7).wrapping_add(*one));
        assert_eq!((parts.len(), tables.digest()), (6, wanted));
        // What is delivered leads to contents that were met before.
        assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests[2] == digests[3]);
    }

    #[test]
    fn tables_take_what_those_of_processes_and_channels_take_and_at_the_least_a_global_state() {
        let experiment = experiment();
        let (system, mut tables) = (experiment.system(), tables(&experiment));
        let taken = |tables: &Tables<Spenders, Option<u8>>| {
            let processes: usize = tables.processes.iter().map(ProcessTable::bytes).sum();
            processes + tables.channels.iter().map(ChannelTable::bytes).sum::<usize>()
        };
        assert_eq!(tables.bytes(), taken(&tables));
        let process = ProcessTable::<Spenders, Option<u8>>::least_bytes(2) + size_of::<(u8, bool)>();
        let channel = ChannelTable::<u8>::least_bytes() + size_of::<Queue<Envelope<u8>>>();
        let least = Tables::<Spenders, Option<u8>>::least_bytes(&system.topology);
        assert_eq!(least, 3 * process + 3 * channel);
        tables.learn(&system, &Asked(&experiment.thrift), effect(2, 1));
        assert!(tables.bytes() > taken(&super::tests::tables(&experiment)));
        assert_eq!((tables.bytes(), tables.width()), (taken(&tables), 6));
        assert_eq!(tables.seen(&[0; 6]).collect::<Vec<_>>(), [0; 3]);
    }
}
