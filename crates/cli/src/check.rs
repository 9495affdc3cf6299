//! `sim check`: every seed of a range, run and judged; the result does not depend on the number of threads.
//!
//! [`mod@sweep`] runs them, on all cores, and [`seeds`] adds up what comes of them: [`sums`] without types, from which all that is said of all
//! together is [told](tell), as [`text`] or [`json`]; of each by itself there is a [`row`]. In [`shards`] the seeds are run in parts, and told together.

mod again;
mod asked;
mod crashed;
mod instead;
mod json;
mod row;
mod seeds;
mod shards;
mod sums;
pub(crate) mod sweep;
mod tell;
mod text;
mod until;

use snapshot::oracle::Overall;

use crate::args::{CheckArgs, CheckFormat, form, refuse_idle};
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
use crate::scenario::Scenario;
use crate::stderr::note;
use asked::Asked;
pub(crate) use json::Report;
pub(crate) use row::Row;
use seeds::{RowForm, Rows, Sweep};
pub(crate) use shards::CheckShard;
use sweep::Share;
use tell::{Form, Tell};

pub(crate) fn check(args: &CheckArgs) -> Result<Overall, Failure> {
    if let Some(folder) = &args.merge {
        return shards::merge(args, folder);
    }
    let (crash, scenario) = args.crash.in_scenario(Scenario::from_args(&args.scenario)?)?;
    if let Some(why) = scenario.draws_nothing() {
        let what = format!("there is one run, whatever the seed: {why}");
        return Err(Failure::with_tip(what, "'sim run' judges it"));
    }
    let asked = Asked::of(args, crash);
    match args.shard {
        Some(part) => shards::shard(args, part, (&asked, &scenario)),
        None => all(args, &asked, &scenario),
    }
}

/// Runs all seeds, and tells what came of them.
fn all(args: &CheckArgs, asked: &Asked, scenario: &Scenario) -> Result<Overall, Failure> {
    let format = form::chosen(args.format, args.output.as_deref(), CheckFormat::Text);
    let rows = match format {
        CheckFormat::Csv => Some(RowForm::Csv),
        CheckFormat::Jsonl => Some(RowForm::Jsonl),
        CheckFormat::Text | CheckFormat::Json => None,
    };
    let idle = [
        ("--all-failures", args.all_failures),
        ("--crash", asked.crash.is_some()),
        ("--until", args.until.is_some()),
    ];
    refuse_idle(
        &format,
        idle.into_iter().filter_map(|(option, typed)| (typed && rows.is_some()).then_some(option)),
    )?;
    interrupt::listen();
    let (mut output, share) = (
        Output::open_as(args.output.as_deref(), format == CheckFormat::Text)?,
        Share::of(&asked.seeds, args.jobs),
    );
    let (quiet, on_terminal) = (args.quiet, args.output.is_none());
    let rows = rows.map(|form| Rows { form, quiet, on_terminal, output: &mut output });
    let told_together = rows.is_none();
    let swept = scenario.visit_fast(Sweep { scenario, asked, share: &share, rows })?;
    let sums = &swept.sums;
    sums.instead.refuse_none(asked)?;
    if told_together {
        let form = if format == CheckFormat::Json { Form::Json } else { Form::Text { quiet } };
        scenario.visit(Tell { scenario, asked, sums, form, output: &mut output })?;
    }
    output.finish_unless(sums.seeds < share.wanted())?;
    if memory::reached() {
        note(&format!("there was no room for all seeds: {}", memory::allowed()));
    }
    if !quiet {
        swept.closing_line();
    }
    Ok(sums.verdict(share.wanted()))
}
