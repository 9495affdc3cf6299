//! The log of one process of a live run: `sim.local/1`, JSON line by line, written as it goes.
//!
//! One [`Head`] first, an [`Event`] a line, and [`End`] last; a process that was killed leaves what it had written. The events
//! are those of `sim.run/2` seen from one process: a message's number is its place in its *channel*, from 0, which both ends
//! count alike, and there is no vector clock, because nobody carried one. The milliseconds are this machine's, for people;
//! [`merge`](mod@crate::merge) does not look at them.

mod read;
pub mod wire;

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sim_core::Topology;
use snapshot::{Computation, LogEvent};

use crate::describe;
use crate::model::{Config, Tool, What};

pub use read::{LocalError, LocalLog};

/// The name and version of the format.
pub const SCHEMA: &str = "sim.local/1";

/// A line of a log.
#[derive(Clone, PartialEq, Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
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

/// A configuration without what may differ from process to process of one run: how fast each goes and what it draws.
#[must_use]
pub fn experiment(config: &Config) -> Config {
    let mut config = config.clone();
    config.scenario.clear();
    config.seed.clear();
    config.start = None;
    config.schedule = None;
    config.max_events = 0;
    config.channels.iter_mut().for_each(|channel| channel.delay.clear());
    if config.hold != "0" {
        config.hold = "1".to_string();
    }
    config
}

/// The longest value that [`fields`] has as it is, in bytes.
const MAX_VALUE: usize = 64;

/// The fields of the [`experiment`], each with its value as JSON, or with the digest of that if it is long: processes that
/// differ in one have nothing to say to each other.
///
/// # Panics
/// Never: a configuration is always JSON.
#[must_use]
pub fn fields(config: &Config) -> BTreeMap<String, String> {
    let config = serde_json::to_value(experiment(config)).expect("a configuration is JSON");
    let fields = config.as_object().into_iter().flatten();
    fields.map(|(field, value)| (field.clone(), short(value.to_string()))).collect()
}

fn short(text: String) -> String {
    if text.len() <= MAX_VALUE {
        return text;
    }
    let digest = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("sha256:{digest}")
}

/// Writes one line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn line(out: &mut impl Write, line: &Line) -> io::Result<()> {
    crate::write::json_line(out, line)
}

/// Writes the events of one process down.
#[derive(Debug)]
pub struct LocalScribe<'a, P> {
    program: &'a P,
    topology: &'a Topology,
    seq: u64,
}

impl<'a, P: Computation> LocalScribe<'a, P> {
    /// From the first event on.
    #[must_use]
    pub const fn new(program: &'a P, topology: &'a Topology) -> Self {
        Self { program, topology, seq: 0 }
    }

    /// The events of the next step; an event's time is in milliseconds, a message's identity its place in its channel.
    pub fn step(&mut self, step: &[LogEvent<P>]) -> impl Iterator<Item = Event> {
        let receipt = describe::Receipt::of::<P>(step);
        let Self { program, topology, seq } = self;
        step.iter().map(move |event| {
            let what = describe::what(*program, topology, event, receipt);
            *seq += 1;
            Event { seq: *seq - 1, ms: event.time, what }
        })
    }
}
