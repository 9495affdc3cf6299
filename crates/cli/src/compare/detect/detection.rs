//! What came of all detectors, and which figures are told of each.

use std::ops::Range;

use snapshot::detection::list::Entry;
use snapshot::oracle::Overall;

use super::measured::{Measured, Row};
use crate::scenario::Scenario;
use crate::spread::Spread;

/// What came of all of them.
pub(super) struct Detection {
    pub(super) scenario: Scenario,
    pub(super) seeds: Range<u64>,
    pub(super) rows: Vec<Row>,
}

impl Detection {
    pub(super) fn verdict(&self) -> Overall {
        Overall::of(self.rows.iter().filter_map(Row::verdict))
    }

    pub(super) fn measured(&self) -> impl Iterator<Item = (&'static Entry, &Measured)> {
        self.rows.iter().filter_map(|row| Some((row.entry, row.measured.as_ref().ok()?)))
    }

    /// The command that shows the run of one seed.
    pub(super) fn command(&self, entry: &Entry, seed: u64) -> String {
        self.scenario.command_detecting(entry.name, seed)
    }
}

/// A figure: what it is called, what it is, and what it came to.
pub(super) type Figure = (&'static str, &'static str, fn(&Measured) -> &Spread);

pub(super) const FIGURES: [Figure; 3] = [
    ("messages", "messages that the computation sent", |measured| &measured.messages),
    ("control", "messages that the detector sent", |measured| &measured.control),
    ("ticks", "ticks from termination to its announcement", |measured| &measured.latency),
];
