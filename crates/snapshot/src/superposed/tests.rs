//! Who starts which snapshot.

use sim_core::{Delay, Happening, ProcessId, System, Timing, Topology};

use crate::algorithms::chandy_lamport::ChandyLamport;
use crate::oracle::Law;
use crate::{
    Forwarding, Initiation, Initiator, Initiators, Recorded, Setup, SnapshotId, Superposed, TokenRing,
};

#[test]
fn who_starts_a_later_snapshot_does_not_start_the_one_before_it() {
    let (ring, topology) = (TokenRing::new(Forwarding::Atomic), Topology::ring(2).unwrap());
    let one = |process, snapshot, trigger| Initiator {
        process: ProcessId(process),
        snapshot: Some(SnapshotId(snapshot)),
        trigger: Some(trigger),
    };
    let initiators = Initiators::each(vec![one(0, 2, 3), one(1, 1, 9)], None);
    let initiation = Initiation { snapshots: 2, initiators, trigger: None };
    let underlying = System::new(ring, topology.clone());
    let superposed = System::new(Superposed::new(ring, ChandyLamport, initiation), topology);
    let setup = Setup {
        underlying: &underlying,
        superposed: &superposed,
        snapshots: 2,
        max_events: 1_000,
        law: Some(Law::MARKERS),
        stable: &[],
    };
    let mut experiment = setup.timed(&Timing::new(Delay::fixed(3), Delay::ZERO), 1);
    experiment.run(&mut ()).unwrap();
    let recorded = experiment.events().iter().filter_map(|event| match &event.what {
        Happening::Observe(Recorded::Process { snapshot, .. }) => Some((event.process.0, snapshot.0)),
        _ => None,
    });
    assert_eq!(recorded.collect::<Vec<_>>(), [(0, 2), (1, 2), (1, 1), (0, 1)]);
}
