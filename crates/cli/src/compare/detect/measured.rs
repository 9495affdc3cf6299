//! One detector under all seeds.

use std::ops::Range;

use sim_core::ProcessId;
use snapshot::Program;
use snapshot::detection::list::{Entry, Lack};
use snapshot::detection::price;
use snapshot::detection::watch::{Watched, Wrong};
use snapshot::oracle::Overall;

use crate::detect::asked::{Book, layers, ran};
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::spread::Spread;

/// What came of one detector, or what it lacks.
pub(super) struct Row {
    pub(super) entry: &'static Entry,
    /// Whether it is known to be wrong, and nothing else is claimed of it.
    pub(super) known_wrong: bool,
    pub(super) measured: Result<Measured, Lack>,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Measured {
    pub(super) seeds: u64,
    pub(super) messages: Spread,
    pub(super) control: Spread,
    /// The ticks from termination to its announcement.
    pub(super) latency: Spread,
    /// How many announcements were true.
    pub(super) right: u64,
    /// In how many runs one was untrue; it did not come; the computation was disturbed.
    pub(super) untrue: u64,
    pub(super) unannounced: u64,
    pub(super) disturbed: u64,
    /// How many runs were given up before.
    pub(super) unknown: u64,
    /// The first run in which something is wrong.
    pub(super) first: Option<(u64, Wrong, Watched)>,
    /// The first run in which it sent another number of messages than its formula comes to: the seed, the one and the other.
    pub(super) unpaid: Option<(u64, u64, u64)>,
}

impl Row {
    pub(super) fn of<P: Program>(
        entry: &'static Entry,
        (scenario, starter): (&Scenario, ProcessId),
        program: P,
        seeds: Range<u64>,
        progress: &Progress,
    ) -> Self {
        let topology = &scenario.configuration.topology;
        let known_wrong = !entry.right;
        let system = match layers(program, entry, topology, starter) {
            Ok(system) => system,
            Err(lack) => return Self { entry, known_wrong, measured: Err(lack) },
        };
        let claim = price::of(entry.detector);
        let mut measured = Measured::default();
        for seed in seeds {
            if crate::interrupt::requested() {
                break;
            }
            let watched = ran(&system, scenario, seed, &mut Book(None)).expect("no schedule is given");
            let unpaid = price::wrong(&claim, &watched, topology).filter(|_| watched.announced.is_some());
            let unpaid = unpaid.map(|formula| (seed, watched.control, formula));
            measured.unpaid = measured.unpaid.or(unpaid);
            measured.add(seed, watched);
            progress.add(1);
        }
        Self { entry, known_wrong, measured: Ok(measured) }
    }

    /// Whether it is as it is claimed: of one that is known to be wrong only what it pays is; nothing is said of one that cannot be run.
    pub(super) fn verdict(&self) -> Option<Overall> {
        let measured = self.measured.as_ref().ok()?;
        Some(if measured.unpaid.is_some() || measured.first.is_some() && !self.known_wrong {
            Overall::Violated
        } else if measured.seeds == 0 || measured.unknown > 0 {
            Overall::Unknown
        } else {
            Overall::Holds
        })
    }
}

impl Measured {
    fn add(&mut self, seed: u64, watched: Watched) {
        self.seeds += 1;
        let wrong = watched.wrong();
        match wrong {
            Some(Wrong::Untrue) => self.untrue += 1,
            Some(Wrong::Unannounced) => self.unannounced += 1,
            Some(Wrong::Disturbed) => self.disturbed += 1,
            None if watched.verdict() == Overall::Unknown => self.unknown += 1,
            None => {
                self.right += 1;
                self.messages.add(watched.messages);
                self.control.add(watched.control);
                watched.latency().into_iter().for_each(|ticks| self.latency.add(ticks));
            }
        }
        if let (Some(wrong), None) = (wrong, &self.first) {
            self.first = Some((seed, wrong, watched));
        }
    }
}
