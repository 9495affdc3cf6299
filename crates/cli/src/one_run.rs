//! One run of what is prepared: to its end, and judged.

use sim_core::words::{counted, were};
use sim_core::{Schedule, Scheduler, Shows as _, System, Ticked};
use snapshot::oracle::Overall;
use snapshot::{Layer, Program, Stopped, Wanted};
use trace::Finished;

use crate::drive::{Keep, Watching, drive};
use crate::driver::Driver;
use crate::failure::Failure;
use crate::foreign;
use crate::memory;
use crate::prepared::{Prepared, Run};
use crate::scenario::Scenario;
use crate::stderr::note;

/// What came of a run.
pub(crate) struct Ran<'a, P: Program> {
    pub(crate) finished: Finished<'a, P>,
    /// What was given for it and played no part.
    pub(crate) left_over: Vec<String>,
}

/// What is prepared, whatever its algorithm. Whoever runs it and tells of that knows no more, and so is compiled for each program and
/// not for each algorithm again.
pub(crate) trait Runs<P: Program> {
    /// What it is prepared for.
    fn scenario(&self) -> &Scenario;

    /// The computation alone.
    fn system(&self) -> &System<P>;

    /// Runs and judges one seed; `None` if `stop`, which is told how many events there were, says that nobody wants the result any more.
    ///
    /// One that fails is run once more: what was chosen is written down, and why it fails is told from its events. No other pays for it.
    fn run_unless(
        &self,
        seed: u64,
        keep: Keep,
        watching: Watching<'_, P>,
        stop: &dyn Fn(u64) -> bool,
    ) -> Result<Option<Ran<'_, P>>, Failure>;

    /// Runs and judges one seed.
    fn run(&self, seed: u64) -> Result<Finished<'_, P>, Failure> {
        let ran = self.run_unless(seed, Keep::Events, Watching::Nobody, &|_| false)?;
        Ok(ran.expect("it was not abandoned").finished)
    }
}

impl<P: Program, L: Layer<P>> Runs<P> for Prepared<'_, P, L> {
    fn scenario(&self) -> &Scenario {
        self.scenario
    }

    fn system(&self) -> &System<P> {
        &self.underlying
    }

    fn run_unless(
        &self,
        seed: u64,
        keep: Keep,
        watching: Watching<'_, P>,
        stop: &dyn Fn(u64) -> bool,
    ) -> Result<Option<Ran<'_, P>>, Failure> {
        let Some(mut ran) = self.once(seed, keep, watching, stop)? else { return Ok(None) };
        if ran.finished.verdict() != Overall::Violated {
            return Ok(Some(ran));
        }
        let mut schedule = Schedule::default();
        if keep != Keep::Nothing {
            let mut again = self.experiment(seed).forgetting();
            match drive(&mut again, Keep::Nothing, Watching::Choices(&mut schedule), stop)? {
                Some(stopped) if stopped == ran.finished.stopped => {}
                Some(_) => return Ok(Some(ran)), // there was no room for so long a schedule
                None => return Ok(None),
            }
        } else {
            match self.once(seed, Keep::Events, Watching::Choices(&mut schedule), stop)? {
                Some(again) if again.finished.stopped == ran.finished.stopped => ran = again,
                Some(_) => return Ok(Some(ran)), // there was no room for its events, so it says no more than it did
                None => return Ok(None),
            }
        }
        ran.finished.schedule = Some(schedule.display(self.topology()));
        Ok(Some(ran))
    }
}

impl<P: Program, L: Layer<P>> Prepared<'_, P, L> {
    /// Runs and judges one seed.
    fn once(
        &self,
        seed: u64,
        keep: Keep,
        watching: Watching<'_, P>,
        stop: &dyn Fn(u64) -> bool,
    ) -> Result<Option<Ran<'_, P>>, Failure> {
        let mut experiment = self.experiment(seed);
        if keep == Keep::Nothing {
            experiment = experiment.forgetting();
        }
        let stop = |events| stop(events) || foreign::has_failed();
        let stopped = drive(&mut experiment, keep, watching, &stop)?;
        foreign::check()?;
        let Some(stopped) = stopped else { return Ok(None) };
        let events = experiment.events_so_far();
        if stopped == Stopped::MaxMemory {
            note(&format!("given up after {}: {}", counted(events, "event"), memory::allowed()));
        }
        let wanted = || !stop(events);
        let Ok(judgements) = experiment.judgements_while(Wanted::while_true(&wanted)) else {
            return Ok(None);
        };
        let left_over = self.left_over(&experiment);
        Ok(Some(Ran { finished: Finished::of(experiment, stopped, judgements), left_over }))
    }

    /// What was given for the run and played no part in it.
    fn left_over(&self, experiment: &Run<'_, P, L>) -> Vec<String> {
        let (scheduler, allowed) = (experiment.scheduler(), self.scenario.max_events);
        let mut left = Vec::new();
        if Scheduler::<L>::has_more(scheduler) {
            left.push(format!(
                "{} {} not enough for all that was to be done; see --max-events",
                counted(allowed, "event"),
                were(allowed)
            ));
        }
        match scheduler.clock().map_or(0, Ticked::unused) {
            0 => {}
            1 => left.push("the last delay of the list was for no message".to_string()),
            unused => left.push(format!("the last {unused} delays of the list were for no message")),
        }
        if let (Driver::Timed(_), Some(pending)) = (scheduler, self.pending(experiment)) {
            left.push(format!("the run ended before all of the script was done: next was {pending}"));
        }
        left
    }

    /// The statement that some process would have carried out next.
    fn pending(&self, experiment: &Run<'_, P, L>) -> Option<String> {
        let System { protocol, topology } = &self.underlying;
        topology
            .processes()
            .find_map(|process| protocol.pending(process, experiment.process(process).shown()))
    }
}
