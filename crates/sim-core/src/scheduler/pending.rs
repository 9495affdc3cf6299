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
use crate::global_state::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};

/// What will happen, in one machine word: written and read whole, which an enum of two fields is not. A run spends half
/// its time waiting for memory if it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Due(u64);

/// The meaning of [`Due`].
pub(super) enum Happens {
    /// The entry's message may be delivered from this channel.
    Delivery(ChannelId),
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
    const HOLD: u64 = 1 << 32;
    const START: u64 = 2 << 32;
    const AT: u64 = 3 << 32;

    #[inline]
    pub(super) fn delivery(channel: ChannelId) -> Self {
        Self(u64::from(channel.0))
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
        if self.0 < Self::HOLD {
            Happens::Delivery(ChannelId(number))
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

/// What will happen, and when. A message is nowhere else while it is under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry<M> {
    pub(super) time: VirtualTime,
    pub(super) due: Due,
    /// The message, if one is delivered.
    pub(super) message: Option<Envelope<M, MessageId>>,
}

impl<M> Entry<M> {
    /// No entry.
    const NOTHING: Self = Self { time: NEVER, due: Due(0), message: None };
}

/// Later than anything that is pending.
pub(super) const NEVER: VirtualTime = VirtualTime::MAX;

/// In the place of the earliest time: the wheel knows.
const IN_WHEEL: VirtualTime = NEVER - 1;

/// With more entries than this behind the earliest, the wheel is faster.
const MANY: usize = 48;

/// With fewer entries than this, the array is. Less than [`MANY`], so that the entries do not go back and forth.
const FEW: usize = 16;

/// The entries in order. With one in flight the array stays empty, and its length is all that is read of it.
///
/// What is added is due no earlier than what was taken last: time does not go back.
#[derive(Clone, Debug)]
pub(super) struct Pending<M> {
    /// Its time is [`NEVER`] if nothing is pending, and [`IN_WHEEL`] if all is in the wheel.
    earliest: Entry<M>,
    /// Invariant: none is due before `earliest`; from the front to the end times never increase, and of equal times the
    /// later added is nearer the front. Empty if the wheel is not.
    others: Vec<Entry<M>>,
    /// Empty, unless there were many.
    wheel: Wheel<M>,
}

impl<M> Default for Pending<M> {
    fn default() -> Self {
        Self { earliest: Entry::NOTHING, others: Vec::new(), wheel: Wheel::default() }
    }
}

impl<M> Pending<M> {
    pub(super) fn clear(&mut self) {
        self.earliest = Entry::NOTHING;
        self.others.clear();
        self.wheel.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, entry: Entry<M>) {
        if self.earliest.time == NEVER {
            self.earliest = entry;
        } else {
            self.insert(entry);
        }
    }

    /// Adds an entry to others.
    #[inline(never)]
    fn insert(&mut self, mut entry: Entry<M>) {
        if entry.time < self.earliest.time {
            if self.earliest.time == IN_WHEEL {
                self.wheel.push(entry);
            } else {
                std::mem::swap(&mut entry, &mut self.earliest);
                self.others.push(entry);
            }
            return;
        }
        if self.others.len() >= MANY {
            self.move_into_wheel();
            self.wheel.push(entry);
            return;
        }
        // From the end, where the next ones are: what is added is mostly due late, but there are few.
        let earlier = self.others.iter().rev().take_while(|other| other.time <= entry.time).count();
        self.others.insert(self.others.len() - earlier, entry);
    }

    /// Every entry, in no particular order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry<M>> {
        let earliest = Some(&self.earliest).filter(|entry| entry.time < IN_WHEEL);
        earliest.into_iter().chain(&self.others).chain(self.wheel.entries())
    }

    /// Takes the earliest entry; its time is [`NEVER`] if there is none. Of many, now and then shows the next ones.
    #[inline(always)]
    pub(super) fn pop(&mut self, look_ahead: impl FnOnce(&[Entry<M>])) -> Entry<M> {
        if self.earliest.time > MAX_TICKS {
            return self.pop_from_wheel(look_ahead);
        }
        self.pop_from_array()
    }

    #[inline(always)]
    fn pop_from_array(&mut self) -> Entry<M> {
        std::mem::replace(&mut self.earliest, self.others.pop().unwrap_or(Entry::NOTHING))
    }

    /// Takes the earliest entry from the wheel, unless it is just that nothing is due before the end of time.
    #[inline(never)]
    fn pop_from_wheel(&mut self, look_ahead: impl FnOnce(&[Entry<M>])) -> Entry<M> {
        if self.earliest.time != IN_WHEEL {
            return self.pop_from_array();
        }
        let earliest = self.wheel.pop(look_ahead).unwrap_or(Entry::NOTHING);
        if self.wheel.len() < FEW {
            self.move_into_array();
        }
        earliest
    }

    #[cold]
    fn move_into_wheel(&mut self) {
        self.wheel.push(std::mem::replace(&mut self.earliest, Entry::NOTHING));
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
        self.earliest = self.others.pop().unwrap_or(Entry::NOTHING);
    }
}

#[cfg(test)]
mod tests;
