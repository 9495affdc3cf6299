//! A process that does not take a message before its time, under each scheduler, worked out by hand.

use super::*;
use crate::delay::{Delay, Timing};
use crate::protocol::{Context, Effects, Event, Timer};
use crate::schedule::Action;
use crate::scheduler::{Delays, Queued, Scheduler, Ticked, Timed, Uniform};
use crate::simulation::{Advance, Observer, Simulation};
use crate::step::{Cause, StepOf};
use crate::topology::{Order, Topology};

/// P sends 1, 2 and 3 to Q, who does not take 1 before it has done something itself, at time 20. Of these 3 is urgent.
#[derive(Debug)]
struct Patient;

impl Protocol for Patient {
    /// Whether it has done something.
    type State = bool;
    type Message = u8;
    /// When it is done.
    type Command = VirtualTime;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> bool {
        false
    }

    fn commands(&self, cx: Context<'_>, done: &bool, mut offer: impl FnMut(VirtualTime)) {
        if !done {
            offer(if cx.process == ProcessId(0) { 0 } else { 20 });
        }
    }

    fn timer(&self, time: &VirtualTime) -> Timer {
        Timer::At(*time)
    }

    fn refuses(&self) -> bool {
        true
    }

    fn is_urgent(message: &u8) -> bool {
        *message == 3
    }

    fn accepts(&self, _: Context<'_>, done: &bool, _: ChannelId, message: &u8) -> bool {
        *done || *message != 1
    }

    fn handle<E: Effects<u8, ()>>(
        &self,
        cx: Context<'_>,
        done: &mut bool,
        event: Event<u8, VirtualTime>,
        effects: &mut E,
    ) {
        if let Event::Internal(_) = event {
            *done = true;
            if cx.process == ProcessId(0) {
                (1..=3).for_each(|message| effects.send(ChannelId(0), message));
            }
        }
    }
}

/// The messages in the order in which they are taken: when, which, from which place, and for how long they had waited; 0 is what Q does itself.
#[derive(Default)]
struct Taken(Vec<Told>);

impl Observer<Patient> for Taken {
    fn step(&mut self, action: Action, step: &StepOf<Patient>, _: &bool) {
        match (&step.cause, action) {
            (Cause::Receive { message, .. }, Action::Deliver { position, .. }) => {
                self.0.push((step.time, message.body, position, step.waited));
            }
            _ if step.process == ProcessId(1) => self.0.push((step.time, 0, 0, step.waited)),
            _ => {}
        }
    }
}

/// What is told of a message that is taken.
type Told = (VirtualTime, u8, u32, VirtualTime);

fn system(order: Order) -> System<Patient> {
    System::new(Patient, Topology::ring(2).unwrap().with_order(order))
}

fn run(system: &System<Patient>, scheduler: impl Scheduler<Patient>) -> (Vec<Told>, Option<Refusals>) {
    let (mut simulation, mut taken) = (Simulation::new(system, scheduler), Taken::default());
    while simulation.step(&mut taken).unwrap() == Advance::Performed {}
    (taken.0, simulation.scheduler().refusals())
}

fn timed(order: Order) -> (Vec<Told>, Refusals) {
    let system = system(order);
    let timing = Timing::new(Delay::fixed(2), Delay::ZERO);
    let (taken, refusals) = run(&system, Timed::new(&system.topology, &timing, 1));
    (taken, refusals.unwrap())
}

#[test]
fn what_is_refused_is_taken_after_the_step_that_lets_it_and_keeps_its_channel_as_long_if_that_is_fifo() {
    let (taken, refusals) = timed(Order::Fifo);
    assert_eq!(taken, [(20, 0, 0, 0), (20, 1, 0, 18), (20, 2, 0, 18), (20, 3, 0, 18)]);
    assert_eq!(refusals, Refusals { messages: 3, ticks: 54 });
}

#[test]
fn elsewhere_others_pass_what_is_refused_if_the_channel_lets_them() {
    let (taken, refusals) = timed(Order::Unordered);
    assert_eq!(taken, [(2, 2, 1, 0), (2, 3, 1, 0), (20, 0, 0, 0), (20, 1, 0, 18)]);
    assert_eq!(refusals, Refusals { messages: 1, ticks: 18 });
    let (taken, refusals) = timed(Order::Overtaking);
    assert_eq!(taken, [(2, 3, 2, 0), (20, 0, 0, 0), (20, 1, 0, 18), (20, 2, 0, 18)]);
    assert_eq!(refusals, Refusals { messages: 2, ticks: 36 });
}

