//! `sim merge`: the logs of the processes of a live run, joined into one run, and judged.
//!
//! What comes of the logs is a schedule, and that is then run, judged and told as `sim run --schedule` does it: so a merged run
//! is an ordinary one, and `sim replay` runs it again.

use std::path::Path;

use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::Overall;
use trace::local::LocalLog;
use trace::merge::{CutOff, MergeError, Merged, config, merge as join};

use crate::args::MergeArgs;
use crate::failure::Failure;
use crate::input::load;
use crate::progress::Progress;
use crate::run;
use crate::scenario::Scenario;
use crate::stderr::warn;
use sim_core::words::counted;

pub(crate) fn merge(args: &MergeArgs) -> Result<Overall, Failure> {
    let told = args.told.understood()?;
    let logs: Vec<LocalLog> =
        args.logs.iter().map(|file| read(&file.display().to_string(), file)).collect::<Result<_, _>>()?;
    let (scenario, merged) = joined(&logs).map_err(|error| Failure::new(error.to_string()))??;
    tell_left_out(&merged);
    run::tell(&told, &scenario, 0)
}

/// Says what is judged when a log was cut off.
pub(crate) fn tell_left_out(merged: &Merged) {
    for CutOff { log, last } in &merged.cut_off {
        warn(&format!("{log}: cut off after {last}; what the logs agree on up to there is judged"));
    }
    for (log, events) in &merged.left_out {
        let events = counted(*events as u64, "event");
        warn(&format!("{log}: {events} left out, which came after what was cut off"));
    }
}

/// The log in a file, by the name that people shall read.
pub(crate) fn read(name: &str, file: &Path) -> Result<LocalLog, Failure> {
    let _progress = Progress::reading(file);
    LocalLog::read(name, &load(file)?).map_err(|error| Failure::new(format!("cannot read {error}")))
}

/// The scenario of these logs, with the schedule that they come to.
pub(crate) fn joined(logs: &[LocalLog]) -> Result<Result<(Scenario, Merged), Failure>, MergeError> {
    let _progress = Progress::doing("joining the logs");
    let mut scenario = match Scenario::from_config(config(logs)?, &logs[0].name) {
        Ok((scenario, _)) => scenario,
        Err(failure) => return Ok(Err(failure)),
    };
    let merged = match scenario.visit(Join { scenario: &scenario, logs })? {
        Ok(merged) => merged,
        Err(failure) => return Ok(Err(failure)),
    };
    let events: usize = logs.iter().map(|log| log.events.len()).sum();
    scenario.max_events = scenario.max_events.max(events as u64);
    scenario.schedule = Some(merged.schedule.clone());
    Ok(Ok((scenario, merged)))
}

/// Joins the logs of whatever program and algorithm they are.
struct Join<'a> {
    scenario: &'a Scenario,
    logs: &'a [LocalLog],
}

impl Visitor for Join<'_> {
    type Output = Result<Result<Merged, Failure>, MergeError>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = match self.scenario.prepare::<P, A>(&algorithm) {
            Ok(prepared) => prepared,
            Err(failure) => return Ok(Err(failure)),
        };
        join(&prepared.underlying.protocol, &prepared.superposed, self.logs).map(Ok)
    }
}
