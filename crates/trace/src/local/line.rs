//! What a line of a log is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Config, Tool, What};

/// The name and version of the format.
pub const SCHEMA: &str = "sim.local/1";

/// A line of a log.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[expect(clippy::large_enum_variant, reason = "nearly every line is an event")]
pub enum Line {
    /// Whose log it is.
    Local(Box<Head>),
    /// One thing that happened.
    Event(Event),
    /// How it ended.
    End(End),
}

/// What is known before the process begins.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// `sim.local/1`.
    pub schema: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// The process.
    pub process: String,
    /// What the whole run is.
    pub config: Config,
}

/// One thing that happened at the process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Event {
    /// Its place in the log, from 0.
    pub seq: u64,
    /// Milliseconds since the process began.
    pub ms: u64,
    /// What happened. The number of a message is its place in its channel.
    #[serde(flatten)]
    pub what: What,
}

/// How the process ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct End {
    /// Whether it has recorded all it was there to record.
    pub complete: bool,
    /// What came in between, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
