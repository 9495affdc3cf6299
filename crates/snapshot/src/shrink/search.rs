//! One run after another, as long as one more may be made: which of them fail.

use std::fmt;

use sim_core::words::counted;
use sim_core::{Picker, Queued, Schedule};

use crate::computation::Program;
use crate::layer::Layer;
use crate::oracle::{Check, Verdict};
use crate::setup::Setup;
use crate::wanted::{Unwanted, Wanted};

/// After how many events of a run it is asked whether it is still wanted.
const ASK_AFTER: u64 = 1 << 12;

/// How far a reduction has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// How many runs were made.
    pub runs: u64,
    /// The processes of the smallest failing run so far.
    pub processes: usize,
    /// The steps of the smallest failing run so far.
    pub steps: usize,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, processes, steps } = self;
        let (runs, steps) = (counted(*runs, "run"), counted(*steps, "step"));
        write!(f, "{runs}; smallest so far: {}, {steps}", counted(*processes, "process"))
    }
}

/// A run that fails the check.
pub(super) struct Run {
    pub(super) schedule: Schedule,
    pub(super) events: u64,
}

/// Runs, and says whether the run fails this check.
pub(super) fn failing<P: Program, Q: Layer<P>, K: Picker<Q>>(
    setup: &Setup<'_, P, Q>,
    check: &str,
    picker: K,
    wanted: Wanted<'_>,
) -> Option<Run> {
    let mut experiment = setup.under(Queued::new(picker)).forgetting();
    let mut schedule = Schedule::default();
    while experiment
        .run_until(experiment.events_so_far() + ASK_AFTER, &mut schedule)
        .expect("these pickers choose enabled actions only")
        .is_none()
    {
        wanted.ask().ok()?;
    }
    let wrong = |Check { name, verdict }: &Check| *name == check && matches!(verdict, Verdict::Violated(_));
    let mut fails = false;
    // The first that fails is enough.
    let _ = experiment.judge_each(wanted, |judged| {
        fails = judged.checks.iter().any(wrong);
        if fails { Err(Unwanted) } else { Ok(()) }
    });
    fails.then(|| Run { schedule, events: experiment.events_so_far() })
}

/// Looks for failing runs, as long as it may.
pub(super) struct Search<'a> {
    pub(super) check: &'a str,
    pub(super) wanted: Wanted<'a>,
    pub(super) more: &'a mut dyn FnMut(Progress) -> bool,
    pub(super) runs: u64,
    pub(super) processes: usize,
    pub(super) steps: usize,
    pub(super) stopped: bool,
}

impl Search<'_> {
    /// The run of this picker, if it fails.
    pub(super) fn failing<P: Program, Q: Layer<P>, K: Picker<Q>>(
        &mut self,
        setup: &Setup<'_, P, Q>,
        picker: K,
    ) -> Option<Run> {
        let progress = Progress { runs: self.runs, processes: self.processes, steps: self.steps };
        self.stopped = self.stopped || !(self.more)(progress);
        if self.stopped {
            return None;
        }
        self.runs += 1;
        failing(setup, self.check, picker, self.wanted)
    }
}
