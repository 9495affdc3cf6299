//! What a person reads of one run. For people: it may change from version to version, the JSON forms may not.

mod checks;
mod columns;
mod diagram;
mod style;
mod summary;
mod table;

use std::io;

use sim_core::words::{counted, were};
use snapshot::oracle::reachable;
use snapshot::{Initiation, Initiators, Judgement, Program, RecordedValue, Stopped, Verdict};
use trace::{Ended, notation};

use crate::args::{LookArgs, Part};
use crate::memory;
use crate::paper::Paper;
use crate::prepared::Prepared;
use crate::scenario::Scenario;

pub(crate) use checks::check_line;
pub(crate) use columns::{Column, Columns, width};
pub(crate) use diagram::Kept;
pub(crate) use style::{BAD, BOLD, DIM, GOOD, UNSURE};

/// As many processes as a person looks at, one by one.
const MOST_LINES: usize = 40;
/// Transcripts are for few processes.
const MOST_TRANSCRIPTS: usize = 6;

const ALL: [Part; 9] = [
    Part::Header,
    Part::Recorded,
    Part::Table,
    Part::Happened,
    Part::Costs,
    Part::Checks,
    Part::Transcript,
    Part::Diagram,
    Part::Summary,
];

/// What there is to know of the exercise, in two lines.
const SAME_FOR_EVERY_SEED: (&str, &str) = (
    "With FIFO channels and hold 0 every seed records this state, and the transcripts are the same",
    "too: the seed changes the times only. Try --hold 0..=30, or --links unordered.",
);

/// A report on one run.
pub(crate) struct Report<'a, P: Program> {
    scenario: &'a Scenario,
    prepared: &'a Prepared<'a, P>,
    seed: u64,
    ended: &'a Ended<'a, P>,
    parts: Vec<Part>,
    quiet: bool,
    unicode: bool,
    /// What was kept of the run for the diagram, beside the snapshots.
    kept: Option<&'a Kept<P>>,
    /// The file that tells the run, if another program or version wrote it, which may have drawn otherwise.
    foreign: Option<&'a str>,
}

impl<'a, P: Program> Report<'a, P> {
    pub(crate) fn new(
        prepared: &'a Prepared<'a, P>,
        seed: u64,
        ended: &'a Ended<'a, P>,
        look: &LookArgs,
    ) -> Self {
        let parts = match (&look.show, look.quiet) {
            (_, true) => vec![Part::Recorded],
            (none, false) if none.is_empty() => Self::usual(prepared, ended),
            (chosen, false) => ALL.into_iter().filter(|part| chosen.contains(part)).collect(),
        };
        let scenario = prepared.scenario;
        Self {
            scenario,
            prepared,
            seed,
            ended,
            parts,
            quiet: look.quiet,
            unicode: look.unicode,
            kept: None,
            foreign: None,
        }
    }

    /// Draws what was kept of the run, where a window was asked for or there is no snapshot.
    pub(crate) fn drawing(mut self, kept: Option<&'a Kept<P>>) -> Self {
        self.kept = kept;
        if kept.is_some_and(Kept::is_window) && !self.parts.contains(&Part::Diagram) {
            self.parts.insert(self.parts.len() - 1, Part::Diagram);
        }
        self
    }

    /// Tells a run of which only this file knows.
    pub(crate) const fn told_by(mut self, file: &'a str) -> Self {
        self.foreign = Some(file);
        self
    }

    /// The parts that tell something of this run.
    fn usual(prepared: &Prepared<'_, P>, ended: &Ended<'_, P>) -> Vec<Part> {
        if ended.window.is_empty() {
            return vec![Part::Header, Part::Recorded, Part::Checks, Part::Summary];
        }
        let transcripts = ended.judgements.len() == 1
            && prepared.topology().processes().len() <= MOST_TRANSCRIPTS
            && prepared.scenario.program.counts;
        ALL.into_iter().filter(|part| *part != Part::Transcript || transcripts).collect()
    }

