//! The explorer beside [`limit`], the same search written by hand for one model, in one process.
//!
//! Three processes move money while one of them takes a snapshot at any moment; both searches must count the same states,
//! steps and ends. They take turns, and what counts is the median of the rounds' ratios, which a busy machine moves less
//! than any time. Then the same with a second thread, with whole states, and reduced; last four processes, reduced: some
//! 58 million states if it were not.
#![expect(clippy::print_stdout, reason = "the table is for people")]
#![expect(clippy::float_arithmetic, reason = "times and ratios are measurements, not part of any run")]

mod limit;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::time::Instant;

use explore::{Options, Property, Reached, Report, explore_with};
use limit::Counts;
use sim_core::{Context, Order, ProcessId, Shape, System};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::exploration::{Outcome, Snapshots, WrongOf};
use snapshot::oracle::Law;
use snapshot::{Account, Bank, Initiation, Initiators, Recorded, Superposed, Transfer};

/// How often the searches take turns.
const ROUNDS: usize = 5;

type Explored = Report<Outcome<Bank>, WrongOf<Bank>>;

fn main() {
    // Under `cargo test` a benchmark is only to be seen working.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        assert_same_work(1, 1);
        return;
    }
    assert_same_work(2, 2);
    compare();
    four_processes();
}

/// A bank, alone and with one process that takes a snapshot at any moment.
struct Model {
    alone: System<Bank>,
    superposed: System<Superposed<Bank, ChandyLamport>>,
}

fn bank(processes: u64, balance: u64, transfers: u32) -> Model {
    let topology = Shape::Complete(processes).build(Order::Fifo).expect("it is small");
    let underlying = Bank::alike(balance, transfers);
    let initiators = Initiators::these(&[ProcessId(0)]);
    let initiation = Initiation { snapshots: 1, initiators, trigger: None };
    let superposed = Superposed::new(underlying.clone(), ChandyLamport, initiation);
    Model { alone: System::new(underlying, topology.clone()), superposed: System::new(superposed, topology) }
}

/// The report, and the most bytes that the search took. What an end comes to is told of each, by all oracles of one of each outcome.
fn explored(model: &Model, options: Options) -> (Explored, u64) {
    let (options, mut most) = (Options { max_bytes: 4 << 30, ..options }, 0);
    let property = Snapshots::of(&model.alone, &model.superposed, 1).by_law(Some(Law::MARKERS));
    let report = explore_with(&model.superposed, &property, &options, |progress| {
        most = most.max(progress.bytes);
        ControlFlow::Continue(())
    });
    assert!(report.complete() && report.violations.is_empty());
    (report, most)
}

/// The same property with ends that nobody judges: what the search alone takes, as LIMIT judges nothing.
struct Unjudged<'a>(Snapshots<'a, Bank, Superposed<Bank, ChandyLamport>>);

impl<'a> Property<Superposed<Bank, ChandyLamport>> for Unjudged<'a> {
    type Seen = <Snapshots<'a, Bank, Superposed<Bank, ChandyLamport>> as Property<
        Superposed<Bank, ChandyLamport>,
    >>::Seen;
    type Outcome = ();
    type Violation = ();

    fn observe(&self, cx: Context<'_>, seen: &mut Self::Seen, observation: &Recorded<Account, Transfer>) {
        self.0.observe(cx, seen, observation);
    }

    fn ends(&self, reached: &Reached<'_, Superposed<Bank, ChandyLamport>, Self::Seen>) -> bool {
        self.0.ends(reached)
    }

    fn judge(&self, _: &Reached<'_, Superposed<Bank, ChandyLamport>, Self::Seen>) -> Result<(), ()> {
        Ok(())
    }
}

/// How many states the search finds when no end is judged.
fn unjudged(model: &Model) -> u64 {
    let property = Unjudged(Snapshots::of(&model.alone, &model.superposed, 1).by_law(Some(Law::MARKERS)));
    let options = Options { max_bytes: 4 << 30, ..Options::default() };
    explore_with(&model.superposed, &property, &options, |_| ControlFlow::Continue(())).states
}

/// A ratio means nothing unless both search the same.
fn assert_same_work(balance: u64, transfers: u32) {
    let (report, _) = explored(&bank(3, balance, transfers), Options::default());
    let counts = Counts { states: report.states, steps: report.steps, ends: report.ends };
    assert_eq!(counts, limit::search(balance, transfers.into()));
}

fn compare() {
    let system = bank(3, 2, 2);
    let two = NonZeroUsize::new(2).expect("two are more than none");
    let ways = [
        ("one thread", Options::default()),
        ("two threads", Options { jobs: two, ..Options::default() }),
        ("whole states", Options { exact: true, ..Options::default() }),
        ("reduced", Options { reduce: true, ..Options::default() }),
    ];
    let round = |_| {
        let limit = seconds(|| _ = black_box(limit::search(2, 2)));
        let alone = seconds(|| _ = black_box(unjudged(&system)));
        (limit, alone, ways.map(|(_, options)| seconds(|| _ = black_box(explored(&system, options)))))
    };
    let rounds: Vec<_> = (0..ROUNDS).map(round).collect();
    let states = limit::search(2, 2).states;
    println!(
        "| Bank, complete:3, balance 2, 2 transfers | states | s | M states/s | × LIMIT's time | B a state |"
    );
    println!("|---|---|---|---|---|---|");
    let limit = median(rounds.iter().map(|(limit, ..)| *limit));
    let alone = median(rounds.iter().map(|(_, alone, _)| *alone));
    let alone_ratio = median(rounds.iter().map(|(limit, alone, _)| alone / limit));
    println!("| LIMIT | {states} | {limit:.2} | {:.2} | 1 | |", rate(states, limit));
    println!(
        "| one thread, ends not judged | {states} | {alone:.2} | {:.2} | {alone_ratio:.2} | |",
        rate(states, alone)
    );
    for (nth, (way, options)) in ways.into_iter().enumerate() {
        let (report, bytes) = explored(&system, options);
        let time = median(rounds.iter().map(|(_, _, ways)| ways[nth]));
        let ratio = median(rounds.iter().map(|(limit, _, ways)| ways[nth] / limit));
        let (states, each) = (report.states, bytes / report.states);
        println!("| {way} | {states} | {time:.2} | {:.2} | {ratio:.2} | {each} |", rate(states, time));
    }
    let gain = median(rounds.iter().map(|(_, _, ways)| ways[0] / ways[1]));
    println!("\nTwo threads: {gain:.2} × one.\n");
}

fn four_processes() {
    let system = bank(4, 1, 1);
    let start = Instant::now();
    let (report, bytes) = explored(&system, Options { reduce: true, ..Options::default() });
    let time = start.elapsed().as_secs_f64();
    let Report { states, steps, .. } = report;
    println!(
        "complete:4, balance 1, 1 transfer, reduced: {states} states, {steps} steps, {} recorded, {time:.1} s, {} MiB",
        report.outcomes.len(),
        bytes >> 20
    );
}

fn rate(states: u64, seconds: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "two digits are printed")]
    let states = states as f64;
    states / seconds / 1e6
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
