//! The process that reads, seen from both sides.
//!
//! It writes the number of each input before it reads it, so that whoever started it knows at which one it died.

use std::io::{BufRead as _, BufReader};
use std::process::{ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fuzz::Fuzz;

/// What no input may take longer than.
const LONGEST: Duration = Duration::from_secs(10);
/// Every so many inputs the number is written, however fast they are read.
const NOTED: u64 = 64;

/// How the process ended.
pub(crate) enum Ended {
    /// It read all.
    Well,
    /// There was no more time.
    TimeOver {
        /// The next input.
        at: u64,
    },
    /// An input was too much for it.
    Badly {
        /// The input.
        at: u64,
        /// What happened.
        how: String,
    },
}

/// Reads inputs; writes the numbers of those that it comes to, and says which was bad.
pub(crate) fn read(seed: u64, first: u64, end: u64) -> ExitCode {
    let fuzz = Fuzz::new(seed);
    std::panic::set_hook(Box::new(|info| println!("panic {}", info.to_string().replace('\n', " "))));
    std::thread::spawn(|| watch(LONGEST));
    for number in first..end {
        AT.store(number, Ordering::Relaxed);
        if number % NOTED == 0 {
            println!("at {number}");
        }
        if fuzz.input(number).read().is_err() {
            println!("at {number}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The input that is being read.
static AT: AtomicU64 = AtomicU64::new(0);

/// Ends the process when one input takes too long.
fn watch(longest: Duration) {
    let (mut at, mut since) = (u64::MAX, Instant::now());
    loop {
        std::thread::sleep(Duration::from_millis(200));
        let now = AT.load(Ordering::Relaxed);
        if now != at {
            (at, since) = (now, Instant::now());
        } else if since.elapsed() > longest {
            println!("panic it takes longer than {} s\nat {at}", longest.as_secs());
            std::process::exit(1);
        }
    }
}

/// Starts such a process, and waits until it ends or the time is over.
pub(crate) fn run(seed: u64, first: u64, count: u64, memory: u64, time: Duration) -> Ended {
    let badly = |at, how: String| Ended::Badly { at, how };
    let begin = Instant::now();
    let (mut at, mut how) = (first, String::new());
    let mut command = match super::this(memory) {
        Ok(command) => command,
        Err(error) => return badly(at, error.to_string()),
    };
    command.args(["--worker", "--seed", &seed.to_string(), "--first", &first.to_string()]);
    command.args(["--inputs", &count.to_string()]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return badly(at, error.to_string()),
    };
    let told = child.stdout.take().map(BufReader::new);
    for line in told.into_iter().flat_map(|told| told.lines().map_while(Result::ok)) {
        match line.split_once(' ') {
            Some(("at", number)) => at = number.parse().unwrap_or(at),
            Some(("panic", what)) => how = what.to_string(),
            _ => {}
        }
        if begin.elapsed() > time {
            let _ = child.kill();
            let _ = child.wait();
            return Ended::TimeOver { at };
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ended::Well,
        Ok(_) if !how.is_empty() => badly(at, how),
        // It was ended by the system: one by one, to see at which input.
        Ok(status) if count > 1 => one_by_one(seed, at, memory, &status.to_string()),
        Ok(status) => badly(at, status.to_string()),
        Err(error) => badly(at, error.to_string()),
    }
}

/// Which of the next inputs ended the process.
fn one_by_one(seed: u64, first: u64, memory: u64, how: &str) -> Ended {
    for at in first..first + NOTED {
        if let Ended::Badly { at, how } = run(seed, at, 1, memory, Duration::MAX) {
            return Ended::Badly { at, how };
        }
    }
    Ended::Badly { at: first, how: format!("{how}, by none of {NOTED} inputs alone") }
}
