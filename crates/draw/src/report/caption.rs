//! What a report says of a run that neither its events nor its verdicts tell.

use std::io;

use snapshot::Initiation;

use super::columns::width;
use super::style::DIM;
use crate::paper::Paper;

/// What a report says of a run that neither its events nor its verdicts tell.
#[derive(Clone, Debug)]
pub struct Caption<'a> {
    /// Who ran it, and from which seed: `sim 0.1.0   seed 7`.
    pub title: String,
    /// What was run.
    pub what: String,
    /// Whether a process records upon the last message of the algorithm that it waits for, and not upon the first.
    pub waits_for_all: bool,
    /// Who was to start the snapshots, and when.
    pub initiation: &'a Initiation,
    /// What every message of the computation is called, if it is always the same: `m`.
    pub message: Option<&'static str>,
    /// Why a snapshot that has not begun by the end of the run did not begin later: `nothing can happen any more`.
    pub no_more: String,
    /// How many things were to go wrong.
    pub faults: usize,
    /// How much room there was for events: `at most 100 MiB was allowed; see --max-memory`.
    pub room: String,
    /// What else there is to say of a complete recorded state, in lines; mostly nothing.
    pub remark: Vec<String>,
    /// What a reader may want to type next.
    pub hints: Vec<Hint>,
}

/// A command that a reader may want next, and what it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// What it is for, with a colon.
    pub purpose: String,
    /// As it is typed.
    pub command: String,
    /// What there is to say beside it.
    pub aside: Option<String>,
}

impl Hint {
    pub(super) fn write(&self, out: &mut impl Paper) -> io::Result<()> {
        let Self { purpose, command, aside } = self;
        let dimmed = format!("{DIM}{purpose}{DIM:#}");
        let Some(aside) = aside else { return out.command(&dimmed, command) };
        let together = width(&format!("{purpose} {command}        {aside}"));
        if out.columns().is_none_or(|columns| together <= columns) {
            return writeln!(out, "{dimmed} {command}        {DIM}{aside}{DIM:#}");
        }
        out.command(&dimmed, command)?;
        writeln!(out, "{DIM}{aside}{DIM:#}")
    }
}
