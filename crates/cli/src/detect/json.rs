//! A run under a detector as `sim.detection/1`.

use std::io::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use sim_core::Topology;
use snapshot::detection::price;
use snapshot::oracle::overall;
use trace::model;

use super::over::{Asked, Ran};
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// The JSON form of a run under a detector.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Detection {
    /// `sim.detection/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// The experiment; its algorithm plays no part.
    config: model::Config,
    /// The detector.
    detector: &'static str,
    /// The verdict of all checks together.
    verdict: model::Verdict,
    /// When the computation had terminated; absent if it had not when the run ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    terminated: Option<Moment>,
    /// When that was announced; absent if nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    announced: Option<Moment>,
    /// The processes that were active when the run ended.
    active: Vec<String>,
    /// How many messages of the computation were under way then.
    under_way: u64,
    /// How many messages the computation sent.
    messages: u64,
    /// How many the detector sent.
    control: u64,
    /// What that comes to, as a formula: `= nr`.
    formula: String,
    /// What is claimed of the run.
    checks: Vec<model::Check>,
    /// The schedule that makes this run again.
    schedule: String,
    /// Everything that happened, in order.
    events: Vec<model::Event>,
}

/// When something became so.
#[derive(Debug, Serialize, JsonSchema)]
struct Moment {
    /// The virtual time.
    t: u64,
    /// The `seq` of the event; absent for what was so from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<u64>,
}

/// Writes all of it.
pub(super) fn write(
    asked: &Asked<'_>,
    topology: &Topology,
    Ran { watched, saved, schedule, announced, checks }: &Ran,
    out: &mut Output,
) -> Result<(), Failure> {
    let verdicts: Vec<_> = checks.iter().map(|(check, _)| check.clone()).collect();
    let moment = |t: Option<u64>, event| t.map(|t| Moment { t, event });
    let detection = Detection {
        schema: "sim.detection/1".to_string(),
        tool: tool(),
        config: asked.scenario.config(asked.seed),
        detector: asked.entry.name,
        verdict: overall(&verdicts).into(),
        terminated: moment(watched.terminated, watched.became),
        announced: moment(watched.announced, *announced),
        active: watched.active.iter().map(|process| topology.name(*process).to_string()).collect(),
        under_way: watched.under_way,
        messages: watched.messages,
        control: watched.control,
        formula: price::of(asked.entry.detector).to_string(),
        checks: saved.footer.iter().flat_map(|footer| footer.checks.clone()).collect(),
        schedule: schedule.display(topology).to_string(),
        events: saved.events.clone(),
    };
    serde_json::to_writer(&mut *out, &detection).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
