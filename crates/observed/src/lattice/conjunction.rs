//! The same of conjunctions of what is each about one process alone, by Garg & Waldecker: *possibly* (1994) and *definitely* (1996). Not the
//! lattice is looked at, but the states of each process once: what cannot be part of an answer is passed over for good.

use super::steps::{Cut, Steps};

/// What each process has to be: by its place and so many steps of it.
pub type Local<'a> = &'a dyn Fn(usize, u32) -> bool;

/// The first cut in which all are as they should be.
///
/// A state that ends before another one begins is in no cut with that one, nor with a later one: so it is passed over.
#[must_use]
pub fn first(steps: &Steps, holds: Local<'_>) -> Option<Cut> {
    let from = |place: usize, least: u32| (least..=steps.to[place]).find(|has| holds(place, *has));
    let mut cut: Cut =
        (0..steps.from.len()).map(|place| from(place, steps.from[place])).collect::<Option<_>>()?;
    while let Some((place, least)) = ends_before(steps, &cut) {
        cut[place] = from(place, least)?;
    }
    Some(cut)
}

/// A process whose state ends before that of another one begins, and from where on its states do not.
fn ends_before(steps: &Steps, cut: &Cut) -> Option<(usize, u32)> {
    let closed = steps.closed(cut);
    (0..cut.len()).find(|place| cut[*place] < closed[*place]).map(|place| (place, closed[place]))
}

/// A time in which a process is as it should be: from so many steps on, up to so many.
#[derive(Clone, Copy)]
struct Interval {
    from: u32,
    to: u32,
}

/// Whether all are as they should be at once, in whichever order the steps happen.
///
/// It is so exactly when each has an interval that begins before any of the others ends. One that can end before another one begins
/// can also end before any later one does: so it is passed over.
#[must_use]
pub fn always(steps: &Steps, holds: Local<'_>) -> bool {
    let next = |place: usize, least: u32| interval(steps, holds, place, least);
    let places = 0..steps.from.len();
    let Some(mut all) =
        places.clone().map(|place| next(place, steps.from[place])).collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    loop {
        let can_end = places.clone().find(|place| {
            places.clone().any(|other| {
                other != *place && can_end_before(steps, (*place, all[*place]), (other, all[other]))
            })
        });
        let Some(place) = can_end else { return true };
        match next(place, all[place].to + 1) {
            Some(later) => all[place] = later,
            None => return false,
        }
    }
}

/// The first interval of a process from so many steps on.
fn interval(steps: &Steps, holds: Local<'_>, place: usize, least: u32) -> Option<Interval> {
    let last = steps.to[place];
    let from = (least..=last).find(|has| holds(place, *has))?;
    let to = (from..=last).take_while(|has| holds(place, *has)).last().unwrap_or(from);
    Some(Interval { from, to })
}

/// Whether one interval can end before another one begins.
fn can_end_before(
    steps: &Steps,
    (place, ends): (usize, Interval),
    (other, begins): (usize, Interval),
) -> bool {
    let is_there_at_first = begins.from == steps.from[other];
    let stays = ends.to == steps.to[place];
    // The step that ends it comes after the one that begins the other: then it cannot.
    !is_there_at_first && !stays && steps.of[place][ends.to as usize].after[other] < begins.from
}
