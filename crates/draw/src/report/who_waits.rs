//! Who waits for whom in the recorded state, and who really did when the snapshot was complete: so a deadlock that never was is seen at a look.

use std::io;

use snapshot::oracle::Verdict;
use snapshot::oracle::stable;
use snapshot::{Aim, Computation, Judgement};

use super::Report;
use super::style::BOLD;
use crate::paper::Paper;
use crate::who_waits;

impl<P: Computation> Report<'_, P> {
    pub(super) fn who_waits(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let title = format!("{BOLD}Who waits for whom{BOLD:#}");
        let place = self.finished.judgements.iter().position(|other| other.snapshot == judgement.snapshot);
        let Some(wait_for) = place.and_then(|place| self.wait_for[place].as_ref()) else {
            let recorded = &judgement.recorded;
            let why = match recorded.is_whole() && recorded.aim == Aim::GlobalState {
                true => "in this computation nobody waits for another",
                false => "no global state was recorded",
            };
            return writeln!(out, "{title}: {why}");
        };
        let stable = judgement.checks.iter().find(|check| check.name == stable::CLAIM.name);
        let is_wrong = stable.is_some_and(|check| matches!(check.verdict, Verdict::Violated(_)));
        let graphs = who_waits::told(wait_for, judgement.costs.completed_at, is_wrong);
        let wide = graphs.iter().map(|graph| graph.when().len()).max().unwrap_or(0);
        writeln!(out, "{title}")?;
        for graph in graphs {
            let never = if graph.has_wrong() { " that never was; see 'stable'" } else { "" };
            writeln!(out, "  {:wide$}  {}{never}", graph.when(), graph.in_words())?;
        }
        Ok(())
    }
}
