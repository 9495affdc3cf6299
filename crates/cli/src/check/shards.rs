//! `sim check --shard 3/7`: the seeds of a part, run, and what came of them kept; and `--merge`: all parts, told as one check tells it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::words::counted;
use snapshot::Overall;
use trace::model::Config;

use super::asked::Asked;
use super::seeds::{Sweep, Swept};
use super::sums::Sums;
use super::sweep::Share;
use super::tell::{Form, Tell};
use crate::args::{CheckArgs, CheckFormat, form};
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
use crate::scenario::{Kept, Scenario};
use crate::shard::{self, AskedPart, Merged, Part, Shard};
use crate::shell::quoted;
use crate::stderr::note;

/// What a shard of a check is called.
const FORM: shard::Form = shard::Form { schema: "sim.shard/1", command: "check" };

/// Where shards go, unless it is said.
const FOLDER: &str = "shards";

/// A shard of a check.
pub(crate) type CheckShard = Shard<Experiment, Sums>;

/// What is checked, the same in all parts.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Experiment {
    /// What is run; its seed is the first of all.
    config: Config,
    /// What is asked of it.
    check: Asked,
    /// In which words it was asked for: commands that are printed have them.
    scenario: Kept,
}

impl Experiment {
    fn of(asked: &Asked, scenario: &Scenario) -> Self {
        let config = scenario.config(asked.seeds.0.start);
        Self { config, check: asked.clone(), scenario: scenario.kept() }
    }
}

/// Runs the seeds of a part, unless that is done already, and keeps what came of them.
pub(super) fn shard(
    args: &CheckArgs,
    part: AskedPart,
    (asked, scenario): (&Asked, &Scenario),
) -> Result<Overall, Failure> {
    refuse_form(args)?;
    let part = part.meant()?;
    let seeds = part.of_seeds(&asked.seeds)?;
    let folder = args.output.as_deref().unwrap_or(Path::new(FOLDER));
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot make the folder '{}': {error}", folder.display())))?;
    let path = folder.join(part.file_name());
    let experiment = Experiment::of(asked, scenario);
    if path.exists() {
        let verdict = finished(&path, part, &experiment)?;
        note(&format!("'{}' is there already, and of this experiment: nothing was run", path.display()));
        return Ok(verdict);
    }
    interrupt::listen();
    let share = Share::of(&seeds, args.jobs);
    let swept = scenario.visit_fast(Sweep { scenario, asked, share: &share, rows: None })?;
    if swept.sums.seeds < share.wanted() {
        return Err(given_up(&swept, &share));
    }
    let verdict = swept.sums.verdict(share.wanted());
    let line = told(part, &seeds.to_string(), &swept.sums);
    if !args.quiet {
        swept.closing_line();
    }
    Shard::new(FORM, part, experiment, swept.sums).write(&path)?;
    if !args.quiet {
        let mut out = Output::open_as(None, true)?;
        writeln!(out, "{line}: '{}'", path.display())?;
        out.finish()?;
    }
    Ok(verdict)
}

/// A shard is written in one form.
fn refuse_form(args: &CheckArgs) -> Result<(), Failure> {
    let Some(format) = &args.format else { return Ok(()) };
    let what = format!(
        "'-f {}' changes nothing with '--shard', which keeps sums in a form of its own",
        form::name(format)
    );
    let tip = match format {
        CheckFormat::Text | CheckFormat::Json => "'sim check --merge' tells all shards, in this form",
        CheckFormat::Csv | CheckFormat::Jsonl => {
            "rows need no merging: '--seeds A..B' makes those of some seeds, and 'cat' puts them together"
        }
    };
    Err(Failure::with_tip(what, tip))
}

/// What the shard that is there came to, if it is the one that is asked for.
fn finished(path: &Path, part: Part, experiment: &Experiment) -> Result<Overall, Failure> {
    let shard = CheckShard::read(path, FORM)?;
    if shard.part() != part {
        let what = format!("'{}' has shard {}, not {part}", path.display(), shard.part());
        return Err(Failure::with_tip(what, "remove it, or name another folder with '-o'"));
    }
    shard.refuse_another(path, experiment, "this")?;
    sound(&shard).map_err(|what| Failure::new(format!("cannot read '{}': {what}", path.display())))?;
    Ok(shard.sums.verdict(shard.sums.seeds))
}

