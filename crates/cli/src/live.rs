//! `sim live`: all processes of a scenario as real processes of this machine; then their logs are joined and judged.
//!
//! Each is a `sim node`. They are started in order, and each is told the addresses of those before it, which it calls; so the
//! system chooses all ports. They share a secret that is drawn for the run, and nobody else gets in. There is one deadline for
//! all of it, and no process outlives this one: see [`children`].

mod children;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use crate::args::{LiveArgs, Told};
use crate::failure::Failure;
use crate::interrupt;
use crate::merge::{joined, read, tell_left_out};
use crate::node;
use crate::run::tell;
use crate::scenario::Scenario;
use children::{Children, private_folder};
use snapshot::oracle::Overall;

/// How many processes are started on one machine.
const MOST_PROCESSES: usize = 256;

pub(crate) fn live(args: &LiveArgs) -> Result<Overall, Failure> {
    let told = args.told.understood()?;
    let (scenario, seed) = node::scenario(&args.scenario)?;
    let count = scenario.configuration.topology.processes().len();
    if count > MOST_PROCESSES {
        return Err(Failure::new(format!("{count} real processes are too many: at most {MOST_PROCESSES}")));
    }
    interrupt::listen();
    let folder = private_folder()
        .map_err(|error| Failure::new(format!("cannot make a folder for temporary files: {error}")))?;
    let logs = match &args.logs {
        Some(logs) => {
            let cannot =
                |error| Failure::new(format!("cannot make the folder '{}': {error}", logs.display()));
            fs::create_dir_all(logs).map_err(cannot)?;
            logs.clone()
        }
        None => folder.path().to_path_buf(),
    };
    let logs: Vec<PathBuf> = (0..count).map(|place| logs.join(format!("{place}.jsonl"))).collect();
    let clean = match Children::new(&args.tempo, &scenario, folder.path(), &logs).run(seed)? {
        Ok(clean) => clean,
        Err(why) => return Ok(no_verdict(&why)),
    };
    judge(&told, scenario, &logs, clean)
}

/// Joins and judges the logs; of those that were cut off what they agree on.
fn judge(told: &Told, mut scenario: Scenario, logs: &[PathBuf], clean: bool) -> Result<Overall, Failure> {
    let topology = &scenario.configuration.topology;
    let named = topology.processes().zip(logs).map(|(process, file)| (topology.name(process), file));
    let read: Result<Vec<_>, _> =
        named.map(|(name, file)| read(&format!("the log of {name}"), file)).collect();
    let logs = match read {
        Ok(logs) => logs,
        Err(_) if !clean => return Ok(no_verdict("a process ended before it had begun")),
        Err(failure) => return Err(failure),
    };
    match joined(&logs) {
        Ok(happened) => {
            // What was typed says more for people than what the logs say of it.
            let (followed, merged) = happened?;
            (scenario.schedule, scenario.max_events) = (followed.schedule.clone(), followed.max_events);
            tell_left_out(&merged);
            tell(told, &scenario, 0)
        }
        Err(error) => {
            writeln!(crate::stderr::stderr(), "what happened is not what the model does: {error}")?;
            Ok(Overall::Violated)
        }
    }
}

fn no_verdict(why: &str) -> Overall {
    // There is nobody to tell if standard error cannot be written to.
    let _ = writeln!(crate::stderr::stderr(), "no verdict: {why}");
    Overall::Unknown
}
