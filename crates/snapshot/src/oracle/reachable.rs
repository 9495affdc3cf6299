//! *Reachable*: Theorem 1 of the paper (section 4), executed.
//!
//! The theorem says that the recorded global state S\* can be reached from the state in which the algorithm was
//! initiated, and that the state in which it terminated can be reached from S\*: the events of the run, sorted so that
//! all prerecording ones come first, are again a computation, and it passes through S\*. This oracle does not believe
//! it; it performs that computation with the computation's own handlers.

use sim_core::words;

use super::{Case, Verdict, Violation};
use crate::computation::Computation;
use crate::contents;
use crate::rerun::{rerun, told};
use crate::window::Underlying;

/// The oracle's name.
pub const NAME: &str = "reachable";

pub(super) fn judge<P: Computation>(
    case: &Case<'_, P>,
    state: &mut Underlying<P>,
    end: &mut Underlying<P>,
) -> Verdict {
    state.clone_from(case.before);
    let verdict = perform(case, state, true)
        .and_then(|()| compare_with_recorded(case, state))
        .and_then(|()| perform(case, state, false))
        .and_then(|()| {
            end.clone_from(case.before);
            case.computation().for_each(|(_, event)| told::<P>(end, event));
            if state == end {
                Ok(())
            } else {
                Err(Violation::new("going on from the recorded state ends in another state than the run did"))
            }
        });
    match verdict {
        Ok(()) => Verdict::Holds,
        Err(violation) => violation.into(),
    }
}

/// Performs the prerecording, or the postrecording, steps of the trace in their order.
fn perform<P: Computation>(
    case: &Case<'_, P>,
    state: &mut Underlying<P>,
    prerecording: bool,
) -> Result<(), Violation> {
    for (place, step) in case.steps() {
        if case.cut.is_prerecording(place) == prerecording {
            rerun(case.evidence.system, state, step).map_err(|why| Violation {
                reason: format!("with all prerecording events first, {why}"),
                story: Vec::new(),
                events: vec![place],
            })?;
        }
    }
    Ok(())
}

fn compare_with_recorded<P: Computation>(case: &Case<'_, P>, state: &Underlying<P>) -> Result<(), Violation> {
    let topology = &case.evidence.system.topology;
    for (process, record) in topology.processes().zip(&case.recorded.processes) {
        let (reached, recorded) = (state.process(process), record.first.as_ref().map(|first| &first.state));
        if let Some(recorded) = recorded.filter(|recorded| *recorded != reached) {
            let name = topology.name(process);
            let reason = format!(
                "all prerecording events lead to {name} in state {reached}, but {recorded} was recorded"
            );
            return Err(Violation::new(reason).condemning(record.first.as_ref().map(|first| first.event)));
        }
    }
    for (channel, record) in topology.channel_ids().zip(&case.recorded.channels) {
        let (reached, recorded) = (state.channel(channel), &record.messages);
        if !contents::same(topology.channel(channel).order, reached, recorded) {
            let name = topology.channel_name(channel);
            let reason = format!(
                "all prerecording events lead to {} in {name}, but {} {} recorded",
                messages(reached.len()),
                messages(recorded.len()),
                if recorded.len() > 1 { "were" } else { "was" }
            );
            let events = case.records_in(channel).into_iter().chain(record.closed.iter().copied());
            return Err(Violation::new(reason).condemning(events));
        }
    }
    Ok(())
}

fn messages(count: usize) -> String {
    match count {
        0 => "no message".into(),
        1 => "one message".into(),
        several => words::counted(several, "message"),
    }
}
