//! Did it happen? Whether a recorded global state was ever the state of the run, and when.
//!
//! Often it never was: *the recorded global state may not be identical to any of the global states that occurred in the
//! computation* (the paper, section 4). That is no fault; that it could have happened is what
//! [`reachable`](crate::oracle::reachable) checks. States are compared as values: which copy of a message it was does not
//! matter.
//!
//! The run is gone through once for all snapshots. Its state is known by a fingerprint that follows every event; only a
//! recorded state with the same fingerprint is compared with it, and then wholly.

use std::collections::BTreeMap;

use sim_core::{System, VirtualTime};

use crate::aim::Aim;
use crate::computation::{Computation, Underlying};
use crate::contents;
use crate::fingerprint::Fingerprint;
use crate::oracle::Evidence;
use crate::recorded::RecordedOf;
use crate::rerun::{steps, told};
use crate::wanted::{Unwanted, Wanted};

/// A stretch of the run in which its state was the recorded one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The step after which it was: the place of its first event; `None` for the state before the first event.
    pub after: Option<usize>,
    /// Since when; `None` for the state before the first event.
    pub from: Option<VirtualTime>,
    /// Until when; `None` if it was still so at the end.
    pub until: Option<VirtualTime>,
}

/// For each recorded global state the first time at which it was the state of the run; `None` if it never was, or if the
/// recorded state is not whole, or a recovery line.
///
/// # Errors
/// [`Unwanted`] when they are no longer wanted.
pub fn occurrences<P: Computation>(
    evidence: &Evidence<'_, P>,
    recorded: &[&RecordedOf<P>],
    wanted: Wanted<'_>,
) -> Result<Vec<Option<Occurrence>>, Unwanted> {
    let mut search = Search {
        system: evidence.system,
        recorded,
        states: BTreeMap::new(),
        lasting: Vec::new(),
        found: vec![None; recorded.len()],
    };
    for item in wanted.each(recorded.iter().enumerate()) {
        let (place, recorded) = item?;
        if recorded.is_whole() && recorded.aim == Aim::GlobalState {
            search.states.entry(Fingerprint::of_recorded::<P>(recorded)).or_default().push(place);
        }
    }
    search.through(evidence, wanted)?;
    Ok(search.found)
}

struct Search<'a, P: Computation> {
    system: &'a System<P>,
    recorded: &'a [&'a RecordedOf<P>],
    /// The recorded states that have not been met, by their fingerprints.
    states: BTreeMap<Fingerprint, Vec<usize>>,
    /// Those that are the present state of the run.
    lasting: Vec<usize>,
    found: Vec<Option<Occurrence>>,
}

impl<P: Computation> Search<'_, P> {
    fn through(&mut self, evidence: &Evidence<'_, P>, wanted: Wanted<'_>) -> Result<(), Unwanted> {
        let mut state = evidence.base.clone();
        let mut fingerprint = Fingerprint::of_state::<P>(&state);
        self.meet(&state, fingerprint, Occurrence { after: None, from: None, until: None });
        let mut place = 0;
        for step in wanted.each(steps::<P>(evidence.events)) {
            let step = step?;
            let before = fingerprint;
            for event in step {
                fingerprint.leave::<P>(&state, event);
                told::<P>(&mut state, event);
                fingerprint.enter::<P>(&state, event);
            }
            if fingerprint != before {
                let time = step[0].time;
                self.lasting.drain(..).for_each(|at| {
                    self.found[at].iter_mut().for_each(|occurrence| occurrence.until = Some(time));
                });
                self.meet(
                    &state,
                    fingerprint,
                    Occurrence { after: Some(place), from: Some(time), until: None },
                );
            }
            place += step.len();
        }
        Ok(())
    }

    /// Finds the recorded states that the run is in now.
    fn meet(&mut self, state: &Underlying<P>, fingerprint: Fingerprint, occurrence: Occurrence) {
        let Some(alike) = self.states.get_mut(&fingerprint) else { return };
        let same = |at: &mut usize| is_in::<P>(self.system, state, self.recorded[*at]);
        for at in alike.extract_if(.., same) {
            self.found[at] = Some(occurrence);
            self.lasting.push(at);
        }
    }
}

/// Whether this global state is the recorded one.
fn is_in<P: Computation>(system: &System<P>, state: &Underlying<P>, recorded: &RecordedOf<P>) -> bool {
    let processes = recorded.processes.iter().zip(&state.processes);
    let mut channels = recorded.channels.iter().zip(&state.channels).zip(system.topology.channels());
    let recorded_there = |record: &crate::ProcessRecord<P::State>, state: &P::State| {
        record.first.as_ref().is_some_and(|first| first.state == *state)
    };
    processes.into_iter().all(|(record, state)| recorded_there(record, state))
        && channels.all(|((record, held), channel)| contents::same(channel.order, held, &record.messages))
}
