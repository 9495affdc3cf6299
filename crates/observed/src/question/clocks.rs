//! *Clocks*: the vector clocks that the log gives are those that follow from its messages (Mattern 1989).
//!
//! When a clock counts is its owner's affair: each event, or each sending, or each line. So an entry of another process is held against
//! what *that* process's own clock was at the last of its events that the event can know of. Where that event has no clock, the entry may be
//! anything up to the next one that has.

use sim_core::ProcessId;
use snapshot::oracle::{Claim, Verdict, Violation};

use crate::bounds;
use crate::known::{clocks, entry};
use crate::linear::Linear;
use crate::model::{At, Run};
use crate::spread::spread;

/// What is claimed.
pub(crate) const CLAIM: Claim =
    Claim { name: "clocks", sentence: "each vector clock counts what the log says its event knew" };

/// Whether there is anything to be said.
pub(crate) fn is_asked(run: &Run) -> bool {
    let has_clock = |process| clocks(run, process).next().is_some();
    !run.messages.is_empty() && run.process_ids().any(has_clock)
}

/// What can be said of it.
pub(crate) fn ask(run: &Run, linear: &Linear) -> Verdict {
    if (run.processes.len() as u64).saturating_mul(linear.order.len() as u64) > bounds::LOOKS {
        return Verdict::Unknown("there are too many events and processes to look at them all".into());
    }
    let mut wrong: Option<Wrong> = None;
    let mut count = 0_u64;
    for process in run.process_ids() {
        each_wrong(run, linear, process, |found| {
            count += 1;
            wrong = Some(wrong.map_or(found, |first| first.min(found)));
        });
    }
    let Some(Wrong { at, of, has, least, most }) = wrong else { return Verdict::Holds };
    let (line, name) = (run.told_at(at), run.name(of));
    let due = match (least == most, most) {
        (true, _) => format!("{least} follows from the log"),
        (false, u64::MAX) => format!("at least {least} follows from the log"),
        (false, most) => format!("{least} to {most} follows from the log"),
    };
    let others = if count == 1 { String::new() } else { format!(", the first of {count} such entries") };
    let reason = format!("the clock at {line} has {has} for {name}, but {due}{others}");
    Violation { reason, story: Vec::new(), events: vec![run.place(at)] }.into()
}

/// An entry that is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wrong {
    at: At,
    of: ProcessId,
    has: u64,
    least: u64,
    most: u64,
}

/// Hands out each wrong entry of this process, in whosever clock.
fn each_wrong(run: &Run, linear: &Linear, of: ProcessId, mut found: impl FnMut(Wrong)) {
    let own: Vec<Option<u64>> = {
        let events = &run.processes[of.index()].events;
        events.iter().map(|event| event.clock.as_deref().map(|clock| entry(clock, of))).collect()
    };
    let bounds = between(&own);
    // How many events of the process an event knows of.
    let counted = |at: At, _: &_| if at.process == of { at.index + 1 } else { 0 };
    spread(run, linear, counted, |at, event, known| {
        let Some(clock) = event.clock.as_deref() else { return };
        let has = entry(clock, of);
        let (least, most) = if at.process == of {
            // One's own does not fall; that is all.
            (bounds[at.index as usize].0, u64::MAX)
        } else {
            bounds[known.all as usize]
        };
        if has < least || has > most {
            found(Wrong { at, of, has, least, most });
        }
    });
}

/// What may be known of a process's clock after so many of its events: from the last that it had, if that event has one exactly that, to
/// the next.
fn between(own: &[Option<u64>]) -> Vec<(u64, u64)> {
    let mut bounds = vec![(0, 0); own.len() + 1];
    let mut least = 0;
    for (place, own) in own.iter().enumerate() {
        least = own.map_or(least, |own| own.max(least));
        bounds[place + 1] = (least, least);
    }
    let mut next = u64::MAX;
    for (place, own) in own.iter().enumerate().rev() {
        match own {
            Some(own) => next = *own,
            None => bounds[place + 1].1 = next.max(bounds[place + 1].0),
        }
    }
    bounds
}
