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
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};

/// Where something will happen: a channel or, where no message is delivered, a process and what it waited for. One machine word,
/// written and read whole, which an enum of two fields is not. A run spends half its time waiting for memory if it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Due(u64);

/// What a process waited for: a [`Timer`](crate::protocol::Timer) that has run out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alarm {
    Hold,
    Start,
    At,
}

impl Due {
    const START: u64 = 1 << 32;
    const AT: u64 = 2 << 32;

    /// A delivery from this channel.
    #[inline]
    pub(super) fn delivery(channel: ChannelId) -> Self {
        Self(u64::from(channel.0))
    }

    /// What this process waited for is over.
    #[inline]
    pub(super) fn internal(process: ProcessId, alarm: Alarm) -> Self {
        let alarm = match alarm {
            Alarm::Hold => 0,
            Alarm::Start => Self::START,
            Alarm::At => Self::AT,
        };
        Self(u64::from(process.0) | alarm)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the number is the low half")]
    #[inline]
    const fn number(self) -> u32 {
        self.0 as u32
    }

    /// The channel of a delivery.
    #[inline]
    pub(super) const fn channel(self) -> ChannelId {
        ChannelId(self.number())
    }

    /// Whose alarm it is, and which, if it is no delivery.
    pub(super) const fn alarm(self) -> (ProcessId, Alarm) {
        let alarm = match self.0 {
            0..Self::START => Alarm::Hold,
            Self::START..Self::AT => Alarm::Start,
            _ => Alarm::At,
        };
        (ProcessId(self.number()), alarm)
    }
}

/// What will happen, and when. A message is nowhere else while it is under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry<M> {
    pub(super) time: VirtualTime,
    pub(super) due: Due,
    /// Which message is delivered, if one is.
    pub(super) id: MessageId,
    /// What it says.
    pub(super) body: Option<M>,
}

impl<M> Entry<M> {
    /// No entry.
    const NOTHING: Self = Self { time: NEVER, due: Due(0), id: MessageId(0), body: None };

    /// An alarm of a process.
    #[inline]
    pub(super) fn alarm(time: VirtualTime, process: ProcessId, alarm: Alarm) -> Self {
        Self { time, due: Due::internal(process, alarm), id: MessageId(0), body: None }
    }

    /// The message that is delivered, and its channel, if one is.
    pub(super) fn delivery(&self) -> Option<(ChannelId, MessageId, &M)> {
        Some((self.due.channel(), self.id, self.body.as_ref()?))
    }
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
    /// What the time of the earliest is when there is nothing behind it: one of those two.
    without: VirtualTime,
    /// Invariant: none is due before `earliest`; from the front to the end times never increase, and of equal times the
    /// later added is nearer the front. Empty if the wheel is not.
    others: Vec<Entry<M>>,
    /// Empty, unless there were many.
    wheel: Wheel<M>,
}

impl<M> Default for Pending<M> {
    fn default() -> Self {
        Self { earliest: Entry::NOTHING, without: NEVER, others: Vec::new(), wheel: Wheel::default() }
    }
}

impl<M> Pending<M> {
    pub(super) fn clear(&mut self) {
        self.earliest = Entry::NOTHING;
        self.without = NEVER;
        self.others.clear();
        self.wheel.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, Entry { time, due, id, body }: Entry<M>) {
        if self.earliest.time == NEVER {
            // Field by field, as they will be read.
            self.earliest.time = time;
            self.earliest.due = due;
            self.earliest.id = id;
            self.earliest.body = body;
        } else {
            self.insert(time, due, id, body);
        }
    }

    /// Adds an entry to others. Takes it in parts, so that the one that is alone need not be in memory.
    #[inline(never)]
    fn insert(&mut self, time: VirtualTime, due: Due, id: MessageId, body: Option<M>) {
        let mut entry = Entry { time, due, id, body };
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

    /// Whether the earliest entry has to be [fetched](Self::fetch), or there is none before the end of time.
    #[inline(always)]
    pub(super) const fn is_far(&self) -> bool {
        self.earliest.time > MAX_TICKS
    }

    /// When the earliest entry is due that need not be fetched; [`NEVER`] if there is none.
    pub(super) const fn earliest(&self) -> VirtualTime {
        self.earliest.time
    }

    /// Takes the earliest entry; its time is [`NEVER`] if there is none.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Entry<M> {
        // Field by field, as they were written. Read whole, they would have to be in memory first: a third of a run's time.
        let Entry { time, due, id, ref mut body } = self.earliest;
        let body = body.take();
        if self.others.is_empty() {
            self.earliest.time = self.without;
        } else {
            self.move_up();
        }
        Entry { time, due, id, body }
    }

    #[inline(never)]
    fn move_up(&mut self) {
        self.earliest = self.others.pop().expect("there are others");
    }

    /// Gets the earliest entry out of the wheel, unless it is just that nothing is due before the end of time. Now and then shows the next
    /// ones.
    pub(super) fn fetch(&mut self, look_ahead: impl FnOnce(&[Entry<M>])) {
        if self.earliest.time != IN_WHEEL {
            return;
        }
        self.earliest = self.wheel.pop(look_ahead).expect("the wheel is left before it is empty");
        if self.wheel.len() < FEW {
            self.move_into_array();
        }
    }

    #[cold]
    fn move_into_wheel(&mut self) {
        self.wheel.push(std::mem::replace(&mut self.earliest, Entry::NOTHING));
        while let Some(entry) = self.others.pop() {
            self.wheel.push(entry);
        }
        self.earliest.time = IN_WHEEL;
        self.without = IN_WHEEL;
    }

    #[cold]
    fn move_into_array(&mut self) {
        self.others.extend(std::iter::from_fn(|| self.wheel.pop(|_| ())));
        self.others.reverse();
        self.wheel.clear();
        self.without = NEVER;
    }
}

#[cfg(test)]
mod tests;
