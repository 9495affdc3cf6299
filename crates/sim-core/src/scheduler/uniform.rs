//! Any message and any process may be next, each equally likely: a random walk through what is possible, without delays.
//!
//! What a distribution of delays makes unlikely, or rules out, happens here as soon as anything else; so a search for a short
//! run in which something goes wrong takes this scheduler. Time is the number of actions performed.

use std::collections::BTreeMap;

use super::contract::{End, Halt};
use super::queued::Picker;
use crate::global_state::State;
use crate::id::{ChannelId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::random::Random;
use crate::schedule::Action;
use crate::system::System;
use crate::topology::Order;

/// Draws the next action from a seed.
#[derive(Clone, Debug)]
pub struct Uniform {
    random: Random,
    /// The channel of each message in flight.
    messages: Vec<ChannelId>,
    /// By process, the channels that were drawn for nothing, because it refuses all that they could deliver.
    refused: BTreeMap<ProcessId, Vec<ChannelId>>,
    /// The process of the last step.
    stepped: Option<ProcessId>,
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
            refused: BTreeMap::new(),
            stepped: None,
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

    /// The place of any message of a channel that its target takes.
    fn position<P: Protocol>(
        &mut self,
        system: &System<P>,
        state: &State<P>,
        channel: ChannelId,
    ) -> Option<u32> {
        let positions = system.deliverable(state, channel).positions();
        let position = match system.topology.channel(channel).order {
            Order::Fifo => 0,
            _ => self.any_of(positions.clone())?,
        };
        let takes = |position| system.allows(state, Action::Deliver { channel, position });
        if !system.protocol.refuses() || takes(position) {
            return Some(position);
        }
        self.any_of(positions.filter(|position| takes(*position)))
    }

    /// One of several, if there are any.
    fn any_of(&mut self, mut several: impl Iterator<Item = u32> + Clone) -> Option<u32> {
        let count = several.clone().count();
        (count > 0).then(|| self.below(count)).and_then(|place| several.nth(place))
    }

    /// A channel is not drawn again before a step of its target.
    fn refuse<P: Protocol>(&mut self, system: &System<P>, channel: ChannelId) {
        let target = system.topology.channel(channel).target;
        self.refused.entry(target).or_default().push(channel);
    }

    /// Any action that is possible; `None` if there is none.
    fn draw<P: Protocol>(&mut self, system: &System<P>, state: &State<P>) -> Option<Action> {
        loop {
            let count = self.messages.len() + self.processes.len();
            if count == 0 {
                return None;
            }
            let drawn = self.below(count);
            if drawn < self.messages.len() {
                let channel = self.messages.swap_remove(drawn);
                match self.position(system, state, channel) {
                    Some(position) => return Some(Action::Deliver { channel, position }),
                    None => self.refuse(system, channel),
                }
                continue;
            }
            let process = self.processes.swap_remove(drawn - self.messages.len());
            self.listed[process.index()] = false;
            // What it offered it may no longer do.
            let commands = system.command_count(process, state.process(process));
            if commands > 0 {
                return Some(Action::Internal { process, command: self.place(commands as usize) });
            }
        }
    }
}

impl<P: Protocol> Picker<P> for Uniform {
    fn begin(&mut self, state: &State<P>) {
        let in_flight = (0..).map(ChannelId).zip(&state.channels);
        self.messages
            .extend(in_flight.flat_map(|(channel, queue)| std::iter::repeat_n(channel, queue.len())));
        self.listed.resize(state.processes.len(), false);
    }

    fn entered(&mut self, channel: ChannelId) {
        self.messages.push(channel);
    }

    fn may_act(&mut self, process: ProcessId) {
        if !std::mem::replace(&mut self.listed[process.index()], true) {
            self.processes.push(process);
        }
    }

    fn pick(&mut self, system: &System<P>, state: &State<P>) -> Result<(VirtualTime, Action), Halt> {
        if system.protocol.refuses()
            && let Some(again) = self.stepped.and_then(|process| self.refused.remove(&process))
        {
            self.messages.extend(again);
        }
        let action = self.draw(system, state).ok_or(Halt::End(End::Quiescent))?;
        self.stepped = Some(system.actor(action));
        self.taken += 1;
        Ok((self.taken, action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Context, Effects, Event};
    use crate::schedule::Schedule;
    use crate::scheduler::Queued;
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
        let mut simulation = Simulation::new(system, Queued::new(Uniform::new(seed)));
        let mut schedule = Schedule::default();
        while simulation.step(&mut schedule).expect("only what is enabled is drawn") == Advance::Performed {}
        schedule
    }

    #[test]
    fn a_walk_goes_on_until_nothing_is_enabled_and_is_the_same_for_the_same_seed() {
        for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
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
        let system = System::new(Three, crate::topology::Shape::Complete(3).build(Order::Fifo).unwrap());
        let mut seen: Vec<Action> = (0..50).flat_map(|seed| walk(&system, seed).0).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 12, "six channels, and two commands of each process: {seen:?}");
    }
}
