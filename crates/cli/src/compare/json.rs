//! A comparison as `sim.compare/1`: everything that the tables have, and the numbers behind it.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use sim_core::Order;
use snapshot::price::Cost;
use trace::model;
use trace::spec::values::order_name;

use super::comparison::{Absent, Cell, Comparison, Row};
use super::measured::{Measured, Tested};
use super::searched::Searched;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::scenario::tool;

/// The JSON form of a comparison.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Compared {
    /// `sim.compare/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// The experiment, under the usual algorithm; its seed is the first of the range.
    config: model::Config,
    /// Whether everything is as it is claimed.
    verdict: model::Verdict,
    /// How many seeds were wanted of each algorithm on each discipline of channels.
    seeds: u64,
    /// Whether it was ended before all was done: not all seeds were run, or not all schedules tried.
    interrupted: bool,
    /// The algorithms.
    algorithms: Vec<Algorithm>,
}

/// What came of one algorithm.
#[derive(Debug, Serialize, JsonSchema)]
struct Algorithm {
    /// Its name.
    name: &'static str,
    /// What it pays with: `order`, `bits`, `waiting`; nothing, if it is empty.
    pays: Vec<&'static str>,
    /// Whether that is enough: whether it is right wherever its needs hold.
    enough: bool,
    /// Why it cannot be run, if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot: Option<String>,
    /// What it costs, on the channels that it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    costs: Option<OnChannels>,
    /// The same on each discipline of channels, where messages overtake each other.
    disciplines: Vec<OnChannels>,
    /// The same under every schedule of something small, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    schedules: Option<Vec<EverySchedule>>,
}

/// What came of every schedule on channels of one discipline.
#[derive(Debug, Serialize, JsonSchema)]
struct EverySchedule {
    /// The discipline; `null` where channels have orders of their own.
    channels: Option<&'static str>,
    /// Why it cannot be run there, if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot: Option<String>,
    /// What came of it, if it was searched.
    #[serde(flatten)]
    searched: Option<Search>,
}

/// What came of a search.
#[derive(Debug, Serialize, JsonSchema)]
struct Search {
    /// What was searched, in words: the last of several.
    model: String,
    /// Whether the channels keep the order that it needs.
    has_order: bool,
    /// Whether it is as it is claimed.
    verdict: model::Verdict,
    /// How many states there are.
    states: u64,
    /// In how many of them a schedule ends.
    ends: u64,
    /// Why there is no verdict, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
    /// A shortest schedule of which it is wrong.
    wrong: Option<Schedule>,
}

/// A schedule to an end that is wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct Schedule {
    /// How many steps it has.
    steps: u64,
    /// They are these.
    schedule: String,
    /// The checks that failed.
    checks: Vec<&'static str>,
    /// The command that shows it.
    command: String,
}

/// What came of it on channels of one discipline.
#[derive(Debug, Serialize, JsonSchema)]
struct OnChannels {
    /// The discipline; `null` where channels have orders of their own.
    channels: Option<&'static str>,
    /// How long a message takes.
    delay: String,
    /// Why it cannot be run there, if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot: Option<String>,
    /// What came of it, if it was run.
    #[serde(flatten)]
    measured: Option<Sums>,
}

/// What came of many seeds.
#[derive(Debug, Serialize, JsonSchema)]
struct Sums {
    /// Whether the channels keep the order that it needs.
    has_order: bool,
    /// Whether it is as it is claimed.
    verdict: model::Verdict,
    /// How many seeds were run.
    seeds: u64,
    /// For how many of them a check failed.
    failed: u64,
    /// For how many of them there was no verdict.
    unknown: u64,
    /// The first seed for which a check failed.
    first_failure: Option<Witness>,
    /// What its complete snapshots cost.
    figures: Vec<Figure>,
}

/// A run in which a check failed.
#[derive(Debug, Serialize, JsonSchema)]
struct Witness {
    /// The seed, in decimal digits.
    seed: String,
    /// The checks that failed.
    checks: Vec<String>,
    /// The command that shows it.
    command: String,
}

/// A cost, and what is claimed of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Figure {
    /// Which: `control`, `recorded` and so on.
    cost: &'static str,
    /// What is counted.
    about: &'static str,
    /// The least; `null` if no snapshot is complete.
    least: Option<u64>,
    /// The median.
    median: Option<u64>,
    /// The most.
    most: Option<u64>,
    /// What is claimed of it.
    claims: Vec<Claimed>,
}

/// What is claimed of a cost.
#[derive(Debug, Serialize, JsonSchema)]
struct Claimed {
    /// How it stands to the formula: `=` or `<=`.
    relation: String,
    /// The formula.
    formula: String,
    /// Whether that is so; `null` if it was not compared.
    holds: Option<bool>,
    /// Why it was not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<&'static str>,
    /// The first snapshot in which it is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<Wrong>,
}

