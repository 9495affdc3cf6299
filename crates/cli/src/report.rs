//! The report on a run that was asked for: what the scenario has to say of it. How it is written is the business of [`draw::report`].

use draw::report::{Caption, Hint, Kept, Part, Report};
use sim_core::words::{counted, were};
use snapshot::{Cycles, Program, Stopped, TokenRing};
use trace::Finished;

use crate::args::{LookArgs, Told};
use crate::crash::Crash;
use crate::memory;
use crate::scenario::Scenario;
use crate::shell::quoted;

/// What there is to know of the exercise, in two lines.
const SAME_FOR_EVERY_SEED: [&str; 2] = [
    "With FIFO channels and hold 0 every seed records this state, and the transcripts are the same",
    "too: the seed changes the times only. Try --hold 0..=30, or --links unordered.",
];
const SAVE: &str = "save: add -f json -o run.json";

/// Where a run comes from that is told.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// It was just made.
    Made,
    /// It was, and after this crash it goes on.
    Crashing(&'a Crash),
    /// A file of another program or version, which may have drawn otherwise from the seed.
    File(&'a str),
}

/// The report on a run.
pub(crate) fn report<'a, P: Program>(
    scenario: &'a Scenario,
    (seed, source): (u64, Source<'_>),
    finished: &'a Finished<'a, P>,
    look: &LookArgs,
) -> Report<'a, P> {
    let version = env!("CARGO_PKG_VERSION");
    let title = match (scenario.draws_nothing(), source) {
        (Some(_), _) | (_, Source::File(_)) => format!("sim {version}"),
        (None, _) => format!("sim {version}   seed {seed}"),
    };
    let remark: &[&str] = if scenario.same_for_every_seed() { &SAME_FOR_EVERY_SEED } else { &[] };
    let report = Report::new(
        finished,
        Caption {
            faults: scenario.configuration.faults.all().count(),
            title,
            what: scenario.describe(&finished.system.protocol),
            waits_for_all: scenario.algorithm.needs.cycles == Cycles::BackEdges,
            initiation: &scenario.configuration.initiation,
            message: (*finished.system.protocol.entry() == TokenRing::ENTRY).then_some("m"),
            no_more: no_more(scenario, finished.stopped),
            room: memory::allowed(),
            remark: remark.iter().map(ToString::to_string).collect(),
            hints: match source {
                Source::Made => again(scenario, seed, finished),
                Source::Crashing(crash) => vec![made_by(scenario, scenario.command_crashing(crash, seed))],
                Source::File(file) => vec![made_again(file)],
            },
        },
    );
    let report = report.unicode(look.unicode);
    match (look.show.as_slice(), look.quiet) {
        (_, true) => report.quiet(),
        ([], false) => report,
        (parts, false) => report.showing(parts),
    }
}

/// What has to be kept of a run for its diagram, beside its snapshots.
pub(crate) fn kept<P: Program>(told: &Told) -> Option<Kept<P>> {
    let window = told.draw.window.as_ref();
    let wanted = window.is_some() || told.look.show.contains(&Part::Diagram);
    wanted.then(|| Kept::of(window))
}

/// Why nothing more happened in a run.
pub(crate) fn no_more(scenario: &Scenario, stopped: Stopped) -> String {
    match stopped {
        Stopped::MaxEvents => {
            let most = scenario.max_events;
            format!("{} {} not enough; see --max-events", counted(most, "event"), were(most))
        }
        Stopped::MaxMemory => memory::allowed(),
        Stopped::Hopeless => "what is missing cannot come any more".to_string(),
        Stopped::OutOfTime => "virtual time ends at t=2^53".to_string(),
        Stopped::Quiescent if scenario.schedule.is_some() => "the schedule ends before that".to_string(),
        Stopped::Quiescent | Stopped::SnapshotComplete => "nothing can happen any more".to_string(),
    }
}

/// What tells whether this version makes the run in a file.
pub(crate) fn made_again(file: &str) -> Hint {
    Hint {
        purpose: "whether this version makes the same run:".to_string(),
        command: format!("sim replay {}", quoted(file)),
        aside: None,
    }
}

/// The command that makes the run again.
pub(crate) fn made_by(scenario: &Scenario, command: String) -> Hint {
    let how = if scenario.is_from_standard_input() { ", with the same standard input" } else { "" };
    Hint { purpose: format!("reproduce{how}:"), command, aside: None }
}

/// What makes the run again, and how to save it; of one that failed, also by its schedule.
fn again<P: Program>(scenario: &Scenario, seed: u64, finished: &Finished<'_, P>) -> Vec<Hint> {
    let waiting = finished.until.as_ref().map(|until| scenario.command_waiting(&until.predicate, seed));
    let command = waiting.unwrap_or_else(|| scenario.command(seed));
    let by_seed = Hint { aside: Some(SAVE.to_string()), ..made_by(scenario, command) };
    let by_schedule =
        finished.schedule.as_deref().filter(|_| scenario.schedule.is_none()).map(|schedule| Hint {
            purpose: "or by its schedule:".to_string(),
            command: scenario.command_with(schedule),
            aside: None,
        });
    [by_seed].into_iter().chain(by_schedule).collect()
}
