//! How the line bends back, to be drawn: where the processes would go back to, the same after each domino, and the line in the end.

use trace::Saved;

use super::Recovery;
use crate::asked::{Cut, cuts};
use crate::global_state::GlobalState;
use crate::lattice::Steps;
use crate::model::Run;

/// So many dominoes are drawn; of more only what comes of them.
const MOST: usize = 6;

impl Recovery<'_> {
    /// The run, as a saved run has it, with these lines in the place of its snapshots.
    #[must_use]
    pub fn drawn(&self, run: &Run, steps: &Steps) -> Saved {
        let all = self.dominoes.len();
        let between = if all <= MOST { 1..all } else { 1..1 };
        let fallen = |count: usize| {
            let name = run.name(self.dominoes[count - 1].process);
            Cut {
                state: GlobalState::along(run, steps, self.after(count)),
                name: format!("domino {count}, {name} goes back"),
            }
        };
        let start = (all > 0)
            .then(|| Cut { state: self.at_start.clone(), name: "the newest checkpoints".to_string() });
        let line = Cut { state: self.at_line.clone(), name: "the recovery line".to_string() };
        let lines: Vec<_> = start.into_iter().chain(between.map(fallen)).chain([line]).collect();
        cuts(run, steps, &lines, |process, number| Some(self.checkpoint(run, process, number)))
    }

    /// What the sign of a checkpoint says.
    fn checkpoint(&self, run: &Run, name: &str, number: usize) -> String {
        let process = run.process_ids().find(|process| run.name(*process) == name);
        let useless = process.and_then(|process| self.useless(process, number)).is_some();
        format!("checkpoint {number}{}", if useless { ", useless" } else { "" })
    }
}
