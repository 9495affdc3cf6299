//! A run, driven to its end by whatever decides its order; somebody may watch.

use sim_core::{Action, Observer, Schedule, Shows as _, StepError, StepOf, Ticked, Topology};
use snapshot::{Layer, LogEvent, Logbook, Program, Stopped};

use crate::failure::Failure;
use crate::memory;
use crate::prepared::Run;

/// After how many events a long run looks whether it is still wanted.
pub(crate) const LOOK_AFTER: u64 = 1 << 12;

/// What is kept of a run, beside what it comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// The events of the window, for whoever tells of them.
    Events,
    /// The same, as long as there is room: the verdicts do not need them.
    IfRoom,
    /// Nothing, as long as nothing is wrong.
    Nothing,
}

/// Who sees the steps of a run.
pub(crate) enum Watching<'a, P: Program> {
    /// Nobody: then they are not put together.
    Nobody,
    /// Who writes down what was chosen.
    Choices(&'a mut Schedule),
    /// Who sees the events of each.
    Events(&'a mut dyn FnMut(&[LogEvent<P>])),
}

/// Runs to the end, looking now and then whether that is still wanted, and possible; `None` if it is not wanted.
pub(crate) fn drive<P: Program, L: Layer<P>>(
    experiment: &mut Run<'_, P, L>,
    keep: Keep,
    watching: Watching<'_, P>,
    stop: &dyn Fn(u64) -> bool,
) -> Result<Option<Stopped>, Failure> {
    match watching {
        Watching::Nobody => to_the_end(experiment, keep, &mut (), stop),
        watching => to_the_end(experiment, keep, &mut Watcher { watching, book: Logbook::default() }, stop),
    }
}

/// Tells whoever sees a run of its steps. One type for all of them: the engine is compiled for it and for nobody, not for each.
struct Watcher<'a, P: Program> {
    watching: Watching<'a, P>,
    book: Logbook<P>,
}

impl<P: Program, Q: Layer<P>> Observer<Q> for Watcher<'_, P> {
    fn step(&mut self, action: Action, step: &StepOf<Q>, after: &Q::State) {
        match &mut self.watching {
            Watching::Nobody => {}
            Watching::Choices(schedule) => schedule.0.push(action),
            Watching::Events(see) => {
                self.book.log.clear();
                self.book.add::<Q>(step, after);
                see(self.book.log.last_step());
            }
        }
    }
}

fn to_the_end<P: Program, L: Layer<P>>(
    experiment: &mut Run<'_, P, L>,
    keep: Keep,
    observer: &mut impl Observer<L>,
    stop: &dyn Fn(u64) -> bool,
) -> Result<Option<Stopped>, Failure> {
    loop {
        let pause = experiment.events_so_far() + LOOK_AFTER;
        match experiment.run_until(pause, observer) {
            Ok(Some(stopped)) => {
                too_few_delays(experiment)?;
                return Ok(Some(stopped));
            }
            Ok(None) if stop(experiment.events_so_far()) => return Ok(None),
            Ok(None) if keep == Keep::IfRoom && memory::left() == 0 && !experiment.events().is_empty() => {
                experiment.forget();
            }
            Ok(None) if memory::exceeded() => return Ok(Some(Stopped::MaxMemory)),
            Ok(None) => {}
            Err(error) => return Err(not_enabled(experiment, error)),
        }
    }
}

/// Whether a list of delays was long enough.
fn too_few_delays<P: Program, L: Layer<P>>(experiment: &Run<'_, P, L>) -> Result<(), Failure> {
    match experiment.scheduler().clock().and_then(Ticked::exhausted) {
        Some(count) => Err(Failure::with_tip(
            format!("the list of delays is too short: it has {count}, and one more message was sent"),
            "give one delay a line for each message, the algorithm's own too, in the order of sending",
        )),
        None => Ok(()),
    }
}

/// The schedule or the script asks for what cannot be done: what could be?
fn not_enabled<P: Program, L: Layer<P>>(experiment: &Run<'_, P, L>, error: StepError) -> Failure {
    let action = error.action;
    let system = experiment.system();
    if let (Some(_), Action::Internal { process, .. }) = (experiment.scheduler().clock(), action) {
        let state = experiment.process(process).shown();
        let program = &experiment.underlying().protocol;
        let (pending, state) = (program.pending(process, state), program.print_state(state));
        let (name, pending) = (system.topology.name(process), pending.unwrap_or_default());
        return Failure::with_tip(
            format!("'{pending}' cannot be done at its time: {name} has {state} then"),
            "a process sends what it holds; messages that are under way are not there yet",
        );
    }
    refused(&system.topology, &system.enabled(&experiment.state()), error)
}

/// A schedule asks for what is not enabled; these are.
pub(crate) fn refused(topology: &Topology, enabled: &[Action], step: StepError) -> Failure {
    const MOST: usize = 20;
    let named = enabled.iter().take(MOST).map(|action| action.display(topology));
    let named = named.collect::<Vec<_>>().join(" ");
    let tip = match enabled.len() {
        0 => "nothing is enabled there".to_string(),
        count if count > MOST => format!("enabled there: {named} and {} more", count - MOST),
        _ => format!("enabled there: {named}"),
    };
    let (number, action) = (step.number, step.action.display(topology));
    Failure::with_tip(format!("step {number} of the schedule, {action}, is not enabled"), tip)
}
