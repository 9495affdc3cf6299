//! What many processes cost, in time and in memory: a ring in which every tenth process has a token.
//!
//! Deliveries take turns with [`limit`]'s on two processes, and of each the fastest turn counts: whoever shares the machine
//! takes a part of its cache as well, and can only make a turn slower. Memory is what the operating system says of this
//! process, so it is measured first, while the heap is fresh.
#![expect(clippy::print_stdout, reason = "the tables are for people")]
#![expect(clippy::float_arithmetic, reason = "times and ratios are measurements, not part of any run")]

#[path = "../engine/limit.rs"]
mod limit;

use std::hint::black_box;
use std::time::Instant;

use limit::Limit;
use sim_core::{Delay, Order, ProcessId, Shape, Simulation, System, Timed, Timing, Topology};
use snapshot::{ChandyLamport, Forwarding, Initiation, Superposed, TokenRing};

/// How many deliveries one turn has.
const DELIVERIES: u32 = 1_000_000;
/// How often the limit and the engine take turns.
const ROUNDS: usize = 9;
/// How many processes, and how many times LIMIT's delivery one of theirs may take.
const TARGETS: [(u32, Option<f64>); 4] =
    [(1_000, None), (10_000, None), (100_000, Some(46.0 / 4.7)), (1_000_000, Some(120.0 / 4.7))];

type Ring = Superposed<TokenRing, ChandyLamport>;

fn main() {
    // Under `cargo test` a benchmark is only to be seen working.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        deliver(&mut simulation(&system(1_000)), 10_000);
        return;
    }
    print_memory();
    println!();
    print_times();
}

/// A ring of so many processes, a tenth of them with a token, and the algorithm waiting for a count never reached.
fn system(processes: u32) -> System<Ring> {
    let topology = shape(Shape::Ring(u64::from(processes)));
    let underlying = TokenRing { tokens: processes / 10, ..TokenRing::new(Forwarding::Atomic) };
    let initiation = Initiation::triggered(ProcessId(0), u64::MAX);
    System::new(Superposed { underlying, algorithm: ChandyLamport, initiation }, topology)
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
    for _ in 0..deliveries {
        simulation.step(&mut ()).expect("virtual time follows no list");
    }
    black_box(simulation.now());
}

fn print_times() {
    println!("| ring of | LIMIT (ring of 2), ns a delivery | sim, ns a delivery | ratio | target |");
    println!("|---|---|---|---|---|");
    for (processes, target) in TARGETS {
        let (limit, sim) = compare(processes);
        let ratio = sim / limit;
        let target = target.map_or("–".to_string(), |target| format!("{target:.1}"));
        println!("| {processes} | {limit:.1} | {sim:.1} | {ratio:.1} | {target} |");
    }
}

/// Nanoseconds a delivery of the limit and of the ring: the least of the rounds.
fn compare(processes: u32) -> (f64, f64) {
    let system = system(processes);
    let (mut limit, mut simulation) = (Limit::new(), simulation(&system));
    // Until every token has been round ten processes, some channel is used for the first time.
    deliver(&mut simulation, 2 * processes);
    let turn = |_| {
        let limit = nanoseconds(|| {
            black_box(limit.run(7, u64::MAX, u64::from(DELIVERIES)));
        });
        (limit, nanoseconds(|| deliver(&mut simulation, DELIVERIES)))
    };
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(turn).collect();
    let least = |times: fn(&(f64, f64)) -> f64| rounds.iter().map(times).fold(f64::INFINITY, f64::min);
    (least(|(limit, _)| *limit), least(|(_, sim)| *sim))
}

fn nanoseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9 / f64::from(DELIVERIES)
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
