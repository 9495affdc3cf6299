//! What crosses a cut backwards, with both its ends: known before the cut, and done after it. A cut is consistent exactly when nothing does.

use snapshot::oracle::{Verdict, Violation};

use super::crossing::Crossing;
use crate::cut::unsent;
use crate::lattice::Steps;
use crate::model::{Arrow, Run};

/// Something that crosses a cut backwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backward {
    /// From its sending to its receipt; or what a clock knew of.
    pub arrow: Arrow,
    /// Which step of its process the sending is, from 1: one after the cut.
    pub from: usize,
    /// Which step the receipt is: one before the cut.
    pub to: usize,
}

/// All that crosses this cut backwards, in the order of the receipts.
pub(super) fn all(run: &Run, steps: &Steps, cut: &[u32]) -> Vec<Backward> {
    let backward = |arrow: Arrow| {
        let (from, to) = steps.at_or_before(arrow.from).zip(steps.at_or_after(arrow.to))?;
        let [sent, received] = [arrow.from, arrow.to].map(|at| cut[at.process.index()] as usize);
        (from >= sent && to < received).then_some(Backward { arrow, from: from + 1, to: to + 1 })
    };
    let mut all: Vec<_> = run.arrows().filter_map(backward).collect();
    all.sort_unstable_by_key(|backward| backward.arrow.to);
    all
}

/// Whether the cut is consistent, told by the first that says no.
pub(super) fn verdict(run: &Run, backward: &[Backward], crossing: &Crossing<'_>) -> Verdict {
    if let Some(first) = backward.first() {
        return told(run, first, backward.len()).into();
    }
    let mut unknown = unsent(run).filter(|(_, message)| crossing.is_received(message));
    match unknown.next().and_then(|(id, message)| Some((id, message.received?))) {
        None => Verdict::Holds,
        Some((id, received)) => Verdict::Unknown(format!(
            "when {}, received before the cut at {}, was sent is not in the log",
            run.called(id),
            run.told_at(received)
        )),
    }
}

fn told(
    run: &Run,
    Backward { arrow: Arrow { from, to, message }, .. }: &Backward,
    count: usize,
) -> Violation {
    let others = if count == 1 { String::new() } else { format!(", the first of {count}") };
    let [source, target] = [from, to].map(|at| run.name(at.process));
    let reason = match message {
        Some(id) => format!("{} crosses the cut backwards", run.called(*id)),
        None => format!("{target} knew of what {source} did after the cut"),
    };
    Violation::new(reason + &others)
}

impl Backward {
    /// Both ends, a line each: where they are told, which steps they are, and on which side of the cut.
    #[must_use]
    pub fn in_words(&self, run: &Run) -> [String; 2] {
        let Arrow { from, to, message } = self.arrow;
        let [known, done] = if message.is_some() { ["received", "sent"] } else { ["known", "done"] };
        let line = |what, at: crate::model::At, step, side| {
            let (name, place) = (run.name(at.process), run.told_at(at));
            format!("{what} by {name} in its step {step} ({place}), {side} the cut")
        };
        [line(known, to, self.to, "before"), line(done, from, self.from, "after")]
    }
}
