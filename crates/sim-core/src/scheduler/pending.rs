//! What is due, in order of time and, at equal times, of having been added.
//!
//! Few entries are kept as the earliest by itself and behind it a sorted array with the next one at its end: taking is
//! a pop, adding walks towards the front past what is earlier. It is stable, so equal times need no sequence number.
//! With few in flight nothing is faster; with many the walk is too long, and they go into a timing wheel ([`Wheel`])
//! until they are few again. The order is the same in both, so no result depends on how many there are.

mod blocks;
mod wheel;

use wheel::Wheel;

use crate::delay::MAX_TICKS;
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

/// In the place of the earliest time: the wheel knows.
const IN_WHEEL: VirtualTime = NEVER - 1;

const NOTHING: Entry = Entry { time: NEVER, due: Due(0) };

/// With more entries than this behind the earliest, the wheel is faster.
const MANY: usize = 48;

/// With fewer entries than this, the array is. Less than [`MANY`], so that the entries do not go back and forth.
const FEW: usize = 16;

/// The entries in order. With one in flight the array stays empty, and its length is all that is read of it.
///
/// What is added is due no earlier than what was taken last: time does not go back.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// Its time is [`NEVER`] if nothing is pending, and [`IN_WHEEL`] if all is in the wheel.
    earliest: Entry,
    /// Invariant: none is due before `earliest`; from the front to the end times never increase, and of equal times the
    /// later added is nearer the front. Empty if the wheel is not.
    others: Vec<Entry>,
    /// Empty, unless there were many.
    wheel: Wheel,
}

impl Default for Pending {
    fn default() -> Self {
        Self { earliest: NOTHING, others: Vec::new(), wheel: Wheel::default() }
    }
}

impl Pending {
    pub(super) fn clear(&mut self) {
        self.earliest = NOTHING;
        self.others.clear();
        self.wheel.clear();
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
            if self.earliest.time == IN_WHEEL {
                self.wheel.push(entry);
            } else {
                std::mem::swap(&mut entry, &mut self.earliest);
                self.others.push(entry);
            }
            return;
        }
        let mut place = self.others.len();
        if place >= MANY {
            self.move_into_wheel();
            self.wheel.push(entry);
            return;
        }
        self.others.push(entry);
        while place > 0 && self.others[place - 1].time <= entry.time {
            self.others[place] = self.others[place - 1];
            self.others[place - 1] = entry;
            place -= 1;
        }
    }

    /// Takes the earliest entry; its time is [`NEVER`] if there is none. Of many, now and then shows the next ones.
    #[inline(always)]
    pub(super) fn pop(&mut self, look_ahead: impl FnOnce(&[Entry])) -> Entry {
        if self.earliest.time > MAX_TICKS {
            return self.pop_from_wheel(look_ahead);
        }
        self.pop_from_array()
    }

    #[inline(always)]
    fn pop_from_array(&mut self) -> Entry {
        std::mem::replace(&mut self.earliest, self.others.pop().unwrap_or(NOTHING))
    }

    /// Takes the earliest entry from the wheel, unless it is just that nothing is due before the end of time.
    #[inline(never)]
    fn pop_from_wheel(&mut self, look_ahead: impl FnOnce(&[Entry])) -> Entry {
        if self.earliest.time != IN_WHEEL {
            return self.pop_from_array();
        }
        let earliest = self.wheel.pop(look_ahead).unwrap_or(NOTHING);
        if self.wheel.len() < FEW {
            self.move_into_array();
        }
        earliest
    }

    #[cold]
    fn move_into_wheel(&mut self) {
        self.wheel.push(self.earliest);
        while let Some(entry) = self.others.pop() {
            self.wheel.push(entry);
        }
        self.earliest.time = IN_WHEEL;
    }

    #[cold]
    fn move_into_array(&mut self) {
        self.others.extend(std::iter::from_fn(|| self.wheel.pop(|_| ())));
        self.others.reverse();
        self.wheel.clear();
        self.earliest = self.others.pop().unwrap_or(NOTHING);
    }
}

#[cfg(test)]
mod tests;
