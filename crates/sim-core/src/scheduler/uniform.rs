//! Any message and any process may be next, each equally likely: a random walk through what is possible, without delays.
//!
//! What a distribution of delays makes unlikely, or rules out, happens here as soon as anything else; so a search for a short
//! run in which something goes wrong takes this scheduler. Time is the number of actions performed.

use super::{Next, Scheduler};
use crate::global_state::GlobalState;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::random::Random;
use crate::schedule::Action;
use crate::system::{Offers, System};
use crate::topology::Order;

/// Draws the next action from a seed.
#[derive(Clone, Debug)]
pub struct Uniform {
    random: Random,
    /// The channel of each message in flight.
    messages: Vec<ChannelId>,
    /// The processes that may offer something.
    processes: Vec<ProcessId>,
    /// Whether a process is in `processes`.
    listed: Vec<bool>,
    taken: VirtualTime,
}

impl Uniform {
    /// The walk of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            messages: Vec::new(),
            processes: Vec::new(),
            listed: Vec::new(),
            taken: 0,
        }
    }

    /// A number below `bound`, which is not 0.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.below(bound as u64)).expect("it is below a usize")
    }

    /// A place in something that is not longer than 2^32.
    fn place(&mut self, length: usize) -> u32 {
        u32::try_from(self.below(length)).expect("fewer than 2^32 messages and commands")
    }
}

impl<P: Protocol> Scheduler<P> for Uniform {
    fn sent(&mut self, _: VirtualTime, channel: ChannelId, _: MessageId) {
        self.messages.push(channel);
    }

    fn may_act(&mut self, _: VirtualTime, process: ProcessId, _: Offers) {
        if self.listed.len() <= process.index() {
            self.listed.resize(process.index() + 1, false);
        }
        if !std::mem::replace(&mut self.listed[process.index()], true) {
            self.processes.push(process);
        }
    }

    fn next(&mut self, system: &System<P>, state: &GlobalState<P::State, P::Message, MessageId>) -> Next {
        loop {
            let count = self.messages.len() + self.processes.len();
            if count == 0 {
                return Next::Nothing;
            }
            let drawn = self.below(count);
            let action = if drawn < self.messages.len() {
                let channel = self.messages.swap_remove(drawn);
                let position = match system.topology.channel(channel).order {
                    Order::Fifo => 0,
                    Order::Unordered => self.place(state.channel(channel).len()),
                };
                Action::Deliver { channel, position }
            } else {
                let process = self.processes.swap_remove(drawn - self.messages.len());
                self.listed[process.index()] = false;
                match system.command_count(process, state.process(process)) {
                    0 => continue, // what it offered it no longer does
                    commands => Action::Internal { process, command: self.place(commands as usize) },
                }
            };
            self.taken += 1;
            return Next::Action(self.taken, action);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Context, Effects, Event};
    use crate::schedule::Schedule;
    use crate::simulation::{Advance, Simulation};
    use crate::topology::Topology;

    /// Each process may send three messages on any of its channels.
    struct Three;

    impl Protocol for Three {
        type State = u32;
        type Message = ();
        type Command = ChannelId;
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> u32 {
            3
        }

        fn commands(&self, cx: Context<'_>, left: &u32, offer: impl FnMut(ChannelId)) {
            if *left > 0 {
                cx.outgoing().for_each(offer);
            }
        }

        fn handle<E: Effects<(), ()>>(
            &self,
            _: Context<'_>,
            left: &mut u32,
            event: Event<(), ChannelId>,
            effects: &mut E,
        ) {
            if let Event::Internal(channel) = event {
                *left -= 1;
                effects.send(channel, ());
            }
        }
    }

    fn walk(system: &System<Three>, seed: u64) -> Schedule {
        let mut simulation = Simulation::new(system, Uniform::new(seed));
        let mut schedule = Schedule::default();
        while simulation.step(&mut schedule).expect("only what is enabled is drawn") == Advance::Performed {}
        schedule
    }

    #[test]
    fn a_walk_goes_on_until_nothing_is_enabled_and_is_the_same_for_the_same_seed() {
        for order in [Order::Fifo, Order::Unordered] {
            let triangle = crate::topology::Shape::Complete(3).build(order).unwrap();
            let system = System::new(Three, triangle);
            for seed in 0..50 {
                let schedule = walk(&system, seed);
                assert_eq!(schedule.0.len(), 18, "nine messages are sent and received");
                assert_eq!(schedule, walk(&system, seed));
            }
        }
    }

    #[test]
    fn a_walk_comes_to_every_action_that_is_possible() {
        let system = System::new(Three, Topology::ring(2).unwrap().with_order(Order::Unordered));
        let mut seen: Vec<Action> = (0..200).flat_map(|seed| walk(&system, seed).0).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 8, "three positions in each channel, and a command of each process: {seen:?}");
    }
}
