//! The search that outgrows memory: what it has met, what waits and the ways back are in a [`Store`], and it can be gone on with.
//!
//! It finds what the search in memory finds (`search`), in the same order, and says the same of it. By depth:
//!
//! 1. The states of the depth are read, block by block, and looked into as ever. What their steps lead to is gathered with its
//!    fingerprint, sorted when there is no more room, and written as a run (`sorter`). What else there is to say of a block is noted (`notes`).
//! 2. With reduction, what led nowhere deeper is known when the runs are held against all states met: *deeper* are just those
//!    that have not been met at any depth so far. The steps that were left out of states that lead to none are taken then.
//! 3. The runs are merged, and held against the sorted fingerprints of all states met (`visited`). Of the steps to a new state the
//!    first counts: the first in its block, and within a block one that was not left out before.
//! 4. The steps that count, sorted in their own order, give the new states their numbers. The blocks are read again with these, as
//!    they are: each is taken note of, its new states are packed (`queue`), and the steps to them are written (`pages`).
//!    So a search that ends in the middle of a depth, at a violation or at [`Options::max_states`], has found then what one in memory has.
//!
//! In memory are the tables of processes and channels, what was found, and what is gathered. What can be gone on from is kept between
//! blocks of 1 (`kept`); all else is done again after a crash. What the tables know was found out in an order that is written down,
//! and is found out again in that order: then the numbers of all states are the same.

mod expanding;
mod files;
mod kept;
#[cfg(test)]
mod memory;
mod merging;
mod notes;
mod numbering;
mod queue;
mod record;
mod sorter;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod tests;
mod under_way;
mod visited;

use std::io;
use std::ops::ControlFlow;

use sim_core::System;

use crate::blocks::Blocks;
use crate::frame::Stream;
use crate::pages::Pages;
use crate::property::{Explorable, Property};
use crate::report::{Ending, Options, Progress, Report};
use crate::stop::{Stop, Watch};
use crate::store::Store;
use crate::trail::Trail;
use kept::{Kept, LINEAGE};
use sorter::Sorted;
use under_way::Spilled;

/// Searches, from the beginning or from what is in the store. So many bytes are gathered before they are written.
pub(crate) fn search<P: Explorable, Q: Property<P>>(
    (system, property): (&System<P>, &Q),
    options: Options,
    (store, room): (&dyn Store, usize),
    watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> io::Result<Report<Q::Outcome, Q::Violation>> {
    let pages = Pages::new(store, Stream::new(LINEAGE, 0), &[])?;
    let trail = Trail::read_from(pages);
    let mut search = Spilled::new(Blocks::new(system, property, options, trail), store, room);
    let ended = match store.text()? {
        None => search.begin().map(|()| None),
        Some(text) => search.go_on(Kept::read(&text)?),
    }?;
    let ending = match ended {
        Some(ending) => ending,
        None => run(&mut search, watch)?,
    };
    search.report(ending)
}

/// Searches until there is nothing left or something says to stop.
fn run<P: Explorable, Q: Property<P>>(
    search: &mut Spilled<'_, P, Q>,
    watch: Watch<'_>,
) -> io::Result<Ending> {
    let ending = loop {
        match go_deeper(search, watch) {
            Ok(()) => {}
            Err(Stop::Ended(ending)) => break ending,
            Err(Stop::Failed(error)) => return Err(error),
        }
    };
    if matches!(ending, Ending::Exhausted | Ending::Violated | Ending::MaxStates) {
        search.finish(ending)?;
    }
    Ok(ending)
}

/// Looks into all states of a depth.
fn go_deeper<P: Explorable, Q: Property<P>>(
    search: &mut Spilled<'_, P, Q>,
    watch: Watch<'_>,
) -> Result<(), Stop> {
    search.look_into(watch)?;
    let store = search.files.store;
    let (first, mut spent) = search.gathered().sorted(store, &search.blocks.team)?;
    let (winners, rest) = if search.blocks.ground.reducer.is_some() {
        let (new, deeper) = search.hold_against_visited(first, watch)?;
        let (deeper, runs) = deeper.sorted(store, &search.blocks.team)?;
        let rest = search.look_into_the_rest(deeper, watch)?;
        let (second, more) = rest.candidates.sorted(store, &search.blocks.team)?;
        let first = Sorted::of(store, std::slice::from_ref(&new), Vec::new())?;
        spent.extend(runs.into_iter().chain(more).chain([new, rest.steps.clone()]));
        (search.merge([first, second], &rest.blocks, watch)?, Some(rest.steps))
    } else {
        (search.merge([first, Sorted::nothing()], &[], watch)?, None)
    };
    let (winners, runs) = winners.sorted(store, &search.blocks.team)?;
    search.number(winners, rest.as_ref(), watch)?;
    spent.extend(runs);
    search.remove(&spent)
}
