//! Who waits for whom: in a recorded state, and when the snapshot was complete.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::json;

/// Who waits for whom, as a snapshot has it and as it was.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WaitFor {
    /// What unblocks a process that waits for several.
    #[serde(deserialize_with = "json::word")]
    pub model: WaitModel,
    /// In the recorded state.
    pub recorded: WaitGraph,
    /// After the step that completed the snapshot; absent if it is not complete, or the events were not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<WaitGraph>,
}

/// What unblocks a process that waits for several.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WaitModel {
    /// All of them: a cycle is a deadlock.
    #[default]
    And,
    /// One of them: a knot is a deadlock.
    Or,
}

/// A wait-for graph.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WaitGraph {
    /// By process that waits: for whom.
    #[serde(deserialize_with = "json::once")]
    pub edges: IndexMap<String, Vec<String>>,
    /// Who waits for ever.
    pub for_ever: Vec<String>,
}
