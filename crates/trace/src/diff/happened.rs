//! What happened in an event, so that it can be compared between two runs, whose numbers mean nothing to each other.
//!
//! Of an event its process is compared, what it did, and the state after it. Which message it is about is said by its place among the
//! messages that its sender put into its channel. How long a message waited is a time, and not compared. Of the computation alone
//! it is not compared either whether a message was recorded, nor what the algorithm added to it.

use std::collections::BTreeMap;

use crate::model::{Event, STARTS, State, What};
use crate::saved::Saved;

/// Whether the computation does this, and not the algorithm alone.
#[must_use]
pub fn is_of_the_computation(what: &What) -> bool {
    match what {
        What::Internal { command, .. } => !command.starts_with(STARTS),
        What::Recv { snapshot, .. } | What::Send { snapshot, .. } => snapshot.is_none(),
        What::Lost(astray) | What::Doubled(astray) => astray.snapshot.is_none(),
        What::Crashed => true,
        What::Record { .. } | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => {
            false
        }
    }
}

/// The events of a run that are compared, each with what happened in it.
pub(super) struct Happened<'a> {
    alone: bool,
    /// The events, by their places among all of the run.
    pub(super) events: Vec<(usize, &'a Event)>,
    /// For each message its place in its channel.
    places: BTreeMap<u64, u64>,
}

impl<'a> Happened<'a> {
    /// All events of a run, or those of the computation `alone`.
    pub(super) fn of(run: &'a Saved, alone: bool) -> Self {
        let is_compared = |(_, event): &(usize, &Event)| !alone || is_of_the_computation(&event.what);
        let events: Vec<_> = run.events.iter().enumerate().filter(is_compared).collect();
        let (mut sent, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (_, event) in &events {
            if let What::Send { msg, to, .. } = &event.what {
                let count = sent.entry((&event.proc, to)).or_insert(0_u64);
                places.insert(*msg, *count);
                *count += 1;
            }
        }
        Self { alone, events, places }
    }

    /// Whether the same happened in one of these events and in one of another run.
    pub(super) fn is_same(&self, place: usize, other: &Self, at: usize) -> bool {
        let [(_, one), (_, two)] = [self.events[place], other.events[at]];
        let [mut this, mut that] = [self.compared(&one.what), other.compared(&two.what)];
        // What nobody tells is not compared.
        if is_untold(&this) || is_untold(&that) {
            [&mut this, &mut that].into_iter().for_each(leave_state_out);
        }
        one.proc == two.proc && this == that
    }

    /// What happened, without numbers and times.
    fn compared(&self, what: &What) -> What {
        let mut what = what.clone();
        let place = |msg: u64| self.places.get(&msg).copied().unwrap_or(u64::MAX);
        match &mut what {
            What::Recv { msg, waited, recorded, control, tag, .. } => {
                (*msg, *waited) = (place(*msg), 0);
                if self.alone {
                    (*recorded, *control, *tag) = (false, None, None);
                }
            }
            What::Send { msg, control, tag, .. } => {
                *msg = place(*msg);
                if self.alone {
                    (*control, *tag) = (None, None);
                }
            }
            What::RecordMessage { msg, .. } => *msg = msg.map(place),
            What::Lost(astray) | What::Doubled(astray) if self.alone => {
                (astray.control, astray.tag) = (None, None);
            }
            _ => {}
        }
        what
    }
}

fn is_untold(what: &What) -> bool {
    match what {
        What::Internal { state, .. } | What::Recv { state, .. } | What::Record { state, .. } => {
            state.state == State::Untold
        }
        _ => false,
    }
}

fn leave_state_out(what: &mut What) {
    if let What::Internal { state, .. } | What::Recv { state, .. } | What::Record { state, .. } = what {
        state.state = State::Untold;
        state.holds.clear();
    }
}
