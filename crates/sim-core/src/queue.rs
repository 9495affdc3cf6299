//! The messages in a channel, oldest first.
//!
//! Most channels hold no message or one at any time, and with a million channels a delivery is as long as the memory it
//! waits for. So the oldest message lies in the channel's own place, and only those behind it are elsewhere.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::iter::{Chain, Flatten};
use std::option;

/// A queue of messages. Two are equal if the messages are.
#[expect(clippy::box_collection, reason = "one word instead of four, where there is seldom anything")]
pub struct Queue<T> {
    /// Invariant: there is a first one if there is any.
    first: Option<T>,
    /// Kept when it has become empty, so that a busy channel allocates once.
    rest: Option<Box<VecDeque<T>>>,
}

/// The messages of a [`Queue`], oldest first.
pub(crate) type Iter<'a, T> = Chain<option::Iter<'a, T>, Flatten<option::IntoIter<&'a VecDeque<T>>>>;

impl<T> Queue<T> {
    /// A queue of no messages.
    #[must_use]
    pub const fn new() -> Self {
        Self { first: None, rest: None }
    }

    /// How many messages there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.as_ref().map_or(0, |rest| rest.len())
    }

    /// Whether there is no message.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// How many bytes it takes elsewhere, not counting what the messages own.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rest.as_ref().map_or(0, |rest| size_of::<VecDeque<T>>() + rest.capacity() * size_of::<T>())
    }

    /// The oldest message.
    #[inline]
    #[must_use]
    pub const fn front(&self) -> Option<&T> {
        self.first.as_ref()
    }

    /// The messages, oldest first.
    pub fn iter(&self) -> Iter<'_, T> {
        self.first.iter().chain(self.rest.as_deref().into_iter().flatten())
    }

    /// Adds a message behind all others.
    #[inline(always)]
    pub fn push_back(&mut self, message: T) {
        if self.first.is_none() {
            self.first = Some(message);
        } else {
            self.rest.get_or_insert_default().push_back(message);
        }
    }

    /// Takes out the oldest message.
    #[inline(always)]
    pub fn pop_front(&mut self) -> Option<T> {
        let first = self.first.take();
        if self.rest.as_ref().is_some_and(|rest| !rest.is_empty()) {
            self.move_up();
        }
        first
    }

    /// Makes the second message the first. Apart, so that what was taken out is in registers only.
    #[inline(never)]
    fn move_up(&mut self) {
        self.first = self.rest.as_mut().and_then(|rest| rest.pop_front());
    }

    /// Takes out the newest message.
    pub fn pop_back(&mut self) -> Option<T> {
        self.rest.as_mut().and_then(|rest| rest.pop_back()).or_else(|| self.first.take())
    }

    /// Takes out the message that has so many before it.
    pub fn remove(&mut self, place: usize) -> Option<T> {
        match place.checked_sub(1) {
            None => self.pop_front(),
            Some(place) => self.rest.as_mut()?.remove(place),
        }
    }

    /// Puts a message where it has so many before it.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn insert(&mut self, place: usize, message: T) {
        assert!(place <= self.len(), "there are {} messages", self.len());
        match place.checked_sub(1) {
            Some(place) => self.rest.get_or_insert_default().insert(place, message),
            None => {
                if let Some(second) = self.first.replace(message) {
                    self.rest.get_or_insert_default().push_front(second);
                }
            }
        }
    }

    /// Keeps only the messages of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        let keep_first = self.first.as_ref().is_some_and(&mut keep);
        if let Some(rest) = &mut self.rest {
            rest.retain(keep);
        }
        if !keep_first {
            self.pop_front();
        }
    }

    /// Takes all messages out.
    pub fn clear(&mut self) {
        self.first = None;
        if let Some(rest) = &mut self.rest {
            rest.clear();
        }
    }

    /// How many messages there are before the first of which `before` is false, if it is then false of all others.
    pub fn partition_point(&self, mut before: impl FnMut(&T) -> bool) -> usize {
        if !self.first.as_ref().is_some_and(&mut before) {
            return 0;
        }
        1 + self.rest.as_ref().map_or(0, |rest| rest.partition_point(before))
    }
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Extend<T> for Queue<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, messages: I) {
        messages.into_iter().for_each(|message| self.push_back(message));
    }
}

