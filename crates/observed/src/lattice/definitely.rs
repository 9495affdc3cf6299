//! *Definitely* (Cooper & Marzullo 1991): on every way from the bottom to the top it is so somewhere. Level by level, only through cuts in
//! which it is not; if the top is not reached like that, no way avoids it.

use super::steps::{Cut, Steps};
use super::walk::{Bound, Level, Reached, above};
use super::way::Way;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Definitely {
    /// No way avoids it.
    Always,
    /// This one does.
    Avoided(Way),
    /// Ways avoid it only if it is not so in this cut, of which that is not known.
    Unknown(Cut),
}

/// Whether it is so on every way; of each cut `holds` says whether it is, if that is known.
///
/// # Errors
/// When the bound is reached first.
pub fn definitely(
    steps: &Steps,
    holds: impl Fn(&[u32]) -> Option<bool>,
    bound: &mut Bound<'_>,
) -> Result<Definitely, Reached> {
    let mut unknown: Option<Cut> = None;
    // Of each cut: whether a way leads to it on which it is known not to be so.
    let mut level: Level<bool> = [(steps.from.clone(), true)].into();
    let mut levels: Vec<Level<bool>> = Vec::new();
    loop {
        level.retain(|cut, surely| match holds(cut) {
            Some(is_so) => !is_so,
            None => {
                *surely = false;
                unknown.get_or_insert_with(|| cut.clone());
                true
            }
        });
        match level.get(&steps.to) {
            Some(true) => return Ok(Definitely::Avoided(back(steps, &levels))),
            Some(false) => return Ok(unknown.map_or(Definitely::Always, Definitely::Unknown)),
            None if level.is_empty() => return Ok(Definitely::Always),
            None => {}
        }
        let (next, reached) = above(steps, &level, bound, |surely, also| *surely |= also);
        reached?;
        levels.push(std::mem::replace(&mut level, next));
    }
}

/// The way from the bottom to the top through the cuts of these levels in which it is surely not so.
fn back(steps: &Steps, levels: &[Level<bool>]) -> Way {
    let mut cut = steps.to.clone();
    let mut way = Vec::new();
    for level in levels.iter().rev() {
        let place = (0..cut.len()).find(|place| {
            let Some(before) = cut[*place].checked_sub(1) else { return false };
            let here = std::mem::replace(&mut cut[*place], before);
            let is_there = level.get(&cut) == Some(&true);
            cut[*place] = here;
            is_there
        });
        let place = place.expect("a way led to it");
        cut[place] -= 1;
        way.push(place);
    }
    way.reverse();
    way
}
