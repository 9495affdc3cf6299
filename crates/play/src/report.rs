//! The report on a run, with what there is to say of it here. How it is written is the business of [`draw::report`].

use anstream::adapter::strip_str;
use draw::paper::Wrapping;
use draw::report::{Caption, Hint, Report};
use snapshot::{Cycles, Program, Stopped, TokenRing};
use trace::Finished;
use trace::plan::Plan;

use crate::bounds;
use crate::experiment::Experiment;

/// The report, without colours.
pub(crate) fn report<P: Program>(experiment: &Experiment, seed: u64, finished: &Finished<'_, P>) -> String {
    let plan = &experiment.plan;
    let title = match plan.draws_nothing() {
        Some(_) => format!("sim {}", env!("CARGO_PKG_VERSION")),
        None => format!("sim {}   seed {seed}", env!("CARGO_PKG_VERSION")),
    };
    let caption = Caption {
        title,
        what: plan.describe(&finished.system.protocol),
        waits_for_all: plan.algorithm.needs.cycles == Cycles::BackEdges,
        initiation: &plan.configuration.initiation,
        message: (*finished.system.protocol.entry() == TokenRing::ENTRY).then_some("m"),
        no_more: no_more(plan, finished.stopped),
        faults: plan.configuration.faults.all().count(),
        room: format!("no run has more than {} events here", bounds::EVENTS),
        remark: Vec::new(),
        hints: hints(experiment, seed, finished.schedule.as_deref()),
    };
    let mut out = Vec::new();
    let written = Report::new(finished, caption).write(&mut Wrapping::new(&mut out, None));
    written.expect("a vector takes all");
    strip_str(&String::from_utf8(out).expect("a report is UTF-8")).to_string()
}

/// Why nothing more happened in a run.
fn no_more(plan: &Plan, stopped: Stopped) -> String {
    match stopped {
        Stopped::MaxEvents => format!("{} events were not enough; see 'max-events'", plan.max_events),
        Stopped::MaxMemory => "there was no room".to_string(),
        Stopped::Hopeless => "what is missing cannot come any more".to_string(),
        Stopped::OutOfTime => "virtual time ends at t=2^53".to_string(),
        Stopped::Quiescent if plan.schedule.is_some() => "the schedule ends before that".to_string(),
        Stopped::Quiescent | Stopped::SnapshotComplete => "nothing can happen any more".to_string(),
    }
}

/// What makes the run again with `sim`.
pub(crate) fn again(experiment: &Experiment, seed: u64) -> Hint {
    hint("reproduce:", experiment.command(seed, experiment.plan.schedule_as_text().as_deref()))
}

/// The same, and of one that failed also what makes it again by its schedule.
fn hints(experiment: &Experiment, seed: u64, schedule: Option<&str>) -> Vec<Hint> {
    let by_schedule = schedule.filter(|_| experiment.plan.schedule.is_none());
    let by_schedule =
        by_schedule.map(|schedule| hint("or by its schedule:", experiment.command(seed, Some(schedule))));
    [again(experiment, seed)].into_iter().chain(by_schedule).collect()
}

fn hint(purpose: &str, command: String) -> Hint {
    Hint { purpose: purpose.to_string(), command, aside: None }
}
