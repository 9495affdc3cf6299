//! The engine beside [`limit`], the same work written by hand, in one process.
//!
//! Criterion measures each by itself; the table at the end is what counts: rounds in which the two take turns, and the
//! median of the rounds' ratios, which a busy or throttled machine moves less than any time. `ring2` is a delivery on
//! the ring of P and Q with nobody watching. A sweep is, for each seed, a run to 101 receipts at P, the snapshot, and
//! the verdict of all oracles, where the limit judges nothing.
#![expect(clippy::print_stdout, reason = "the table is for people")]
#![expect(clippy::float_arithmetic, reason = "times and ratios are measurements, not part of any run")]

mod limit;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use limit::Limit;
use sim_core::{Delay, ProcessId, Simulation, System, Timed, Timing, Topology};
use snapshot::{
    ChandyLamport, Experiment, Forwarding, Initiation, Overall, Setup, SnapshotId, Superposed, TokenRing,
    Wanted, overall,
};

/// How many deliveries of `ring2` are one measurement.
const DELIVERIES: u32 = 500_000;
/// How many seeds of a sweep are one measurement.
const SEEDS: u32 = 2_000;
/// How often the limit and the engine take turns.
const ROUNDS: usize = 51;
/// P's count at which the snapshot is initiated, as in the exercise.
const TRIGGER: u64 = 101;

type Exercise = Superposed<TokenRing, ChandyLamport>;

fn main() {
    let (ring2, sweep) = (Bench::new(u64::MAX), Bench::new(TRIGGER));
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    sweep.assert_same_work();
    ring2.measure_deliveries(&mut criterion);
    sweep.measure_sweeps(&mut criterion);
    criterion.final_summary();
    // Under `cargo test` a benchmark is only to be seen working.
    if !std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        print_table(&ring2.compare_deliveries(), &sweep.compare_sweeps());
    }
}

/// The exercise's systems, with and without the algorithm.
struct Bench {
    underlying: System<TokenRing>,
    superposed: System<Exercise>,
    timing: Timing,
}

impl Bench {
    fn new(trigger: u64) -> Self {
        let topology = Arc::new(Topology::ring(2).expect("two processes are a ring"));
        let delay = Delay::uniform(1, 10).expect("the range is not empty");
        let underlying = TokenRing::new(Forwarding::Atomic);
        let initiation = Initiation::triggered(ProcessId(0), trigger);
        let superposed = Superposed { underlying, algorithm: ChandyLamport, initiation };
        Self {
            underlying: System::new(underlying, Arc::clone(&topology)),
            superposed: System::new(superposed, topology),
            timing: Timing::new(delay, Delay::ZERO),
        }
    }

