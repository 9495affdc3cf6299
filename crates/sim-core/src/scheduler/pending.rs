//! What is due, in order of time and, at equal times, of having been added.
//!
//! Few entries are kept as the earliest by itself and behind it a sorted array with the next one at its end: taking is
//! a pop, adding walks towards the front past what is earlier. It is stable, so equal times need no sequence number.
//! With few in flight nothing is faster; with many the walk is too long, and they go into a timing wheel ([`Wheel`])
//! until they are few again. The order is the same in both, so no result depends on how many there are.

mod blocks;
mod entry;
mod wheel;

pub(super) use entry::{Alarm, Due, Entry, NEVER};
use wheel::Wheel;

use crate::delay::MAX_TICKS;
use crate::id::{MessageId, VirtualTime};

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

impl<M: Clone> Pending<M> {
    pub(super) fn clear(&mut self) {
        self.earliest = Entry::NOTHING;
        self.without = NEVER;
        self.others.clear();
        self.wheel.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, Entry { time, due, id, body }: Entry<M>) {
        if self.earliest.time == NEVER {
            self.earliest.set(time, due, id, body);
        } else {
            self.insert(time, due, id, body);
        }
    }

    /// Adds an entry to others. Takes it in parts, so that the one that is alone need not be in memory.
    #[inline(never)]
    fn insert(&mut self, time: VirtualTime, due: Due, id: MessageId, body: Option<M>) {
        if self.earliest.time == IN_WHEEL {
            self.wheel.push(time, due, id, body);
        } else if self.others.len() >= MANY {
            self.move_into_wheel();
            self.wheel.push(time, due, id, body);
        } else if time < self.earliest.time {
            self.others.push(self.earliest.take());
            self.earliest.set(time, due, id, body);
        } else {
            // From the end, where the next ones are: what is added is mostly due late, but there are few.
            let earlier = self.others.iter().rev().take_while(|other| other.time <= time).count();
            self.others.insert(self.others.len() - earlier, Entry { time, due, id, body });
        }
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
        let entry = self.earliest.take();
        if self.others.is_empty() {
            self.earliest.time = self.without;
        } else {
            self.move_up();
        }
        entry
    }

    #[inline(never)]
    fn move_up(&mut self) {
        let Entry { time, due, id, body } = self.others.last_mut().expect("there are others").take();
        self.earliest.set(time, due, id, body);
        self.others.pop();
    }

    /// Gets the earliest entry out of the wheel, unless it is just that nothing is due before the end of time. Now and then shows the next
    /// ones.
    pub(super) fn fetch(&mut self, look_ahead: impl FnOnce(&[Entry<M>])) {
        if self.earliest.time != IN_WHEEL {
            return;
        }
        self.wheel.pop(&mut self.earliest, look_ahead);
        if self.wheel.len() < FEW {
            self.move_into_array();
        }
    }

    #[cold]
    fn move_into_wheel(&mut self) {
        let earliest = std::mem::replace(&mut self.earliest, Entry::NOTHING);
        for Entry { time, due, id, body } in std::iter::once(earliest).chain(self.others.drain(..).rev()) {
            self.wheel.push(time, due, id, body);
        }
        self.earliest.time = IN_WHEEL;
        self.without = IN_WHEEL;
    }

    #[cold]
    fn move_into_array(&mut self) {
        while self.wheel.len() > 0 {
            let mut entry = Entry::NOTHING;
            self.wheel.pop(&mut entry, |_| ());
            self.others.push(entry);
        }
        self.others.reverse();
        self.wheel.clear();
        self.without = NEVER;
    }
}

#[cfg(test)]
mod tests;
