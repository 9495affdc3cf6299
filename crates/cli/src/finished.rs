//! A run that is over and judged.

use sim_core::words::{counted, were};
use sim_core::{Action, Observer, Schedule, Scheduler, StepError, Ticked};
use snapshot::{Algorithm, Judgement, Overall, Program, Stopped, Superposed, Wanted};
use trace::Ended;

use crate::driver::Driver;
use crate::failure::Failure;
use crate::memory;
use crate::prepared::{Prepared, Run};
use crate::stderr::note;

/// After how many events a long run looks whether it is still wanted.
pub(crate) const LOOK_AFTER: u64 = 1 << 12;

/// What is kept of a run, beside what it comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// The events of the window, for whoever tells of them.
    Events,
    /// Nothing, as long as nothing is wrong.
    Nothing,
}

/// A run that is over and judged.
pub(crate) struct Finished<'a, P: Program, A: Algorithm<P>> {
    prepared: &'a Prepared<'a, P, A>,
    experiment: Run<'a, P, A>,
    stopped: Stopped,
    judgements: Vec<Judgement<P>>,
    /// When a check failed: the schedule that makes the run again.
    schedule: Option<String>,
}

impl<'a, P: Program, A: Algorithm<P>> Finished<'a, P, A> {
    /// Runs and judges one seed.
    pub(crate) fn run(prepared: &'a Prepared<'a, P, A>, seed: u64) -> Result<Self, Failure> {
        let finished = Self::run_unless(prepared, seed, Keep::Events, &mut (), |_| false)?;
        Ok(finished.expect("it was not abandoned"))
    }

    /// Runs and judges one seed; `None` if `stop`, which is told how many events there were, says that nobody wants the result any more.
    ///
    /// One that fails is run once more: what was chosen is written down, and why it fails is told from its events. No other pays for it.
    pub(crate) fn run_unless(
        prepared: &'a Prepared<'a, P, A>,
        seed: u64,
        keep: Keep,
        observer: &mut impl Observer<Superposed<P, A>>,
        stop: impl Fn(u64) -> bool,
    ) -> Result<Option<Self>, Failure> {
        let Some(mut finished) = Self::once(prepared, seed, keep, observer, &stop)? else { return Ok(None) };
        if Overall::of(finished.judgements.iter().map(Judgement::verdict)) != Overall::Violated {
            return Ok(Some(finished));
        }
        let mut schedule = Schedule::default();
        if keep == Keep::Events {
            let mut again = prepared.experiment(seed).forgetting();
            if drive(&mut again, &mut schedule, &stop)?.is_none() {
                return Ok(None);
            }
        } else {
            match Self::once(prepared, seed, Keep::Events, &mut schedule, &stop)? {
                Some(again) if again.stopped == finished.stopped => finished = again,
                Some(_) => return Ok(Some(finished)), // there was no room for its events, so it says no more than it did
                None => return Ok(None),
            }
        }
        finished.schedule = Some(schedule.display(prepared.topology()));
        Ok(Some(finished))
    }

    /// Runs and judges one seed.
    fn once(
        prepared: &'a Prepared<'a, P, A>,
        seed: u64,
        keep: Keep,
        observer: &mut impl Observer<Superposed<P, A>>,
        stop: impl Fn(u64) -> bool,
    ) -> Result<Option<Self>, Failure> {
        let mut experiment = prepared.experiment(seed);
        if keep == Keep::Nothing {
            experiment = experiment.forgetting();
        }
        let Some(stopped) = drive(&mut experiment, observer, &stop)? else { return Ok(None) };
        let events = experiment.events_so_far();
        if stopped == Stopped::MaxMemory {
            note(&format!("given up after {}: {}", counted(events, "event"), memory::allowed()));
        }
        let wanted = || !stop(events);
        let judgements = experiment.judgements_while(Wanted::while_true(&wanted)).ok();
        Ok(judgements.map(|judgements| Self { prepared, experiment, stopped, judgements, schedule: None }))
    }

