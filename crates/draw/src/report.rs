//! What a person reads of one run. For people: it may change from version to version, the JSON forms may not.
//!
//! A [`Report`] has [`Part`]s. What neither the run nor its verdicts tell is its [`Caption`]. It is written on [`Paper`], which has so
//! many columns or as many as it takes.

mod caption;
mod checkpoints;
mod checks;
mod columns;
mod diagram;
mod not_begun;
mod part;
mod recorded;
pub mod style;
mod summary;
mod table;
mod who_waits;

use std::io;

use sim_core::Topology;
use sim_core::words::{counted, mean};
use snapshot::oracle;
use snapshot::oracle::{Check, Law, Verdict};
use snapshot::{Aim, Computation, Costs, Judgement};
use trace::{Finished, model};

use crate::paper::Paper;
use style::{BOLD, DIM};

pub use caption::{Caption, Hint};
pub use checks::{check_line, verdict_line};
pub use columns::{Column, Columns, width};
pub use diagram::{Kept, write_saved};
pub use part::Part;

/// As many processes as a person looks at, one by one.
const MOST_LINES: usize = 40;
/// Transcripts are for few processes.
const MOST_TRANSCRIPTS: usize = 6;

/// A report on one run.
pub struct Report<'a, P: Computation> {
    finished: &'a Finished<'a, P>,
    caption: Caption<'a>,
    /// In the order in which they are written.
    parts: Vec<Part>,
    quiet: bool,
    unicode: bool,
    /// What was kept of the run for the diagram, beside the snapshots.
    kept: Option<&'a Kept<P>>,
    /// For each snapshot who waits for whom, where processes wait for one another.
    wait_for: Vec<Option<model::WaitFor>>,
}

impl<'a, P: Computation> Report<'a, P> {
    /// A report with the parts that tell something of this run.
    #[must_use]
    pub fn new(finished: &'a Finished<'a, P>, caption: Caption<'a>) -> Self {
        let (mut parts, wait_for) = (Self::usual(finished), finished.wait_for());
        let some_wait = wait_for.iter().any(Option::is_some);
        parts.retain(|part| *part != Part::Waits || some_wait);
        Self { finished, caption, parts, quiet: false, unicode: false, kept: None, wait_for }
    }

    /// Has these parts alone.
    #[must_use]
    pub fn showing(mut self, parts: &[Part]) -> Self {
        self.parts = Part::IN_ORDER.into_iter().filter(|part| parts.contains(part)).collect();
        self
    }

