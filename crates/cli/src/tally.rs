//! What many seeds came to: totals, the first that failed, and how many recorded what.
//!
//! Adding two tallies does not depend on which comes first, so the result does not depend on the number of threads.

use std::collections::BTreeMap;

use sim_core::Protocol;
use snapshot::exploration::RecordedValue;
use snapshot::oracle::Overall;
use snapshot::{Aim, Program, RecordedGlobalState, RecordedOf};

/// Becomes this recorded state, keeping the buffers.
fn copy<S: Clone, M: Clone>(value: &mut RecordedValue<S, M>, recorded: &RecordedGlobalState<S, M>) {
    value.processes.clear();
    let states = recorded.processes.iter().map(|record| record.first.as_ref());
    value.processes.extend(states.map(|first| first.map(|first| first.state.clone())));
    value.whole = recorded.is_whole();
    if recorded.aim != Aim::GlobalState {
        return;
    }
    value.channels.resize_with(recorded.channels.len(), || None);
    for (channel, record) in value.channels.iter_mut().zip(&recorded.channels) {
        if record.closed.is_none() {
            *channel = None;
        } else {
            let messages = channel.get_or_insert_default();
            messages.clear();
            messages.extend(record.messages.iter().map(|(_, message)| message.clone()));
        }
    }
}

/// The seeds that recorded one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Share {
    /// How often it was recorded.
    pub(crate) times: u64,
    pub(crate) first_seed: u64,
    /// The state in the exercise's notation.
    pub(crate) notation: String,
}

/// A state that can be recorded.
pub(crate) type StateOf<P> = RecordedValue<<P as Protocol>::State, <P as Protocol>::Message>;

/// The result of a set of seeds.
pub(crate) struct Tally<P: Program> {
    pub(crate) seeds: u64,
    pub(crate) failed: u64,
    pub(crate) unknown: u64,
    /// In how many something went wrong.
    pub(crate) suffered: u64,
    pub(crate) first_failure: Option<u64>,
    pub(crate) first_unknown: Option<u64>,
    recorded: BTreeMap<RecordedValue<P::State, P::Message>, Share>,
    scratch: RecordedValue<P::State, P::Message>,
}

impl<P: Program> Default for Tally<P> {
    fn default() -> Self {
        Self {
            seeds: 0,
            failed: 0,
            unknown: 0,
            suffered: 0,
            first_failure: None,
            first_unknown: None,
            recorded: BTreeMap::new(),
            scratch: RecordedValue { processes: Vec::new(), channels: Vec::new(), whole: false },
        }
    }
}

impl<P: Program> Tally<P> {
    /// Adds what one seed recorded for one snapshot; `notation` is asked for the first seed of each state only.
    pub(crate) fn add_recorded(
        &mut self,
        seed: u64,
        recorded: &RecordedOf<P>,
        notation: impl FnOnce(&RecordedValue<P::State, P::Message>) -> String,
    ) {
        copy(&mut self.scratch, recorded);
        match self.recorded.get_mut(&self.scratch) {
            Some(share) => {
                share.times += 1;
                share.first_seed = share.first_seed.min(seed);
            }
            None => {
                let share = Share { times: 1, first_seed: seed, notation: notation(&self.scratch) };
                self.recorded.insert(self.scratch.clone(), share);
            }
        }
    }

    /// Adds the verdict of one seed.
    pub(crate) fn add_verdict(&mut self, seed: u64, verdict: Overall) {
        self.seeds += 1;
        match verdict {
            Overall::Holds => {}
            Overall::Violated => {
                self.failed += 1;
                self.first_failure = earlier(self.first_failure, Some(seed));
            }
            Overall::Unknown => {
                self.unknown += 1;
                self.first_unknown = earlier(self.first_unknown, Some(seed));
            }
        }
    }

    /// The result of both sets of seeds.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.seeds += other.seeds;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.suffered += other.suffered;
        self.first_failure = earlier(self.first_failure, other.first_failure);
        self.first_unknown = earlier(self.first_unknown, other.first_unknown);
        for (state, share) in other.recorded {
            match self.recorded.get_mut(&state) {
                Some(mine) => {
                    mine.times += share.times;
                    mine.first_seed = mine.first_seed.min(share.first_seed);
                }
                None => {
                    self.recorded.insert(state, share);
                }
            }
        }
        self
    }

    /// The recorded states.
    pub(crate) fn into_recorded(self) -> BTreeMap<StateOf<P>, Share> {
        self.recorded
    }
}

/// What so many seeds come to, if so many were wanted: for how many a check failed, and for how many there is no verdict.
pub(crate) const fn verdict((failed, unknown): (u64, u64), seeds: u64, wanted: u64) -> Overall {
    if failed > 0 {
        Overall::Violated
    } else if unknown > 0 || seeds < wanted {
        Overall::Unknown
    } else {
        Overall::Holds
    }
}

/// The first of both.
pub(crate) fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
