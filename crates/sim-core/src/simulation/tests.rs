//! A run that is worked out by hand, under every way to look at it or not to.

use super::*;
use crate::delay::{Delay, Timing};
use crate::protocol::{Context, Effects, Event};
use crate::schedule::{Action, Schedule};
use crate::scheduler::{Listed, Queued, Uniform};
use crate::step::Cause;
use crate::topology::{Order, Topology};
use crate::trace::{Happening, Trace};

/// A number goes round and is one less each time. Who begins shows it, and so does who hears of 2.
#[derive(Clone, Debug)]
struct Countdown;

impl Protocol for Countdown {
    /// How many events there were.
    type State = u8;
    type Message = u8;
    type Command = u8;
    type Observation = u8;

    fn initial_state(&self, _: Context<'_>) -> u8 {
        0
    }

    fn commands(&self, cx: Context<'_>, events: &u8, mut offer: impl FnMut(u8)) {
        if cx.process == ProcessId(0) && *events == 0 {
            offer(5);
        }
    }

    fn handle<E: Effects<u8, u8>>(
        &self,
        cx: Context<'_>,
        events: &mut u8,
        event: Event<u8, u8>,
        effects: &mut E,
    ) {
        *events += 1;
        let (number, shows) = match event {
            Event::Internal(number) => (Some(number), true),
            Event::Receive { message, .. } => (message.checked_sub(1), message == 2),
        };
        if shows {
            effects.observe(number.unwrap_or_default());
        }
        if let Some(number) = number {
            cx.outgoing().for_each(|channel| effects.send(channel, number));
        }
    }
}

const ALL: &str = "P! P>Q Q>P P>Q Q>P P>Q Q>P";

fn ring() -> System<Countdown> {
    System::new(Countdown, Topology::ring(2).unwrap())
}

fn listed(system: &System<Countdown>, text: &str) -> Queued<Countdown, Listed> {
    Queued::new(Listed::new(Schedule::parse(text, &system.topology).unwrap()))
}

fn sent(channel: u32, id: u64, body: u8) -> Effect<Envelope<u8, MessageId>, u8> {
    Effect::Send(ChannelId(channel), Envelope { id: MessageId(id), body })
}

#[test]
fn every_event_of_a_run_is_counted_once() {
    let system = ring();
    let mut simulation = Simulation::new(&system, listed(&system, ALL));
    assert_eq!((simulation.now(), simulation.steps(), simulation.events()), (0, 0, 0));
    let mut told = Vec::new();
    while simulation.step(&mut ()).unwrap() == Advance::Performed {
        told.push((simulation.now(), simulation.steps(), simulation.receipts(), simulation.events()));
    }
    let expected =
        [(1, 1, 0, 3), (2, 2, 1, 5), (3, 3, 2, 7), (4, 4, 3, 9), (5, 5, 4, 12), (6, 6, 5, 14), (7, 7, 6, 15)];
    assert_eq!(told, expected);
    assert_eq!(simulation.step(&mut ()), Ok(Advance::Over(End::Quiescent)));
    assert_eq!((simulation.steps(), simulation.events()), (7, 15));
    assert_eq!([0, 1].map(|process| *simulation.process(ProcessId(process))), [4, 3]);
}

#[test]
fn an_observer_sees_each_step_whole_and_a_schedule_is_the_run_again() {
    let system = ring();
    let mut simulation = Simulation::new(&system, listed(&system, ALL));
    let mut both: (Schedule, Trace<u8, u8, u8, u8>) = Default::default();
    while simulation.step(&mut &mut both).unwrap() == Advance::Performed {}
    let (schedule, trace) = both;
    assert_eq!(schedule.display(&system.topology), "P! (P>Q Q>P)*3");
    let begins = trace.events.iter().filter(|event| event.begins_step()).count();
    assert_eq!((trace.events.len(), begins), (15, 7));
    assert_eq!(trace.events[1].what, Happening::Observe(5));
    assert_eq!(
        trace.events[2].what,
        Happening::Send { channel: ChannelId(0), message: MessageId(0), body: 5 }
    );
    let last = trace.last_step();
    assert_eq!((last.len(), last[0].time, last[0].process), (1, 7, ProcessId(0)));
    let received =
        Happening::Receive { channel: ChannelId(1), message: MessageId(5), body: 0, state: 4, waited: 0 };
    assert_eq!(last[0].what, received);
    let mut trace = trace;
    trace.clear();
    assert!(trace.events.is_empty() && trace.last_step().is_empty());
}

