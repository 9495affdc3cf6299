//! `sim replay`: a saved run, run again and compared event by event, and judged on what the file says.
//!
//! Two questions, answered apart. *Is it what this program does?* The configuration is run again, and the first event
//! that differs is named. *Is what it says right?* The oracles judge the file's own events, from the file alone, so that a file
//! that was changed or that another program wrote is judged on what it says.

use std::cell::RefCell;
use std::io::Write as _;

use sim_core::words::counted;
use snapshot::catalog::{self, Visitor};
use snapshot::{
    Evidence, Judge, Judgement, LogEvent, Offered, Overall, Program, SnapshotId, Stopped, Verdict,
};
use trace::Ended;
use trace::model::{self, Event, Footer};
use trace::write::Recorder;
use trace::{Restored, Saved, restore};

use crate::Outcome;
use crate::args::ReplayArgs;
use crate::config::tool;
use crate::escape::shown;
use crate::failure::Failure;
use crate::finished::Finished;
use crate::input::load_run;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use crate::report::{BAD, BOLD, DIM, GOOD, UNSURE, check_line};
use crate::scenario::Scenario;

pub(crate) fn replay(args: &ReplayArgs) -> Result<Outcome, Failure> {
    let name = args.file.display();
    let saved = load_run(&args.file)?;
    interrupt::listen();
    let program = saved.header.config.program.clone();
    let replayed = catalog::visit(&program, Replay { name: &name.to_string(), saved, args });
    replayed.unwrap_or_else(|| {
        Err(Failure::new(format!("cannot read '{name}': config: there is no program '{program}'")))
    })
}

/// A saved run of whatever program it is.
struct Replay<'a> {
    name: &'a str,
    saved: Saved,
    args: &'a ReplayArgs,
}

impl Visitor for Replay<'_> {
    type Output = Result<Outcome, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        let Self { name, saved, args } = self;
        let quiet = args.quiet;
        let in_file = |error| Failure::new(format!("cannot read '{name}': {error}"));
        let restored = restore::<P>(&saved.header.config, &saved.events).map_err(in_file)?;
        let mut output = Output::open(None)?;
        let comparison = if args.judge { None } else { Some(compare::<P>(&saved, name)?) };
        if let Some(comparison) = &comparison {
            comparison.write(&saved, quiet, &mut output)?;
        }
        let whole = !matches!(comparison, Some(Compared::SoFar { within_step: true }));
        let judged =
            if args.same { None } else { Some(judge(&saved, &restored, whole, quiet, &mut output)?) };
        output.finish()?;
        Ok(match (comparison, judged) {
            (Some(Compared::Differs { .. }), _) => Outcome::Violated,
            (_, Some(judged)) => judged,
            (Some(Compared::Same { .. } | Compared::AllEvents), None) => Overall::Holds.into(),
            (_, None) => Overall::Unknown.into(),
        })
    }
}

/// What came of running the file's configuration again.
enum Compared {
    /// The file is what the run wrote.
    Same { command: String },
    /// The file has all the events of the run, but not its result.
    AllEvents,
    /// The file has the first events of the run: it was cut off, and if so, within a step.
    SoFar { within_step: bool },
    /// The file is not what the run wrote.
    Differs { what: String, command: String },
    /// The configuration cannot be run by this version, or the run was interrupted.
    Not { why: String },
}