    /// Has the recorded state alone, and checks that do not hold.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        (self.parts, self.quiet) = (vec![Part::Recorded], true);
        self
    }

    /// Draws the diagram with box-drawing characters instead of ASCII.
    #[must_use]
    pub const fn unicode(mut self, unicode: bool) -> Self {
        self.unicode = unicode;
        self
    }

    /// Draws what was kept of the run, where an extent was asked for or there is no snapshot.
    #[must_use]
    pub fn drawing(mut self, kept: Option<&'a Kept<P>>) -> Self {
        self.kept = kept;
        if kept.is_some_and(Kept::is_extent) && !self.parts.contains(&Part::Diagram) {
            self.parts.insert(self.parts.len() - 1, Part::Diagram);
        }
        self
    }

    /// The parts that tell something of this run.
    fn usual(finished: &Finished<'_, P>) -> Vec<Part> {
        if finished.has_events && finished.window.is_empty() {
            return vec![Part::Header, Part::Recorded, Part::Checks, Part::Summary];
        }
        let few = finished.system.topology.processes().len() <= MOST_TRANSCRIPTS;
        let counts = |state| finished.system.protocol.count(state).is_some();
        let lines = finished.judgements.iter().any(|judgement| judgement.recorded.aim != Aim::GlobalState);
        let transcripts =
            !lines && finished.judgements.len() == 1 && few && finished.base.processes.iter().all(counts);
        Part::IN_ORDER.into_iter().filter(|part| *part != Part::Transcript || transcripts).collect()
    }

    fn topology(&self) -> &Topology {
        &self.finished.system.topology
    }

    /// Writes the parts that were asked for, an empty line between them; those about a snapshot once for each.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, out: &mut impl Paper) -> io::Result<()> {
        let mut between = Between { first: true };
        self.once(out, &mut between, |part| part == Part::Header)?;
        for judgement in &self.finished.judgements {
            self.of_snapshot(out, judgement, &mut between)?;
        }
        self.once(out, &mut between, |part| part != Part::Header)?;
        self.left_out(out, &mut between)
    }

    /// The parts that can be told.
    fn told(&self) -> impl Iterator<Item = Part> {
        self.parts.iter().copied().filter(|part| self.can_be_told(*part))
    }

    /// What is about events is told where they were kept.
    fn can_be_told(&self, part: Part) -> bool {
        self.finished.has_events || !part.tells_events() || part == Part::Diagram && self.kept.is_some()
    }

    /// What was to be told and cannot be.
    fn left_out(&self, out: &mut impl Paper, between: &mut Between) -> io::Result<()> {
        let left_out = self.parts.iter().filter(|part| !self.can_be_told(**part));
        let names: Vec<_> = left_out.map(|part| part.name()).collect();
        if names.is_empty() {
            return Ok(());
        }
        between.line(out)?;
        let names = names.join(", ");
        out.paragraph(&[
            &format!("Left out: {names}. The verdicts do not need the events, and there was no room to"),
            &format!("keep them: {}.", self.caption.room),
        ])
    }

    /// The parts about the run as a whole.
    fn once(
        &self,
        out: &mut impl Paper,
        between: &mut Between,
        wanted: impl Fn(Part) -> bool,
    ) -> io::Result<()> {
        for part in self.told().filter(|part| wanted(*part)) {
            match part {
                Part::Header => between.line(out).and_then(|()| self.header(out))?,
                Part::Transcript => between.line(out).and_then(|()| self.transcripts(out))?,
                Part::Diagram => {
                    between
                        .line(out)
                        .and_then(|()| diagram::write(out, self.finished, self.kept, self.unicode))?;
                }
                Part::Summary => between.line(out).and_then(|()| self.summary(out))?,
                Part::Recorded | Part::Waits | Part::Table | Part::Happened | Part::Checks | Part::Costs => {}
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
        let aim = judgement.recorded.aim;
        for part in self.told() {
            match part {
                Part::Recorded => between.line(out).and_then(|()| self.recorded(out, judgement))?,
                Part::Waits if started => between.line(out).and_then(|()| self.who_waits(out, judgement))?,
                Part::Checks => between.line(out).and_then(|()| self.checks(out, judgement))?,
                Part::Table if started && aim == Aim::RecoveryLine => {
                    between.line(out).and_then(|()| self.checkpoints(out, judgement))?;
                }
                Part::Happened | Part::Table if aim != Aim::GlobalState => {}
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
                .try_for_each(|check| check_line(out, self.finished, judgement, check))?;
        }
        Ok(())
    }

    fn header(&self, out: &mut impl Paper) -> io::Result<()> {
        let Caption { title, what, .. } = &self.caption;
        writeln!(out, "{BOLD}{title}{BOLD:#}   {what}")
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

    fn costs(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let costs = &judgement.costs;
        let took = match costs.duration() {
            Some(ticks) => counted(ticks, "tick"),
            None => "not complete".to_string(),
        };
        let refused = costs.refused.map(|refused| {
            let (messages, ticks) = (counted(refused.messages, "message"), counted(refused.ticks, "tick"));
            format!("; {messages} refused, for {ticks}")
        });
        writeln!(
            out,
            "Costs           {}, {} recorded, {took}; in flight at most {}, {} in the mean{}",
            counted(costs.markers, self.finished.word()),
            counted(costs.recorded_messages, "message"),
            costs.most_in_flight,
            costs.mean_in_flight(),
            refused.unwrap_or_default()
        )?;
        let paid = paid(costs);
        if paid.is_empty() { Ok(()) } else { writeln!(out, "                {}", paid.join("; ")) }
    }

    fn checks(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        writeln!(out, "{BOLD}Checks{BOLD:#}")?;
        if judgement.checks.is_empty() {
            return writeln!(out, "  {DIM}not judged: it was not complete when all went back{DIM:#}");
        }
        judgement.checks.iter().try_for_each(|check| check_line(out, self.finished, judgement, check))?;
        let not_judged: Vec<_> = oracle::not_judged(self.finished.law).map(|claim| claim.name).collect();
        if not_judged.is_empty() {
            return Ok(());
        }
        let why = match Law::aim_of(self.finished.law) {
            Aim::RecoveryLine => "no channel is recorded",
            Aim::Checkpoints => "nobody says anything of the checkpoints together: ask 'sim recover'",
            Aim::GlobalState => "how many there should be nobody says",
        };
        writeln!(out, "  {DIM}not judged: {}; {why}{DIM:#}", not_judged.join(", "))
    }

    fn transcripts(&self, out: &mut impl Paper) -> io::Result<()> {
        for (place, (process, lines)) in self.finished.transcript().iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{BOLD}{process}:{BOLD:#}\n")?;
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        Ok(())
    }
}

/// What an algorithm pays that Chandy and Lamport's does not.
fn paid(costs: &Costs) -> Vec<String> {
    let mut paid = Vec::new();
    let (on_messages, in_control) = (costs.bits_on_messages(), costs.bits_in_control());
    if on_messages > 0 {
        let each = mean(costs.numbers_on_messages, costs.sent);
        paid.push(format!("{on_messages} bits on {}, {each} numbers each", counted(costs.sent, "message")));
    }
    if in_control > 0 {
        paid.push(format!("{in_control} bits in its own messages"));
    }
    if costs.stored > costs.recorded_messages {
        paid.push(format!("{} stored", counted(costs.stored, "message")));
    }
    if let Some(across) = costs.across {
        let cross = if across == 1 { "crosses" } else { "cross" };
        paid.push(format!("{} {cross} the line, recorded nowhere", counted(across, "message")));
    }
    let blocked =
        costs.blocked.map(|ticks| format!("processes kept from acting for {}", counted(ticks, "tick")));
    paid.extend(blocked);
    if !paid.is_empty() {
        let recorded =
            costs.until_recorded().map(|ticks| format!("all recorded after {}", counted(ticks, "tick")));
        paid.extend(recorded);
    }
    paid
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
fn what_does_not_hold<P: Computation>(judgement: &Judgement<P>) -> impl Iterator<Item = &Check> {
    let failed = |check: &Check| matches!(check.verdict, Verdict::Violated(_));
    let unknown = |check: &&Check| matches!(check.verdict, Verdict::Unknown(_));
    let none_failed = !judgement.checks.iter().any(failed);
    let unsure = judgement.checks.iter().find(unknown).filter(|_| none_failed);
    judgement.checks.iter().filter(move |check| failed(check)).chain(unsure)
}
