//! Detectors beside each other as `sim.detect/1`.

use std::io::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use snapshot::detection::price;
use trace::model;

use super::detection::Detection;
use super::measured::{Measured, Row};
use crate::detect::words::why;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::scenario::tool;
use crate::spread::Spread;

/// The JSON form of a comparison of detectors.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Detected {
    /// `sim.detect/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// The experiment; its seed is the first of the range, and its algorithm plays no part.
    config: model::Config,
    /// What is detected: `terminated`.
    property: &'static str,
    /// Whether all is as it is claimed.
    verdict: model::Verdict,
    /// How many seeds were wanted of each detector.
    seeds: u64,
    /// Whether it was ended before all seeds were run.
    interrupted: bool,
    /// The detectors.
    detectors: Vec<Detector>,
}

/// What came of one detector.
#[derive(Debug, Serialize, JsonSchema)]
struct Detector {
    /// Its name.
    name: &'static str,
    /// Whether it is claimed that what it announces is true.
    right: bool,
    /// What it costs, in words.
    pays: &'static str,
    /// How many messages it sends, as a formula: `= nr`.
    formula: String,
    /// Why it cannot be run, if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    cannot: Option<String>,
    /// What came of it, if it was run.
    #[serde(flatten)]
    came: Option<Came>,
}

/// What came of all seeds.
#[derive(Debug, Serialize, JsonSchema)]
struct Came {
    /// How many were run.
    run: u64,
    /// In how many it was announced, and true.
    announced: u64,
    /// In how many it was announced, and not true.
    untrue: u64,
    /// In how many it was true, and never announced.
    unannounced: u64,
    /// In how many the computation did what it would not have done alone.
    disturbed: u64,
    /// How many were given up before anything was announced.
    unknown: u64,
    /// What the computation sent where all is right.
    messages: Option<Figure>,
    /// What the detector sent there.
    control: Option<Figure>,
    /// The ticks from termination to its announcement there.
    ticks: Option<Figure>,
    /// The first run in which something is wrong.
    wrong: Option<Witness>,
    /// The first run in which it sent another number of messages than the formula comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    unpaid: Option<Witness>,
}

/// A number in many runs.
#[derive(Debug, Serialize, JsonSchema)]
struct Figure {
    /// The least.
    least: u64,
    /// The one in the middle.
    median: u64,
    /// The most.
    most: u64,
}

/// A run in which something is wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct Witness {
    /// Its seed.
    seed: u64,
    /// What is wrong.
    why: String,
    /// The command that shows it.
    command: String,
}

/// Writes all of it.
pub(super) fn json(detection: &Detection, out: &mut Output) -> Result<(), Failure> {
    let detected = Detected {
        schema: "sim.detect/1".to_string(),
        tool: tool(),
        config: detection.scenario.config(detection.seeds.start),
        property: "terminated",
        verdict: detection.verdict().into(),
        seeds: detection.seeds.end - detection.seeds.start,
        interrupted: interrupt::requested(),
        detectors: detection.rows.iter().map(|row| detector(detection, row)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &detected).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn detector(detection: &Detection, row: &Row) -> Detector {
    let entry = row.entry;
    Detector {
        name: entry.name,
        right: entry.right,
        pays: entry.price,
        formula: price::of(entry.detector).to_string(),
        cannot: row.measured.as_ref().err().map(ToString::to_string),
        came: row.measured.as_ref().ok().map(|measured| came(detection, row, measured)),
    }
}

fn came(detection: &Detection, row: &Row, measured: &Measured) -> Came {
    let witness = measured.first.as_ref().map(|(seed, wrong, watched)| Witness {
        seed: *seed,
        why: why(&detection.scenario.configuration.topology, *wrong, watched),
        command: detection.command(row.entry, *seed),
    });
    let unpaid = measured.unpaid.map(|(seed, sent, formula)| Witness {
        seed,
        why: format!("it sent {sent}, and the formula comes to {formula}"),
        command: detection.command(row.entry, seed),
    });
    Came {
        run: measured.seeds,
        announced: measured.right,
        untrue: measured.untrue,
        unannounced: measured.unannounced,
        disturbed: measured.disturbed,
        unknown: measured.unknown,
        messages: figure(&measured.messages),
        control: figure(&measured.control),
        ticks: figure(&measured.latency),
        wrong: witness,
        unpaid,
    }
}

fn figure(spread: &Spread) -> Option<Figure> {
    Some(Figure { least: spread.least()?, median: spread.median()?, most: spread.most()? })
}
