//! One row a seed: what a table of many runs is made of.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use sim_core::{Scheduler, System};
use snapshot::exploration::RecordedValue;
use snapshot::oracle::{Overall, Verdict};
use snapshot::{Experiment, Judgement, Layer, Program};
use trace::{model, notation};

use crate::recorded_state::RecordedState;

/// What came of one seed: a line of `sim check -f jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The seed, in decimal digits.
    pub(super) seed: String,
    /// The verdict on all its snapshots.
    pub(super) verdict: model::Verdict,
    /// The virtual time of the last event.
    end_time: u64,
    /// How many events there were.
    events: u64,
    /// How many messages and markers were delivered.
    messages: model::Delivered,
    /// What was recorded, snapshot by snapshot.
    snapshots: Vec<OneSnapshot>,
}

/// One snapshot of a seed.
#[derive(Debug, Serialize, JsonSchema)]
struct OneSnapshot {
    /// Its number.
    id: u32,
    /// When the first process recorded; `null` if none did.
    started_at: Option<u64>,
    /// When the last channel was closed; `null` if one was not.
    completed_at: Option<u64>,
    /// The recorded state in the exercise's notation.
    recorded: String,
    /// The recorded state.
    #[serde(flatten)]
    state: RecordedState,
    /// How many messages were recorded in channels.
    recorded_messages: u64,
    /// When the last process recorded; `null` if one did not.
    recorded_at: Option<u64>,
    /// The bits that the algorithm added to messages of the computation, from the first recording to the completion.
    bits_on_messages: u64,
    /// The bits in its own messages.
    bits_in_control: u64,
    /// Messages kept at the completion: those recorded, and what the algorithm keeps besides.
    stored: u64,
    /// Messages that processes refused when they were due.
    refused: u64,
    /// Ticks for which processes were kept from acting.
    blocked: u64,
    /// Whether the run was ever in the recorded state, if it is complete.
    occurred: Option<bool>,
    /// The checks that failed.
    failed: Vec<&'static str>,
}

/// The row of a run that is over.
pub(super) fn row<P: Program, Q: Layer<P>, S: Scheduler<Q>>(
    underlying: &System<P>,
    experiment: &Experiment<'_, P, Q, S>,
    judgements: &[Judgement<P>],
    seed: u64,
) -> Row {
    Row {
        seed: seed.to_string(),
        verdict: Overall::of(judgements.iter().map(Judgement::verdict)).into(),
        end_time: experiment.now(),
        events: experiment.events_so_far(),
        messages: experiment.delivered().into(),
        snapshots: judgements.iter().map(|judgement| one_snapshot(underlying, judgement)).collect(),
    }
}

fn one_snapshot<P: Program>(underlying: &System<P>, judgement: &Judgement<P>) -> OneSnapshot {
    let recorded = RecordedValue::from(&*judgement.recorded);
    let failed = judgement.checks.iter().filter(|check| matches!(check.verdict, Verdict::Violated(_)));
    OneSnapshot {
        id: judgement.snapshot.0,
        started_at: judgement.costs.started_at,
        completed_at: judgement.costs.completed_at,
        recorded: notation::line(underlying, &recorded),
        state: RecordedState::of(underlying, &recorded),
        recorded_messages: judgement.costs.recorded_messages,
        recorded_at: judgement.costs.recorded_at,
        bits_on_messages: judgement.costs.bits_on_messages(),
        bits_in_control: judgement.costs.bits_in_control(),
        stored: judgement.costs.stored,
        refused: judgement.costs.refused.map_or(0, |refused| refused.messages),
        blocked: judgement.costs.blocked.unwrap_or(0),
        occurred: judgement.costs.completed_at.map(|_| judgement.occurrence.is_some()),
        failed: failed.map(|check| check.name).collect(),
    }
}

/// The columns of `sim check -f csv`. With several snapshots a field has one part for each, with ` | ` between.
pub(super) const HEADER: [&str; 18] = [
    "seed",
    "verdict",
    "failed",
    "recorded",
    "started_at",
    "completed_at",
    "recorded_messages",
    "occurred",
    "end_time",
    "events",
    "m",
    "markers",
    "recorded_at",
    "bits_on_messages",
    "bits_in_control",
    "stored",
    "refused",
    "blocked",
];

impl Row {
    /// Whether it is told: of a quiet check only what is not good.
    pub(super) fn is_wanted(&self, quiet: bool) -> bool {
        !quiet || self.verdict != model::Verdict::Ok
    }

    /// The row as a line of JSON.
    pub(super) fn json(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self).map_err(io::Error::from)?;
        writeln!(out)
    }

    /// The row as a line of a table.
    pub(super) fn csv(&self) -> [String; 18] {
        let each = |field: &dyn Fn(&OneSnapshot) -> String| {
            self.snapshots.iter().map(field).collect::<Vec<_>>().join(" | ")
        };
        let time = |time: Option<u64>| time.map_or_else(String::new, |time| time.to_string());
        let verdict = match self.verdict {
            model::Verdict::Ok => "ok",
            model::Verdict::Failed => "failed",
            model::Verdict::Unknown => "unknown",
        };
        [
            self.seed.clone(),
            verdict.to_string(),
            each(&|snapshot| snapshot.failed.join(" ")),
            each(&|snapshot| snapshot.recorded.clone()),
            each(&|snapshot| time(snapshot.started_at)),
            each(&|snapshot| time(snapshot.completed_at)),
            each(&|snapshot| snapshot.recorded_messages.to_string()),
            each(&|snapshot| snapshot.occurred.map_or_else(String::new, |occurred| occurred.to_string())),
            self.end_time.to_string(),
            self.events.to_string(),
            self.messages.m.to_string(),
            self.messages.marker.to_string(),
            each(&|snapshot| time(snapshot.recorded_at)),
            each(&|snapshot| snapshot.bits_on_messages.to_string()),
            each(&|snapshot| snapshot.bits_in_control.to_string()),
            each(&|snapshot| snapshot.stored.to_string()),
            each(&|snapshot| snapshot.refused.to_string()),
            each(&|snapshot| snapshot.blocked.to_string()),
        ]
    }
}
