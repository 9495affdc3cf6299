//! Saved runs to draw. `fixtures/README.md` says how each was made.

use std::path::{Path, PathBuf};

use sim_draw::Axis;
use sim_draw::export::{Format, Options};
use trace::model::{Amounts, Event, Held, State, What};
use trace::{Saved, read};

/// Every saved run whose events are all of markers and of a computation that takes part in each step; `causal` is another.
pub(crate) const FIXTURES: [&str; 8] =
    ["exercise", "held", "inconsistent", "lost", "overlap", "regions", "hostile", "twelve"];

/// A file beside the tests.
#[must_use]
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A saved run.
#[must_use]
pub(crate) fn fixture(name: &str) -> Saved {
    let text = std::fs::read_to_string(path(&format!("fixtures/{name}.json"))).unwrap();
    read(&text).unwrap()
}

/// A run in a format.
#[must_use]
pub(crate) fn written(run: &Saved, format: Format, window: &str, axis: Axis) -> String {
    let options = Options { extent: window.parse().unwrap(), axis, ..Options::default() };
    sim_draw::export::to_string(run, format, &options)
}

/// A run of so many events and processes in which `m` goes round a ring, and no snapshot is taken.
#[must_use]
pub(crate) fn long(events: u64, processes: usize) -> Saved {
    let mut run = fixture("exercise");
    let names: Vec<String> = (0..processes).map(|process| format!("p{process}")).collect();
    run.footer = None;
    let event = |seq: u64| {
        let hop = usize::try_from(seq / 2).unwrap();
        let (proc, next) = (names[hop % processes].clone(), names[(hop + 1) % processes].clone());
        let before = names[(hop + processes - 1) % processes].clone();
        let state = Held { state: State::Count(seq / 2), holds: Amounts::new() };
        let body = "m".to_string();
        let what = match (seq % 2, hop) {
            (1, _) => What::Send {
                msg: seq / 2,
                body,
                to: next,
                carries: Amounts::new(),
                snapshot: None,
                control: None,
                tag: None,
            },
            (_, 0) => What::Internal { command: "begin".into(), state },
            _ => What::Recv {
                msg: seq / 2 - 1,
                body,
                from: before,
                state,
                recorded: false,
                waited: 0,
                snapshot: None,
                control: None,
                tag: None,
            },
        };
        Event { seq, t: seq / 2, proc, what, clock: None, lamport: None }
    };
    run.events = (0..events).map(event).collect();
    run.header.config.processes = names;
    run
}
