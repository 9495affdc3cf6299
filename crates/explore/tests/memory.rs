//! A search takes as much memory as it says: counted by the allocator, after each block.

use std::ops::ControlFlow;

use cap::Cap;
use sim_core::{Context, Effects, Event, Order, Protocol, Shape, System};
use sim_explore::{Options, Progress, Property, Reached, explore_with};

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

/// What a search says that it takes, and what it takes, in KiB, whenever it says how far it is.
fn told(shape: &str, numbers: u8, options: &Options) -> Vec<(u64, u64)> {
    let topology = shape.parse::<Shape>().expect("a shape").build(Order::Unordered).expect("it is small");
    let system = System::new(Numbers(numbers), topology);
    let mut told = Vec::with_capacity(1_000);
    let before = ALLOCATED.allocated();
    explore_with(&system, &Ends, options, |progress: Progress| {
        let takes = ALLOCATED.allocated() - before;
        told.push((progress.bytes >> 10, takes as u64 >> 10));
        ControlFlow::Continue(())
    });
    told
}

#[test]
fn a_search_takes_as_much_memory_as_it_says() {
    for (exact, reduce) in [(false, false), (false, true), (true, false), (true, true)] {
        for (shape, numbers) in [("ring:2", 4), ("ring:3", 2), ("star:4", 1)] {
            let told = told(shape, numbers, &Options { exact, reduce, ..Options::default() });
            assert!(told.last().is_some_and(|(says, _)| *says > 200), "there is something to be counted");
            for (says, takes) in told {
                // Besides what it counts, a search has a few rooms of its own.
                assert!(takes <= says * 9 / 8 + 24, "{shape} {exact} {reduce}: {says} KiB, and {takes}");
                assert!(says <= takes * 7 / 6 + 4, "{shape} {exact} {reduce}: {says} KiB, and {takes}");
            }
        }
    }
}
