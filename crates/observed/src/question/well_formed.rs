//! *Well-formed*: the log is that of a run. No message is sent or received twice, or by somebody else, and there is an order in which
//! everything can have happened.
//!
//! A receipt whose sending no line tells is not wrong: a log may begin late, or lack a process.

use sim_core::words::counted;
use snapshot::oracle::{Claim, Verdict, Violation};

use crate::cut::unsent;
use crate::linear::Linear;
use crate::model::{Run, What};

/// What is claimed.
pub(crate) const CLAIM: Claim =
    Claim { name: "well-formed", sentence: "every receipt has one sending, and none is twice" };

/// Whether there is anything to be said.
pub(crate) fn is_asked(run: &Run) -> bool {
    !run.messages.is_empty() || run.faults.count > 0
}

/// What can be said of it.
pub(crate) fn ask(run: &Run, linear: &Linear) -> Verdict {
    if run.faults.count > 0 {
        let story = run.faults.told.iter().skip(1).cloned().collect();
        return Violation { reason: run.faults.to_string(), story, events: Vec::new() }.into();
    }
    if let Some(circle) = circle(run, linear) {
        return circle.into();
    }
    match unsent(run).count() {
        0 => Verdict::Holds,
        unsent => Verdict::Unknown(format!(
            "{} of messages whose sending is not in the log",
            counted(unsent, "receipt")
        )),
    }
}

/// Receipts that wait for each other.
fn circle(run: &Run, linear: &Linear) -> Option<Violation> {
    let told = |at: &_| {
        let What::Receive(id) = run.event(*at)?.what else { return None };
        let sent = run.message(id).sent?;
        Some(format!(
            "{} is received at {}, and sent at {}",
            run.called(id),
            run.told_at(*at),
            run.told_at(sent)
        ))
    };
    let reason = "no order of the events is possible: each of these receipts comes before its sending, one by way of the others";
    let story: Vec<_> = linear.stuck.iter().filter_map(told).take(20).collect();
    let events = linear.stuck.iter().take(20).map(|at| run.place(*at)).collect();
    (!story.is_empty()).then(|| Violation { reason: reason.into(), story, events })
}
