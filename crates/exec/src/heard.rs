//! What a child says on standard error: passed on as it comes, and the end of it kept for whoever tells of a fault.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::ChildStderr;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How many lines are kept.
const LINES: usize = 32;
/// How many bytes of a line are told.
const LONGEST: u64 = 1000;
/// How many lines of a child are passed on: one that says more has no reader.
const PASSED_ON: usize = 10_000;

/// Who is told what a child says.
pub type Say = Arc<dyn Fn(&str) + Send + Sync>;

/// The last lines that a child said.
#[derive(Debug)]
pub(crate) struct Heard {
    last: Arc<Mutex<VecDeque<String>>>,
    /// Closed when there will be no more.
    over: Receiver<()>,
}

impl Heard {
    /// Listens to a child in a thread of its own.
    pub(crate) fn listen(stderr: ChildStderr, say: Say) -> Self {
        let last = Arc::new(Mutex::new(VecDeque::new()));
        let (until, over) = channel();
        let kept = Arc::clone(&last);
        thread::spawn(move || {
            listen(BufReader::new(stderr), &kept, &*say);
            drop(until);
        });
        Self { last, over }
    }

    /// The last lines of a child that was ended.
    pub(crate) fn last(&self) -> Vec<String> {
        /// What it started and left behind may hold the pipe open.
        const PATIENCE: Duration = Duration::from_millis(200);
        // Either there is no more, or nobody waits for it.
        let _ = self.over.recv_timeout(PATIENCE);
        self.last.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

fn listen(mut stderr: BufReader<ChildStderr>, kept: &Mutex<VecDeque<String>>, say: &dyn Fn(&str)) {
    let mut passed_on = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line without an end is told in pieces.
        match (&mut stderr).take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_string();
        passed_on += 1;
        match passed_on {
            ..=PASSED_ON => say(&text),
            _ if passed_on == PASSED_ON + 1 => say("(what it says from here on is not passed on)"),
            _ => {}
        }
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == LINES {
            kept.pop_front();
        }
        kept.push_back(text);
    }
}
