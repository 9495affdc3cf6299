//! `sim check --shard 3/7`: the seeds of a part, run, and what came of them kept; and `--merge`: all parts, told as one check tells it.

use std::io::Write as _;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::words::counted;
use snapshot::oracle::Overall;
use trace::model::Config;
use trace::shard::Shard;
use trace::shard::part::AskedPart;

use super::asked::Asked;
use super::seeds::Sweep;
use super::sums::Sums;
use super::sweep::Share;
use super::tell::{Form, Tell};
use crate::args::{CheckArgs, CheckFormat, form};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::part;
use crate::scenario::{Kept, Scenario};
use crate::shard::{self, Merged, Sort};
use crate::shell::quoted;

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
    let part = part::meant(part)?;
    let seeds = part::seeds_of(part, &asked.seeds)?;
    let path = shard::place(args.output.as_deref(), part)?;
    let experiment = Experiment::of(asked, scenario);
    if let Some(shard) = shard::there(&path, Sort::CHECK, (part, &experiment), sound)? {
        return Ok(shard.sums.verdict(seeds.count()));
    }
    interrupt::listen();
    let output = Output::open(Some(&path))?;
    let share = Share::of(&seeds, args.jobs);
    let swept = scenario.visit_fast(Sweep { scenario, asked, share: &share, rows: None })?;
    let told = told(&swept.sums);
    if swept.sums.seeds < share.wanted() {
        let run = counted(swept.sums.seeds, "seed");
        return Err(shard::given_up(&format!("{run} of {} run: {told}", share.wanted())));
    }
    let verdict = swept.sums.verdict(share.wanted());
    if !args.quiet {
        swept.closing_line();
    }
    shard::write(output, Sort::CHECK, part, (experiment, swept.sums))?;
    if !args.quiet {
        let mut out = Output::open_as(None, true)?;
        writeln!(out, "shard {part}, seeds {seeds}: {told}: '{}'", path.display())?;
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

/// In a line what came of some seeds.
fn told(sums: &Sums) -> String {
    let good = sums.seeds - sums.failed - sums.unknown;
    let first = sums.first_failure.map(|seed| format!(", first seed {seed}")).unwrap_or_default();
    let unknown = match sums.unknown {
        0 => String::new(),
        unknown => format!(", {unknown} without a verdict"),
    };
    format!("{good} good, {} failed{first}{unknown}", sums.failed)
}

/// Whether a shard can be what came of its part.
fn sound(shard: &CheckShard) -> Result<(), String> {
    let asked = &shard.experiment.check;
    let seeds = part::seeds_of(shard.part(), &asked.seeds).map_err(Failure::what)?;
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
    let Merged { experiment, sums, file } = shard::merged(folder, Sort::CHECK, sound, Sums::add, command)?;
    interrupt::listen();
    let scenario = again(&experiment, &file)?;
    let asked = &experiment.check;
    sums.instead.refuse_none(asked)?;
    let mut output = Output::open_as(args.output.as_deref(), format == CheckFormat::Text)?;
    scenario.visit(Tell { scenario: &scenario, asked, sums: &sums, form, output: &mut output })?;
    output.finish()?;
    Ok(sums.verdict(asked.seeds.count()))
}

/// The scenario of an experiment, if it is the one that was run.
fn again(experiment: &Experiment, file: &Path) -> Result<Scenario, Failure> {
    Scenario::of_kept((&experiment.scenario, experiment.check.seeds.0.start), &experiment.config, file)
}

/// The command that makes a part of an experiment, but for which.
fn command(experiment: &Experiment, file: &Path) -> Result<String, Failure> {
    let Asked { seeds, crash, until, all_failures } = &experiment.check;
    let options = again(experiment, file)?.typed_again(crash.as_ref());
    let until = until.as_ref().map(|until| format!("--until {}", quoted(until)));
    let all_failures = all_failures.then(|| "--all-failures".to_string());
    let words = ["sim check".to_string(), format!("--seeds {seeds}"), options].into_iter();
    let words = words.chain(until).chain(all_failures).filter(|word| !word.is_empty());
    Ok(words.collect::<Vec<_>>().join(" "))
}