    fn simulation(&self) -> Simulation<'_, Exercise, Timed<Exercise>> {
        Simulation::new(&self.superposed, Timed::new(&self.superposed.topology, &self.timing, 0))
    }

    fn experiment(&self) -> Experiment<'_, TokenRing, Exercise, Timed<Exercise>> {
        let setup = Setup {
            underlying: &self.underlying,
            superposed: &self.superposed,
            snapshots: 1,
            max_events: 1_000_000,
        };
        setup.timed(&self.timing, 0).forgetting()
    }

    /// A ratio means nothing unless both run the same runs: the same draws, the same recorded states, the same end.
    fn assert_same_work(&self) {
        let (mut limit, mut experiment) = (Limit::new(), self.experiment());
        for seed in 0..200 {
            let recorded = limit.run(seed, TRIGGER, u64::MAX);
            experiment.restart(seed);
            experiment.run(&mut ()).expect("virtual time follows no list");
            let states =
                experiment.recorded(SnapshotId(1)).processes.iter().map(|record| record.first.as_ref());
            let states = states.map(|first| first.expect("the snapshot is complete").state.receipts);
            let messages =
                experiment.recorded(SnapshotId(1)).channels.iter().map(|record| record.messages.len() as u64);
            assert!(states.eq(recorded.states), "seed {seed}");
            assert!(messages.eq(recorded.in_channel), "seed {seed}");
            assert_eq!(experiment.now(), recorded.end, "seed {seed}");
        }
    }

    fn measure_deliveries(&self, criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("ring2");
        group.throughput(Throughput::Elements(u64::from(DELIVERIES)));
        let (mut limit, mut simulation) = (Limit::new(), self.simulation());
        group.bench_function("limit", |bencher| bencher.iter(|| limit_delivers(&mut limit)));
        group.bench_function("sim", |bencher| bencher.iter(|| sim_delivers(&mut simulation)));
    }

    fn measure_sweeps(&self, criterion: &mut Criterion) {
        let mut group = criterion.benchmark_group("sweep");
        group.throughput(Throughput::Elements(u64::from(SEEDS)));
        let (mut limit, mut experiment) = (Limit::new(), self.experiment());
        group.bench_function("limit", |bencher| bencher.iter(|| limit_sweeps(&mut limit)));
        group.bench_function("sim", |bencher| bencher.iter(|| sim_sweeps(&mut experiment)));
    }

    fn compare_deliveries(&self) -> Comparison {
        let (mut limit, mut simulation) = (Limit::new(), self.simulation());
        Comparison::of(|| limit_delivers(&mut limit), || sim_delivers(&mut simulation))
    }

    fn compare_sweeps(&self) -> Comparison {
        let (mut limit, mut experiment) = (Limit::new(), self.experiment());
        Comparison::of(|| limit_sweeps(&mut limit), || sim_sweeps(&mut experiment))
    }
}

fn limit_delivers(limit: &mut Limit) {
    black_box(limit.run(7, u64::MAX, u64::from(DELIVERIES)));
}

fn sim_delivers(simulation: &mut Simulation<'_, Exercise, Timed<Exercise>>) {
    simulation.restart(7);
    // A delivery is two events: the receipt and what it sends.
    let events = 2 * u64::from(DELIVERIES);
    simulation.wait(events, |_| false, &mut ()).expect("virtual time follows no list");
    black_box(simulation.now());
}

fn limit_sweeps(limit: &mut Limit) {
    for seed in 0..u64::from(SEEDS) {
        black_box(limit.run(seed, TRIGGER, u64::MAX));
    }
}

fn sim_sweeps(experiment: &mut Experiment<'_, TokenRing, Exercise, Timed<Exercise>>) {
    for seed in 0..u64::from(SEEDS) {
        experiment.restart(seed);
        experiment.run(&mut ()).expect("virtual time follows no list");
        let judged = experiment.judge_each(Wanted::ALWAYS, |judged| {
            assert_eq!(overall(judged.checks), Overall::Holds, "seed {seed}: {:?}", judged.checks);
            Ok(())
        });
        judged.expect("it is wanted");
    }
}

/// Medians over the rounds; times in seconds for one measurement.
struct Comparison {
    limit: f64,
    sim: f64,
    ratio: f64,
}

impl Comparison {
    fn of(mut limit: impl FnMut(), mut sim: impl FnMut()) -> Self {
        let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (seconds(&mut limit), seconds(&mut sim))).collect();
        Self {
            limit: median(rounds.iter().map(|(limit, _)| *limit)),
            sim: median(rounds.iter().map(|(_, sim)| *sim)),
            ratio: median(rounds.iter().map(|(limit, sim)| sim / limit)),
        }
    }
}

fn seconds(work: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print_table(ring2: &Comparison, sweep: &Comparison) {
    let nanoseconds = |seconds: f64| seconds / f64::from(DELIVERIES) * 1e9;
    let runs = |seconds: f64| f64::from(SEEDS) / seconds;
    println!("| work | LIMIT | sim | ratio | target |");
    println!("|---|---|---|---|---|");
    println!(
        "| ring2, ns a delivery | {:.1} | {:.1} | {:.2} | 1.3 |",
        nanoseconds(ring2.limit),
        nanoseconds(ring2.sim),
        ring2.ratio
    );
    println!(
        "| sweep to 101 with all verdicts, runs/s | {:.0} | {:.0} | {:.2} | 1.5 |",
        runs(sweep.limit),
        runs(sweep.sim),
        sweep.ratio
    );
}
