//! What is due, in order of time and, at equal times, of having been added.
//!
//! A sorted array with the earliest entry at its end: taking is a pop, adding walks towards the front past what is
//! earlier. It is stable, so equal times need no sequence number. With few in flight nothing is faster; with thousands
//! the walk is what a run's time goes into.

use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::topology::Order;

/// What will happen, in one machine word: written and read whole, which an enum of two fields is not. A run spends half
/// its time waiting for memory if it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Due(u64);

/// The meaning of [`Due`].
pub(super) enum Happens {
    /// The oldest message may be delivered from this channel.
    Delivery(ChannelId),
    /// The message that set the time may be delivered from this channel.
    Overtaking(ChannelId),
    /// This process may do something of its own accord.
    Internal(ProcessId),
}

impl Due {
    const OVERTAKING: u64 = 1 << 32;
    const INTERNAL: u64 = 2 << 32;

    #[inline]
    pub(super) fn delivery(channel: ChannelId, order: Order) -> Self {
        match order {
            Order::Fifo => Self(u64::from(channel.0)),
            Order::Unordered => Self(u64::from(channel.0) | Self::OVERTAKING),
        }
    }

    #[inline]
    pub(super) fn internal(process: ProcessId) -> Self {
        Self(u64::from(process.0) | Self::INTERNAL)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the number is the low half")]
    #[inline]
    pub(super) const fn happens(self) -> Happens {
        let number = self.0 as u32;
        if self.0 < Self::OVERTAKING {
            Happens::Delivery(ChannelId(number))
        } else if self.0 < Self::INTERNAL {
            Happens::Overtaking(ChannelId(number))
        } else {
            Happens::Internal(ProcessId(number))
        }
    }
}

/// What will happen, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub(super) time: VirtualTime,
    /// The message that set the time; a driver's note for unordered channels, of no meaning for internal events.
    pub(super) message: MessageId,
    pub(super) due: Due,
}

/// Invariant: from the front to the end times never increase, and of equal times the later added is nearer the front.
#[derive(Clone, Debug, Default)]
pub(super) struct Pending(Vec<Entry>);

impl Pending {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, entry: Entry) {
        let mut place = self.0.len();
        self.0.push(entry);
        while place > 0 && self.0[place - 1].time <= entry.time {
            self.0[place] = self.0[place - 1];
            self.0[place - 1] = entry;
            place -= 1;
        }
    }

    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<Entry> {
        self.0.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn entry(time: VirtualTime, message: u64) -> Entry {
        Entry { time, message: MessageId(message), due: Due::delivery(ChannelId(0), Order::Fifo) }
    }

    #[test]
    fn entries_come_out_by_time_and_then_by_age() {
        let (mut pending, mut random) = (Pending::default(), Random::new(5));
        let (mut expected, mut taken) = (Vec::new(), Vec::new());
        for message in 0..500 {
            let time = random.below(50);
            pending.push(entry(time, message));
            expected.push((time, message));
        }
        expected.sort_unstable();
        while let Some(entry) = pending.pop() {
            taken.push((entry.time, entry.message.0));
        }
        assert_eq!(taken, expected);
    }
}
