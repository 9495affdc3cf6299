//! What is due, in order of time and, at equal times, of having been added.
//!
//! The earliest entry by itself, and behind it a sorted array with the next one at its end: taking is a pop, adding
//! walks towards the front past what is earlier. It is stable, so equal times need no sequence number. With few in
//! flight nothing is faster; with thousands the walk is what a run's time goes into.

use crate::id::{ChannelId, ProcessId, VirtualTime};

/// What will happen, in one machine word: written and read whole, which an enum of two fields is not. A run spends half
/// its time waiting for memory if it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Due(u64);

/// The meaning of [`Due`].
pub(super) enum Happens {
    /// The oldest message may be delivered from this channel.
    Delivery(ChannelId),
    /// Of an unordered channel, one message may be delivered: whichever the scheduler keeps under this number.
    Overtaking(u32),
    /// For this process what it waited for before doing something of its own accord is over.
    Internal(ProcessId, Alarm),
}

/// What a process waited for: a [`Timer`](crate::protocol::Timer) that has run out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alarm {
    Hold,
    Start,
    At,
}

impl Due {
    const OVERTAKING: u64 = 1 << 32;
    const HOLD: u64 = 2 << 32;
    const START: u64 = 3 << 32;
    const AT: u64 = 4 << 32;

    #[inline]
    pub(super) fn delivery(channel: ChannelId) -> Self {
        Self(u64::from(channel.0))
    }

    #[inline]
    pub(super) fn overtaking(number: u32) -> Self {
        Self(u64::from(number) | Self::OVERTAKING)
    }

    #[inline]
    pub(super) fn internal(process: ProcessId, alarm: Alarm) -> Self {
        let alarm = match alarm {
            Alarm::Hold => Self::HOLD,
            Alarm::Start => Self::START,
            Alarm::At => Self::AT,
        };
        Self(u64::from(process.0) | alarm)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the number is the low half")]
    #[inline]
    pub(super) const fn happens(self) -> Happens {
        let number = self.0 as u32;
        if self.0 < Self::OVERTAKING {
            Happens::Delivery(ChannelId(number))
        } else if self.0 < Self::HOLD {
            Happens::Overtaking(number)
        } else {
            let alarm = match self.0 {
                Self::HOLD..Self::START => Alarm::Hold,
                Self::START..Self::AT => Alarm::Start,
                _ => Alarm::At,
            };
            Happens::Internal(ProcessId(number), alarm)
        }
    }
}

/// What will happen, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub(super) time: VirtualTime,
    pub(super) due: Due,
}

/// Later than anything that is pending.
pub(super) const NEVER: VirtualTime = VirtualTime::MAX;

const NOTHING: Entry = Entry { time: NEVER, due: Due(0) };

/// The entries in order. With one in flight the array stays empty, and its length is all that is read of it.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// Its time is [`NEVER`] if nothing is pending.
    earliest: Entry,
    /// Invariant: none is due before `earliest`; from the front to the end times never increase, and of equal times the
    /// later added is nearer the front.
    others: Vec<Entry>,
}

impl Default for Pending {
    fn default() -> Self {
        Self { earliest: NOTHING, others: Vec::new() }
    }
}

impl Pending {
    pub(super) fn clear(&mut self) {
        self.earliest = NOTHING;
        self.others.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, entry: Entry) {
        if self.earliest.time == NEVER {
            self.earliest = entry;
        } else {
            self.insert(entry.time, entry.due);
        }
    }

    /// Adds an entry to others. Takes it in parts, so that the one that is alone need not be in memory.
    fn insert(&mut self, time: VirtualTime, due: Due) {
        let mut entry = Entry { time, due };
        if time < self.earliest.time {
            std::mem::swap(&mut entry, &mut self.earliest);
            self.others.push(entry);
            return;
        }
        let mut place = self.others.len();
        self.others.push(entry);
        while place > 0 && self.others[place - 1].time <= entry.time {
            self.others[place] = self.others[place - 1];
            self.others[place - 1] = entry;
            place -= 1;
        }
    }

    /// Takes the earliest entry; its time is [`NEVER`] if there is none.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Entry {
        let earliest = self.earliest;
        self.earliest = self.others.pop().unwrap_or(NOTHING);
        earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn entries_come_out_by_time_and_then_by_age() {
        let (mut pending, mut random) = (Pending::default(), Random::new(5));
        let (mut expected, mut taken) = (Vec::new(), Vec::new());
        for age in 0..500 {
            let time = random.below(50);
            pending.push(Entry { time, due: Due::overtaking(age) });
            expected.push((time, age));
        }
        expected.sort_unstable();
        while let Entry { time, due } = pending.pop()
            && time != NEVER
        {
            let Happens::Overtaking(age) = due.happens() else { unreachable!("only such were added") };
            taken.push((time, age));
        }
        assert_eq!(taken, expected);
    }
}