/// A snapshot in which a claim is wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct Wrong {
    /// The seed, in decimal digits.
    seed: String,
    /// What it cost.
    cost: u64,
    /// What the formula comes to.
    formula: u64,
    /// The command that shows it.
    command: String,
}

/// Writes all of it, as one object.
pub(super) fn json(comparison: &Comparison<'_>, out: &mut Output) -> Result<(), Failure> {
    let asked = comparison.asked;
    let compared = Compared {
        schema: "sim.compare/1".to_string(),
        tool: tool(),
        config: asked.scenario.config(comparison.share.seeds.start),
        verdict: comparison.verdict().into(),
        seeds: comparison.share.wanted(),
        interrupted: comparison.lacks_seeds() || interrupt::requested(),
        algorithms: comparison.rows.iter().map(|row| algorithm(comparison, row)).collect(),
    };
    serde_json::to_writer(&mut *out, &compared).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn algorithm(comparison: &Comparison<'_>, row: &Row) -> Algorithm {
    let (unit, backlog) = (comparison.asked.unit(), comparison.asked.backlog());
    let on = |order: Option<Order>, delay: String, cell: &Cell| OnChannels {
        channels: order.map(order_name),
        delay,
        cannot: cell.as_ref().err().map(ToString::to_string),
        measured: cell.as_ref().ok().map(|measured| sums(row, measured)),
    };
    let searched = row.searched.iter().map(|(order, cell)| every_schedule(row, *order, cell));
    Algorithm {
        name: row.entry.name,
        pays: row.price.map_or(&[][..], |price| price.with).iter().map(|coin| coin.name()).collect(),
        enough: row.price.is_none_or(|price| price.enough),
        cannot: row.costs.as_ref().err().map(ToString::to_string),
        costs: row.costs.is_ok().then(|| on(row.order, unit.to_string(), &row.costs)),
        disciplines: row.orders.iter().map(|(order, cell)| on(*order, backlog.to_string(), cell)).collect(),
        schedules: (!row.searched.is_empty()).then(|| searched.collect()),
    }
}

fn every_schedule(row: &Row, order: Option<Order>, cell: &Result<Searched, Absent>) -> EverySchedule {
    let search = |searched: &Searched| Search {
        model: searched.scenario.describe_alone(),
        has_order: searched.has_order,
        verdict: row.verdict_of_all(searched).into(),
        states: searched.states,
        ends: searched.ends,
        why_not: searched.why_not.clone(),
        wrong: searched.wrong.as_ref().zip(searched.command()).map(|(wrong, command)| Schedule {
            steps: wrong.steps,
            schedule: wrong.schedule.clone(),
            checks: wrong.checks.clone(),
            command,
        }),
    };
    EverySchedule {
        channels: order.map(order_name),
        cannot: cell.as_ref().err().map(ToString::to_string),
        searched: cell.as_ref().ok().map(search),
    }
}

fn sums(row: &Row, measured: &Measured) -> Sums {
    let command = |seed| measured.scenario.command(seed);
    Sums {
        has_order: measured.has_order,
        verdict: row.verdict(measured).into(),
        seeds: measured.taken.seeds,
        failed: measured.taken.failed,
        unknown: measured.taken.unknown,
        first_failure: measured.taken.first_failure.as_ref().map(|(seed, checks)| Witness {
            seed: seed.to_string(),
            checks: checks.clone(),
            command: command(*seed),
        }),
        figures: Cost::ALL.map(|cost| figure(measured, cost, &command)).into(),
    }
}

fn figure(measured: &Measured, cost: Cost, command: &dyn Fn(u64) -> String) -> Figure {
    let spread = measured.spread(cost);
    let claims = measured.claims.iter().filter(|tested| tested.claim.cost == cost);
    Figure {
        cost: cost.name(),
        about: cost.about(),
        least: spread.least(),
        median: spread.median(),
        most: spread.most(),
        claims: claims.map(|tested| claimed(tested, command)).collect(),
    }
}

fn claimed(tested: &Tested, command: &dyn Fn(u64) -> String) -> Claimed {
    Claimed {
        relation: tested.claim.relation.to_string(),
        formula: tested.claim.formula.to_string(),
        holds: (tested.held.times > 0).then_some(tested.held.wrong.is_none()),
        why_not: (tested.held.times == 0).then(|| tested.why_not()),
        wrong: tested.held.wrong.map(|(seed, cost, formula)| Wrong {
            seed: seed.to_string(),
            cost,
            formula,
            command: command(seed),
        }),
    }
}
