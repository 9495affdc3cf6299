//! How far a search has come, on standard error; and Ctrl-C.

use std::ops::ControlFlow;
use std::time::Instant;

use explore::{Phase, Progress, Spilled};
use indicatif::{HumanBytes, HumanCount};
use sim_core::words::{counted, percent};

use crate::foreign;
use crate::interrupt;
use crate::progress::Progress as Bar;
use crate::stderr::note;

/// Shows how far a search has come, and ends it on Ctrl-C.
pub(crate) struct Watch {
    progress: Bar,
    started: Instant,
    /// How many states had been looked into when it began, and how many had been found before, once it has begun.
    began: Option<(u64, u64)>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self { progress: Bar::doing(""), started: Instant::now(), began: None }
    }

    pub(crate) fn look(&mut self, now: Progress) -> ControlFlow<()> {
        let Progress { states, steps, depth, queue, bytes, spilled } = now;
        let looked_into = states.saturating_sub(queue);
        let (before, began_with) = self.began.unwrap_or_else(|| (looked_into, self.begun(spilled)));
        self.began = Some((before, began_with));
        let millis = self.started.elapsed().as_millis().max(1);
        let rate = u128::from(looked_into.saturating_sub(before)) * 1000 / millis;
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        self.progress.say(&format!(
            "{} states, {} a second, {} steps, depth {depth}{}, {} in the queue, {}{}",
            HumanCount(states),
            HumanCount(rate),
            HumanCount(steps),
            spilled.map(of_depth).unwrap_or_default(),
            HumanCount(queue),
            HumanBytes(bytes),
            spilled.map(|spilled| on_disk(spilled, began_with)).unwrap_or_default(),
        ));
        let over = interrupt::requested() || foreign::has_failed();
        if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// With how many states it began; where these were found before, that is said.
    fn begun(&self, spilled: Option<Spilled>) -> u64 {
        let began_with = spilled.and_then(|spilled| spilled.began_with);
        if let Some(states) = began_with {
            let found = counted(states, "state");
            self.progress.beside(|| note(&format!("the search goes on from {found} that were found before")));
        }
        began_with.unwrap_or(0)
    }
}

/// How far it is with a depth.
fn of_depth(Spilled { phase, done, of, .. }: Spilled) -> String {
    let doing = match phase {
        Phase::Expanding => "looked into",
        Phase::Merging => "merged",
        Phase::Numbering => "numbered",
    };
    format!(" ({} % {doing})", percent(done, of))
}

/// What there is besides memory.
fn on_disk(spilled: Spilled, began_with: u64) -> String {
    let before = match began_with {
        0 => String::new(),
        states => format!(", gone on from {} states", HumanCount(states)),
    };
    format!(" of memory, {} on disk{before}", HumanBytes(spilled.bytes))
}