/// Runs the file's configuration again, up to the first difference.
fn compare<P: Program>(saved: &Saved, name: &str) -> Result<Compared, Failure> {
    let (scenario, seed) = match Scenario::from_config(&saved.header.config, name) {
        Ok(found) => found,
        Err(Failure::Input { what, .. }) => return Ok(Compared::Not { why: what }),
        Err(failure) => return Err(failure),
    };
    let (theirs, ours) = (&saved.header.rng, scenario.header(seed).rng);
    if *theirs != ours && saved.header.config.schedule.is_none() {
        let named = |rng: &model::Rng| format!("{} {}", shown(&rng.algorithm), rng.version);
        let why = format!("rng: the file draws by {}, this version by {}", named(theirs), named(&ours));
        return Ok(Compared::Not { why });
    }
    let prepared = scenario.prepare::<P>()?;
    let comparison = RefCell::new(Comparison { saved: saved.events.iter(), difference: None });
    let mut recorder = Recorder::new(&prepared.underlying, |event| comparison.borrow_mut().next(event));
    let progress = Progress::counting("events compared");
    let enough = |events| progress.at(events) || comparison.borrow().difference.is_some();
    let finished = match Finished::run_unless(&prepared, seed, &mut recorder, enough) {
        Err(Failure::Input { what, .. }) => return Ok(Compared::Not { why: what }),
        finished => finished?,
    };
    let ours = finished.map(|finished| finished.ended().footer(recorder.digest()));
    let command = scenario.command(seed);
    Ok(match (comparison.into_inner().finish(), &saved.footer, ours) {
        (Some(Difference::FileEnds { within_step }), None, _) => Compared::SoFar { within_step },
        (Some(difference), ..) => {
            Compared::Differs { what: difference.describe(saved.events.len()), command }
        }
        (None, _, None) => Compared::Not { why: "interrupted".to_string() },
        (None, None, Some(_)) => Compared::AllEvents,
        (None, Some(theirs), Some(ours)) => match summaries_differ(theirs, &ours) {
            None => Compared::Same { command },
            Some(part) => Compared::Differs {
                what: format!("the events are the same, but the file's '{part}' is not what they come to"),
                command,
            },
        },
    })
}

impl Compared {
    fn write(&self, saved: &Saved, quiet: bool, out: &mut Output) -> Result<(), Failure> {
        let events = format!("all {}", counted(saved.events.len(), "event"));
        match self {
            Self::Differs { what, command } => {
                writeln!(out, "{BAD}differs{BAD:#}: {what}")?;
                let (theirs, ours) = (&saved.header.tool, tool());
                if *theirs != ours {
                    let named =
                        |tool: &model::Tool| shown(&format!("{} {}", tool.name, tool.version)).into_owned();
                    writeln!(out, "  the file was written by {}, this is {}", named(theirs), named(&ours))?;
                }
                writeln!(out, "  the run that was compared: {command}\n")?;
            }
            Self::Not { why } => writeln!(out, "{UNSURE}not compared{UNSURE:#}: {why}\n")?,
            _ if quiet => {}
            Self::Same { command } => {
                writeln!(out, "{GOOD}same{GOOD:#}: {events}, as {command}\n")?;
            }
            Self::AllEvents => {
                writeln!(out, "{GOOD}same{GOOD:#}: {events}; the file lacks the result after them\n")?;
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
}

/// Where two runs part.
enum Difference {
    /// Two events in the same place are not the same.
    Event { theirs: Box<Event>, ours: Box<Event> },
    /// The file has no more events, the run has; the next one is of the same step as the last, or begins another.
    FileEnds { within_step: bool },
    /// The run has no more events, the file has.
    RunEnds { at: u64 },
}

impl Comparison<'_> {
    fn next(&mut self, ours: Event) {
        if self.difference.is_some() {
            return;
        }
        self.difference = match self.saved.next() {
            Some(theirs) if *theirs == ours => None,
            Some(theirs) => {
                Some(Difference::Event { theirs: Box::new(theirs.clone()), ours: Box::new(ours) })
            }
            None => Some(Difference::FileEnds {
                within_step: !matches!(ours.what, model::What::Recv { .. } | model::What::Internal { .. }),
            }),
        };
    }

    fn finish(mut self) -> Option<Difference> {
        self.difference.or_else(|| self.saved.next().map(|event| Difference::RunEnds { at: event.seq }))
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
            Self::RunEnds { at } => format!("the run ends before event {at}, the file goes on"),
        }
    }
}

/// The part of the file's summary that is not what the run came to.
fn summaries_differ(theirs: &Footer, ours: &Footer) -> Option<&'static str> {
    let parts = [
        ("outcome", theirs.outcome == ours.outcome),
        ("snapshots", theirs.snapshots == ours.snapshots),
        ("checks", theirs.checks == ours.checks),
        ("transcript", theirs.transcript == ours.transcript),
    ];
    parts.into_iter().find(|(_, same)| !same).map(|(part, _)| part)
}

