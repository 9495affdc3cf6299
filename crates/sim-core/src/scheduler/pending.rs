//! What is due, in order of time and, at equal times, of having been added.
//!
//! The earliest entry by itself, and behind it a sorted array with the next one at its end: taking is a pop, adding
//! walks towards the front past what is earlier. It is stable, so equal times need no sequence number. With few in
//! flight nothing is faster; with thousands the walk is what a run's time goes into.

use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};

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
    pub(super) fn delivery(channel: ChannelId) -> Self {
        Self(u64::from(channel.0))
    }

    #[inline]
    pub(super) fn overtaking(channel: ChannelId) -> Self {
        Self(u64::from(channel.0) | Self::OVERTAKING)
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

/// The entries in order. With one in flight the array stays empty, and its length is all that is read of it.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// Its time is [`NEVER`] if nothing is pending.
    earliest: Entry,
    /// Invariant: none is due before `earliest`; from the front to the end times never increase, and of equal times the
    /// later added is nearer the front.
    others: Vec<Entry>,
}

/// Later than anything that is pending.
const NEVER: VirtualTime = VirtualTime::MAX;

impl Default for Pending {
    fn default() -> Self {
        let nothing = Entry { time: NEVER, message: MessageId::default(), due: Due(0) };
        Self { earliest: nothing, others: Vec::new() }
    }
}

impl Pending {
    pub(super) fn clear(&mut self) {
        self.earliest.time = NEVER;
        self.others.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, entry: Entry) {
        if self.earliest.time == NEVER {
            self.earliest = entry;
        } else if entry.time < self.earliest.time {
            self.others.push(self.earliest);
            self.earliest = entry;
        } else {
            self.insert(entry);
        }
    }

    /// Adds an entry that is not the earliest.
    fn insert(&mut self, entry: Entry) {
        let mut place = self.others.len();
        self.others.push(entry);
        while place > 0 && self.others[place - 1].time <= entry.time {
            self.others[place] = self.others[place - 1];
            self.others[place - 1] = entry;
            place -= 1;
        }
    }

    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<Entry> {
        let Entry { time, message, due } = self.earliest;
        if time == NEVER {
            return None;
        }
        match self.others.pop() {
            Some(next) => self.earliest = next,
            None => self.earliest.time = NEVER,
        }
        Some(Entry { time, message, due })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn entry(time: VirtualTime, message: u64) -> Entry {
        Entry { time, message: MessageId(message), due: Due::delivery(ChannelId(0)) }
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
