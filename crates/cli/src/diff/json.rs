//! What two runs have alike and where they part, as `sim.diff/1`.

use std::io::Write as _;

use draw::diff::Side;
use schemars::JsonSchema;
use serde::Serialize;
use trace::Saved;
use trace::diff::{self, Diff, Judged, Part};
use trace::model::{Check, Event, Held, Message, State, Tool, Verdict};

use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// What is said of two runs; of two values the first is of the first run.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.diff/1`.
    schema: String,
    /// The program that wrote it.
    tool: Tool,
    /// What the runs are called.
    names: [String; 2],
    /// The commands that make or show them again; `null` where none is known.
    commands: [Option<String>; 2],
    /// Whether the computation and the verdicts are the same.
    same: bool,
    /// The verdict of each.
    verdicts: [Verdict; 2],
    /// Whether each has a result; one that was cut off has none.
    over: [bool; 2],
    /// What each oracle said.
    checks: Vec<Judgements>,
    /// What was run, as far as it differs.
    config: Vec<Setting>,
    /// The processes that are in one run alone.
    processes_alone: [Vec<String>; 2],
    /// The events of the computation, without what the algorithm does.
    computation: Sequence,
    /// All events.
    all: Sequence,
    /// The recorded states, by snapshot.
    recorded: Vec<Recorded>,
    /// How much there is in each.
    counts: [Counts; 2],
    /// The hash of all events of each; `null` for the log of another program.
    digests: [Option<String>; 2],
}

/// What an oracle said of each run.
#[derive(Debug, Serialize, JsonSchema)]
struct Judgements {
    /// The number of the snapshot; 0 for the run as a whole.
    snapshot: u32,
    /// The name of the check.
    name: String,
    /// What it says; `null` for a run that has no such check.
    checks: [Option<Check>; 2],
    /// Whether it says something else of one run than of the other.
    differs: bool,
}

/// A setting that differs.
#[derive(Debug, Serialize, JsonSchema)]
struct Setting {
    /// What it is called.
    name: String,
    /// What it is; `null` where it is not set.
    values: [Option<String>; 2],
}

/// How the events of two runs compare, one after another.
#[derive(Debug, Serialize, JsonSchema)]
struct Sequence {
    /// How many there are.
    events: [usize; 2],
    /// How many are the same, from the first on.
    same: usize,
    /// The first in which something else happened, `null` in a run that has ended by then; `null` if there is none.
    first: Option<[Option<Happened>; 2]>,
    /// The first of those that are the same which was at another time; `null` if there is none.
    other_time: Option<[Happened; 2]>,
    /// Whether each process does the same in both, and only the order between processes is another.
    only_order: bool,
}

/// An event of one of the runs.
#[derive(Debug, Serialize, JsonSchema)]
struct Happened {
    /// Its place in the run, from 0.
    seq: u64,
    /// When it was; `null` where there are no times.
    t: Option<u64>,
    /// The process.
    process: String,
    /// What happened, in words.
    text: String,
    /// The event as the run has it; `null` for the log of another program.
    event: Option<Event>,
}

/// How the recorded states of a snapshot compare.
#[derive(Debug, Serialize, JsonSchema)]
struct Recorded {
    /// The number of the snapshot.
    snapshot: u32,
    /// Whether each run has it.
    is_there: [bool; 2],
    /// How many processes and channels are recorded alike.
    same: usize,
    /// The processes that are not; `null` where one was not recorded, or a log does not tell.
    processes: Vec<Process>,
    /// The channels that are not; `null` where one was not recorded.
    channels: Vec<Channel>,
}

/// A process that is recorded otherwise.
#[derive(Debug, Serialize, JsonSchema)]
struct Process {
    /// Its name.
    name: String,
    /// Its states.
    states: [Option<Held>; 2],
}

/// A channel that is recorded otherwise.
#[derive(Debug, Serialize, JsonSchema)]
struct Channel {
    /// Its name.
    name: String,
    /// What was in it.
    messages: [Option<Vec<Message>>; 2],
}

/// How much there is in a run.
#[derive(Debug, Serialize, JsonSchema)]
struct Counts {
    /// Events.
    events: usize,
    /// Messages of the computation that were sent.
    messages: usize,
    /// Messages of the algorithm that were sent.
    control: usize,
    /// The time of the last event; `null` where there are no times.
    ticks: Option<u64>,
}

pub(super) fn write(diff: &Diff<'_>, sides: &[Side<'_>; 2], out: &mut Output) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, &told(diff, sides)).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn told(diff: &Diff<'_>, sides: &[Side<'_>; 2]) -> Told {
    let [one, other] = sides;
    let runs = [one.run, other.run];
    let command = |side: &Side<'_>| side.again.as_ref().map(|hint| hint.command.clone());
    let verdict = |ok| match ok {
        Some(true) => Verdict::Ok,
        Some(false) => Verdict::Failed,
        None => Verdict::Unknown,
    };
    let setting = |of: &diff::Setting| Setting { name: of.name.clone(), values: of.is.clone() };
    Told {
        schema: "sim.diff/1".to_string(),
        tool: tool(),
        names: [one.name.clone(), other.name.clone()],
        commands: [command(one), command(other)],
        same: diff.is_same(),
        verdicts: diff.verdicts.map(verdict),
        over: diff.over,
        checks: diff.judged.iter().map(judgements).collect(),
        config: diff.settings.iter().map(setting).collect(),
        processes_alone: [0, 1].map(|side| diff.alone[side].iter().map(ToString::to_string).collect()),
        computation: sequence(&diff.computation, runs),
        all: sequence(&diff.all, runs),
        recorded: diff.recorded.iter().map(recorded).collect(),
        counts: diff.counts.map(|diff::Counts { events, messages, control, ticks }| Counts {
            events,
            messages,
            control,
            ticks,
        }),
        digests: diff.digests.clone(),
    }
}

fn judgements(judged: &Judged<'_>) -> Judgements {
    Judgements {
        snapshot: judged.snapshot,
        name: judged.name.to_string(),
        checks: judged.checks.map(Option::<&Check>::cloned),
        differs: judged.differs(),
    }
}

fn sequence(of: &diff::Sequence, runs: [&Saved; 2]) -> Sequence {
    let event = |side: usize, place: usize| happened(runs[side], &runs[side].events[place]);
    Sequence {
        events: of.events,
        same: of.same,
        first: of.first.map(|at| [0, 1].map(|side| at[side].map(|place| event(side, place)))),
        other_time: of.other_time.map(|at| [0, 1].map(|side| event(side, at[side]))),
        only_order: of.only_order,
    }
}

fn happened(run: &Saved, event: &Event) -> Happened {
    Happened {
        seq: event.seq,
        t: run.is_timed().then_some(event.t),
        process: event.proc.clone(),
        text: draw::words::event(run, event),
        event: run.foreign.is_none().then(|| event.clone()),
    }
}

fn recorded(of: &diff::Recorded<'_>) -> Recorded {
    let told = |held: Option<&Held>| held.filter(|held| held.state != State::Untold).cloned();
    let (mut processes, mut channels) = (Vec::new(), Vec::new());
    for part in &of.differ {
        match part {
            Part::Process(name, states) => {
                processes.push(Process { name: (*name).to_string(), states: states.map(told) });
            }
            Part::Channel(name, messages) => channels.push(Channel {
                name: (*name).to_string(),
                messages: messages.map(|messages| messages.map(<[Message]>::to_vec)),
            }),
        }
    }
    Recorded { snapshot: of.snapshot, is_there: of.is_there, same: of.same, processes, channels }
}
