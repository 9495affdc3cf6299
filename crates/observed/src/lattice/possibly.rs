//! *Possibly* (Cooper & Marzullo 1991): in some consistent cut it is so. Level by level, up to the first.

use super::steps::{Cut, Steps};
use super::walk::{Bound, Level, Reached, above};

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Possibly {
    /// In this cut it is so.
    In(Cut),
    /// In none.
    Never,
    /// In none of which that is known; in this one it is not.
    Unknown(Cut),
}

/// Whether it is so in some cut; of each `holds` says whether it is, if that is known.
///
/// # Errors
/// When the bound is reached first.
pub fn possibly(
    steps: &Steps,
    holds: impl Fn(&[u32]) -> Option<bool>,
    bound: &mut Bound<'_>,
) -> Result<Possibly, Reached> {
    let mut unknown = None;
    let mut level: Level<()> = [(steps.from.clone(), ())].into();
    while !level.is_empty() {
        for cut in level.keys() {
            match holds(cut) {
                Some(true) => return Ok(Possibly::In(cut.clone())),
                Some(false) => {}
                None => unknown = unknown.or_else(|| Some(cut.clone())),
            }
        }
        let (next, reached) = above(steps, &level, bound, |(), ()| ());
        reached?;
        level = next;
    }
    Ok(unknown.map_or(Possibly::Never, Possibly::Unknown))
}
