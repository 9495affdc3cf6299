//! The log of one process of a live run: `sim.local/1`, JSON line by line, written as it goes.
//!
//! One [`Head`] first, an [`Event`] a line, and [`End`] last; a process that was killed leaves what it had written. The events
//! are those of `sim.run/2` seen from one process: a message's number is its place in its *channel*, from 0, which both ends
//! count alike, and there is no vector clock, because nobody carried one. The milliseconds are this machine's, for people;
//! [`merge`](mod@crate::merge) does not look at them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sim_core::Topology;
use snapshot::{LogEvent, Program};

use crate::describe;
use crate::model::{Config, Tool, What};

/// The name and version of the format.
pub const SCHEMA: &str = "sim.local/1";

/// A line of a log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
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

impl<'a, P: Program> LocalScribe<'a, P> {
    /// From the first event on.
    #[must_use]
    pub const fn new(program: &'a P, topology: &'a Topology) -> Self {
        Self { program, topology, seq: 0 }
    }

    /// The events of the next step; an event's time is in milliseconds, a message's identity its place in its channel.
    pub fn step(&mut self, step: &[LogEvent<P>]) -> impl Iterator<Item = Event> {
        let recorded = describe::records_message::<P>(step);
        let Self { program, topology, seq } = self;
        step.iter().map(move |event| {
            let what = describe::what(*program, topology, event, recorded);
            *seq += 1;
            Event { seq: *seq - 1, ms: event.time, what }
        })
    }
}

/// The log of one process.
#[derive(Clone, PartialEq, Debug)]
pub struct LocalLog {
    /// What people call it: the name of its file.
    pub name: String,
    /// Whose it is, and of what run.
    pub head: Head,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How it ended; absent when the process was killed.
    pub end: Option<End>,
}

/// Why a text is no log; `name` is its file's.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {what}")]
pub struct LocalError {
    /// Which log.
    pub name: String,
    /// What is wrong with it.
    pub what: String,
}

impl LocalLog {
    /// Reads a log, up to its last complete line.
    ///
    /// # Errors
    /// When the text is no log, or its events are not all there.
    pub fn read(name: &str, text: &str) -> Result<Self, LocalError> {
        let error = |what: String| LocalError { name: name.to_string(), what };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut lines = (1..).zip(whole.lines());
        let Some((_, first)) = lines.next() else {
            return Err(error("it has no complete line".to_string()));
        };
        let head = match parse(first) {
            Ok(Line::Local(head)) if head.schema == SCHEMA => *head,
            Ok(Line::Local(head)) => {
                return Err(error(format!(
                    "it has the schema '{}', and this version reads '{SCHEMA}'",
                    head.schema
                )));
            }
            _ => return Err(error("line 1: expected a line of type 'local' first".to_string())),
        };
        let mut log = Self { name: name.to_string(), head, events: Vec::new(), end: None };
        for (number, text) in lines {
            let line = parse(text).map_err(|what| error(format!("line {number}: {what}")))?;
            log.add(line).map_err(|what| error(format!("line {number}: {what}")))?;
        }
        Ok(log)
    }

    fn add(&mut self, line: Line) -> Result<(), String> {
        match line {
            _ if self.end.is_some() => Err("something after the end".to_string()),
            Line::Local(_) => Err("a second log in the same file".to_string()),
            Line::End(end) => {
                self.end = Some(end);
                Ok(())
            }
            Line::Event(event) => {
                let expected = self.events.len() as u64;
                if event.seq != expected {
                    return Err(format!(
                        "event {expected} is missing: the next one is numbered {}",
                        event.seq
                    ));
                }
                self.events.push(event);
                Ok(())
            }
        }
    }
}

fn parse(text: &str) -> Result<Line, String> {
    crate::json::parse(text).map_err(|error| error.to_string())
}