/// Of a run that was cut off within a step.
fn without_last_step<P: Program>(events: &[LogEvent<P>]) -> &[LogEvent<P>] {
    let last = events.iter().rposition(LogEvent::<P>::begins_step).unwrap_or(0);
    &events[..last]
}

/// Whether the file says that nothing could happen after its last event; a run by a schedule ends with it.
fn nothing_more(saved: &Saved) -> bool {
    let quiescent = |footer: &Footer| footer.outcome.stopped == model::Stopped::Quiescent;
    saved.header.config.schedule.is_none() && saved.footer.as_ref().is_some_and(quiescent)
}

/// Lets the oracles judge the file's events, and holds the recorded state that the file claims against them.
fn judge<P: Program>(
    saved: &Saved,
    restored: &Restored<P>,
    whole: bool,
    quiet: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let Restored { system, base, events } = restored;
    let events = if whole { events } else { without_last_step::<P>(events) };
    let snapshots = 1..saved.header.config.snapshots.saturating_add(1);
    let over = nothing_more(saved);
    let evidence = Evidence { system, snapshot: SnapshotId(1), base, events, offers: Offered::NotSeen, over };
    let progress = Progress::doing("judging what the file says");
    let wanted = || !interrupt::requested();
    let judgements = Judgement::each(&evidence, snapshots, &mut Judge::default(), wanted);
    drop(progress);
    let judgements = judgements.ok_or(Failure::Interrupted)?;
    let ended = Ended {
        system,
        base,
        window: events,
        events_before: 0,
        judgements: &judgements,
        stopped: Stopped::SnapshotComplete,
        end_time: events.last().map_or(0, |event| event.time),
        delivered: model::Delivered::default(),
        in_flight: vec![Vec::new(); system.topology.channels().len()],
        schedule: None,
    };
    for judgement in ended.judgements {
        let bad = judgement.checks.iter().any(|check| check.verdict != Verdict::Holds);
        if !quiet || bad {
            let which = match ended.judgements.len() {
                1 => String::new(),
                _ => format!(" of snapshot {}", judgement.snapshot.0),
            };
            writeln!(out, "{BOLD}Checks{BOLD:#}{which}, made from the events in the file alone")?;
        }
        for check in judgement.checks.iter().filter(|check| !quiet || check.verdict != Verdict::Holds) {
            check_line(out, &ended, judgement, check)?;
        }
    }
    if !quiet {
        writeln!(
            out,
            "  {DIM}not looked at: whether a process was kept from acting; a file does not tell{DIM:#}"
        )?;
    }
    let recorded = ended.footer(String::new()).snapshots;
    let claimed = saved.footer.as_ref().is_none_or(|footer| footer.snapshots == recorded);
    let claims = [
        ("'snapshots' are not what its events record", claimed),
        ("digest is not that of its events", saved.digest_matches().unwrap_or(true)),
    ];
    for (claim, _) in claims.iter().filter(|(_, holds)| !holds) {
        writeln!(out, "  {BAD}FAIL{BAD:#}  as claimed    the file's {claim}")?;
    }
    let of_time = trace::claims::of_time(restored, &saved.events);
    for wrong in &of_time {
        writeln!(out, "  {BAD}FAIL{BAD:#}  as claimed    {wrong}")?;
    }
    Ok(if of_time.is_empty() && claims.iter().all(|(_, holds)| *holds) {
        ended.verdict().into()
    } else {
        Outcome::Violated
    })
}
