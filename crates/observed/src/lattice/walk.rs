//! From level to level of a lattice: a level is all consistent cuts of so many steps, and what is known of each.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::steps::{Cut, Steps};

/// A level, or those cuts of it that somebody wants.
pub(super) type Level<T> = BTreeMap<Cut, T>;

/// How far a lattice is looked at.
pub struct Bound<'a> {
    /// So many cuts may still be looked at.
    left: u64,
    /// Whether there is room and time to go on.
    goes_on: &'a dyn Fn() -> bool,
}

/// The bound was reached first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reached;

/// After how many cuts it is asked whether to go on.
const ASK_AFTER: u64 = 1 << 10;

impl<'a> Bound<'a> {
    /// So many cuts, as long as this says so.
    #[must_use]
    pub const fn new(cuts: u64, goes_on: &'a dyn Fn() -> bool) -> Self {
        Self { left: cuts, goes_on }
    }

    /// One more cut is looked at.
    ///
    /// # Errors
    /// When that is one too many.
    pub fn look(&mut self) -> Result<(), Reached> {
        self.left = self.left.checked_sub(1).ok_or(Reached)?;
        if self.left.is_multiple_of(ASK_AFTER) && !(self.goes_on)() { Err(Reached) } else { Ok(()) }
    }
}

/// The level above: of each cut what is known of those below it, joined. It is given even if the bound is reached on the way, with what
/// there is of it then.
pub(super) fn above<T: Clone>(
    steps: &Steps,
    level: &Level<T>,
    bound: &mut Bound<'_>,
    join: impl Fn(&mut T, &T),
) -> (Level<T>, Result<(), Reached>) {
    let mut above = Level::new();
    for (cut, known) in level {
        for place in steps.next(cut) {
            let mut next = cut.clone();
            next[place] += 1;
            match above.entry(next) {
                Entry::Occupied(mut there) => join(there.get_mut(), known),
                Entry::Vacant(new) => {
                    if bound.look().is_err() {
                        return (above, Err(Reached));
                    }
                    new.insert(known.clone());
                }
            }
        }
    }
    (above, Ok(()))
}

/// All cuts, level by level; those that were looked at when the bound was reached.
pub fn all(steps: &Steps, bound: &mut Bound<'_>) -> (Vec<Cut>, Result<(), Reached>) {
    let mut cuts = Vec::new();
    let mut level: Level<()> = [(steps.from.clone(), ())].into();
    while !level.is_empty() {
        let (next, reached) = above(steps, &level, bound, |(), ()| ());
        cuts.extend(level.into_keys());
        if reached.is_err() {
            cuts.extend(next.into_keys());
            return (cuts, reached);
        }
        level = next;
    }
    (cuts, Ok(()))
}