/// What came of waiting, and how far the run is then.
fn waited<O: Observer<Countdown>>(observer: &mut O) -> Vec<String> {
    let system = ring();
    let mut simulation = Simulation::new(&system, listed(&system, ALL));
    // What is shown is a sign; then a message; then so many events; what is shown; a single step; the end.
    [(u64::MAX, 9), (u64::MAX, 3), (9, 9), (13, 9), (0, 9), (u64::MAX, 9), (u64::MAX, 9)]
        .map(|(events, sign)| {
            let waited = simulation.wait(events, |message| *message == sign, observer).unwrap();
            let (now, steps, receipts) = (simulation.now(), simulation.steps(), simulation.receipts());
            format!("{now} {steps} {receipts} {} {waited:?}", simulation.events())
        })
        .to_vec()
}

#[test]
fn waiting_ends_with_the_first_sign_whole_whether_anybody_looks_or_not() {
    let told = waited(&mut ());
    assert_eq!(told, waited(&mut Schedule::default()));
    let far: Vec<_> =
        told.iter().map(|line| line.split(['(', '{']).next().unwrap().trim().to_string()).collect();
    let expected = [
        "1 1 0 3 Sign",
        "3 3 2 7 Sign",
        "4 4 3 9 Paused",
        "5 5 4 12 Sign",
        "6 6 5 14 Paused",
        "7 7 6 15 Over",
        "7 7 6 15 Over",
    ];
    assert_eq!(far, expected);
}

#[test]
fn the_step_with_the_sign_is_told_with_the_state_before_it() {
    let system = ring();
    let mut simulation = Simulation::new(&system, listed(&system, ALL));
    let mut sign = |sign| match simulation.wait(u64::MAX, |message| *message == sign, &mut ()).unwrap() {
        Waited::Sign(first) => first,
        other => panic!("{other:?}"),
    };
    let First { step, before } = sign(9);
    assert_eq!((before, &step.cause, step.process), (0, &Cause::Internal(5), ProcessId(0)));
    assert_eq!(step.effects, [Effect::Observe(5), sent(0, 0, 5)]);
    let First { step, before } = sign(3);
    let cause = Cause::Receive { channel: ChannelId(1), message: Envelope { id: MessageId(1), body: 4 } };
    assert_eq!((before, step.cause, step.process, step.time), (1, cause, ProcessId(0), 3));
    assert_eq!(step.effects, [sent(0, 2, 3)]);
}

#[test]
fn an_action_that_is_not_enabled_is_an_error_with_its_place() {
    let system = ring();
    let action = Action::Deliver { channel: ChannelId(1), position: 0 };
    let error = StepError { number: 2, action };
    let mut simulation = Simulation::new(&system, listed(&system, "P! Q>P"));
    assert_eq!(simulation.step(&mut ()), Ok(Advance::Performed));
    assert_eq!(simulation.step(&mut ()), Err(error));
    for looks in [false, true] {
        let mut simulation = Simulation::new(&system, listed(&system, "P! Q>P"));
        simulation.step(&mut ()).unwrap();
        let waited = match looks {
            false => simulation.wait(u64::MAX, |_| false, &mut ()).map(drop),
            true => simulation.wait(u64::MAX, |_| false, &mut Schedule::default()).map(drop),
        };
        assert_eq!(waited, Err(error));
    }
}

#[test]
fn what_is_not_enabled_may_be_passed_over() {
    let system = ring();
    let schedule = Schedule::parse("Q>P P! Q>P P>Q", &system.topology).unwrap();
    let mut simulation = Simulation::new(&system, Queued::new(Listed::where_enabled(schedule)));
    let mut taken = Schedule::default();
    assert!(simulation.scheduler().has_more());
    while simulation.step(&mut taken).unwrap() == Advance::Performed {}
    assert_eq!(taken.display(&system.topology), "P! P>Q");
    assert!(!simulation.scheduler().has_more());
    assert_eq!(simulation.now(), 2);
}

