//! What was asked for of a run under a detector, and what it came to: for whoever tells it.

use sim_core::Schedule;
use snapshot::detection::list::Entry;
use snapshot::detection::watch::Watched;
use snapshot::oracle::Check;
use trace::{Saved, model};

use crate::args::Told;
use crate::scenario::Scenario;

/// What is run, and how it is told.
pub(super) struct Asked<'a> {
    pub(super) told: &'a Told,
    pub(super) scenario: &'a Scenario,
    pub(super) seed: u64,
    pub(super) entry: &'static Entry,
}

/// A run that is over.
pub(super) struct Ran {
    pub(super) watched: Watched,
    pub(super) saved: Saved,
    pub(super) schedule: Schedule,
    /// The number of the event that announced it.
    pub(super) announced: Option<u64>,
    /// What is claimed, with its verdict, and what is so where it holds.
    pub(super) checks: Vec<(Check, String)>,
}

impl Asked<'_> {
    /// The head of the run, with the detector in the place of the algorithm.
    pub(super) fn header(&self) -> model::Header {
        let mut header = self.scenario.header(self.seed);
        header.config.algorithm = self.entry.name.to_string();
        header
    }
}