#[test]
fn what_is_refused_counts_from_then_on_and_is_in_flight() {
    let system = system(Order::Unordered);
    let timing = Timing::new(Delay::fixed(2), Delay::ZERO).with_start(Delay::ZERO);
    let mut simulation = Simulation::new(&system, Timed::new(&system.topology, &timing, 1));
    let mut far = Vec::new();
    while simulation.step(&mut ()).unwrap() == Advance::Performed {
        let mut bodies = Vec::new();
        simulation.in_flight(|_, _, body| bodies.push(*body));
        far.push((simulation.now(), bodies, simulation.scheduler().refusals().unwrap()));
    }
    let refusals = |messages, ticks| Refusals { messages, ticks };
    let expected = [
        (0, vec![1, 2, 3], refusals(0, 0)),
        (2, vec![1, 3], refusals(1, 0)),
        (2, vec![1], refusals(1, 0)),
        (20, vec![1], refusals(1, 18)),
        (20, vec![], refusals(1, 18)),
    ];
    assert_eq!(far, expected);
    assert_eq!(refusals(5, 18).since(refusals(3, 4)), refusals(2, 14));
    simulation.restart(2);
    assert_eq!(simulation.scheduler().refusals(), Some(refusals(0, 0)));
    for _ in 0..3 {
        simulation.step(&mut ()).unwrap();
    }
    simulation.restart(2);
    let mut taken = Taken::default();
    while simulation.step(&mut taken).unwrap() == Advance::Performed {}
    assert_eq!(taken.0.len(), 4, "nothing is left of the run before");
}

#[test]
fn a_clock_that_ticks_lets_the_channel_of_what_is_refused_wait_for_the_tick_after_a_step() {
    let system = system(Order::Fifo);
    let timetable = vec![(0, ProcessId(0)), (20, ProcessId(1))];
    let clock = Ticked::new(&system.topology, timetable, Delays::given(vec![1, 0, 0]));
    let (taken, refusals) = run(&system, Queued::new(clock));
    assert_eq!(taken, [(20, 0, 0, 0), (21, 1, 0, 0), (22, 2, 0, 0), (23, 3, 0, 0)]);
    assert_eq!(refusals, None);
}

#[test]
fn a_clock_that_ticks_has_more_to_come_as_long_as_its_timetable_has() {
    let system = system(Order::Fifo);
    let timetable = vec![(0, ProcessId(0)), (20, ProcessId(1))];
    let clock = Ticked::new(&system.topology, timetable, Delays::given(vec![1, 0, 0]));
    let mut simulation = Simulation::new(&system, Queued::new(clock));
    let mut more = vec![simulation.scheduler().has_more()];
    while simulation.step(&mut ()).unwrap() == Advance::Performed {
        more.push(simulation.scheduler().has_more());
    }
    assert_eq!(more, [true, true, false, false, false, false]);
}

#[test]
fn a_random_walk_never_takes_what_is_refused_and_comes_to_all_that_is_not() {
    let mut orders = std::collections::BTreeSet::new();
    for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
        let system = system(order);
        for seed in 0..100 {
            let (taken, _) = run(&system, Queued::new(Uniform::new(seed)));
            let taken: Vec<u8> = taken.into_iter().map(|(_, message, ..)| message).collect();
            let at = |message| taken.iter().position(|other| *other == message).unwrap();
            assert_eq!(taken.len(), 4, "{order:?} {seed}");
            assert!(at(0) < at(1), "{order:?} {seed}");
            assert!(order != Order::Fifo || at(1) < at(2) && at(2) < at(3), "{seed}");
            assert!(order != Order::Overtaking || at(1) < at(2), "{seed}");
            orders.insert((order == Order::Fifo, order == Order::Unordered, taken));
        }
    }
    // Fifo: Q's own step comes first. Overtaking: 3 anywhere among 0 1 2. Unordered: any order in which 0 comes before 1.
    assert_eq!(orders.len(), 1 + 4 + 12, "{orders:?}");
}
