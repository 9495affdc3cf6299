//! Scenario files: what is to be run, in TOML, as a person writes it.
//!
//! ```toml
//! name = "ring"
//! processes = ["P", "Q"]
//! channels = [["P", "Q"], { from = "Q", to = "P", delay = "1..=5", order = "unordered" }]
//! program = { name = "token-ring", tokens = 1 }
//!
//! [snapshot]
//! algorithm = "chandy-lamport"
//! initiator = "P"
//! trigger = 101
//! ```
//!
//! Every key may be left out. What the file says is turned into plain data and no more: which programs, shapes and
//! algorithms there are, what their parameters mean, and what holds where the file is silent, whoever reads the data
//! decides. So that a later finding can still point into the file, every value keeps its place ([`Spanned`]), and
//! [`ScenarioFile::error_at`] makes of such a place the same kind of error that [`parse`] returns.
//!
//! `syntax` is TOML, `sections` what may be said where, `reader` how a value is read, `names` what processes and
//! channels may be called, `place` and `error` how a mistake is shown, `similar` what was probably meant.

use std::ops::Range;

use sim_core::{Delay, Order};

mod error;
mod names;
mod place;
mod reader;
mod sections;
mod similar;
mod syntax;
#[cfg(test)]
mod tests;

pub use error::ScenarioError;
pub use similar::closest;
pub use toml::Spanned;

use error::Finding;
use place::Source;

/// The longest scenario that is read, in bytes. Parsing takes up to 250 times as much memory.
pub const MAX_BYTES: usize = 4 << 20;

/// What a scenario file says. What it does not say is `None`.
#[derive(Clone, Debug)]
pub struct ScenarioFile {
    /// What the scenario is called.
    pub name: Option<Spanned<String>>,
    /// A shape such as `ring:2`, unchecked. Never together with `processes`.
    pub topology: Option<Spanned<String>>,
    /// The names of the processes, each usable and given once.
    pub processes: Option<Spanned<Vec<Spanned<String>>>>,
    /// The channels, each between two of `processes` and given once; the span is that of the entry.
    pub channels: Option<Spanned<Vec<Spanned<ChannelEntry>>>>,
    /// The delay of every channel that has none of its own.
    pub delay: Option<Spanned<Delay>>,
    /// How long a process takes to do something of its own accord.
    pub hold: Option<Spanned<Delay>>,
    /// When a snapshot that starts of its own accord starts, or which process sends first: a number, a range or a name,
    /// unchecked.
    pub start: Option<Spanned<String>>,
    /// The order of every channel that has none of its own.
    pub links: Option<Spanned<Order>>,
    /// The underlying computation.
    pub program: Option<ProgramEntry>,
    /// A decimal number below 2^64, or what the file has in quotes, unchecked.
    pub seed: Option<Spanned<String>>,
    /// How many events may happen: up to 2^53.
    pub max_events: Option<Spanned<u64>>,
    /// A schedule to follow, unchecked.
    pub schedule: Option<Spanned<String>>,
    /// The table `[snapshot]`, empty if there is none.
    pub snapshot: SnapshotEntry,
    source: Source,
}

/// One channel as the file has it.
#[derive(Clone, PartialEq, Debug)]
pub struct ChannelEntry {
    /// The process that sends on it.
    pub from: Spanned<String>,
    /// The process that receives from it.
    pub to: Spanned<String>,
    /// Its own delay.
    pub delay: Option<Spanned<Delay>>,
    /// Its own order.
    pub order: Option<Spanned<Order>>,
}

/// The underlying computation as the file has it.
#[derive(Clone, PartialEq, Debug)]
pub struct ProgramEntry {
    /// Its name, unchecked.
    pub name: Spanned<String>,
    /// Its parameters in the order in which they are given, unchecked.
    pub parameters: Vec<ParameterEntry>,
}

/// One parameter of a program: `--param KEY=VALUE` in a file.
#[derive(Clone, PartialEq, Debug)]
pub struct ParameterEntry {
    /// Its key.
    pub key: Spanned<String>,
    /// Its value as text; an integer in decimal.
    pub value: Spanned<String>,
}

/// What the file says about snapshots.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SnapshotEntry {
    /// The algorithm, unchecked.
    pub algorithm: Option<Spanned<String>>,
    /// Who starts: `initiator` or `initiators`.
    pub initiators: Option<Spanned<InitiatorsEntry>>,
    /// What an initiator waits for.
    pub trigger: Option<Spanned<TriggerEntry>>,
    /// How many snapshots are taken: up to 2^53.
    pub snapshots: Option<Spanned<u64>>,
}

/// Who starts a snapshot.
#[derive(Clone, PartialEq, Debug)]
pub enum InitiatorsEntry {
    /// Any process.
    Any,
    /// These, at least one. Each is one of the file's `processes`, if it has any.
    Named(Vec<Spanned<String>>),
}

/// What an initiator waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TriggerEntry {
    /// Nothing: it starts of its own accord.
    OwnAccord,
    /// Its own state: up to 2^53.
    State(u64),
}

/// A mistake in any text of many lines, as a complete message; `span` is which bytes say it.
pub(crate) fn shown(
    file: &str,
    text: &str,
    span: Range<usize>,
    what: String,
    tip: Option<String>,
) -> ScenarioError {
    place::error(file, text, Finding { span, what, tip })
}

/// Reads a scenario; `file_name` is what errors call it.
///
/// # Errors
/// When the text is too long, is not TOML, has a key or a type of value that has no place there, or contradicts itself.
pub fn parse(text: &str, file_name: &str) -> Result<ScenarioFile, ScenarioError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        let what = format!("the file has {} bytes, and a scenario has at most {MAX_BYTES}", text.len());
        return Err(place::error(file_name, text, Finding::new(0..0, what)));
    }
    let source = Source { file: file_name.to_string(), text: text.to_string() };
    syntax::document(text)
        .and_then(|table| sections::scenario(&table, source))
        .map_err(|finding| place::error(file_name, text, finding))
}

impl ScenarioFile {
    /// The error that something said in the file turns out to be wrong. A span past the end is at the end.
    #[must_use]
    pub fn error_at(
        &self,
        span: Range<usize>,
        what: impl Into<String>,
        tip: Option<String>,
    ) -> ScenarioError {
        let finding = Finding { span, what: what.into(), tip };
        place::error(&self.source.file, &self.source.text, finding)
    }
}