    /// Writes the parts that were asked for, an empty line between them; those about a snapshot once for each.
    pub(crate) fn write(&self, out: &mut impl Paper) -> io::Result<()> {
        let mut between = Between { first: true };
        self.once(out, &mut between, |part| part == Part::Header)?;
        for judgement in self.ended.judgements {
            self.of_snapshot(out, judgement, &mut between)?;
        }
        self.once(out, &mut between, |part| part != Part::Header)
    }

    /// The parts about the run as a whole.
    fn once(
        &self,
        out: &mut impl Paper,
        between: &mut Between,
        wanted: impl Fn(Part) -> bool,
    ) -> io::Result<()> {
        for part in self.parts.iter().copied().filter(|part| wanted(*part)) {
            match part {
                Part::Header => between.line(out).and_then(|()| self.header(out))?,
                Part::Transcript => between.line(out).and_then(|()| self.transcripts(out))?,
                Part::Diagram => {
                    between
                        .line(out)
                        .and_then(|()| diagram::write(out, self.ended, self.kept, self.unicode))?;
                }
                Part::Summary => between.line(out).and_then(|()| self.summary(out))?,
                Part::Recorded | Part::Table | Part::Happened | Part::Checks | Part::Costs => {}
            }
        }
        Ok(())
    }

    /// The parts about one snapshot.
    fn of_snapshot(
        &self,
        out: &mut impl Paper,
        judgement: &Judgement<P>,
        between: &mut Between,
    ) -> io::Result<()> {
        let started = judgement.costs.started_at.is_some();
        for part in &self.parts {
            match part {
                Part::Recorded => between.line(out).and_then(|()| self.recorded(out, judgement))?,
                Part::Checks => between.line(out).and_then(|()| self.checks(out, judgement))?,
                Part::Table if started => between.line(out).and_then(|()| self.table(out, judgement))?,
                Part::Happened if started => {
                    between.line(out).and_then(|()| self.happened(out, judgement))?;
                }
                Part::Costs if started => self.costs(out, judgement)?,
                _ => {}
            }
        }
        if self.quiet {
            what_does_not_hold(judgement)
                .try_for_each(|check| check_line(out, self.ended, judgement, check))?;
        }
        Ok(())
    }

    fn header(&self, out: &mut impl Paper) -> io::Result<()> {
        let version = env!("CARGO_PKG_VERSION");
        let what = self.prepared.describe();
        match self.scenario.draws_nothing().or(self.foreign) {
            Some(_) => writeln!(out, "{BOLD}sim {version}{BOLD:#}   {what}"),
            None => writeln!(out, "{BOLD}sim {version}   seed {}{BOLD:#}   {what}", self.seed),
        }
    }

