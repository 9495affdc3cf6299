//! `sim merge`: the logs of the processes of a live run, joined into one run, and judged.
//!
//! What comes of the logs is a schedule, and that is then run, judged and told as `sim run --schedule` does it: so a merged run
//! is an ordinary one, and `sim replay` runs it again.

use std::path::{Path, PathBuf};

use snapshot::Program;
use snapshot::catalog::{self, Visitor};
use trace::local::LocalLog;
use trace::merge::{MergeError, config, merge as join};

use crate::Outcome;
use crate::args::MergeArgs;
use crate::failure::Failure;
use crate::input::load;
use crate::run;
use crate::scenario::Scenario;

pub(crate) fn merge(args: &MergeArgs) -> Result<Outcome, Failure> {
    let told = args.told.understood()?;
    let logs = read(&args.logs)?;
    let joined = joined(&logs).map_err(|error| Failure::new(error.to_string()))?;
    run::tell(&told, &joined?, 0)
}

/// The logs in these files.
pub(crate) fn read(files: &[PathBuf]) -> Result<Vec<LocalLog>, Failure> {
    let read = |file: &PathBuf| {
        let name = file.display().to_string();
        LocalLog::read(&name, &load(file)?).map_err(|error| Failure::new(format!("cannot read {error}")))
    };
    files.iter().map(read).collect()
}

/// The scenario of these logs, with the schedule that they come to.
pub(crate) fn joined(logs: &[LocalLog]) -> Result<Result<Scenario, Failure>, MergeError> {
    let config = config(logs)?;
    let Some(done) = catalog::visit(&config.program, Join { logs, config }) else {
        return Ok(Err(Failure::new(format!("config: there is no program '{}'", config.program))));
    };
    done
}

struct Join<'a> {
    logs: &'a [LocalLog],
    config: &'a trace::model::Config,
}

impl Visitor for Join<'_> {
    type Output = Result<Result<Scenario, Failure>, MergeError>;

    fn visit<P: Program>(self) -> Self::Output {
        let mut scenario = match Scenario::from_config(self.config, &self.logs[0].name) {
            Ok((scenario, _)) => scenario,
            Err(failure) => return Ok(Err(failure)),
        };
        let schedule = match scenario.prepare::<P>() {
            Ok(prepared) => join(&prepared.underlying.protocol, &prepared.superposed, self.logs)?,
            Err(failure) => return Ok(Err(failure)),
        };
        let events: usize = self.logs.iter().map(|log| log.events.len()).sum();
        scenario.max_events = scenario.max_events.max(events as u64);
        scenario.schedule = Some(schedule);
        Ok(Ok(scenario))
    }
}

/// Whether a log was left by a process that was killed.
pub(crate) fn cut_off(logs: &[LocalLog]) -> Option<&Path> {
    logs.iter().find(|log| log.end.is_none()).map(|log| Path::new(&log.name))
}
