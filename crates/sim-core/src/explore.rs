//! Every schedule, not some: a search of all global states that a system can reach.
//!
//! To be written.

mod channel;
mod enter;
mod expand;
mod fingerprint;
mod frontier;
mod known;
mod lineage;
mod process;
mod property;
mod reached;
mod reduce;
mod report;
mod search;
mod tables;
mod visited;

use std::ops::ControlFlow;

pub use property::{Explorable, Property};
pub use reached::Reached;
pub use report::{Ending, Found, Options, Progress, Report};

use crate::protocol::Value;
use crate::system::System;
use property::Invariant;
use search::Search;
use visited::{Fingerprints, Whole};

/// Holds every reachable state of a system against an invariant, with the default [`Options`].
pub fn explore<P, X, F>(system: &System<P>, invariant: F) -> Report<(), X>
where
    P: Explorable,
    X: Value + Send + Sync,
    F: Fn(&Reached<'_, P, ()>) -> Result<(), X> + Sync,
{
    explore_with(system, &Invariant(invariant), &Options::default(), |_| ControlFlow::Continue(()))
}

/// Searches all that can happen in a system, with a property of one's own.
///
/// `watch` is told every few thousand states how far the search has come, and may end it.
pub fn explore_with<P: Explorable, Q: Property<P>>(
    system: &System<P>,
    property: &Q,
    options: &Options,
    watch: impl FnMut(Progress) -> ControlFlow<()>,
) -> Report<Q::Outcome, Q::Violation> {
    if options.exact {
        Search::<P, Q, Whole>::new(system, property, *options).run(watch)
    } else {
        Search::<P, Q, Fingerprints>::new(system, property, *options).run(watch)
    }
}
