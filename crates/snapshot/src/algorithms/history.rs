//! Messages that were sent on a channel, in the order of sending.
//!
//! It only grows, and is copied often: with each step that may have to be asked for again, and into each message that tells of it. So
//! all but the last few messages are shared by all copies, in a number of parts that is logarithmic in theirs.

use std::fmt::Display;
use std::sync::Arc;

use sim_core::Value;

use crate::algorithms::list;
use crate::wire::{Extra, Kind, MARKER, Note};

/// The messages of a channel, up to some moment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct History<M> {
    /// All but the last few. Each part is longer than the next.
    parts: Vec<Arc<[M]>>,
    /// Fewer than [`FEW`].
    last: Vec<M>,
}

/// How many messages are not shared: each is copied with every copy.
const FEW: usize = 32;

impl<M> Default for History<M> {
    fn default() -> Self {
        Self { parts: Vec::new(), last: Vec::new() }
    }
}

impl<M: Clone> History<M> {
    /// One more message.
    pub fn push(&mut self, message: M) {
        self.last.push(message);
        if self.last.len() < FEW {
            return;
        }
        let mut part = std::mem::take(&mut self.last);
        // Two of one length become one of twice that, as in a binary counter: a message is copied a logarithmic number of times.
        while let Some(before) = self.parts.pop_if(|before| before.len() == part.len()) {
            part = before.iter().chain(&part).cloned().collect();
        }
        self.parts.push(part.into());
    }

    /// How many messages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum::<usize>() + self.last.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The messages, from the first.
    pub fn iter(&self) -> impl Iterator<Item = &M> {
        self.parts.iter().flat_map(|part| part.iter()).chain(&self.last)
    }
}

impl<M: Value + Display> Extra<M> for History<M> {
    fn print(&self) -> Note {
        Some(list::print(self.iter()).into())
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let mut history = Self::default();
        list::parse(note?, message)?.into_iter().for_each(|message| history.push(message));
        Some(history)
    }

    // Known without the text, which is as long as all messages.
    fn kind(&self) -> Kind {
        MARKER.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_all_messages_in_order_in_few_parts_that_all_copies_share() {
        let (mut history, mut copies) = (History::default(), Vec::new());
        for message in 0..5_000_u64 {
            copies.push(history.clone());
            history.push(message);
        }
        assert!(history.iter().copied().eq(0..5_000));
        assert!(history.parts.len() <= 12 && history.last.len() < FEW);
        assert!(copies.iter().zip(0..).all(|(copy, length)| copy.iter().copied().eq(0..length)));
        let half = &copies[4_999].parts[0];
        assert!(Arc::ptr_eq(half, &history.parts[0]) && half.len() == 4_096);
    }

    #[test]
    fn it_is_read_back_from_its_text() {
        let read = |text: &str| text.parse().ok();
        for length in [0_u64, 1, 33] {
            let mut history = History::default();
            (0..length).for_each(|message| history.push(message));
            assert_eq!(History::parse(history.print().as_deref(), read), Some(history));
        }
        assert_eq!(History::parse(None, read), None);
        assert_eq!(History::parse(Some("[1"), read), None);
    }
}
