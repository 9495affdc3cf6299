//! Which two runs are compared: saved ones, or the runs of two algorithms or of two seeds, which are made.

use std::path::Path;

use draw::diff::Side;
use draw::report::Hint;
use observed::{Judgement, Logs, history};
use trace::Saved;
use trace::spec::Spec;

use super::sound;
use crate::args::{DiffArgs, OneRunArgs};
use crate::failure::Failure;
use crate::input;
use crate::report::{made_again, made_by};
use crate::run;
use crate::scenario::Scenario;
use crate::stderr::warn;

/// A run that was asked for.
pub(super) struct Given {
    name: String,
    pub(super) run: Saved,
    again: Option<Hint>,
}

/// Both runs as they are shown. Where both have one name they are told apart by their places.
pub(super) fn sides([one, other]: &[Given; 2]) -> [Side<'_>; 2] {
    let alike = one.name == other.name;
    let side = |given: &'_ Given, place: &str| {
        if alike { format!("{} ({place})", given.name) } else { given.name.clone() }
    };
    [
        Side { name: side(one, "first"), run: &one.run, again: one.again.clone() },
        Side { name: side(other, "second"), run: &other.run, again: other.again.clone() },
    ]
}

/// The two runs that were asked for.
pub(super) fn both(args: &DiffArgs) -> Result<[Given; 2], Failure> {
    match (args.files.as_slice(), args.algorithms.as_slice(), args.seeds.as_slice()) {
        ([one, other], [], []) => {
            let texts = [input::load(one)?, input::load(other)?];
            Ok([saved(one, &texts[0])?, saved(other, &texts[1])?])
        }
        ([], [one, other], []) => algorithms(&args.scenario, [one, other]),
        ([], [], [one, other]) => seeds(&args.scenario, [*one, *other]),
        ([], [], []) => Err(Failure::with_tip(
            "there is nothing to compare",
            "two saved runs, as in 'sim diff a.json b.json'; or '--algorithms A,B', or '--seeds 1,2'",
        )),
        (_, [], seeds) => Err(not_two("--seeds", seeds.len())),
        (_, algorithms, _) => Err(not_two("--algorithms", algorithms.len())),
    }
}

fn not_two(option: &str, count: usize) -> Failure {
    Failure::with_tip(
        format!("'{option}' has {count}, and two are compared"),
        "write two, with a comma between",
    )
}

/// A saved run, or the log of another program.
fn saved(file: &Path, text: &str) -> Result<Given, Failure> {
    let name = file.display().to_string();
    let run = if input::is_log(text) { log(&name, text)? } else { input::run_in(&name, text)?.saved };
    if run.foreign.is_none() {
        sound::check(&name, &run)?;
    }
    let again = (run.foreign.is_none() && name != "-").then(|| made_again(&name));
    Ok(Given { name, run, again })
}

fn log(name: &str, text: &str) -> Result<Saved, Failure> {
    let mut logs = Logs::new(None, None)?;
    if let Some(line) = logs.read(name, text)? {
        warn(&format!("the last line of '{name}', {line}, is cut off, and is left out"));
    }
    let run = logs.finish()?;
    Ok(history(&run, &Judgement::of(&run)))
}

fn algorithms(args: &OneRunArgs, names: [&String; 2]) -> Result<[Given; 2], Failure> {
    let [one, other] = names.map(|name| Spec { algorithm: Some(name.clone()), ..Spec::default() });
    let first = OneRunArgs { spec: one.over(args.spec.clone()), file: args.file.clone() };
    // What one of them leaves idle the other may need.
    let (first, seed) = Scenario::with_seed_over(&first, Spec::default())?;
    let second = first.with(&other)?;
    Ok([made(names[0], &first, seed)?, made(names[1], &second, seed)?])
}

fn seeds(args: &OneRunArgs, seeds: [u64; 2]) -> Result<[Given; 2], Failure> {
    let scenario = Scenario::from_args(args)?;
    if let Some(why) = scenario.draws_nothing() {
        let what = format!("there is one run, whatever the seed: {why}");
        return Err(Failure::with_tip(what, "'--algorithms A,B' compares two algorithms on it"));
    }
    let one = |seed: u64| made(&format!("seed {seed}"), &scenario, seed);
    Ok([one(seeds[0])?, one(seeds[1])?])
}

/// A run that is made now.
fn made(name: &str, scenario: &Scenario, seed: u64) -> Result<Given, Failure> {
    let run = run::whole(scenario, seed)?;
    Ok(Given { name: name.to_string(), run, again: Some(made_by(scenario, scenario.command(seed))) })
}
