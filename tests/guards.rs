//! What a process refuses waits, whoever drives it: no driver delivers what is refused, and none stops while something is accepted.

use std::collections::BTreeMap;

use super::exhaustive::puzzle::{Mode, Puzzle, puzzles};
use proptest::prelude::*;
use sim_core::{
    Action, Advance, Cause, Delay, Delays, GlobalState, Listed, MessageId, Observer, Order, Protocol as _,
    Queued, Schedule, Scheduler, Simulation, StepOf, System, Ticked, Timed, Timing, Uniform, VirtualTime,
};

type State = GlobalState<Mode, u64, MessageId>;

/// More steps than this are not looked at: some puzzles have no end.
const STEPS: usize = 200;

/// What may be delivered, by the words of the model: of a FIFO channel the oldest message, of an unordered one any, of an overtaking one
/// the oldest and the first that is urgent; if its target accepts it in its present state.
fn deliveries(system: &System<Puzzle>, state: &State) -> Vec<Action> {
    let mut actions = Vec::new();
    for channel in system.topology.channel_ids() {
        let ends = system.topology.channel(channel);
        let urgent = state.channel(channel).iter().position(|message| Puzzle::is_urgent(&message.body));
        for (position, message) in (0..).zip(state.channel(channel)) {
            let cx = system.context(ends.target);
            let in_turn = match ends.order {
                Order::Fifo => position == 0,
                Order::Unordered | Order::Causal => true,
                Order::Overtaking => position == 0 || urgent == Some(position as usize),
            };
            if in_turn && system.protocol.accepts(cx, state.process(ends.target), channel, &message.body) {
                actions.push(Action::Deliver { channel, position });
            }
        }
    }
    actions
}

/// Runs, and holds each step against the model; what happened, and whether the run came to an end.
fn driven<S: Scheduler<Puzzle>>(system: &System<Puzzle>, scheduler: S) -> (Schedule, State, bool) {
    let mut simulation = Simulation::new(system, scheduler);
    let (mut schedule, mut time): (_, VirtualTime) = (Schedule::default(), 0);
    for step in 0..STEPS {
        let before = simulation.state();
        match simulation.step(&mut schedule).expect("only what is enabled is picked") {
            Advance::Performed => {}
            _ => return (schedule, before, true),
        }
        let action = schedule.0[step];
        if let Action::Deliver { .. } = action {
            assert!(deliveries(system, &before).contains(&action), "{action:?} of {before:?}");
        }
        assert!(simulation.now() >= time, "time does not go back");
        time = simulation.now();
    }
    (schedule, simulation.state(), false)
}

/// How long each message takes, where it is known.
const DELAY: VirtualTime = 7;

/// When messages were due that take just so long, and how much later they were received.
#[derive(Default)]
struct Times {
    due: BTreeMap<MessageId, VirtualTime>,
    waited: VirtualTime,
    late: u64,
}

impl Times {
    /// How long those that are under way have waited by now.
    fn wait(&self, now: VirtualTime) -> VirtualTime {
        self.due.values().map(|due| now.saturating_sub(*due)).sum()
    }
}

impl Observer<Puzzle> for Times {
    fn step(&mut self, _: Action, step: &StepOf<Puzzle>, _: &Mode) {
        if let Cause::Receive { message, .. } = &step.cause {
            let due = self.due.remove(&message.id).expect("it was sent");
            assert_eq!(step.waited, step.time - due, "what a step says of the message that it receives");
            self.waited += step.waited;
            self.late += u64::from(step.time > due);
        }
        self.due.extend(step.sends().map(|(_, message)| (message.id, step.time + DELAY)));
    }
}

fn timing() -> Timing {
    let delay = |text: &str| text.parse::<Delay>().expect("it is a delay");
    Timing::new(delay("1..=9"), delay("0..=9"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn in_virtual_time_what_is_refused_waits_until_it_is_accepted(system in puzzles(), seed: u64) {
        let (schedule, state, over) = driven(&system, Timed::new(&system.topology, &timing(), seed));
        prop_assert!(!over || system.enabled(&state).is_empty());
        prop_assert!(!over || deliveries(&system, &state).is_empty());
        // The schedule of the run is a way to the same state.
        prop_assert_eq!(driven(&system, Queued::new(Listed::new(schedule))).1, state);
    }

    #[test]
    fn how_long_messages_had_to_wait_is_what_the_times_of_sending_and_receiving_tell(system in puzzles(), seed: u64) {
        let timing = Timing::new(Delay::fixed(DELAY), Delay::uniform(0, 9).expect("a range"));
        let mut simulation = Simulation::new(&system, Timed::new(&system.topology, &timing, seed));
        let mut times = Times::default();
        for _ in 0..STEPS {
            if simulation.step(&mut times).expect("only what is enabled is picked") != Advance::Performed {
                break;
            }
            let refusals = simulation.scheduler().refusals().expect("a puzzle may refuse");
            prop_assert_eq!(refusals.ticks, times.waited + times.wait(simulation.now()));
            prop_assert!(refusals.messages >= times.late);
            prop_assert_eq!(refusals.messages > 0, refusals.ticks > 0 || refusals.messages > times.late);
        }
    }

    #[test]
    fn a_random_walk_comes_to_whatever_is_accepted(system in puzzles(), seed: u64) {
        let (schedule, state, over) = driven(&system, Queued::new(Uniform::new(seed)));
        prop_assert!(!over || system.enabled(&state).is_empty());
        prop_assert_eq!(driven(&system, Queued::new(Listed::where_enabled(schedule))).1, state);
    }

    #[test]
    fn a_clock_passes_over_what_is_refused_and_comes_back_to_it(system in puzzles(), seed: u64) {
        let topology = (*system.topology).clone().with_order(Order::Fifo);
        let timetable = topology.processes().map(|process| (u64::from(process.0) % 3, process)).collect();
        let system = System::new(system.protocol, topology);
        let delay: Delay = "0..=3".parse().expect("it is a delay");
        let clock = Ticked::new(&system.topology, timetable, Delays::drawn(delay, seed));
        let (_, state, over) = driven(&system, Queued::new(clock));
        prop_assert!(!over || deliveries(&system, &state).is_empty());
    }

    #[test]
    fn what_is_refused_is_not_enabled(system in puzzles(), seed: u64) {
        let (_, state, _) = driven(&system, Queued::new(Uniform::new(seed)));
        let (accepted, enabled) = (deliveries(&system, &state), system.enabled(&state));
        prop_assert_eq!(enabled.iter().filter(|action| matches!(action, Action::Deliver { .. })).count(), accepted.len());
        for channel in system.topology.channel_ids() {
            for position in (0..).take(state.channel(channel).len()) {
                let action = Action::Deliver { channel, position };
                let is_accepted = accepted.contains(&action);
                prop_assert_eq!(system.allows(&state, action), is_accepted);
                prop_assert_eq!(system.take(&mut state.clone(), action).is_ok(), is_accepted);
            }
        }
    }
}
