//! What is said of a claim, as `sim.claim/1`.

use std::io::Write as _;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use trace::model;

use super::answer::Answer;
use super::run::Recorded;
use super::search::Possible;
use super::state::Difference;
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// What is said of a claim.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.claim/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// Whether a snapshot of the run recorded what is claimed.
    verdict: model::Verdict,
    /// What each snapshot of the run recorded, beside the claim.
    snapshots: Vec<OfSnapshot>,
    /// Whether the run was in this state as it went; `null` where nobody tells.
    occurred: Option<bool>,
    /// Whether it can have been, for all that its messages tell; `null` where that is not known.
    possibly: Option<bool>,
    /// A consistent cut along which the state is that: how many steps of each process are before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<IndexMap<String, u32>>,
    /// Whether it can be recorded at all; absent where a snapshot recorded it, and for the log of another program.
    #[serde(skip_serializing_if = "Option::is_none")]
    recordable: Option<Recordable>,
}

/// A snapshot, beside the claim.
#[derive(Debug, Serialize, JsonSchema)]
struct OfSnapshot {
    /// Its number.
    snapshot: u64,
    /// Whether it recorded what is claimed; `null` where nobody tells.
    same: Option<bool>,
    /// Where it has something else.
    differences: Vec<Different>,
    /// Of which processes and channels nobody tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    untold: Vec<String>,
}

/// Something else than is claimed.
#[derive(Debug, Serialize, JsonSchema)]
struct Different {
    /// The process, or the channel.
    of: String,
    /// What is claimed.
    claimed: String,
    /// What was recorded.
    recorded: String,
}

/// Whether some order of events records it.
#[derive(Debug, Serialize, JsonSchema)]
struct Recordable {
    /// Whether it can be recorded; `null` when that is not known.
    ok: Option<bool>,
    /// Why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The command that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// Whether a check fails there.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<bool>,
    /// How many states were searched, all there are, where it cannot be.
    #[serde(skip_serializing_if = "Option::is_none")]
    states: Option<u64>,
}

pub(super) fn write(answer: &Answer<'_>, out: &mut Output) -> Result<(), Failure> {
    let names = || answer.run.processes.iter().map(|process| process.name.clone());
    let told = Told {
        schema: "sim.claim/1".to_string(),
        tool: tool(),
        verdict: answer.verdict().into(),
        snapshots: answer.recorded.iter().map(of_snapshot).collect(),
        occurred: answer.occurred.in_the_run,
        possibly: answer.occurred.possibly,
        cut: answer.occurred.cut.as_ref().map(|cut| names().zip(cut.iter().copied()).collect()),
        recordable: answer.possible.as_ref().map(recordable),
    };
    serde_json::to_writer_pretty(&mut *out, &told).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn of_snapshot(recorded: &Recorded) -> OfSnapshot {
    let different = |Difference { of, claimed, is }: &Difference| Different {
        of: of.clone(),
        claimed: claimed.clone(),
        recorded: is.clone(),
    };
    OfSnapshot {
        snapshot: recorded.snapshot,
        same: recorded.compared.is_same(),
        differences: recorded.compared.differences.iter().map(different).collect(),
        untold: recorded.compared.untold.clone(),
    }
}

fn recordable(possible: &Possible) -> Recordable {
    let nothing = Recordable { ok: None, reason: None, command: None, wrong: None, states: None };
    match possible {
        Possible::Yes { command, is_wrong } => {
            Recordable { ok: Some(true), command: Some(command.clone()), wrong: Some(*is_wrong), ..nothing }
        }
        Possible::No(states) => Recordable { ok: Some(false), states: Some(*states), ..nothing },
        Possible::Unknown(why) => Recordable { reason: Some(why.clone()), ..nothing },
    }
}
