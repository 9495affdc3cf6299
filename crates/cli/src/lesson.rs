//! `sim lesson`: the runs that a lesson needs, made and judged as `run` and `explore` do it. What is taught with them is in
//! [`draw::lesson`].

mod search;

use draw::lesson::{Answers, Material, write};
use snapshot::Aim;
use snapshot::oracle::{Law, Overall};
use trace::Saved;

use crate::args::{self, LessonArgs};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::stderr::note;

pub(crate) fn lesson(args: &LessonArgs) -> Result<Overall, Failure> {
    let (scenario, seed) = Scenario::with_seed(&args.scenario)?;
    interrupt::listen();
    let about = search::made(&scenario, seed)?;
    teachable(&about.run)?;
    let (answers, hidden) = match args.answers {
        args::Answers::Show => (Answers::Shown, ""),
        args::Answers::Hide => (Answers::Hidden, " --answers hide"),
    };
    let typed = about.command.strip_prefix("sim").unwrap_or_default();
    let command = format!("sim lesson{typed}{hidden}");
    let verdict = match about.run.verdict() {
        Some(true) => Overall::Holds,
        Some(false) => Overall::Violated,
        None => Overall::Unknown,
    };
    let progress = Progress::doing("looking for the runs that the chapters need");
    let material = Material {
        asked: search::of_asking(&about)?,
        never: search::never(&scenario, seed)?,
        recordable: search::recordable(&scenario)?,
        overtaken: search::overtaken(&scenario, seed)?,
        overlapping: search::overlapping(&scenario, seed)?,
        about,
        answers,
        command,
    };
    drop(progress);
    let mut output = Output::open(args.output.as_deref())?;
    write(&material, &mut output)?;
    output.finish()?;
    if verdict != Overall::Holds {
        note("the oracles do not find the run of this lesson right, which the exit code says too");
    }
    Ok(verdict)
}

/// Refuses a run in which nothing is recorded that a lesson could be about.
fn teachable(run: &Saved) -> Result<(), Failure> {
    let what = match Law::aim_of(run.law()) {
        Aim::GlobalState => None,
        Aim::RecoveryLine => Some("recovery lines"),
        Aim::Checkpoints => Some("checkpoints"),
    };
    if let Some(what) = what {
        let algorithm = &run.header.config.algorithm;
        let what = format!("'{algorithm}' takes {what}, and a lesson is about recorded global states");
        return Err(Failure::with_tip(
            what,
            "take one that records them, as '--algorithm chandy-lamport'; 'sim list' shows all",
        ));
    }
    let complete = run.footer.iter().flat_map(|footer| &footer.snapshots).any(|of| of.completed_at.is_some());
    if complete {
        return Ok(());
    }
    Err(Failure::with_tip(
        "no snapshot of this run is complete, so there is nothing to teach with it",
        "'sim run' shows what came of it",
    ))
}