impl<T> FromIterator<T> for Queue<T> {
    fn from_iter<I: IntoIterator<Item = T>>(messages: I) -> Self {
        let mut queue = Self::new();
        queue.extend(messages);
        queue
    }
}

impl<'a, T> IntoIterator for &'a Queue<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Queue<T> {
    type Item = T;
    type IntoIter = Chain<option::IntoIter<T>, Flatten<option::IntoIter<VecDeque<T>>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.rest.map(|rest| *rest).into_iter().flatten())
    }
}

impl<T: Clone> Clone for Queue<T> {
    fn clone(&self) -> Self {
        self.iter().cloned().collect()
    }

    /// Copies into the buffer that is already there.
    fn clone_from(&mut self, source: &Self) {
        self.clear();
        self.extend(source.iter().cloned());
    }
}

impl<T: PartialEq> PartialEq for Queue<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<T: Eq> Eq for Queue<T> {}

impl<T: Hash> Hash for Queue<T> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.len().hash(hasher);
        self.iter().for_each(|message| message.hash(hasher));
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The same operation on a queue and on the library's.
    fn operate(queue: &mut Queue<u64>, model: &mut VecDeque<u64>, random: &mut Random) {
        let message = random.below(1000);
        let place = usize::try_from(random.below(model.len() as u64 + 1)).unwrap();
        match random.below(8) {
            0..3 => {
                queue.push_back(message);
                model.push_back(message);
            }
            3 => assert_eq!(queue.pop_front(), model.pop_front()),
            4 => assert_eq!(queue.pop_back(), model.pop_back()),
            5 => assert_eq!(queue.remove(place), model.remove(place)),
            6 => {
                queue.insert(place, message);
                model.insert(place, message);
            }
            _ => {
                let keep = |waiting: &u64| waiting % 5 != message % 5;
                queue.retain(keep);
                model.retain(keep);
            }
        }
    }

    #[test]
    fn a_queue_holds_what_the_librarys_holds_whatever_is_done_to_both() {
        for seed in 0..50 {
            let (mut queue, mut model) = (Queue::new(), VecDeque::new());
            let mut random = Random::new(seed);
            for _ in 0..200 {
                operate(&mut queue, &mut model, &mut random);
                assert!(queue.iter().eq(&model) && queue.iter().rev().eq(model.iter().rev()));
                assert_eq!((queue.len(), queue.is_empty()), (model.len(), model.is_empty()));
                assert_eq!(queue.front(), model.front());
            }
        }
    }

    #[test]
    fn the_oldest_message_lies_in_the_queue_itself_and_those_behind_it_elsewhere() {
        assert_eq!((Queue::<u64>::new().bytes(), Queue::from_iter([1_u64]).bytes()), (0, 0));
        let three = Queue::from_iter([1_u64, 2, 3]).bytes();
        assert!(three >= size_of::<VecDeque<u64>>() + 2 * size_of::<u64>(), "{three}");
    }

    #[test]
    fn queues_of_the_same_messages_are_equal_however_they_came_about() {
        let mut used = Queue::from_iter([9, 8, 1]);
        assert_ne!(used, Queue::from_iter([1]));
        used.pop_front();
        used.pop_front();
        let hash = |queue: &Queue<u64>| {
            let mut hasher = std::hash::DefaultHasher::new();
            queue.hash(&mut hasher);
            hasher.finish()
        };
        assert_eq!(used, Queue::from_iter([1]));
        assert_eq!(hash(&used), hash(&Queue::from_iter([1])));
        used.clear();
        assert_eq!(used, Queue::new());
        let mut copy = Queue::from_iter([5, 6]);
        copy.clone_from(&Queue::from_iter([1, 2, 3]));
        assert_eq!(copy, Queue::from_iter([1, 2, 3]));
    }

    #[test]
    fn the_place_of_a_message_is_found_by_what_comes_before_it() {
        let queue = Queue::from_iter([2, 4, 6, 8]);
        for (number, place) in [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (8, 3), (9, 4)] {
            assert_eq!(queue.partition_point(|waiting| *waiting < number), place);
        }
        assert_eq!(Queue::<u64>::new().partition_point(|_| true), 0);
    }
}
