//! The events of a run that its diagram shows, kept while it runs, and no others: a run may be longer than memory.

use std::collections::VecDeque;
use std::ops::Range;

use sim_core::{Action, Observer, StepOf};
use snapshot::{Computation, Layer, LogEvent, Logbook};

use crate::Extent;

/// More events than a diagram has rows for.
const MOST: usize = 1000;
/// Of a run without a snapshot, as many as a picture of it shows.
const LAST: usize = 40;

/// Keeps the events of a extent, or the last ones.
pub struct Kept<P: Computation> {
    /// The numbers that are wanted; `None` for the last events.
    wanted: Option<Range<u64>>,
    step: Logbook<P>,
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
        Self { wanted, step: Logbook::default(), seen: 0, first: 0, events: VecDeque::new(), dropped: 0 }
    }

    /// Whether a extent of numbers was asked for.
    pub(crate) const fn is_extent(&self) -> bool {
        self.wanted.is_some()
    }

    /// Keeps the next event, if it is wanted.
    pub fn keep(&mut self, event: LogEvent<P>) {
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
        self.events.push_back(event);
        self.first = number + 1 - self.events.len() as u64;
    }
}

impl<P: Computation, Q: Layer<P>> Observer<Q> for Kept<P> {
    fn step(&mut self, _: Action, step: &StepOf<Q>, after: &Q::State) {
        self.step.log.clear();
        self.step.add::<Q>(step, after);
        let mut events = std::mem::take(&mut self.step.log.events);
        events.drain(..).for_each(|event| self.keep(event));
        self.step.log.events = events;
    }
}
