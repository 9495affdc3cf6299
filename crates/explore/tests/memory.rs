//! A search takes as much memory as it says: counted by the allocator, after each block.

use std::ops::ControlFlow;

use cap::Cap;
use sim_core::{Context, Effects, Event, Order, ProcessId, Protocol, Shape, System, Topology};
use sim_explore::{Explorable, Options, Progress, Property, Reached, explore_with};

#[global_allocator]
static ALLOCATED: Cap<std::alloc::System> = Cap::new(std::alloc::System, usize::MAX);

/// Each process tells its neighbours numbers, as many as it has, in any order; what it is told it keeps, in order.
struct Numbers(u8);

impl Protocol for Numbers {
    type State = (u8, u64);
    type Message = u8;
    type Command = u8;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> (u8, u64) {
        (self.0, 0)
    }

    fn commands(&self, _: Context<'_>, (left, _): &(u8, u64), offer: impl FnMut(u8)) {
        (1..3).filter(|_| *left > 0).for_each(offer);
    }

    fn handle<E: Effects<u8, ()>>(
        &self,
        cx: Context<'_>,
        (left, told): &mut (u8, u64),
        event: Event<u8, u8>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message, .. } => *told = *told * 3 + u64::from(message),
            Event::Internal(number) => {
                *left -= 1;
                cx.outgoing().for_each(|channel| effects.send(channel, number));
            }
        }
    }
}

/// How many ends there are is all that is asked.
struct Ends;

impl Property<Numbers> for Ends {
    type Seen = ();
    type Outcome = ();
    type Violation = ();

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn judge(&self, _: &Reached<'_, Numbers, ()>) -> Result<(), ()> {
        Ok(())
    }
}

/// One process with very many states, in each of which it may do several things.
struct Walk;

impl Protocol for Walk {
    type State = u32;
    type Message = ();
    type Command = u32;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> u32 {
        0
    }

    fn commands(&self, _: Context<'_>, _: &u32, offer: impl FnMut(u32)) {
        (0..8).for_each(offer);
    }

    fn handle<E: Effects<(), ()>>(&self, _: Context<'_>, at: &mut u32, event: Event<(), u32>, _: &mut E) {
        if let Event::Internal(turn) = event {
            *at = (*at * 8 + turn + 1) % 3_000;
        }
    }
}

impl Property<Walk> for Ends {
    type Seen = ();
    type Outcome = ();
    type Violation = ();

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn judge(&self, _: &Reached<'_, Walk, ()>) -> Result<(), ()> {
        Ok(())
    }
}

/// One process sends many messages at once, and the other takes them in any order.
struct Many;

const MANY: u32 = 11;

impl Protocol for Many {
    /// Which messages it has sent, or taken.
    type State = u32;
    type Message = u32;
    type Command = ();
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> u32 {
        0
    }

    fn commands(&self, cx: Context<'_>, had: &u32, offer: impl FnMut(())) {
        (cx.process == ProcessId(0) && *had == 0).then_some(()).into_iter().for_each(offer);
    }

    fn handle<E: Effects<u32, ()>>(
        &self,
        cx: Context<'_>,
        had: &mut u32,
        event: Event<u32, ()>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message, .. } => *had |= 1 << message,
            Event::Internal(()) => {
                *had = 1;
                let channel = cx.outgoing().next().expect("a ring");
                (0..MANY).for_each(|message| effects.send(channel, message));
            }
        }
    }
}

impl Property<Many> for Ends {
    type Seen = ();
    type Outcome = ();
    type Violation = ();

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn judge(&self, _: &Reached<'_, Many, ()>) -> Result<(), ()> {
        Ok(())
    }
}

/// What a search says that it takes, and what it takes, in KiB, whenever it says how far it is.
fn told<P>(system: &System<P>, options: &Options) -> Vec<(u64, u64)>
where
    P: Explorable,
    Ends: Property<P>,
{
    let mut told = Vec::with_capacity(1_000);
    let before = ALLOCATED.allocated();
    explore_with(system, &Ends, options, |progress: Progress| {
        let takes = ALLOCATED.allocated() - before;
        told.push((progress.bytes >> 10, takes as u64 >> 10));
        ControlFlow::Continue(())
    });
    told
}

/// Holds what it says against what it takes.
fn compare<P>(system: &System<P>, options: &Options)
where
    P: Explorable,
    Ends: Property<P>,
{
    let told = told(system, options);
    assert!(told.last().is_some_and(|(says, _)| *says > 200), "there is something to be counted");
    for (says, takes) in told {
        // A quarter more is what its options speak of; besides what it counts, it has a few rooms of its own.
        assert!(takes <= says * 5 / 4 + 16, "{options:?}: {says} KiB, and {takes}");
        assert!(says <= takes * 7 / 6 + 4, "{options:?}: {says} KiB, and {takes}");
    }
}

#[test]
fn a_search_takes_as_much_memory_as_it_says() {
    for (exact, reduce) in [(false, false), (false, true), (true, false), (true, true)] {
        let options = Options { exact, reduce, ..Options::default() };
        for (shape, numbers) in [("ring:2", 4), ("ring:3", 2), ("star:4", 1)] {
            let topology = shape.parse::<Shape>().expect("a shape").build(Order::Unordered);
            compare(&System::new(Numbers(numbers), topology.expect("it is small")), &options);
        }
        let ring = Topology::ring(2).expect("two make a ring").with_order(Order::Unordered);
        let many = System::new(Many, ring);
        compare(&many, &options);
        let alone = Topology::new(vec!["p".into()], Vec::new()).expect("one process");
        let alone = System::new(Walk, alone);
        compare(&alone, &options);
    }
}
