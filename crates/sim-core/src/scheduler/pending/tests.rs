use std::collections::BTreeSet;

use super::*;
use crate::id::ChannelId;
use crate::random::Random;

/// Pending entries beside the simplest thing that is right: a sorted set of times and ages.
#[derive(Default)]
struct Twins {
    pending: Pending<()>,
    expected: BTreeSet<(VirtualTime, u32)>,
    age: u32,
    now: VirtualTime,
}

impl Twins {
    fn push(&mut self, delay: u64) {
        let time = self.now + delay;
        self.pending.push(Entry {
            time,
            due: Due::delivery(ChannelId(self.age)),
            id: MessageId(0),
            body: Some(()),
        });
        self.expected.insert((time, self.age));
        self.age += 1;
    }

    fn pop(&mut self) {
        if self.pending.is_far() {
            self.pending.fetch(|_| ());
        }
        let Entry { time, due, .. } = self.pending.pop();
        let Some(expected) = self.expected.pop_first() else {
            assert_eq!(time, NEVER);
            return;
        };
        assert_eq!((time, due.channel().0), expected);
        self.now = time;
    }

    fn drain(&mut self) {
        while !self.expected.is_empty() {
            self.pop();
        }
        self.pop();
    }

    /// Whether what is pending is all there, wherever it is.
    fn assert_entries(&self) {
        let mut there: Vec<_> =
            self.pending.entries().map(|entry| (entry.time, entry.due.channel().0)).collect();
        there.sort_unstable();
        assert!(there.iter().eq(&self.expected));
    }

    fn is_in_wheel(&self) -> bool {
        self.pending.without == IN_WHEEL
    }
}

/// Delays of every length: none, within a digit of the wheel, over several, and as long as can be.
const LONGEST: [u64; 8] = [0, 1, 9, 200, 300, 70_000, 1 << 33, MAX_TICKS];

#[test]
fn entries_come_out_by_time_and_then_by_age() {
    for (seed, longest) in (0..).zip(LONGEST) {
        for most in [3, MANY as u64, 60, 1000] {
            let (mut twins, mut random) = (Twins::default(), Random::new(seed));
            while twins.age < 3000 && twins.now < MAX_TICKS {
                // Up to as many, down to few, and so on: through both changes, again and again.
                for _ in 0..random.below(most) {
                    twins.push(random.below(longest + 1));
                }
                for _ in 0..random.below(most) {
                    twins.pop();
                }
            }
            twins.drain();
        }
    }
}

#[test]
fn near_and_far_entries_come_out_in_order_together() {
    for seed in 0..20 {
        let (mut twins, mut random) = (Twins::default(), Random::new(seed));
        for _ in 0..3000 {
            let longest = LONGEST[index(random.below(LONGEST.len() as u64 - 1))];
            twins.push(random.below(longest + 1));
            if random.below(20) > 0 && twins.expected.len() > 200 {
                twins.pop();
            }
        }
        twins.drain();
    }
}

#[test]
fn entries_of_one_instant_come_out_by_age_whenever_they_were_added() {
    let mut twins = Twins::default();
    let instant = 1_000_000;
    (0..100).for_each(|_| twins.push(instant));
    for earlier in [700_000, 990_000, 999_900, 999_999, instant] {
        twins.push(earlier - twins.now);
        twins.pop();
        (0..100).for_each(|_| twins.push(instant - twins.now));
    }
    assert!(twins.is_in_wheel());
    twins.drain();
}

#[test]
fn many_entries_go_into_the_wheel_and_few_come_back() {
    let mut twins = Twins::default();
    for _ in 0..3 {
        (0..=MANY).for_each(|_| twins.push(5));
        assert!(!twins.is_in_wheel());
        twins.push(5);
        assert!(twins.is_in_wheel());
        while twins.expected.len() >= FEW {
            assert!(twins.is_in_wheel());
            twins.pop();
        }
        assert!(!twins.is_in_wheel());
        twins.drain();
    }
}

#[test]
fn what_is_pending_can_be_gone_through_wherever_it_is() {
    for count in [0, 1, 2, 40, 300] {
        let (mut twins, mut random) = (Twins::default(), Random::new(count));
        (0..count).for_each(|_| twins.push(random.below(100_000)));
        while !twins.expected.is_empty() {
            twins.assert_entries();
            twins.pop();
        }
        twins.assert_entries();
    }
}

#[test]
fn after_clearing_nothing_is_pending_and_time_begins_anew() {
    for count in [0, 1, 5, 500] {
        let mut twins = Twins::default();
        (0..count).for_each(|delay| twins.push(1_000 * delay));
        (0..count / 2).for_each(|_| twins.pop());
        twins.pending.clear();
        twins = Twins { pending: twins.pending, ..Twins::default() };
        twins.pop();
        (0..200).for_each(|delay| twins.push(delay / 3));
        twins.drain();
    }
}

#[test]
fn what_is_due_after_the_end_of_time_comes_out_last() {
    for count in [1, 10, 100] {
        let mut twins = Twins::default();
        (0..count).for_each(|more| twins.push(MAX_TICKS + 1 + more));
        twins.push(MAX_TICKS);
        twins.drain();
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}
