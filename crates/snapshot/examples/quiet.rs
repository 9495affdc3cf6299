//! An oracle of one's own: a claim about what was recorded, judged beside the others, under a hundred seeds.
//!
//! Three accounts send each other money. In a *quiet* snapshot at most one payment is on its way. Some snapshots are quiet and some are not:
//! the claim fails where it should, and says why; what all others say stays as it is.

use std::error::Error;

use sim_core::{Delay, ProcessId, System, Timing, Topology};
use sim_snapshot::algorithms::chandy_lamport::ChandyLamport;
use sim_snapshot::oracle::oracles;
use sim_snapshot::oracle::{Case, Claim, Finding, Law, Oracle, Overall, Taken, Verdict, Violation};
use sim_snapshot::{
    Bank, Computation, Initiation, Judge, Judgement, Setup, SnapshotId, Superposed, Unwanted,
};

struct Quiet;

impl<P: Computation> Oracle<P> for Quiet {
    fn claim(&self) -> Claim {
        Claim { name: "quiet", sentence: "at most one message was in flight" }
    }

    /// Asked in the end: what was recorded is all that is looked at here.
    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let in_flight: usize = taken.recorded.channels.iter().map(|channel| channel.messages.len()).sum();
        (in_flight <= 1).into()
    }

    /// Asked when it does not hold, by whoever wants to know why.
    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let topology = &case.evidence.system.topology;
        let channels = topology.channel_ids().zip(&case.recorded.channels);
        let lines = channels.filter(|(_, record)| !record.messages.is_empty());
        let lines =
            lines.map(|(id, record)| format!("{}: {}", topology.channel_name(id), record.messages.len()));
        Ok(Violation::new(format!("in flight were {}", lines.collect::<Vec<_>>().join(", "))).into())
    }
}

/// Why the snapshots were not quiet that were not.
fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let (ring, bank) = (Topology::ring(3)?, Bank::alike(3, 20));
    let superposed = Superposed::new(bank.clone(), ChandyLamport, Initiation::of_own_accord(ProcessId(0)));
    let (alone, layered) = (System::new(bank, ring.clone()), System::new(superposed, ring));
    let setup = Setup {
        underlying: &alone,
        superposed: &layered,
        snapshots: 1,
        max_events: 10_000,
        law: Some(Law::MARKERS),
        stable: &[],
    };
    let timing = Timing::new(Delay::uniform(1, 20)?, Delay::uniform(10, 40)?).with_start(Delay::fixed(100));
    let mut judge = Judge::by(|| {
        let mut panel = oracles();
        panel.push(Box::new(Quiet));
        panel
    });
    let (mut experiment, mut reasons) = (setup.timed(&timing, 0), Vec::new());
    for seed in 0..100 {
        experiment.restart(seed);
        experiment.run(&mut ())?;
        let mut judgement = Judgement::of(&experiment.evidence(SnapshotId(1)), &mut judge);
        let quiet = judgement.checks.pop();
        assert_eq!(judgement.verdict(), Overall::Holds, "the others, seed {seed}");
        if let Some(Verdict::Violated(violation)) = quiet.map(|check| check.verdict) {
            reasons.push(violation.reason);
        }
    }
    Ok(reasons)
}

fn main() -> Result<(), Box<dyn Error>> {
    let reasons = run()?;
    assert!(!reasons.is_empty() && reasons.len() < 100, "some are, and some are not");
    assert!(reasons.iter().all(|reason| reason.starts_with("in flight were p")), "{reasons:?}");
    Ok(())
}

#[test]
fn a_snapshot_is_quiet_or_it_is_said_what_was_in_flight() {
    main().unwrap();
}
