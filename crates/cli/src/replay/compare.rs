//! Is it what this program does? The file's configuration is run again, and the first event that differs is named.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write as _;

use draw::paper::Paper as _;
use draw::report::style::{BAD, GOOD, UNSURE};
use sim_core::words::counted;
use sim_core::{Schedule, Topology};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::{LogEvent, Program, catalog};
use trace::model::{self, Event, Footer, What};
use trace::told::{self, Told};
use trace::write::Recorder;
use trace::{Loaded, Saved};

use crate::drive::{Keep, Watching};
use crate::escape::shown;
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::output::Output;
use crate::predicates::tell_waited;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::scenario::tool;

/// What came of running the file's configuration again.
pub(super) enum Compared {
    /// All that the file has is what the run wrote; and what it has not.
    Same { command: String, untold: BTreeSet<String> },
    /// The file has the first events of the run: it was cut off, perhaps within a step.
    SoFar { within_step: bool },
    /// The file is not what the run wrote.
    Differs { what: String, command: String },
    /// The configuration cannot be run by this version, or is not known, or the run was interrupted.
    Not { why: String },
}

/// Runs the file's configuration again, up to the first difference.
pub(super) fn compare(loaded: &Loaded, name: &str) -> Result<Compared, Failure> {
    let Loaded { saved, told, .. } = loaded;
    let (scenario, seed) = match Scenario::from_config(&saved.header.config, name) {
        Ok(found) => found,
        Err(Failure::Input { what, .. }) => return Ok(Compared::Not { why: what }),
        Err(failure) => return Err(failure),
    };
    if let Some(why) = other_numbers(saved, &scenario.header(seed).rng) {
        return Ok(Compared::Not { why });
    }
    let (comparison, ours) = match scenario.visit(Again { scenario: &scenario, seed, saved }) {
        Err(Failure::Input { what, .. }) => return Ok(Compared::Not { why: what }),
        again => again?,
    };
    let (difference, mut untold) = comparison.finish();
    let result = match (difference, &saved.footer, ours) {
        (Some(Difference::FileEnds { within_step }), None, _) => return Ok(Compared::SoFar { within_step }),
        (Some(difference), ..) => Err(difference.describe(saved.events.len())),
        (None, _, None) => return Ok(Compared::Not { why: "interrupted".to_string() }),
        (None, None, Some(_)) => Ok(BTreeSet::from(["the result".to_string()])),
        (None, Some(theirs), Some(ours)) => {
            same_result(told, theirs, &with_schedule_of(theirs, ours, &scenario.configuration.topology))
        }
    };
    let (command, undecided) = (scenario.command(seed), undecided(told, &scenario, seed));
    Ok(match result {
        Ok(absent) => {
            untold.extend(absent.into_iter().chain(undecided));
            Compared::Same { command, untold }
        }
        Err(what) if undecided.is_empty() => Compared::Differs { what, command },
        Err(what) => {
            let undecided = list(&undecided);
            Compared::Not { why: format!("the file does not tell {undecided}; with what is usual, {what}") }
        }
    })
}

/// The run of whatever program and algorithm it is, made again and compared with the file's.
struct Again<'a> {
    scenario: &'a Scenario,
    seed: u64,
    saved: &'a Saved,
}

impl<'a> Visitor for Again<'a> {
    /// How they compare, and what the run came to, unless it was left at a difference or interrupted.
    type Output = Result<(Comparison<'a>, Option<Footer>), Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        self.compare(&prepared)
    }
}

impl<'a> Again<'a> {
    /// Whether programs of the user's are asked, which can go wrong by themselves.
    fn asks_programs(&self) -> bool {
        let config = &self.saved.header.config;
        [&config.program, &config.algorithm].iter().any(|name| catalog::is_foreign(name))
    }

    fn compare<P: Program>(self, prepared: &dyn Runs<P>) -> <Self as Visitor>::Output {
        let comparison = RefCell::new(Comparison::with(&self.saved.events));
        let mut recorder = Recorder::new(prepared.system(), |event| comparison.borrow_mut().next(event));
        let progress = Progress::counting("events compared");
        let enough = |events| progress.at(events) || comparison.borrow().difference.is_some();
        let mut record = |step: &[LogEvent<P>]| recorder.step(step);
        let ran = prepared.run_unless(self.seed, Keep::Events, Watching::Events(&mut record), &enough);
        let ran = match ran {
            Err(Failure::Input { what, tip }) if !self.asks_programs() => {
                let tip = tip.map(|tip| format!("\n  {tip}")).unwrap_or_default();
                comparison.borrow_mut().difference.get_or_insert(Difference::NoRun { what: what + &tip });
                None
            }
            ran => ran?,
        };
        let digest = recorder.digest();
        let Some(mut finished) = ran.map(|ran| ran.finished) else {
            return Ok((comparison.into_inner(), None));
        };
        let waited_for = self.saved.footer.as_ref().and_then(|footer| footer.outcome.until.as_ref());
        waited_for.map_or(Ok(()), |until| tell_waited(&mut finished, &until.predicate))?;
        Ok((comparison.into_inner(), Some(finished.footer(digest))))
    }
}

/// Why the run cannot be made again, if the file draws other random numbers; a schedule needs none.
fn other_numbers(saved: &Saved, ours: &model::Rng) -> Option<String> {
    let theirs = &saved.header.rng;
    let named = |rng: &model::Rng| format!("{} {}", shown(&rng.algorithm), rng.version);
    let others = theirs != ours && saved.header.config.schedule.is_none();
    others.then(|| format!("rng: the file draws by {}, this version by {}", named(theirs), named(ours)))
}

