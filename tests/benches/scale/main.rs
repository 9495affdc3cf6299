//! What many processes cost in memory: a ring in which every tenth process has a token.
//!
//! It is what the operating system says of this process. What they cost in time, `command` measures.
#![expect(clippy::print_stdout, reason = "the table is for people")]

use std::hint::black_box;

use sim_core::{Delay, Order, ProcessId, Shape, Simulation, System, Timed, Timing, Topology};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::{Forwarding, Initiation, Superposed, TokenRing};

type Ring = Superposed<TokenRing, ChandyLamport>;

fn main() {
    // Under `cargo test` a benchmark is only to be seen working.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        deliver(&mut simulation(&system(1_000)), 10_000);
        return;
    }
    print_memory();
}

/// A ring of so many processes, a tenth of them with a token, and the algorithm waiting for a count never reached.
fn system(processes: u32) -> System<Ring> {
    let topology = shape(Shape::Ring(u64::from(processes)));
    let underlying = TokenRing { tokens: processes / 10, ..TokenRing::new(Forwarding::Atomic) };
    let initiation = Initiation::triggered(ProcessId(0), u64::MAX);
    System::new(Superposed::new(underlying, ChandyLamport, initiation), topology)
}

fn shape(shape: Shape) -> Topology {
    shape.build(Order::Fifo).expect("there is such a graph")
}

fn simulation(system: &System<Ring>) -> Simulation<'_, Ring, Timed<Ring>> {
    let delay = Delay::uniform(1, 10).expect("the range is not empty");
    let timing = Timing::new(delay, Delay::ZERO);
    Simulation::new(system, Timed::new(&system.topology, &timing, 7))
}

fn deliver(simulation: &mut Simulation<'_, Ring, Timed<Ring>>, deliveries: u32) {
    // A delivery is two events: the receipt and what it sends.
    let events = simulation.events() + 2 * u64::from(deliveries);
    simulation.wait(events, |_| false, &mut ()).expect("virtual time follows no list");
    black_box(simulation.now());
}

fn print_memory() {
    const PROCESSES: u32 = 1_000_000;
    let start = resident();
    let system = system(PROCESSES);
    let built = resident();
    let mut simulation = simulation(&system);
    let ready = resident();
    deliver(&mut simulation, 2 * PROCESSES);
    let used = resident();
    let complete = shape(Shape::Complete(2_000));
    let dense = resident();
    let row = |what: &str, from: Option<usize>, to: Option<usize>, of: usize| match (from, to) {
        (Some(from), Some(to)) => println!("| {what} | {} |", to.saturating_sub(from) / of),
        _ => println!("| {what} | – |"),
    };
    println!("| memory | bytes |");
    println!("|---|---|");
    row("topology, a channel (complete:2000)", used, dense, complete.channels().len());
    row("topology, a process and its channel (ring:1000000)", start, built, PROCESSES as usize);
    row("simulation, a process and its channel, at first", built, ready, PROCESSES as usize);
    row("simulation, a process and its channel, all in use", built, used, PROCESSES as usize);
}

/// How many bytes of this process are in memory, where the operating system says so.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    pages.split_whitespace().nth(1)?.parse::<usize>().ok().map(|pages| pages * 4096)
}
