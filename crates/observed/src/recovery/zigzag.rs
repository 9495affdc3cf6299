//! Checkpoints that are in no consistent set: those on a zigzag cycle (Netzer & Xu, "Necessary and sufficient conditions for consistent global
//! snapshots", 1995).
//!
//! A *zigzag path* from a checkpoint begins with a message that its process sends after it; each further message is sent by who received the one
//! before, in the same interval between two checkpoints or a later one: also *before* that receipt. So it is more than
//! happened-before. A cycle ends with a message that the process received before the very checkpoint.
//!
//! Going back follows just these paths. If the process goes back to the checkpoint, and all others keep what they are now, each that falls has
//! received the message of a path; and the process falls itself exactly when there is a cycle.

use sim_core::ProcessId;

use super::checkpoints::{Checkpoints, Domino};
use crate::lattice::Steps;
use crate::model::Arrow;

/// A checkpoint that is in no consistent set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Useless {
    /// The process.
    pub process: ProcessId,
    /// Which of its points.
    pub point: usize,
    /// A zigzag path from it to itself: it is undone with what it needs.
    pub cycle: Vec<Arrow>,
}

/// All useless checkpoints, each with a cycle.
pub(super) fn useless(checkpoints: &Checkpoints, steps: &Steps) -> Vec<Useless> {
    let of_process = |(place, process): (usize, ProcessId)| {
        let points = 1..checkpoints.points[place].len() - 1;
        points.filter_map(move |point| {
            Some(Useless { process, point, cycle: cycle(checkpoints, place, point)? })
        })
    };
    steps.processes.iter().copied().enumerate().flat_map(of_process).collect()
}

/// A zigzag path from a checkpoint to itself, if there is one.
fn cycle(checkpoints: &Checkpoints, place: usize, point: usize) -> Option<Vec<Arrow>> {
    let mut start = checkpoints.present();
    start[place] = point;
    let (_, dominoes) = checkpoints.fall(&start);
    let last = dominoes.iter().find(|domino| domino.process.index() == place)?;
    let before = |domino: &&Domino| Some(&dominoes[domino.because?]);
    let mut path: Vec<_> = std::iter::successors(Some(last), before).map(|domino| domino.message).collect();
    path.reverse();
    Some(path)
}
