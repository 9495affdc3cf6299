//! Going back: while something is received before a line and sent after it, its receiver goes back to its newest checkpoint before the receipt.
//!
//! Of two consistent sets the later of both, process by process, is consistent; so there is a greatest one that has nobody later than where
//! it began, and whoever goes back cannot be later in it. So the order does not matter. Each message is looked at once, when it
//! is undone: messages and checkpoints in all.

use std::collections::{BTreeMap, VecDeque};

use sim_core::ProcessId;

use super::checkpoints::{Checkpoints, Passed};
use crate::model::Arrow;

/// That one process has to go back because another one does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Domino {
    /// What it received and is not sent any more.
    pub message: Arrow,
    /// Who goes back.
    pub process: ProcessId,
    /// From which of its points.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// The domino that undid the sending; none, if that is after where the line began.
    pub because: Option<usize>,
}

/// The greatest consistent line with nobody later than here, and who had to go back for it.
pub(super) fn fall(checkpoints: &Checkpoints, start: &[usize]) -> (Vec<usize>, Vec<Domino>) {
    let (mut line, mut dominoes) = (start.to_vec(), Vec::new());
    // What was sent from there on has been looked at.
    let mut undone: Vec<usize> = checkpoints.present();
    let mut fallen: VecDeque<(usize, usize, Option<usize>)> =
        start.iter().enumerate().map(|(place, to)| (place, *to, None)).collect();
    while let Some((place, to, because)) = fallen.pop_front() {
        let orphans = earliest(checkpoints.sent(place, to..undone[place]));
        undone[place] = to;
        for (target, &Passed { received, arrow, .. }) in orphans {
            if received < line[target] {
                let process = arrow.to.process;
                dominoes.push(Domino { message: arrow, process, from: line[target], to: received, because });
                line[target] = received;
                fallen.push_back((target, received, Some(dominoes.len() - 1)));
            }
        }
    }
    (line, dominoes)
}

/// Of what came to each process the one that came earliest: it goes back because of that.
fn earliest(sent: &[Passed]) -> BTreeMap<usize, &Passed> {
    let mut earliest = BTreeMap::<usize, &Passed>::new();
    for passed in sent {
        let known = earliest.entry(passed.target).or_insert(passed);
        if passed.received < known.received {
            *known = passed;
        }
    }
    earliest
}
