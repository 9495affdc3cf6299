//! What many seeds came to: totals, the first that failed, and how many recorded what.
//!
//! Adding two tallies does not depend on which comes first, so the result does not depend on the number of threads.

use std::collections::BTreeMap;

use snapshot::{Overall, RecordedOf, TokenRing, TokenState};

/// A recorded global state as a value: without identities and times.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct State {
    /// The recorded state of each process; `None` for one that did not record.
    processes: Vec<Option<TokenState>>,
    /// The number of messages in each channel; `None` for one that was not closed.
    channels: Vec<Option<usize>>,
}

impl State {
    /// Becomes this recorded state, keeping the buffers.
    fn copy(&mut self, recorded: &RecordedOf<TokenRing>) {
        self.processes.clear();
        let states = recorded.processes.iter().map(|record| record.first.as_ref().map(|first| first.state));
        self.processes.extend(states);
        self.channels.clear();
        let counts = recorded.channels.iter();
        self.channels
            .extend(counts.map(|record| (!record.closed.is_empty()).then_some(record.messages.len())));
    }
}

/// The seeds that recorded one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Share {
    pub(crate) seeds: u64,
    pub(crate) first_seed: u64,
    /// The state in the exercise's notation.
    pub(crate) notation: String,
}

/// The result of a set of seeds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) seeds: u64,
    pub(crate) failed: u64,
    pub(crate) unknown: u64,
    pub(crate) first_failure: Option<u64>,
    pub(crate) first_unknown: Option<u64>,
    pub(crate) recorded: BTreeMap<State, Share>,
    scratch: State,
}

impl Tally {
    /// Adds one seed's result; `notation` is asked for the first seed of each state only.
    pub(crate) fn add(
        &mut self,
        seed: u64,
        verdict: Overall,
        recorded: &RecordedOf<TokenRing>,
        notation: impl FnOnce() -> String,
    ) {
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
        self.scratch.copy(recorded);
        match self.recorded.get_mut(&self.scratch) {
            Some(share) => {
                share.seeds += 1;
                share.first_seed = share.first_seed.min(seed);
            }
            None => {
                let share = Share { seeds: 1, first_seed: seed, notation: notation() };
                self.recorded.insert(self.scratch.clone(), share);
            }
        }
    }

    /// The result of both sets of seeds.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.seeds += other.seeds;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.first_failure = earlier(self.first_failure, other.first_failure);
        self.first_unknown = earlier(self.first_unknown, other.first_unknown);
        for (state, share) in other.recorded {
            match self.recorded.get_mut(&state) {
                Some(mine) => {
                    mine.seeds += share.seeds;
                    mine.first_seed = mine.first_seed.min(share.first_seed);
                }
                None => {
                    self.recorded.insert(state, share);
                }
            }
        }
        self
    }

    /// The recorded states, most frequent first.
    pub(crate) fn shares(&self) -> Vec<&Share> {
        let mut shares: Vec<&Share> = self.recorded.values().collect();
        shares.sort_by_key(|share| (std::cmp::Reverse(share.seeds), share.first_seed));
        shares
    }
}

fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
