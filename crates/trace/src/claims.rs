//! What a file's events say besides what happened, held against what follows from that: each claim where it is made.

#[cfg(test)]
mod tests;

use snapshot::oracle::Overall;
use snapshot::{LogEvent, Program};

use crate::describe::Scribe;
use crate::model::{Check, Event, Footer};
use crate::restore::Restored;
use crate::told;

/// Something that a file claims.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// What it is about.
    pub name: &'static str,
    /// What holds if nothing is wrong.
    pub holds: &'static str,
    /// What is wrong, each with the field.
    pub wrong: Vec<String>,
}

/// Whether no event is earlier than the one before it.
#[must_use]
pub fn times(events: &[Event]) -> Claim {
    let backwards = events.windows(2).filter(|pair| pair[1].t < pair[0].t);
    let wrong =
        backwards.map(|pair| format!("events[{}].t: {} comes after {}", pair[1].seq, pair[1].t, pair[0].t));
    Claim { name: "times", holds: "no event is earlier than the one before it", wrong: wrong.collect() }
}

/// Whether the logical times of these events are right; none if no event has one.
#[must_use]
pub fn clocks<P: Program>(restored: &Restored<P>, of: &[LogEvent<P>], events: &[Event]) -> Option<Claim> {
    let tells = |event: &Event| event.clock.is_some() || event.lamport.is_some();
    if !events.iter().any(tells) {
        return None;
    }
    let mut wrong = Vec::new();
    each(restored, of, events, |theirs, ours| {
        if theirs.clock.is_some() && theirs.clock != ours.clock {
            wrong.push(told::differing(&format!("events[{}].clock", ours.seq), &theirs.clock, &ours.clock));
        }
        if theirs.lamport.is_some() && theirs.lamport != ours.lamport {
            wrong.push(told::differing(
                &format!("events[{}].lamport", ours.seq),
                &theirs.lamport,
                &ours.lamport,
            ));
        }
    });
    Some(Claim { name: "clocks", holds: "the logical times are those that the messages make", wrong })
}

/// What is wrong in the rest of these events: how much a state or a message has of each good, which message was recorded.
#[must_use]
pub fn rest<P: Program>(restored: &Restored<P>, of: &[LogEvent<P>], events: &[Event]) -> Vec<String> {
    let mut wrong = Vec::new();
    each(restored, of, events, |theirs, ours| {
        if theirs.what != ours.what {
            let ours = Event { clock: theirs.clock.clone(), lamport: theirs.lamport, ..ours };
            wrong.extend(told::event_against(theirs, &ours).differs);
        }
    });
    wrong
}

/// Takes the file's word for what an oracle says that cannot say anything here.
pub fn believe(ours: &mut Footer, theirs: &Footer, oracle: &str) {
    let is_its = |check: &&Check| check.name == oracle;
    let take = |ours: &mut [Check], theirs: &[Check]| {
        let told = theirs.iter().find(is_its);
        for (check, told) in ours.iter_mut().filter(|check| is_its(&&**check)).zip(told) {
            check.clone_from(told);
        }
    };
    take(&mut ours.checks, &theirs.checks);
    for (ours, theirs) in ours.snapshots.iter_mut().zip(&theirs.snapshots) {
        take(&mut ours.checks, &theirs.checks);
    }
    let overall = |check: &Check| {
        check.ok.map_or(Overall::Unknown, |ok| if ok { Overall::Holds } else { Overall::Violated })
    };
    ours.outcome.verdict = Overall::of(ours.checks.iter().map(overall)).into();
}

/// Each event of a file beside what it comes to.
fn each<P: Program>(
    restored: &Restored<P>,
    of: &[LogEvent<P>],
    events: &[Event],
    mut hold: impl FnMut(&Event, Event),
) {
    let mut scribe = Scribe::new(&restored.system.protocol, &restored.system.topology);
    let mut told = events.iter();
    for step in of.chunk_by(|_, next| !next.begins_step()) {
        scribe.step(step, |ours| {
            if let Some(theirs) = told.next() {
                hold(theirs, ours);
            }
        });
    }
}
