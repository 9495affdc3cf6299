//! The explorer beside a packed search written by hand.
#![expect(clippy::print_stdout, reason = "the table is for people")]
#![expect(clippy::float_arithmetic, reason = "times and ratios are measurements, not part of any run")]

mod bank;
mod limit;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::time::Instant;

use bank::*;
use sim_core::explore::*;
use sim_core::*;

fn complete(n: u32) -> Topology {
    let names = (0..n).map(|p| format!("p{p}")).collect();
    let channels = (0..n).flat_map(|p| {
        (0..n).filter(move |q| *q != p).map(move |q| Channel {
            source: ProcessId(p),
            target: ProcessId(q),
            order: Order::Fifo,
        })
    });
    Topology::new(names, channels.collect()).unwrap()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let get = |i: usize, d: u32| args.get(i).and_then(|a| a.parse().ok()).unwrap_or(d);
    let (n, balance, transfers, jobs, reduce, exact) =
        (get(1, 3), get(2, 2), get(3, 2), get(4, 1), get(5, 0), get(6, 0));
    let system = System::new(AtAnyTime::new(Bank { balance, transfers }, &[ProcessId(0)]), complete(n));
    let options = Options {
        jobs: NonZeroUsize::new(jobs as usize).unwrap(),
        reduce: reduce == 1,
        exact: exact == 1,
        max_bytes: 8 << 30,
        ..Options::default()
    };
    for _ in 0..if get(7, 0) == 1 { 3 } else { 0 } {
        let start = Instant::now();
        let c = limit::search(u64::from(balance), u64::from(transfers));
        let t = start.elapsed().as_secs_f64();
        println!("LIMIT {c:?} {t:.3} {:.2} M/s", c.states as f64 / t / 1e6);
    }
    let start = Instant::now();
    let mut most = 0;
    let report = explore_with(&system, &RecordedStates, &options, |p| {
        most = most.max(p.bytes);
        ControlFlow::Continue(())
    });
    let t = start.elapsed().as_secs_f64();
    println!(
        "{} states {} steps depth {} ends {} outcomes {} violations {} {:?} {:.3}s {:.2} M/s {} MiB = {} B/state",
        report.states,
        report.steps,
        report.depth,
        report.ends,
        report.outcomes.len(),
        report.violations.len(),
        report.ending,
        t,
        report.states as f64 / t / 1e6,
        most >> 20,
        most / report.states
    );
}