/// What the file does not tell of what decides a run; by a schedule no random number does.
fn undecided(told: &Told, scenario: &Scenario, seed: u64) -> BTreeSet<String> {
    let mut untold = told.untold(&scenario.config(seed));
    if scenario.schedule.is_some() {
        untold.retain(|field| !["rng", "config.seed"].contains(&&**field));
    }
    untold
}

/// What the file does not tell of a result that is the same otherwise; or where it differs.
fn same_result(told: &Told, theirs: &Footer, ours: &Footer) -> Result<BTreeSet<String>, String> {
    let compared = told.result_against(theirs, ours);
    match compared.differs.first() {
        None => Ok(compared.absent),
        Some(field) => Err(format!("the events are the same, but not {field}")),
    }
}

fn list(fields: &BTreeSet<String>) -> String {
    fields.iter().map(|field| shown(field)).collect::<Vec<_>>().join(", ")
}

impl Compared {
    pub(super) fn write(&self, saved: &Saved, quiet: bool, out: &mut Output) -> Result<(), Failure> {
        let events = format!("all {}", counted(saved.events.len(), "event"));
        match self {
            Self::Differs { what, command } => {
                writeln!(out, "{BAD}differs from what this version does{BAD:#}: {what}")?;
                let (theirs, ours) = (&saved.header.tool, tool());
                if *theirs != ours {
                    let named =
                        |tool: &model::Tool| shown(&format!("{} {}", tool.name, tool.version)).into_owned();
                    writeln!(out, "  the file was written by {}, this is {}", named(theirs), named(&ours))?;
                }
                out.command("  the run that was compared:", command)?;
                writeln!(out)?;
            }
            Self::Not { why } => writeln!(out, "{UNSURE}not compared{UNSURE:#}: {why}\n")?,
            _ if quiet => {}
            Self::Same { command, untold } if untold.is_empty() => {
                out.command(&format!("{GOOD}same{GOOD:#}: {events}, as"), command)?;
                writeln!(out)?;
            }
            Self::Same { command, untold } => {
                out.command(&format!("{GOOD}same as far as it was compared{GOOD:#}: {events}, as"), command)?;
                writeln!(out, "  not compared, for it is not in the file: {}\n", list(untold))?;
            }
            Self::SoFar { within_step } => {
                let rest = if *within_step { ", within a step, which is not judged" } else { "" };
                writeln!(
                    out,
                    "{GOOD}same{GOOD:#}: {events}, as far as the file goes: it was cut off{rest}\n"
                )?;
            }
        }
        Ok(())
    }
}

/// Goes through two runs at once, up to the first difference.
struct Comparison<'a> {
    saved: std::slice::Iter<'a, Event>,
    difference: Option<Difference>,
    /// What is absent from events that are the same otherwise.
    untold: BTreeSet<String>,
}

/// Where two runs part.
enum Difference {
    /// Two events in the same place are not the same.
    Event { theirs: Box<Event>, ours: Box<Event> },
    /// The file has no more events, the run has.
    FileEnds { within_step: bool },
    /// The run has no more events, the file has.
    RunEnds { at: u64 },
    /// What the file says of the run, such as its schedule, cannot be done.
    NoRun { what: String },
}

impl<'a> Comparison<'a> {
    fn with(saved: &'a [Event]) -> Self {
        Self { saved: saved.iter(), difference: None, untold: BTreeSet::new() }
    }

    fn next(&mut self, ours: Event) {
        if self.difference.is_some() {
            return;
        }
        self.difference = match self.saved.next() {
            Some(theirs) if *theirs == ours => None,
            Some(theirs) => {
                let compared = told::event_against(theirs, &ours);
                if compared.differs.is_empty() {
                    self.untold.extend(compared.absent);
                    return;
                }
                Some(Difference::Event { theirs: Box::new(theirs.clone()), ours: Box::new(ours) })
            }
            None => Some(Difference::FileEnds {
                within_step: !matches!(ours.what, What::Internal { .. } | What::Recv { .. }),
            }),
        };
    }

    /// Where they part, and what the file has not of its events.
    fn finish(mut self) -> (Option<Difference>, BTreeSet<String>) {
        let ends = |event: &Event| Difference::RunEnds { at: event.seq };
        (self.difference.or_else(|| self.saved.next().map(ends)), self.untold)
    }
}

impl Difference {
    fn describe(&self, events: usize) -> String {
        let line = |event: &Event| serde_json::to_string(event).expect("an event is JSON");
        match self {
            Self::Event { theirs, ours } => {
                format!("event {} is the first\n  file: {}\n  run:  {}", ours.seq, line(theirs), line(ours))
            }
            Self::FileEnds { .. } => {
                format!("the file ends after {}, the run goes on", counted(events, "event"))
            }
            Self::NoRun { what } => what.clone(),
            Self::RunEnds { at } => format!("the run ends before event {at}, the file goes on"),
        }
    }
}

/// The run's result with its schedule as the file writes it, if it is the same one.
fn with_schedule_of(theirs: &Footer, mut ours: Footer, topology: &Topology) -> Footer {
    let parsed = |footer: &Footer| {
        footer.outcome.schedule.as_deref().and_then(|text| Schedule::parse(text, topology).ok())
    };
    if parsed(theirs).is_some() && parsed(theirs) == parsed(&ours) {
        ours.outcome.schedule.clone_from(&theirs.outcome.schedule);
    }
    ours
}
