//! The events of a run that its diagram shows, kept while it runs, and no others: a run may be longer than memory.

use std::collections::VecDeque;
use std::ops::Range;

use snapshot::{Computation, LogEvent};

use crate::Extent;

/// More events than a diagram has rows for.
const MOST: usize = 1000;
/// Of a run without a snapshot, as many as a picture of it shows.
const LAST: usize = 40;

/// Keeps the events of a extent, or the last ones.
pub struct Kept<P: Computation> {
    /// The numbers that are wanted; `None` for the last events.
    wanted: Option<Range<u64>>,
    /// How many events there were.
    seen: u64,
    /// The number of the first that is kept.
    pub(super) first: u64,
    pub(super) events: VecDeque<LogEvent<P>>,
    /// How many of the wanted events are not kept.
    pub(super) dropped: usize,
}

impl<P: Computation> Kept<P> {
    /// Keeps what the extent asks for; `None` or the extent of the snapshot stand for the last events.
    #[must_use]
    pub fn of(extent: Option<&Extent>) -> Self {
        let wanted = match extent {
            Some(Extent::All) => Some(0..u64::MAX),
            Some(Extent::Events(numbers)) => Some(numbers.clone()),
            Some(Extent::Snapshot) | None => None,
        };
        Self { wanted, seen: 0, first: 0, events: VecDeque::new(), dropped: 0 }
    }

    /// Whether a extent of numbers was asked for.
    pub(crate) const fn is_extent(&self) -> bool {
        self.wanted.is_some()
    }

    /// Keeps the next event, if it is wanted.
    pub fn keep(&mut self, event: &LogEvent<P>) {
        let number = self.seen;
        self.seen += 1;
        match &self.wanted {
            Some(wanted) if !wanted.contains(&number) => return,
            Some(_) if self.events.len() == MOST => {
                self.dropped += 1;
                return;
            }
            Some(_) => {}
            None if self.events.len() == LAST => {
                self.events.pop_front();
            }
            None => {}
        }
        self.events.push_back(event.clone());
        self.first = number + 1 - self.events.len() as u64;
    }
}
