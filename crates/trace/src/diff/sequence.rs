//! Where the events of two runs part, one after another; and whether each process does the same all the same.

use std::collections::BTreeMap;

use super::happened::Happened;
use crate::saved::Saved;

/// How the events of two runs compare, in the order in which they happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sequence {
    /// How many events each run has.
    pub events: [usize; 2],
    /// How many are the same, from the first on.
    pub same: usize,
    /// The first in which something else happened: of each run its place among all the run's events; absent in a run that has ended by
    /// then. Absent where none differs.
    pub first: Option<[Option<usize>; 2]>,
    /// The first of those that are the same that happened at another time, by its places.
    pub other_time: Option<[usize; 2]>,
    /// Whether each process does the same in both runs, in the same order, and only the order between processes is another.
    pub only_order: bool,
}

/// Compares the events of two runs; or those of the computation `alone`.
pub(super) fn compared(runs: [&Saved; 2], alone: bool) -> Sequence {
    let happened = runs.map(|run| Happened::of(run, alone));
    let [one, other] = &happened;
    let events = [one.events.len(), other.events.len()];
    let shorter = events[0].min(events[1]);
    let same = (0..shorter).find(|at| !one.is_same(*at, other, *at)).unwrap_or(shorter);
    let place = |of: &Happened<'_>| of.events.get(same).map(|(place, _)| *place);
    let first = (same < events[0].max(events[1])).then(|| [place(one), place(other)]);
    let timed = runs.iter().all(|run| run.is_timed());
    let is_later = |at: &usize| one.events[*at].1.t != other.events[*at].1.t;
    let later = (0..same).filter(|_| timed).find(is_later);
    Sequence {
        events,
        same,
        first,
        other_time: later.map(|at| [one.events[at].0, other.events[at].0]),
        only_order: first.is_some() && events[0] == events[1] && each_does_the_same(one, other),
    }
}

/// Whether each process does the same in both, in the same order.
fn each_does_the_same(one: &Happened<'_>, other: &Happened<'_>) -> bool {
    let (these, those) = (by_process(one), by_process(other));
    these.len() == those.len()
        && these.iter().all(|(process, places)| {
            those.get(process).is_some_and(|others| {
                places.len() == others.len()
                    && places.iter().zip(others).all(|(place, at)| one.is_same(*place, other, *at))
            })
        })
}

/// The events of each process, in order.
fn by_process<'a>(happened: &Happened<'a>) -> BTreeMap<&'a str, Vec<usize>> {
    let mut of = BTreeMap::<_, Vec<_>>::new();
    for (at, (_, event)) in happened.events.iter().enumerate() {
        of.entry(event.proc.as_str()).or_default().push(at);
    }
    of
}
