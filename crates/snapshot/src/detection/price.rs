//! What a detector pays: how many messages of its own, as a formula of what is counted in a run. No detector is asked.
//!
//! It is claimed of every run in which it announces the end. A *round* is a step in which the starter sends messages of the detector: Safra's token
//! leaves, everybody is asked, a snapshot begins.

use sim_core::Topology;

use super::list::Any;
use super::watch::Watched;
use crate::price::Quantity::{Active, Channels, Ever, Processes, Rests, Rounds};
use crate::price::{Claim, Cost, Counts, Formula, Quantity, Relation};
use Formula::{Less, Number, Of, Sum, Times};

const ONE: Formula = Number(1);
const TWO: Formula = Number(2);
const N: Formula = Of(Processes);
const E: Formula = Of(Channels);
const R: Formula = Of(Rounds);
const OTHERS: Formula = Less(&N, &ONE);
const THERE_AND_BACK: Formula = Times(&TWO, &OTHERS);
const MARKERS_AND_REPORTS: Formula = Less(&Sum(&E, &N), &ONE);

/// What a detector sends.
#[must_use]
pub const fn of(detector: Any) -> Claim {
    let formula = match detector {
        Any::DijkstraScholten => Sum(&Of(Ever), &Of(Active)),
        Any::Safra => Times(&N, &R),
        Any::FourCounters | Any::OneWave => Times(&THERE_AND_BACK, &R),
        Any::Huang => Of(Rests),
        Any::Snapshots => Times(&MARKERS_AND_REPORTS, &R),
    };
    Claim { cost: Cost::Control, relation: Relation::Is, formula }
}

/// What was counted in a run, and in its network.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a>(pub &'a Watched, pub &'a Topology);

impl Counts for Counted<'_> {
    fn count(&self, quantity: Quantity) -> Option<u64> {
        let Self(watched, topology) = self;
        match quantity {
            Quantity::Processes => Some(topology.processes().len() as u64),
            Quantity::Channels => Some(topology.channels().len() as u64),
            Quantity::Ever => Some(watched.messages),
            Quantity::Active => Some(watched.others),
            Quantity::Rounds => Some(watched.rounds),
            Quantity::Rests => Some(watched.rests),
            _ => None,
        }
    }
}

/// What the claim comes to in a run, if that is not what the detector sent.
#[must_use]
pub fn wrong(claim: &Claim, watched: &Watched, topology: &Topology) -> Option<u64> {
    let formula = claim.formula.value(&Counted(watched, topology))?;
    (!claim.relation.holds(watched.control, formula)).then_some(formula)
}
