//! What came of a search, and of the searches that it is compared with.

use std::collections::BTreeSet;

use explore::Report;
use snapshot::Program;
use snapshot::exploration::RecordedValue;
use snapshot::oracle::Overall;

use super::ends::{Searched, all_recorded, totals};

/// What came of a search.
pub(super) struct Found<P: Program> {
    pub(super) found: Searched<P>,
    /// The same search with orders left out, if it was asked for.
    pub(super) reduced: Option<Searched<P>>,
    pub(super) reachable: Option<Compared<P>>,
}

/// What came of comparing the recorded states with those that the computation alone can be in.
pub(super) struct Compared<P: Program> {
    /// Every state that was recorded, for whatever snapshot, in ascending order.
    pub(super) recorded: Vec<RecordedValue<P::State, P::Message>>,
    /// The search over the computation alone: its violations are the recorded states that it met.
    pub(super) search: Report<(), usize>,
}

impl<P: Program> Compared<P> {
    /// The recorded states that the computation alone cannot be in.
    pub(super) fn unreachable(&self) -> impl Iterator<Item = &RecordedValue<P::State, P::Message>> {
        let met: BTreeSet<usize> = self.search.violations.iter().map(|found| found.what).collect();
        let recorded = self.recorded.iter().enumerate();
        recorded.filter(move |(place, _)| !met.contains(place)).map(|(_, state)| state)
    }
}

impl<P: Program> Found<P> {
    /// Whether leaving out orders changed nothing of what is recorded; `None` if that cannot be said, because a search did
    /// not come to its end.
    pub(super) fn reduced_agrees(&self) -> Option<bool> {
        let reduced = self.reduced.as_ref()?;
        let complete = self.found.complete() && reduced.complete();
        complete.then(|| all_recorded::<P>(reduced) == all_recorded::<P>(&self.found))
    }

    pub(super) fn verdict(&self) -> Overall {
        let [_, _, unknown] = totals::<P>(&self.found);
        let unreachable = self
            .reachable
            .as_ref()
            .is_some_and(|compared| compared.search.complete() && compared.unreachable().next().is_some());
        let compared = self.reachable.as_ref().is_none_or(|compared| compared.search.complete());
        if !self.found.violations.is_empty() || self.reduced_agrees() == Some(false) || unreachable {
            Overall::Violated
        } else if unknown > 0 || !self.found.complete() || !compared {
            Overall::Unknown
        } else {
            Overall::Holds
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use explore::{Ending, Options, explore_with};
    use sim_core::{System, Topology};
    use snapshot::algorithms::chandy_lamport::ChandyLamport;
    use snapshot::exploration::Snapshots;
    use snapshot::{Forwarding, Initiation, Superposed, TokenRing};

    use super::*;

    /// What can be recorded of the exercise from the second time on that P sends, up to so many receipts.
    fn searched(receipts: u64, order: sim_core::Order) -> Searched<TokenRing> {
        let ring = TokenRing { receipts: Some(receipts), ..TokenRing::new(Forwarding::Held) };
        let topology = Topology::ring(2).expect("two make a ring").with_order(order);
        let initiation = Initiation::triggered(sim_core::ProcessId(0), 1);
        let layers = Superposed::new(ring, ChandyLamport, initiation);
        let (underlying, superposed) = (System::new(ring, topology.clone()), System::new(layers, topology));
        let property = Snapshots::of(&underlying, &superposed, 1);
        let options = Options { keep_going: true, ..Options::default() };
        explore_with(&superposed, &property, &options, |_| ControlFlow::Continue(()))
    }

    fn found(all: Searched<TokenRing>, some: Searched<TokenRing>) -> Found<TokenRing> {
        Found { found: all, reduced: Some(some), reachable: None }
    }

    #[test]
    fn a_reduced_search_that_records_something_else_does_not_agree() {
        let fifo = || searched(3, sim_core::Order::Fifo);
        let same = found(fifo(), fifo());
        assert_eq!((same.reduced_agrees(), same.verdict()), (Some(true), Overall::Holds));
        let fewer = found(fifo(), Report { outcomes: Vec::new(), ..fifo() });
        assert_eq!((fewer.reduced_agrees(), fewer.verdict()), (Some(false), Overall::Violated));
        let more = found(Report { outcomes: fifo().outcomes.split_off(1), ..fifo() }, fifo());
        assert_eq!(more.reduced_agrees(), Some(false));
        let given_up = found(fifo(), Report { ending: Ending::MaxStates, outcomes: Vec::new(), ..fifo() });
        assert_eq!(given_up.reduced_agrees(), None);
    }

    #[test]
    fn what_is_recorded_wrongly_is_compared_as_well() {
        let overtaking = || searched(3, sim_core::Order::Unordered);
        assert!(!overtaking().violations.is_empty());
        assert_eq!(found(overtaking(), overtaking()).reduced_agrees(), Some(true));
        let fewer = found(overtaking(), Report { violations: Vec::new(), ..overtaking() });
        assert_eq!(fewer.reduced_agrees(), Some(false));
    }
}
