//! LIMIT: the exercise written by hand, with nothing around it. What no general engine can be faster than.
//!
//! Two queues of messages with their times, ChaCha8 delays of 1..=10 from one 32-bit word each, clamped to FIFO; the next event is
//! the earlier head, and of two at the same time the one sent first. A sweep has the snapshot's tests and judges nothing.

use std::collections::VecDeque;
use std::hint::black_box;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A message in flight: when it is due, its number, and whether it is a marker.
type InFlight = (u64, u64, bool);

/// The two channels; channel `i` leads from process `i` to the other.
struct Channels {
    random: ChaCha8Rng,
    queues: [VecDeque<InFlight>; 2],
    last: [u64; 2],
    sent: u64,
}

impl Channels {
    fn new() -> Self {
        let random = ChaCha8Rng::seed_from_u64(0);
        Self { random, queues: [VecDeque::new(), VecDeque::new()], last: [0; 2], sent: 0 }
    }

    fn begin(&mut self, seed: u64) {
        self.random = ChaCha8Rng::seed_from_u64(seed);
        self.queues.iter_mut().for_each(VecDeque::clear);
        (self.last, self.sent) = ([0; 2], 0);
        self.send(0, 0, false);
    }

    #[inline]
    fn send(&mut self, now: u64, from: usize, is_marker: bool) {
        let delay = self.random.random_range(1..=10_u32);
        let time = (now + u64::from(delay)).max(self.last[from]);
        self.last[from] = time;
        self.queues[from].push_back((time, self.sent, is_marker));
        self.sent += 1;
    }

    /// When the next message is received, from which process, and whether it is a marker.
    #[inline]
    fn receive(&mut self) -> (u64, usize, bool) {
        let from = match (self.queues[0].front(), self.queues[1].front()) {
            (Some(p), Some(q)) => usize::from((q.0, q.1) < (p.0, p.1)),
            (Some(_), None) => 0,
            _ => 1,
        };
        let (time, _, is_marker) = self.queues[from].pop_front().expect("one message is always in flight");
        (time, from, is_marker)
    }
}

/// So many deliveries of `m` between P and Q.
pub(super) fn ring2(deliveries: u64) {
    let (mut channels, mut receipts, mut time) = (Channels::new(), [0_u64; 2], 0);
    channels.begin(7);
    for _ in 0..deliveries {
        let (now, from, _) = channels.receive();
        time = now;
        receipts[1 - from] += 1;
        channels.send(now, 1 - from, false);
    }
    black_box((receipts, time));
}

/// For each of so many seeds: a run to 101 receipts at P, and the snapshot.
pub(super) fn sweep(seeds: u64) {
    let mut channels = Channels::new();
    for seed in 0..seeds {
        channels.begin(seed);
        let recorded = snapshot(&mut channels);
        assert_eq!(recorded, ([101, 102], [0, 1]), "what is recorded does not depend on the delays");
    }
}

/// The recorded counts, and how many messages were recorded in the channels from P and from Q.
fn snapshot(channels: &mut Channels) -> ([u64; 2], [u64; 2]) {
    let (mut receipts, mut recorded, mut in_channel) = ([0; 2], [0; 2], [0; 2]);
    let mut is_recording = false;
    loop {
        let (now, from, is_marker) = channels.receive();
        let to = 1 - from;
        match (is_marker, to) {
            (false, _) => {
                in_channel[from] += u64::from(to == 0 && is_recording);
                receipts[to] += 1;
                channels.send(now, to, false);
                if to == 0 && receipts[0] == 101 {
                    (recorded[0], is_recording) = (receipts[0], true);
                    channels.send(now, 0, true);
                }
            }
            (true, 1) => {
                recorded[1] = receipts[1];
                channels.send(now, 1, true);
            }
            (true, _) => return (recorded, in_channel),
        }
    }
}