    /// What was given for the run and played no part in it.
    pub(crate) fn left_over(&self) -> Vec<String> {
        let (scheduler, allowed) = (self.experiment.scheduler(), self.prepared.scenario.max_events);
        let mut left = Vec::new();
        if Scheduler::<Superposed<P, A>>::has_more(scheduler) {
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
        if let (Driver::Timed(_), Some(pending)) = (scheduler, self.pending()) {
            left.push(format!("the run ended before all of the script was done: next was {pending}"));
        }
        left
    }

    /// The statement that some process would have carried out next.
    fn pending(&self) -> Option<String> {
        let (underlying, experiment) = (&self.prepared.underlying, &self.experiment);
        underlying
            .topology
            .processes()
            .find_map(|process| underlying.protocol.pending(process, &experiment.process(process).underlying))
    }

    /// What a summary of the run is made from.
    pub(crate) fn ended(&self) -> Ended<'_, P> {
        Ended {
            schedule: self.schedule.clone(),
            ..Ended::of(&self.experiment, self.stopped, &self.judgements)
        }
    }
}

/// Runs to the end, looking now and then whether that is still wanted, and possible; `None` if it is not wanted.
pub(crate) fn drive<P: Program, A: Algorithm<P>>(
    experiment: &mut Run<'_, P, A>,
    observer: &mut impl Observer<Superposed<P, A>>,
    stop: impl Fn(u64) -> bool,
) -> Result<Option<Stopped>, Failure> {
    loop {
        let pause = experiment.events_so_far() + LOOK_AFTER;
        match experiment.run_until(pause, observer) {
            Ok(Some(stopped)) => {
                too_few_delays(experiment)?;
                return Ok(Some(stopped));
            }
            Ok(None) if stop(experiment.events_so_far()) => return Ok(None),
            Ok(None) if memory::exceeded() => return Ok(Some(Stopped::MaxMemory)),
            Ok(None) => {}
            Err(error) => return Err(not_enabled(experiment, error)),
        }
    }
}

/// Whether a list of delays was long enough.
fn too_few_delays<P: Program, A: Algorithm<P>>(experiment: &Run<'_, P, A>) -> Result<(), Failure> {
    match experiment.scheduler().clock().and_then(Ticked::exhausted) {
        Some(count) => Err(Failure::with_tip(
            format!("the list of delays is too short: it has {count}, and one more message was sent"),
            "give one delay a line for each message and marker, in the order of sending",
        )),
        None => Ok(()),
    }
}

/// The schedule or the script asks for what cannot be done: what could be?
fn not_enabled<P: Program, A: Algorithm<P>>(experiment: &Run<'_, P, A>, error: StepError) -> Failure {
    const MOST: usize = 20;
    let StepError { number, action } = error;
    let system = experiment.system();
    if let (Some(_), Action::Internal { process, .. }) = (experiment.scheduler().clock(), action) {
        let state = &experiment.process(process).underlying;
        let program = &system.protocol.underlying;
        let (pending, state) = (program.pending(process, state), program.print_state(state));
        let (name, pending) = (system.topology.name(process), pending.unwrap_or_default());
        return Failure::with_tip(
            format!("'{pending}' cannot be done at its time: {name} has {state} then"),
            "a process sends what it holds; messages that are under way are not there yet",
        );
    }
    let enabled = system.enabled(&experiment.state());
    let named = enabled.iter().take(MOST).map(|action| action.display(&system.topology));
    let named = named.collect::<Vec<_>>().join(" ");
    let tip = match enabled.len() {
        0 => "nothing is enabled there".to_string(),
        count if count > MOST => format!("enabled there: {named} and {} more", count - MOST),
        _ => format!("enabled there: {named}"),
    };
    let action = action.display(&system.topology);
    Failure::with_tip(format!("step {number} of the schedule, {action}, is not enabled"), tip)
}
