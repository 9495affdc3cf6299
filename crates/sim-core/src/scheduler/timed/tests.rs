//! When things happen, worked out by hand.

use super::*;
use crate::id::ProcessId;
use crate::protocol::{Context, Event, Timer};
use crate::simulation::{Advance, Simulation};
use crate::topology::{Order, Shape};

/// The first process does everything once that it offers, each thing with a number and what it waits for, and sends the number round.
#[derive(Clone, Debug)]
struct Offers(Vec<(u8, Timer)>);

impl Protocol for Offers {
    /// What was done or heard of.
    type State = Vec<u8>;
    type Message = u8;
    type Command = (u8, Timer);
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> Vec<u8> {
        Vec::new()
    }

    fn commands(&self, cx: Context<'_>, done: &Vec<u8>, offer: impl FnMut((u8, Timer))) {
        let first = cx.process == ProcessId(0);
        self.0.iter().filter(|(number, _)| first && !done.contains(number)).copied().for_each(offer);
    }

    fn timer(&self, (_, timer): &(u8, Timer)) -> Timer {
        *timer
    }

    fn is_urgent(number: &u8) -> bool {
        *number >= 100
    }

    fn handle<E: Effects<u8, ()>>(
        &self,
        cx: Context<'_>,
        done: &mut Vec<u8>,
        event: Event<u8, (u8, Timer)>,
        effects: &mut E,
    ) {
        match event {
            Event::Internal((number, _)) => {
                done.push(number);
                cx.outgoing().for_each(|channel| effects.send(channel, number));
            }
            Event::Receive { message, .. } => done.push(message),
        }
    }
}

/// What the last process hears, and when; and how the run ends.
fn heard(system: &System<Offers>, timing: &Timing, seed: u64) -> (Vec<(VirtualTime, u8)>, End) {
    let mut simulation = Simulation::new(system, Timed::new(&system.topology, timing, seed));
    let (last, mut heard) = (system.topology.processes().last().unwrap(), Vec::new());
    loop {
        let before = simulation.process(last).len();
        match simulation.step(&mut ()).unwrap() {
            Advance::Over(end) => return (heard, end),
            Advance::Performed => {
                let after = &simulation.process(last)[before..];
                heard.extend(after.iter().map(|number| (simulation.now(), *number)));
            }
        }
    }
}

fn ring(offers: &[(u8, Timer)], order: Order) -> System<Offers> {
    System::new(Offers(offers.to_vec()), Topology::ring(2).unwrap().with_order(order))
}

#[test]
fn each_timer_has_its_own_wait_and_messages_take_their_delay() {
    let offers =
        [(1, Timer::Hold), (2, Timer::Start), (3, Timer::At(7)), (4, Timer::At(30)), (5, Timer::Never)];
    let timing = Timing::new(Delay::fixed(100), Delay::fixed(5)).with_start(Delay::fixed(11));
    let (heard, end) = heard(&ring(&offers, Order::Fifo), &timing, 1);
    assert_eq!(heard, [(105, 1), (107, 3), (111, 2), (130, 4)]);
    assert_eq!(end, End::Quiescent);
}

#[test]
fn of_several_that_wait_for_the_same_any_may_be_next_and_each_is_done() {
    let offers: Vec<_> = [(0, Timer::Start), (9, Timer::At(1))]
        .into_iter()
        .chain((1..4).map(|number| (number, Timer::Hold)))
        .collect();
    let system = ring(&offers, Order::Fifo);
    let timing = Timing::new(Delay::fixed(1), Delay::fixed(5)).with_start(Delay::fixed(12));
    let mut orders = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let (heard, _) = heard(&system, &timing, seed);
        let times: Vec<_> = heard.iter().map(|(time, _)| *time).collect();
        assert_eq!(times, [2, 6, 11, 13, 16]);
        orders.insert(heard.into_iter().map(|(_, number)| number).collect::<Vec<_>>());
    }
    assert_eq!(orders.len(), 6, "{orders:?}");
    assert!(orders.iter().all(|order| order[0] == 9 && order[3] == 0));
}

