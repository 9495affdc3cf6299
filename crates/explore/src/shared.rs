//! The search that machines share: each has the part of the set of states met whose fingerprints are its own, and takes its turn at the
//! blocks of a depth.
//!
//! It finds what the search in memory finds (`search`), in the same order, and all machines say the same of it. By depth, and in a depth by
//! rounds, in which each machine has one block, in the order of the machines:
//!
//! 1. The states of a block go to the machine whose turn it is (`depth`): they are with those that found them.
//! 2. It looks into them as ever. What the tables do not know is told to all, who find it out in one order, until nobody has more
//!    (`expanding`): so the tables are the same everywhere, and a state is the same array of numbers.
//! 3. Where the steps lead is told, as a fingerprint, to the machine whose it is, which enters it, in the order of the blocks, and answers
//!    which steps were the first to a new state (`entering`). With reduction it is asked before whether they lead deeper, and the steps that were
//!    left out come behind those of the same block.
//! 4. All are told what there is to say of the block, and which steps led to new states (`notes`). They count it in the order of the
//!    blocks, as a search in memory does: so all have the same numbers of states, the same finds and the same end, in the middle of a depth too.
//!
//! Each machine has all of the tables, of what was found, and of the ways back, which are a byte or two a state; of the rest, its part. What
//! is found is no array of numbers: the first state of each is judged by all. Machines are believed. That something was damaged on the
//! way, or told in another round, is found by a checksum (`rounds`); that handlers do something else on another machine, by a digest of
//! the tables once a depth.

mod depth;
mod entering;
mod expanding;
mod notes;
mod rounds;
#[cfg(test)]
mod tests;
mod under_way;

use std::io;

use sim_core::System;

use crate::peers::Peers;
use crate::property::{Explorable, Property};
use crate::report::{Ending, Options, Report};
use crate::stop::{Stop, Watch};
use under_way::Shared;

/// Searches, with the other machines. Whether this one has room is told them.
pub(crate) fn search<P: Explorable, Q: Property<P>>(
    (system, property): (&System<P>, &Q),
    options: Options,
    (peers, has_room): (&mut dyn Peers, bool),
    watch: Watch<'_>,
) -> io::Result<Report<Q::Outcome, Q::Violation>> {
    let mut search = Shared::new((system, property), options, peers);
    if !search.begin(has_room)? {
        return Ok(Report::given_up(Ending::MaxBytes, false));
    }
    loop {
        match go_deeper(&mut search, watch) {
            Ok(()) => {}
            Err(Stop::Ended(ending)) => return Ok(search.report(ending)),
            Err(Stop::Failed(error)) => return Err(error),
        }
    }
}

/// Looks into all states of a depth.
fn go_deeper<P: Explorable, Q: Property<P>>(
    search: &mut Shared<'_, '_, P, Q>,
    watch: Watch<'_>,
) -> Result<(), Stop> {
    search.agree()?;
    while search.begin_round() {
        let mut pieces = search.take_block()?;
        search.expand_some(&mut pieces)?;
        if search.blocks.ground.reducer.is_some() {
            search.expand_rest(&mut pieces)?;
        }
        let new = search.enter()?;
        search.tell(&mut pieces, &new)?;
        search.end_round(pieces, watch);
    }
    search.end_depth()
}
