//! *Reachable*: Theorem 1 of the paper (section 4), executed.
//!
//! The theorem says that the recorded global state S\* can be reached from the state in which the algorithm was
//! initiated, and that the state in which it terminated can be reached from S\*: the events of the run, sorted so that
//! all prerecording ones come first, are again a computation, and it passes through S\*. This oracle does not believe
//! it; it performs that computation with the computation's own handlers.

use sim_core::{GlobalState, System, words};

use super::case::Case;
use super::contract::{Finding, Oracle, Watcher};
use super::seen::{Scene, Sign, Taken};
use super::verdict::{Claim, Verdict, Violation};
use super::went_wrong;
use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying};
use crate::contents;
use crate::crossing::Crossing;
use crate::rerun::{rerun, told};
use crate::wanted::Unwanted;

/// What it claims.
pub const CLAIM: Claim = Claim {
    name: "reachable",
    sentence: "with all prerecording events first the run passes through it, and ends the same",
};

/// The oracle of this claim.
#[derive(Debug)]
pub struct Reachable<P: Computation> {
    /// A buffer: the state that the reordered events lead to.
    state: Underlying<P>,
    /// A buffer: the state that the run came to.
    end: Underlying<P>,
    /// Whether a process recorded another state than it has by itself.
    strayed: bool,
}

impl<P: Computation> Default for Reachable<P> {
    fn default() -> Self {
        let empty = || GlobalState { processes: Vec::new(), channels: Vec::new() };
        Self { state: empty(), end: empty(), strayed: false }
    }
}

impl<P: Computation> Oracle<P> for Reachable<P> {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn watcher(&mut self) -> Option<&mut dyn Watcher<P>> {
        Some(self)
    }

    /// By what the [judge](crate::Judge) proves of the run with all prerecording events first.
    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let performed = !taken.alone.is_broken() && taken.crossings.iter().all(Crossing::is_consistent);
        let channels = taken.system.topology.channels().iter();
        let mut channels = channels.zip(taken.crossings).zip(&taken.recorded.channels);
        let passes = !self.strayed
            && channels.all(|((channel, crossing), record)| {
                contents::same(channel.order, &crossing.in_flight, &record.messages)
            });
        (performed && passes && !taken.alone.has_strayed()).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let Self { state, end, .. } = self;
        state.clone_from(case.before);
        if let Some(violation) = perform(case, state, true)? {
            return Ok(violation.into());
        }
        if let Some(violation) = compare_with_recorded(case, state)? {
            return Ok(violation.into());
        }
        if let Some(violation) = perform(case, state, false)? {
            return Ok(violation.into());
        }
        end.clone_from(case.before);
        for event in case.computation() {
            told::<P>(end, event?.1);
        }
        Ok(match state == end {
            true => Verdict::Holds,
            false => {
                let reason = "going on from the recorded state ends in another state than the run did";
                Violation::new(reason).into()
            }
        })
    }
}

impl<P: Computation> Watcher<P> for Reachable<P> {
    fn begin(&mut self) {
        self.strayed = false;
    }

    fn see(&mut self, scene: &Scene<'_, P>, sign: &Sign<'_, P>) {
        if let Sign::Recorded(Recorded::Process { state, .. }) = sign
            && !scene.has_recorded
        {
            self.strayed |= state != scene.alone;
        }
    }
}

/// Performs the prerecording, or the postrecording, steps of the trace in their order; what is wrong, if one cannot be.
fn perform<P: Computation>(
    case: &Case<'_, P>,
    state: &mut Underlying<P>,
    prerecording: bool,
) -> Result<Option<Violation>, Unwanted> {
    for step in case.steps() {
        let (place, step) = step?;
        if case.cut.is_prerecording(place) == prerecording
            && let Err(why) = rerun(case.evidence.system, state, step)
        {
            let reason = format!("with all prerecording events first, {why}");
            return Ok(Some(Violation::new(reason).condemning([place])));
        }
    }
    Ok(None)
}

/// What is wrong, if the state that was reached is not the recorded one.
fn compare_with_recorded<P: Computation>(
    case: &Case<'_, P>,
    state: &Underlying<P>,
) -> Result<Option<Violation>, Unwanted> {
    let System { protocol, topology } = case.evidence.system;
    for (process, record) in topology.processes().zip(&case.recorded.processes) {
        let (reached, recorded) = (state.process(process), record.first.as_ref().map(|first| &first.state));
        if let Some(recorded) = recorded.filter(|recorded| *recorded != reached) {
            let name = topology.name(process);
            let [reached, recorded] = [reached, recorded].map(|state| protocol.print_state(state));
            let reason = format!(
                "all prerecording events lead to {name} in state {reached}, but {recorded} was recorded"
            );
            let violation = Violation::new(reason);
            return Ok(Some(violation.condemning(record.first.as_ref().map(|first| first.event))));
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
            let events = case.records_in(channel)?.into_iter().chain(case.closings_of(channel)?);
            let violation = Violation::new(reason).condemning(events);
            return Ok(Some(went_wrong::with_channel(case, violation, channel)));
        }
    }
    Ok(None)
}

fn messages(count: usize) -> String {
    match count {
        0 => "no message".into(),
        1 => "one message".into(),
        several => words::counted(several, "message"),
    }
}
