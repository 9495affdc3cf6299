//! Which ends of a block have to be judged, and what a thread does with one of these.
//!
//! Of ends that are [alike](Property::alike) it is the first, in the order of the search; so which ones they are does not depend on
//! the number of threads.

use std::collections::BTreeSet;

use crate::expand::Ground;
use crate::finds::{Finds, Judged};
use crate::piece::{Piece, Said, States};
use crate::property::{Explorable, Property};

/// An end that has to be judged.
pub(crate) struct End<'s, O, X> {
    states: &'s States,
    place: u32,
    /// Whether all are worth what it is at which the same has been seen.
    stands_for_others: bool,
    /// What it is worth, when it has been judged.
    worth: Option<Result<O, X>>,
}

impl<O, X> End<'_, O, X> {
    /// What came of judging it.
    pub(crate) fn judged(self) -> Judged<O, X> {
        let worth = self.worth.expect("it has been judged");
        Judged { stands_for_others: self.stands_for_others, worth }
    }
}

/// An end, of a property of a protocol.
pub(crate) type EndOf<'s, P, Q> = End<'s, <Q as Property<P>>::Outcome, <Q as Property<P>>::Violation>;
/// What was found, for a property of a protocol.
pub(crate) type FindsOf<P, Q> = Finds<<Q as Property<P>>::Outcome, <Q as Property<P>>::Violation>;

impl<P: Explorable, Q: Property<P>> Ground<'_, P, Q> {
    /// The ends that are not alike to one before, in order.
    pub(crate) fn first_ends<'s>(
        &self,
        pieces: &'s [Piece<Q::Violation>],
        finds: &FindsOf<P, Q>,
    ) -> Vec<EndOf<'s, P, Q>> {
        let (mut firsts, mut alike, mut seen) = (Vec::new(), BTreeSet::new(), Vec::new());
        for (states, place) in pieces.iter().flat_map(ends) {
            let mut outcome = None;
            if self.tables.rules_kept {
                self.see(states, place, &mut seen);
                if finds.is_alike(&seen) || alike.contains(&seen) {
                    continue;
                }
                outcome = self.property.alike(&self.reached(states, place));
            }
            let stands_for_others = outcome.is_some() && alike.insert(seen.clone());
            let worth = outcome.filter(|outcome| finds.has_outcome(outcome)).map(Ok);
            firsts.push(End { states, place, stands_for_others, worth });
        }
        firsts
    }

    /// What has been seen of the processes, by number.
    pub(crate) fn see(&self, states: &States, place: u32, seen: &mut Vec<u32>) {
        seen.clear();
        seen.extend(self.tables.seen(states.state(place)));
    }

    /// Judges an end, if it is not known what it is worth.
    pub(crate) fn judge(&self, end: &mut EndOf<'_, P, Q>) {
        let End { states, place, worth, .. } = end;
        worth.get_or_insert_with(|| self.property.judge(&self.reached(states, *place)));
    }
}

/// The ends in a piece.
fn ends<X>(piece: &Piece<X>) -> impl Iterator<Item = (&States, u32)> {
    let ends = piece.found.said.iter().filter(|(_, said)| matches!(said, Said::End));
    ends.map(|(place, _)| (&piece.states, *place))
}
