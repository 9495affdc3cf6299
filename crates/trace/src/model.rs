//! The format `sim.run/2`, as types: the order of the fields is the order in the file.
//!
//! Seeds are strings, because JavaScript has no exact integer past 2^53; all other numbers stay below that.
//!
//! All of it is written. Of a file that is read, what follows from the rest, and what has a usual value, may be absent: it is
//! `default` here, and [`told`](crate::told) knows what a file really has.
//!
//! `config` is what was run, `event` what happened, `snapshot` a recorded global state, `outcome` what came of all. `fields` reads
//! an event.

mod config;
mod event;
mod fields;
mod outcome;
mod snapshot;
mod wait_for;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use config::{Channel, Clock, Config, Good, MAX_EVENTS, Order, Rng};
pub use event::{Amounts, Astray, Event, Held, STARTS, State, What};
pub(crate) use fields::{Fields, needed};
pub use outcome::{
    Amount, Began, Check, Delivered, Message, OrderKept, Outcome, Passed, Stopped, TooEarly, Until, Verdict,
    Wait,
};
pub use snapshot::{Bits, Costs, InFlight, Occurred, ProcessState, Refused, Snapshot};
pub use wait_for::{WaitFor, WaitGraph, WaitModel};

use crate::json;

/// The name and version of the format.
pub const SCHEMA: &str = "sim.run/2";

/// A whole run: the JSON form. All of it is written. A file that is read needs `schema`, `config` with `processes`, `channels`
/// and `program`, and `events`; the rest may be absent, and is checked where it is present.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// `sim.run/2`.
    pub schema: String,
    /// The program that wrote it.
    #[serde(default)]
    pub tool: Tool,
    /// What was run.
    pub config: Config,
    /// Where the random numbers came from.
    #[serde(default)]
    pub rng: Rng,
    /// What came of it.
    #[serde(default)]
    pub outcome: Outcome,
    /// The recorded global states.
    #[serde(default)]
    pub snapshots: Vec<Snapshot>,
    /// What the oracles said, of all snapshots together: for each oracle the worst.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The transcript of each process for the first snapshot, in the exercise's words.
    #[serde(default, deserialize_with = "json::once")]
    pub transcript: IndexMap<String, Vec<String>>,
    /// Everything that happened, in order.
    pub events: Vec<Event>,
}

/// A run, line by line: the JSONL form. `run` first, then `event`s, `result` last. All of it is written; of a file that is read
/// the same may be absent as in the JSON form, and the `result` too.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Line {
    /// What is being run.
    Run(Header),
    /// One thing that happened.
    Event(Event),
    /// What came of it.
    Result(Footer),
}

/// What is known of a run before it begins.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// `sim.run/2`.
    pub schema: String,
    /// The program that wrote it.
    #[serde(default)]
    pub tool: Tool,
    /// What is run.
    pub config: Config,
    /// Where the random numbers come from.
    #[serde(default)]
    pub rng: Rng,
}

impl Header {
    /// The head of a file that this program writes about a run of this configuration.
    #[must_use]
    pub fn new(tool: Tool, config: Config) -> Self {
        Self { schema: SCHEMA.to_string(), tool, config, rng: Rng::default() }
    }
}

/// What is known of a run when it is over.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Footer {
    /// What came of it.
    pub outcome: Outcome,
    /// The recorded global states.
    pub snapshots: Vec<Snapshot>,
    /// What the oracles said.
    pub checks: Vec<Check>,
    /// The transcript of each process.
    #[serde(deserialize_with = "json::once")]
    pub transcript: IndexMap<String, Vec<String>>,
}

/// The program that wrote a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}
