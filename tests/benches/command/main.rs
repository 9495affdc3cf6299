//! The command beside [`limit`], the same work written by hand: whole processes, their CPU time, in turns.
//!
//! What a user types is what is measured, with all that is around the engine. The ratio is the median of the rounds' ratios, which a
//! busy or throttled machine moves less than any time. This program runs itself as LIMIT.
#![expect(clippy::print_stdout, reason = "the table is for people")]
#![expect(clippy::float_arithmetic, reason = "times and ratios are measurements, not part of any run")]

mod limit;

use std::process::{Command, Stdio};

use wait4::Wait4;

/// How often a command and LIMIT take turns.
const ROUNDS: usize = 11;
/// How many deliveries of LIMIT's, and of the command's.
const DELIVERIES: u64 = 10_000_000;
/// How many seeds.
const SEEDS: u64 = 200_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["limit", "ring2", number] => limit::ring2(number.parse().expect("a number of deliveries")),
        ["limit", "sweep", number] => limit::sweep(number.parse().expect("a number of seeds")),
        // Under `cargo test` a benchmark is only to be seen working.
        options if options.contains(&"--test") || options.contains(&"--list") => {
            used(&mut limit("ring2", 1_000));
            used(&mut limit("sweep", 10));
            used(&mut sim("--seed 7 --trigger 101 -q"));
        }
        _ => print_tables(),
    }
}

fn print_tables() {
    println!("| work | ratio to LIMIT | must | goal | best peer |");
    println!("|---|---|---|---|---|");
    let ring2 = format!("--seed 7 --trigger {} --max-events 100000000 -q --delay 1..=10", DELIVERIES / 2);
    let ratio = ratio(|| cpu(&mut limit("ring2", DELIVERIES)), || cpu(&mut sim(&ring2)));
    println!("| ring2, a delivery | {ratio:.2} | 1.6 | 1.3 | desim 2.4 |");
    let sweep = format!("check --seeds 0..{SEEDS} --jobs 1 -q --delay 1..=10");
    let ratio = self::ratio(|| cpu(&mut limit("sweep", SEEDS)), || cpu(&mut sim(&sweep)));
    println!("| sweep to 101 with all verdicts, a run | {ratio:.2} | 2.1 | 1.5 | simcore 6.6 |");
    for (processes, must, goal) in [(100_000_u64, "9.8", "7.6"), (1_000_000, "20", "14.7")] {
        let ratio = self::ratio(|| cpu(&mut limit("ring2", DELIVERIES)), || ring(processes));
        println!(
            "| ring of {processes} with a tenth of tokens, a delivery | {ratio:.1} | {must} | {goal} | |"
        );
    }
    println!();
    println!("| work | seconds | MiB |");
    println!("|---|---|---|");
    let bank = "--program bank --topology ring:1000000 --initiators p0 -q";
    let Used { seconds, mebibytes } = used(&mut sim(bank));
    println!("| `sim {bank}` | {seconds:.1} | {mebibytes:.0} |");
}

/// The CPU time of as many deliveries in a ring with a tenth of tokens as LIMIT has: a long run less a short one.
fn ring(processes: u64) -> f64 {
    let run = |deliveries: u64| {
        let events = 2 * deliveries;
        let tokens = processes / 10;
        let options = "--seed 7 --trigger 1000000000 -q --delay 1..=10";
        cpu(&mut sim(&format!(
            "--topology ring:{processes} --param tokens={tokens} --max-events {events} {options}"
        )))
    };
    // Until every token has been round ten processes, some channel is used for the first time.
    run(2 * processes + DELIVERIES) - run(2 * processes)
}

fn ratio(mut limit: impl FnMut() -> f64, mut sim: impl FnMut() -> f64) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let limit = limit();
            sim() / limit
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ROUNDS / 2]
}

fn limit(work: &str, number: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.args(["limit", work, &number.to_string()]);
    command
}

fn sim(options: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sim"));
    command.args(options.split(' '));
    command
}

/// What a process took, user and system together.
struct Used {
    seconds: f64,
    mebibytes: f64,
}

fn cpu(command: &mut Command) -> f64 {
    used(command).seconds
}

/// Runs a command to its end. Whether there was a verdict does not matter here.
fn used(command: &mut Command) -> Used {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let used = command.spawn().and_then(|mut child| child.wait4()).expect("the program can be started");
    assert!(matches!(used.status.code(), Some(0 | 3)), "{command:?}: {}", used.status);
    let seconds = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Used { seconds, mebibytes: used.rusage.maxrss as f64 / f64::from(1 << 20) }
}