#[test]
fn messages_of_the_state_in_which_a_run_begins_are_numbered_and_count_as_sent() {
    let system = ring();
    let mut state = system.initial_state::<()>();
    let message = |body| Envelope { id: (), body };
    state.processes = vec![8, 9];
    state.channels[0].push_back(message(7));
    state.channels[1].extend([message(6), message(1)]);
    let fifo = |text| Simulation::from_state(&system, listed(&system, text), state.clone());
    let timing = Timing::new(Delay::fixed(3), Delay::ZERO);
    let timed = Simulation::from_state(&system, Timed::new(&system.topology, &timing, 1), state.clone());
    let expected = [(0, 0, 7), (1, 1, 6), (1, 2, 1)];
    let in_flight = |told: &mut Vec<_>, channel: ChannelId, id: MessageId, body: u8| {
        told.push((channel.0, id.0, body));
    };
    let (mut queued, mut told, mut times) = (fifo("Q>P Q>P"), Vec::new(), Vec::new());
    queued.in_flight(|channel, id, body| in_flight(&mut told, channel, id, *body));
    timed.in_flight(|channel, id, body| in_flight(&mut times, channel, id, *body));
    assert_eq!((told, times), (expected.to_vec(), expected.to_vec()));
    assert_eq!((queued.events(), timed.events()), (3, 3));
    assert_eq!(queued.state(), timed.state());
    assert_eq!(queued.state().processes, [8, 9]);
    let mut trace = Trace::default();
    queued.step(&mut trace).unwrap();
    let new = Happening::Send { channel: ChannelId(0), message: MessageId(3), body: 5 };
    assert_eq!(trace.last_step()[1].what, new);
    assert_eq!(queued.state().channels[0].iter().map(|message| message.body).collect::<Vec<_>>(), [7, 5]);
    assert_eq!(queued.events(), 3 + 2);
}

/// Everything that happens in a run under the seeded scheduler.
fn trace(simulation: &mut Simulation<'_, Countdown, Timed<Countdown>>) -> Trace<u8, u8, u8, u8> {
    let mut trace = Trace::default();
    while simulation.step(&mut trace).unwrap() == Advance::Performed {}
    trace
}

#[test]
fn a_run_that_is_begun_anew_is_the_run_of_its_seed() {
    for order in [Order::Fifo, Order::Unordered] {
        let topology = crate::topology::Shape::Complete(3).build(order).unwrap();
        let system = System::new(Countdown, topology);
        let timing = Timing::new(Delay::uniform(1, 20).unwrap(), Delay::uniform(0, 9).unwrap());
        let begin = |seed| Simulation::new(&system, Timed::new(&system.topology, &timing, seed));
        let mut used = begin(9);
        for _ in 0..20 {
            used.step(&mut ()).unwrap();
        }
        for seed in [3, 4] {
            used.restart(seed);
            assert_eq!((used.now(), used.steps(), used.events()), (0, 0, 0));
            let again = trace(&mut used);
            assert_eq!(again, trace(&mut begin(seed)));
            assert_eq!(used.events(), again.events.len() as u64);
        }
        assert_ne!(trace(&mut begin(3)), trace(&mut begin(4)));
    }
}

#[test]
fn a_lent_scheduler_is_the_scheduler() {
    let system = ring();
    let mut walk = Queued::new(Uniform::new(1));
    let mut simulation = Simulation::new(&system, &mut walk);
    let mut schedule = Schedule::default();
    while simulation.step(&mut schedule).unwrap() == Advance::Performed {}
    assert_eq!(schedule.display(&system.topology), "P! (P>Q Q>P)*3");
    assert_eq!((simulation.events(), simulation.scheduler().has_more()), (15, false));
    assert_eq!((simulation.scheduler().refusals(), simulation.scheduler().waited()), (None, 0));
    let mut list = listed(&system, ALL);
    let mut simulation = Simulation::new(&system, &mut list);
    assert!(simulation.scheduler().has_more());
    assert!(matches!(simulation.wait(9, |_| false, &mut ()), Ok(Waited::Sign(_))));
    let mut left = 0;
    simulation.in_flight(|_, _, _| left += 1);
    assert_eq!(left, 1);
}