/// A part of which not all seeds were run is not kept; what came of them is said.
fn given_up(swept: &Swept, share: &Share) -> Failure {
    let (sums, wanted) = (&swept.sums, share.wanted());
    let first = sums.first_failure.map(|seed| format!(", first seed {seed}")).unwrap_or_default();
    let so_far = format!("{} of {wanted} run, {} failed{first}", counted(sums.seeds, "seed"), sums.failed);
    let why = if memory::reached() { memory::allowed() } else { "interrupted".to_string() };
    Failure::NoVerdict {
        what: format!("{why}: {so_far}; nothing is kept of them"),
        tip: Some("the same command begins this shard again; more shards are smaller ones".to_string()),
    }
}

fn told(part: Part, seeds: &str, sums: &Sums) -> String {
    let good = sums.seeds - sums.failed - sums.unknown;
    let unknown = match sums.unknown {
        0 => String::new(),
        unknown => format!(", {unknown} without a verdict"),
    };
    format!("shard {part}, seeds {seeds}: {good} good, {} failed{unknown}", sums.failed)
}

/// Whether a shard can be what came of its part.
fn sound(shard: &CheckShard) -> Result<(), String> {
    let asked = &shard.experiment.check;
    let seeds = shard.part().of_seeds(&asked.seeds).map_err(Failure::what)?;
    if !shard.sums.instead.is_for(asked) {
        return Err("it does not tell what was asked for".to_string());
    }
    shard.sums.wrong(seeds.count()).map_or(Ok(()), |what| Err(what.to_string()))
}

/// Puts all shards of a folder together, and tells what came of all seeds.
pub(super) fn merge(args: &CheckArgs, folder: &Path) -> Result<Overall, Failure> {
    let format = form::chosen(args.format, args.output.as_deref(), CheckFormat::Text);
    let form = match format {
        CheckFormat::Text => Form::Text { quiet: args.quiet },
        CheckFormat::Json => Form::Json,
        CheckFormat::Csv | CheckFormat::Jsonl => {
            let what =
                format!("'-f {}' is not for '--merge': shards have sums, and no rows", form::name(&format));
            return Err(Failure::with_tip(
                what,
                "'--seeds A..B' makes the rows of some seeds, and 'cat' puts them together",
            ));
        }
    };
    let Merged { experiment, sums, file } = shard::merged(folder, FORM, sound, Sums::add, command)?;
    interrupt::listen();
    let name = file.display().to_string();
    let scenario = again(&experiment, &name)?;
    let asked = &experiment.check;
    sums.instead.refuse_none(asked)?;
    let mut output = Output::open_as(args.output.as_deref(), format == CheckFormat::Text)?;
    scenario.visit(Tell { scenario: &scenario, asked, sums: &sums, form, output: &mut output })?;
    output.finish()?;
    Ok(sums.verdict(asked.seeds.count()))
}

/// The scenario of an experiment, if it is the one that was run.
fn again(experiment: &Experiment, file: &str) -> Result<Scenario, Failure> {
    let scenario = Scenario::of_kept(experiment.scenario.clone(), file)?;
    if scenario.config(experiment.check.seeds.0.start) != experiment.config {
        return Err(Failure::new(format!(
            "cannot read '{file}': its 'config' is not what its 'scenario' asks for"
        )));
    }
    Ok(scenario)
}

/// The command that makes a part of an experiment, but for which.
fn command(experiment: &Experiment, file: &Path) -> Result<String, Failure> {
    let scenario = again(experiment, &file.display().to_string())?;
    let Asked { seeds, crash, until, all_failures } = &experiment.check;
    let mut command = scenario.check_command_crashing(crash.as_ref());
    if let Some(until) = until {
        command.push_str(&format!(" --until {}", quoted(until)));
    }
    command.push_str(&format!(" --seeds {seeds}"));
    if *all_failures {
        command.push_str(" --all-failures");
    }
    Ok(command)
}
