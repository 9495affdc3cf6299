//! LIMIT: the exercise written by hand, with nothing around it. What no general engine can be faster than.
//!
//! Two queues, ChaCha8 delays of 1..=10 clamped to FIFO, the next event is the earlier head, two counters, and the
//! snapshot's marker and recording tests.
#![expect(clippy::cast_possible_truncation, reason = "the halves of a product are what the draw is made of")]

use std::collections::VecDeque;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[derive(Clone, Copy)]
struct InFlight {
    time: u64,
    marker: bool,
}

/// What the snapshot recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Recorded {
    pub(super) states: [u64; 2],
    pub(super) in_channel: [u64; 2],
    pub(super) end: u64,
}

/// The two processes and the two channels; channel `i` leads from process `i` to the other.
pub(super) struct Limit {
    random: ChaCha8Rng,
    channels: [VecDeque<InFlight>; 2],
    last: [u64; 2],
    receipts: [u64; 2],
    has_recorded: [bool; 2],
    open: [bool; 2],
    recorded: Recorded,
}

impl Limit {
    pub(super) fn new() -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(0),
            channels: [VecDeque::new(), VecDeque::new()],
            last: [0; 2],
            receipts: [0; 2],
            has_recorded: [false; 2],
            open: [false; 2],
            recorded: Recorded::default(),
        }
    }

    fn below(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.random.next_u64()) * u128::from(bound);
        if (product as u64) < bound {
            let threshold = bound.wrapping_neg() % bound;
            while (product as u64) < threshold {
                product = u128::from(self.random.next_u64()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }

    fn send(&mut self, now: u64, from: usize, marker: bool) {
        let time = (now + 1 + self.below(10)).max(self.last[from]);
        self.last[from] = time;
        self.channels[from].push_back(InFlight { time, marker });
    }

    fn record(&mut self, now: u64, process: usize) {
        self.has_recorded[process] = true;
        self.open[process] = true;
        self.recorded.states[process] = self.receipts[process];
        self.send(now, process, true);
    }

    /// Runs until `deliveries` messages were delivered or a snapshot begun at `trigger` is complete.
    pub(super) fn run(&mut self, seed: u64, trigger: u64, deliveries: u64) -> Recorded {
        self.random = ChaCha8Rng::seed_from_u64(seed);
        self.channels.iter_mut().for_each(VecDeque::clear);
        self.last = [0; 2];
        self.receipts = [0; 2];
        self.has_recorded = [false; 2];
        self.open = [false; 2];
        self.recorded = Recorded::default();
        self.send(0, 0, false);
        for _ in 0..deliveries {
            let from = match (self.channels[0].front(), self.channels[1].front()) {
                (Some(p), Some(q)) => usize::from(q.time < p.time),
                (Some(_), None) => 0,
                _ => 1,
            };
            let Some(InFlight { time, marker }) = self.channels[from].pop_front() else { break };
            let to = 1 - from;
            if marker {
                if !self.has_recorded[to] {
                    self.record(time, to);
                }
                self.open[to] = false;
                if self.has_recorded[0] && self.has_recorded[1] && !self.open[0] && !self.open[1] {
                    self.recorded.end = time;
                    break;
                }
            } else {
                if self.open[to] {
                    self.recorded.in_channel[from] += 1;
                }
                self.receipts[to] += 1;
                self.send(time, to, false);
                if to == 0 && self.receipts[0] == trigger && !self.has_recorded[0] {
                    self.record(time, 0);
                }
            }
        }
        self.recorded
    }
}
