//! What was recorded, or why nothing was; and whether the run was ever in the recorded state.

use std::io;

use sim_core::ProcessId;
use snapshot::exploration::RecordedValue;
use snapshot::oracle::Verdict;
use snapshot::oracle::reachable;
use snapshot::{Aim, Computation, Judgement};
use trace::notation;

use super::Report;
use super::style::{BOLD, DIM};
use crate::paper::Paper;

impl<P: Computation> Report<'_, P> {
    pub(super) fn recorded(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let (topology, number) = (self.topology(), judgement.snapshot.0);
        let Some(started) = judgement.costs.started_at else {
            return self.nothing_recorded(out, judgement);
        };
        if !self.quiet {
            let complete = match judgement.costs.completed_at {
                Some(time) => format!("complete at t={time}"),
                None => "not complete".to_string(),
            };
            let initiators = self.names(&judgement.initiators);
            let (what, which) = match judgement.recorded.aim {
                Aim::GlobalState => ("Recorded global state", "snapshot"),
                Aim::RecoveryLine => ("Recovery line", "line"),
                Aim::Checkpoints => ("Checkpoints", "number"),
            };
            writeln!(
                out,
                "{BOLD}{what}{BOLD:#}   {which} {number}, started by {initiators} at t={started}, {complete}\n"
            )?;
        }
        let recorded = RecordedValue::from(&*judgement.recorded);
        let lines = notation::lines(self.finished.system, &recorded);
        match self.quiet {
            true => lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))?,
            false => self.some(out, topology.processes().len(), lines)?,
        }
        if !self.quiet && !self.caption.remark.is_empty() && judgement.costs.completed_at.is_some() {
            writeln!(out)?;
            self.remark(out)?;
        }
        Ok(())
    }

    /// Names with commas between; of many the first few.
    pub(super) fn names(&self, processes: &[ProcessId]) -> String {
        const MOST: usize = 6;
        let names = processes.iter().take(MOST).map(|process| self.topology().name(*process));
        let names = names.collect::<Vec<_>>().join(", ");
        match processes.len().saturating_sub(MOST) {
            0 => names,
            more => format!("{names} and {more} more"),
        }
    }

    /// What there is to say besides, dimmed from its first line to its last.
    fn remark(&self, out: &mut impl Paper) -> io::Result<()> {
        let mut lines = self.caption.remark.clone();
        lines.first_mut().into_iter().for_each(|first| first.insert_str(0, &DIM.to_string()));
        lines.last_mut().into_iter().for_each(|last| last.push_str(&format!("{DIM:#}")));
        out.paragraph(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    }

    pub(super) fn happened(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        if judgement.costs.completed_at.is_none() {
            return writeln!(out, "Did it happen?  not complete");
        }
        let Some(occurrence) = judgement.occurrence else {
            return writeln!(out, "Did it happen?  {}", self.never(judgement));
        };
        let until = match occurrence.until {
            Some(until) if occurrence.from == Some(until) => {
                return writeln!(
                    out,
                    "Did it happen?  yes: the run was in this state at t={until}, for no time"
                );
            }
            Some(until) => format!("until t={until}"),
            None => "to the end".to_string(),
        };
        match occurrence.from {
            Some(from) => {
                writeln!(out, "Did it happen?  yes: the run was in this state from t={from} {until}")
            }
            None => writeln!(
                out,
                "Did it happen?  yes: the run was in this state when the snapshot began, {until}"
            ),
        }
    }

    /// Why not: what is known of a state that the run did not pass through is what the oracle says.
    fn never(&self, judgement: &Judgement<P>) -> String {
        // What was before the first sign of a snapshot is not looked at.
        let never = if self.finished.events_before == 0 { "never" } else { "never while it was taken" };
        let reachable = judgement.checks.iter().find(|check| check.name == reachable::CLAIM.name);
        let but = match reachable.map(|check| &check.verdict) {
            Some(Verdict::Holds) => ", but it could have; see 'reachable'",
            Some(Verdict::Violated(_)) => {
                ", nor would it with all prerecording events first; see 'reachable'"
            }
            Some(Verdict::Unknown(_)) | None => "",
        };
        format!("{never}: the run did not pass through this state{but}")
    }
}
