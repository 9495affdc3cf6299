//! `sim shrink`: a run in which a check fails, reduced to a small one in which the same check fails.
//!
//! How it is reduced is [`snapshot::shrink`]'s business; here is what is reduced, when to stop, and what is said of the result.

mod told;

use std::io::Write as _;
use std::path::Path;

use sim_core::Schedule;
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::{Check, Overall, Verdict};
use snapshot::shrink::{Configuration, Progress, Shrunk, Systems, shrink};
use trace::Finished;

use crate::args::{ShrinkArgs, ShrinkFormat, form, refuse_idle};
use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::foreign;
use crate::input::load_run;
use crate::interrupt;
use crate::memory;
use crate::one_run::Runs;
use crate::output::Output;
use crate::predicates;
use crate::progress::Progress as Bar;
use crate::run::json;
use crate::scenario::Scenario;
use told::{Size, Told};

pub(crate) fn shrink_run(args: &ShrinkArgs) -> Result<Overall, Failure> {
    let (scenario, seed) = match &args.file {
        Some(file) => saved(file)?,
        None => Scenario::with_seed(&args.scenario)?,
    };
    let format = form::chosen(args.format, args.output.as_deref(), ShrinkFormat::Text);
    let text = format == ShrinkFormat::Text;
    refuse_idle(&format, args.look.idle(text))?;
    if text {
        args.look.refuse_without_diagram(false)?;
    }
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), text)?;
    let outcome = scenario.visit(Reduce { args, format, scenario: &scenario, seed, output: &mut output })?;
    output.finish_unless(interrupt::requested())?;
    Ok(outcome)
}

/// The experiment of a saved run, and its seed.
fn saved(file: &Path) -> Result<(Scenario, u64), Failure> {
    let name = file.display().to_string();
    let in_file = |what: String| Failure::new(format!("cannot read '{name}': {what}"));
    let saved = load_run(file)?;
    Scenario::from_config(&saved.header.config, &name).map_err(|failure| match failure {
        Failure::Input { what, tip: None } => in_file(what),
        other => other,
    })
}

/// A reduction of whatever program it is.
struct Reduce<'a> {
    args: &'a ShrinkArgs,
    format: ShrinkFormat,
    scenario: &'a Scenario,
    seed: u64,
    output: &'a mut Output,
}

impl Visitor for Reduce<'_> {
    type Output = Result<Overall, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        let Failing { check, schedule, size } = self.failing(&prepared)?;
        let shrunk = reduce::<P, A>(self.scenario, &algorithm, schedule, check, self.args.max_runs)?;
        let small = self.scenario.shrunk(shrunk.configuration.clone(), shrunk.schedule.clone());
        self.tell(&small.prepare::<P, A>(&algorithm)?, check, &shrunk, size)
    }
}

/// The run that is reduced.
struct Failing {
    check: &'static str,
    schedule: Schedule,
    size: Size,
}

impl Reduce<'_> {
    /// Makes the run that is to be reduced.
    fn failing<P: Program>(&self, prepared: &dyn Runs<P>) -> Result<Failing, Failure> {
        let mut schedule = Schedule::default();
        let watching = Watching::Choices(&mut schedule);
        let ran = prepared.run_unless(self.seed, Keep::Events, watching, &|_| interrupt::requested())?;
        let finished = ran.ok_or(Failure::Interrupted)?.finished;
        let check = failed_check(&finished, self.args.check.as_deref(), self.scenario)?;
        let size = Size::of(self.scenario, &schedule, &finished);
        Ok(Failing { check, schedule, size })
    }

    /// Tells of the run that it was reduced to.
    fn tell<P: Program>(
        self,
        prepared: &dyn Runs<P>,
        check: &'static str,
        shrunk: &Shrunk,
        before: Size,
    ) -> Result<Overall, Failure> {
        let Self { args, format, seed, output, .. } = self;
        let (small, finished) = (prepared.scenario(), prepared.run(seed)?);
        match format {
            ShrinkFormat::Json => return json(prepared, seed, output),
            ShrinkFormat::Schedule => {
                writeln!(output, "{}", shrunk.schedule.display(&small.configuration.topology))?;
            }
            ShrinkFormat::Text => {
                let after = Size::of(small, &shrunk.schedule, &finished);
                let told = Told { args, check, shrunk, before, after };
                told.write(small, seed, &finished, output)?;
            }
        }
        Ok(finished.verdict())
    }
}

/// The check that is to fail still: the one that was asked for, else the first that fails.
fn failed_check<P: Program>(
    finished: &Finished<'_, P>,
    wanted: Option<&str>,
    scenario: &Scenario,
) -> Result<&'static str, Failure> {
    let checks = finished.judgements.iter().flat_map(|judgement| &judgement.checks);
    let failed = checks.filter(|check| matches!(check.verdict, Verdict::Violated(_)));
    let mut names: Vec<_> = failed.map(|Check { name, .. }| *name).collect();
    names.dedup();
    let found = names.iter().find(|name| wanted.is_none_or(|wanted| **name == wanted));
    found.copied().ok_or_else(|| match (wanted, names.as_slice()) {
        (Some(wanted), [_, ..]) => {
            let tip = format!("those that fail are {}", names.join(", "));
            Failure::with_tip(
                format!("there is nothing to shrink: '{wanted}' does not fail in this run"),
                tip,
            )
        }
        _ if memory::reached() => memory::no_room(),
        _ => {
            let verdict = match finished.verdict() {
                Overall::Unknown => "it comes to no verdict",
                Overall::Holds | Overall::Violated => "all checks hold",
            };
            let tip = format!(
                "'{}' looks for a seed for which one fails; there may be none",
                scenario.check_command()
            );
            Failure::with_tip(format!("there is nothing to shrink: in this run {verdict}"), tip)
        }
    })
}

/// Reduces the run that a schedule describes, showing how far it is.
fn reduce<P: Program, A: Algorithm<P>>(
    scenario: &Scenario,
    algorithm: &A,
    schedule: Schedule,
    check: &str,
    max_runs: u64,
) -> Result<Shrunk, Failure> {
    let bar = Bar::doing("shrinking");
    let mut more = |progress: Progress| {
        bar.say(&progress.to_string());
        let room = !memory::exceeded();
        progress.runs < max_runs && room && !interrupt::requested() && !foreign::has_failed()
    };
    let law = scenario.algorithm.law;
    let build = |smaller: &Configuration| {
        let systems = || {
            let systems = Systems::<P, A::Layers>::of(smaller, algorithm, Some(law)).ok()?;
            // Of a process that is no longer there nothing can be said.
            let stable =
                predicates::stable(&systems.underlying, (&scenario.spec.stable, None), Some(law)).ok()?;
            Some(Systems { stable, ..systems })
        };
        if smaller.lack().is_none() { systems() } else { None }
    };
    let shrunk = shrink(scenario.configuration.clone(), schedule, check, build, interrupt::WANTED, &mut more);
    foreign::check()?;
    // The run was just seen to fail this check.
    let shrunk = shrunk.ok_or(Failure::Interrupted)?;
    foreign::ask_all_again(&shrunk.configuration)?;
    Ok(shrunk)
}
