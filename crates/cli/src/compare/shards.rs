//! `sim compare --shard 3/7`: every cell of a comparison under the seeds of a part, kept; and `--merge`: all parts, told as one comparison.

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
use super::comparison::Comparison;
use super::taken::Taken;
use crate::args::CompareArgs;
use crate::check::sweep::Share;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::part;
use crate::scenario::{Kept, Scenario};
use crate::shard::{self, Merged, Sort};
use crate::values::Seeds;

/// A shard of a comparison.
pub(crate) type CompareShard = Shard<Experiment, Cells>;

/// What is compared, the same in all parts.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Experiment {
    /// The experiment under the usual algorithm; its seed is the first of all.
    config: Config,
    /// The algorithms.
    algorithms: Vec<String>,
    /// The seeds: all of them, whichever are run here.
    seeds: Seeds,
    /// In which words it was asked for: commands that are printed have them.
    scenario: Kept,
}

/// What was taken in, algorithm by algorithm: where costs are measured, then on each discipline; nothing where the algorithm cannot be run.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Cells(Vec<Option<Taken>>);

impl Cells {
    /// Adds those of another part.
    fn add(&mut self, other: Self) {
        for (cell, other) in self.0.iter_mut().zip(other.0) {
            match (cell, other) {
                (Some(cell), Some(other)) => cell.add(other),
                (cell, _) => *cell = None, // one part lacks what the other has: whoever tells of it says so
            }
        }
    }
}

/// Runs the seeds of a part, unless that is done already, and keeps what came of them.
pub(super) fn shard(args: &CompareArgs, part: AskedPart, asked: &Asked) -> Result<Overall, Failure> {
    let (part, all) = (part::meant(part)?, &args.seeds);
    let seeds = part::seeds_of(part, all)?;
    let experiment = Experiment {
        config: asked.scenario.config(all.0.start),
        algorithms: asked.algorithms.iter().map(|entry| entry.name.to_string()).collect(),
        seeds: all.clone(),
        scenario: asked.scenario.kept(),
    };
    let path = shard::place(args.output.as_deref(), part)?;
    let share = Share::of(&seeds, args.jobs);
    if let Some(shard) = shard::there(&path, Sort::COMPARE, (part, &experiment), sound)? {
        return Ok(Comparison::of(asked, &share, Some(&shard.sums.0))?.verdict());
    }
    interrupt::listen();
    let output = Output::open(Some(&path))?;
    let comparison = Comparison::of(asked, &share, None)?;
    if comparison.lacks_seeds() || interrupt::requested() {
        return Err(shard::given_up(&format!("not all of {}", counted(seeds.count(), "seed"))));
    }
    let verdict = comparison.verdict();
    let cells = Cells(comparison.into_taken()?);
    shard::write(output, Sort::COMPARE, part, (experiment, cells))?;
    if !args.quiet {
        let mut out = Output::open_as(None, true)?;
        let algorithms = counted(asked.algorithms.len(), "algorithm");
        writeln!(out, "shard {part}, seeds {seeds}: {algorithms}: '{}'", path.display())?;
        out.finish()?;
    }
    Ok(verdict)
}

/// Whether a shard can be what came of its part.
fn sound(shard: &CompareShard) -> Result<(), String> {
    let Experiment { seeds, config, .. } = &shard.experiment;
    let seeds = part::seeds_of(shard.part(), seeds).map_err(Failure::what)?.count();
    let is_of = |cell: &Taken| cell.is_of(seeds, u64::from(config.snapshots));
    if shard.sums.0.iter().flatten().all(is_of) {
        return Ok(());
    }
    Err("it has not the seeds of its part".to_string())
}

/// All shards of a folder, put together.
pub(super) struct Together {
    pub(super) asked: Asked,
    pub(super) seeds: Seeds,
    pub(super) cells: Vec<Option<Taken>>,
}

/// Puts all shards of a folder together.
pub(super) fn merged(folder: &Path) -> Result<Together, Failure> {
    let Merged { experiment, sums, file } = shard::merged(folder, Sort::COMPARE, sound, Cells::add, command)?;
    let scenario = again(&experiment, &file)?;
    let asked = Asked::again(&experiment.algorithms, scenario)?;
    Ok(Together { asked, seeds: experiment.seeds, cells: sums.0 })
}

/// The scenario of an experiment, if it is the one that was run.
fn again(experiment: &Experiment, file: &Path) -> Result<Scenario, Failure> {
    Scenario::of_kept((&experiment.scenario, experiment.seeds.0.start), &experiment.config, file)
}

/// The command that makes a part of an experiment, but for which.
fn command(experiment: &Experiment, file: &Path) -> Result<String, Failure> {
    let (scenario, algorithms) = (again(experiment, file)?, experiment.algorithms.join(","));
    let (seeds, options) = (&experiment.seeds, scenario.typed_but_for_the_algorithm());
    Ok(format!("sim compare --algorithms {algorithms} --seeds {seeds} {options}").trim_end().to_string())
}