    fn recorded(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let (topology, number) = (self.prepared.topology(), judgement.snapshot.0);
        let Some(started) = judgement.costs.started_at else {
            return self.nothing_recorded(out, judgement);
        };
        if !self.quiet {
            let complete = match judgement.costs.completed_at {
                Some(time) => format!("complete at t={time}"),
                None => "not complete".to_string(),
            };
            let initiators = self.names(&judgement.initiators);
            writeln!(
                out,
                "{BOLD}Recorded global state{BOLD:#}   snapshot {number}, started by {initiators} at t={started}, {complete}\n"
            )?;
        }
        let recorded = RecordedValue::from(&judgement.recorded);
        let lines = notation::lines(topology, &recorded);
        match self.quiet {
            true => lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))?,
            false => self.some(out, topology.processes().len(), lines)?,
        }
        if !self.quiet && self.scenario.same_for_every_seed() && judgement.costs.completed_at.is_some() {
            let (same, other) = SAME_FOR_EVERY_SEED;
            writeln!(out)?;
            out.paragraph(&[&format!("{DIM}{same}"), &format!("{other}{DIM:#}")])?;
        }
        Ok(())
    }

    /// As many lines as a person reads, and how many more there would be.
    fn some(
        &self,
        out: &mut impl Paper,
        count: usize,
        mut lines: impl Iterator<Item = String>,
    ) -> io::Result<()> {
        lines.by_ref().take(MOST_LINES).try_for_each(|line| writeln!(out, "{line}"))?;
        match count.saturating_sub(MOST_LINES) {
            0 => Ok(()),
            more => writeln!(out, "... and {more} more; -f json has them all"),
        }
    }

    /// Names with commas between; of many the first few.
    fn names(&self, processes: &[sim_core::ProcessId]) -> String {
        const MOST: usize = 6;
        let names = processes.iter().take(MOST).map(|process| self.prepared.topology().name(*process));
        let names = names.collect::<Vec<_>>().join(", ");
        match processes.len().saturating_sub(MOST) {
            0 => names,
            more => format!("{names} and {more} more"),
        }
    }

    fn nothing_recorded(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let why = match self.ended.stopped {
            Stopped::MaxEvents => {
                let most = self.scenario.max_events;
                format!("{} {} not enough; see --max-events", counted(most, "event"), were(most))
            }
            Stopped::MaxMemory => memory::allowed(),
            Stopped::OutOfTime => "virtual time ends at t=2^53".to_string(),
            Stopped::Quiescent if self.scenario.schedule.is_some() => {
                "the schedule ends before that".to_string()
            }
            Stopped::Quiescent | Stopped::SnapshotComplete => "nothing can happen any more".to_string(),
        };
        let number = judgement.snapshot.0;
        let which = if self.ended.judgements.len() == 1 { String::new() } else { format!(" {number}") };
        let Initiation { initiators: all, trigger, .. } = &self.scenario.initiation;
        match trigger.filter(|_| !matches!(all, Initiators::Each(_))) {
            Some(trigger) => {
                let trigger = trigger + u64::from(number - 1);
                writeln!(
                    out,
                    "No snapshot{which}: {} ({why}).",
                    self.scenario.nobody(
                        &format!("come to send with state {trigger}"),
                        &format!("came to send with state {trigger}")
                    )
                )
            }
            None => writeln!(
                out,
                "No snapshot{which}: {} ({why}).",
                self.scenario.nobody("start it", "started it")
            ),
        }
    }

    fn happened(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
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
        let never = if self.ended.events_before == 0 { "never" } else { "never while it was taken" };
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

    fn costs(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let costs = &judgement.costs;
        let took = match costs.duration() {
            Some(ticks) => counted(ticks, "tick"),
            None => "not complete".to_string(),
        };
        writeln!(
            out,
            "Costs           {}, {} recorded, {took}; in flight at most {}, {} in the mean",
            counted(costs.markers, "marker"),
            counted(costs.recorded_messages, "message"),
            costs.most_in_flight,
            costs.mean_in_flight()
        )
    }

    fn checks(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        writeln!(out, "{BOLD}Checks{BOLD:#}")?;
        judgement.checks.iter().try_for_each(|check| check_line(out, self.ended, judgement, check))
    }

    fn transcripts(&self, out: &mut impl Paper) -> io::Result<()> {
        for (place, (process, lines)) in self.ended.transcript().iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{BOLD}{process}:{BOLD:#}\n")?;
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        Ok(())
    }
}

/// An empty line before each part but the first.
struct Between {
    first: bool,
}

impl Between {
    fn line(&mut self, out: &mut impl Paper) -> io::Result<()> {
        if std::mem::take(&mut self.first) { Ok(()) } else { writeln!(out) }
    }
}

/// The checks that failed; or, if none did, the first of those that could not be made.
fn what_does_not_hold<P: Program>(judgement: &Judgement<P>) -> impl Iterator<Item = &snapshot::Check> {
    let failed = |check: &snapshot::Check| matches!(check.verdict, Verdict::Violated(_));
    let unknown = |check: &&snapshot::Check| matches!(check.verdict, Verdict::Unknown(_));
    let none_failed = !judgement.checks.iter().any(failed);
    let unsure = judgement.checks.iter().find(unknown).filter(|_| none_failed);
    judgement.checks.iter().filter(move |check| failed(check)).chain(unsure)
}
