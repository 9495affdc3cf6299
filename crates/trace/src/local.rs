//! The log of one process of a live run: `sim.local/1`, JSON line by line, written as it goes.
//!
//! One [`Head`] first, an [`Event`] a line, and [`End`] last; a process that was killed leaves what it had written. The events
//! are those of `sim.run/2` seen from one process: a message's number is its place in its *channel*, from 0, which both ends
//! count alike, and there is no vector clock, because nobody carried one. The milliseconds are this machine's, for people;
//! [`merge`](mod@crate::merge) does not look at them.

mod line;
mod read;
pub mod wire;

use std::collections::BTreeMap;
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};
use sim_core::Topology;
use snapshot::{Computation, LogEvent};

use crate::describe;
use crate::model::Config;

pub use line::{End, Event, Head, Line, SCHEMA};
pub use read::{LocalError, LocalLog};

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