#[test]
fn what_is_past_the_end_of_time_is_not_done() {
    let late = [(1, Timer::At(MAX_TICKS)), (2, Timer::At(MAX_TICKS + 7))];
    let (heard, end) = heard(&ring(&late, Order::Fifo), &Timing::new(Delay::ZERO, Delay::ZERO), 1);
    assert_eq!((heard, end), (vec![(MAX_TICKS, 1)], End::OutOfTime));
}

/// Ten messages at once, of which every third is urgent.
fn ten() -> Vec<(u8, Timer)> {
    (0..10).map(|number| (if number % 3 == 2 { 100 + number } else { number }, Timer::Hold)).collect()
}

#[test]
fn a_channel_delivers_in_its_order_whatever_delays_are_drawn() {
    let timing = Timing::new(Delay::uniform(0, 30).unwrap(), Delay::fixed(1));
    let (mut overtaken, mut disordered) = (0, 0);
    for seed in 0..50 {
        // In the order in which they were sent.
        let sent = |system: &System<Offers>| {
            let mut simulation = Simulation::new(system, Timed::new(&system.topology, &timing, seed));
            while simulation.step(&mut ()).unwrap() == Advance::Performed {}
            simulation.process(ProcessId(0)).clone()
        };
        let numbers = |order| -> (Vec<u8>, Vec<u8>) {
            let system = ring(&ten(), order);
            let (heard, _) = heard(&system, &timing, seed);
            assert!(heard.is_sorted_by_key(|(time, _)| *time));
            (heard.into_iter().map(|(_, number)| number).collect(), sent(&system))
        };
        let (fifo, sent) = numbers(Order::Fifo);
        assert_eq!(fifo, sent);
        let split =
            |numbers: &[u8]| -> (Vec<u8>, Vec<u8>) { numbers.iter().partition(|number| **number >= 100) };
        let (overtaking, sent) = numbers(Order::Overtaking);
        assert_eq!(split(&overtaking), split(&sent));
        let place = |numbers: &[u8], one: u8| numbers.iter().position(|other| *other == one).unwrap();
        for urgent in split(&sent).0 {
            let at = place(&sent, urgent);
            // Nothing that was sent later comes before it.
            assert!(sent[at..].iter().all(|later| place(&overtaking, urgent) <= place(&overtaking, *later)));
        }
        overtaken += usize::from(overtaking != sent);
        let (unordered, sent) = numbers(Order::Unordered);
        disordered += usize::from(unordered != sent);
    }
    assert!(overtaken > 20 && disordered > 40, "{overtaken} {disordered}");
}

#[test]
fn a_message_leaves_the_place_that_it_has_in_its_channel() {
    let system = ring(&ten(), Order::Unordered);
    let timing = Timing::new(Delay::uniform(0, 30).unwrap(), Delay::ZERO);
    for seed in 0..20 {
        let mut simulation = Simulation::new(&system, Timed::new(&system.topology, &timing, seed));
        let mut schedule = crate::schedule::Schedule::default();
        while simulation.step(&mut schedule).unwrap() == Advance::Performed {}
        let listed = super::super::Queued::new(super::super::Listed::new(schedule));
        let mut again = Simulation::new(&system, listed);
        while again.step(&mut ()).unwrap() == Advance::Performed {}
        assert_eq!(again.state(), simulation.state());
    }
}

#[test]
fn with_many_channels_a_run_is_the_same_as_it_would_be_with_few() {
    // More channels than are in the cache, so that what comes next is looked at ahead: that changes nothing.
    let system = System::new(Offers(ten()), Shape::Star(2500).build(Order::Fifo).unwrap());
    let timing = Timing::new(Delay::uniform(1, 9).unwrap(), Delay::fixed(1));
    let (heard, end) = heard(&system, &timing, 5);
    assert_eq!((heard.len(), end), (10, End::Quiescent));
}
