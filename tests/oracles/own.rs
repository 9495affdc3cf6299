//! The set of oracles is open: one of one's own is a type with a claim, and a judge that is given it.

use sim_core::Timing;
use snapshot::oracle::{CLAIMS, oracles};
use snapshot::oracle::{Claim, Finding, Oracle, Overall, Taken, Verdict};
use snapshot::{Bank, Computation, Initiation, Judge, Judgement, RecordedGlobalState};
use tests::{SNAPSHOT, Scenario, delays};

/// Claims that at most one message was in flight; which is so of some snapshots only.
struct Quiet;

impl<P: Computation> Oracle<P> for Quiet {
    fn claim(&self) -> Claim {
        Claim { name: "quiet", sentence: "at most one message was in flight" }
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        (in_flight(taken.recorded) <= 1).into()
    }
}

fn in_flight<S, M>(recorded: &RecordedGlobalState<S, M>) -> usize {
    recorded.channels.iter().map(|channel| channel.messages.len()).sum()
}

#[test]
fn an_oracle_of_ones_own_judges_beside_the_others_and_has_a_say_in_the_verdict() {
    let exercise = Scenario::exercise(0);
    let scenario = Scenario {
        timing: Timing::new(delays(1, 20), delays(1, 5)).with_start(delays(1, 20)),
        initiation: Initiation { trigger: None, ..exercise.initiation.clone() },
        ..exercise.of(Bank::alike(3, 20))
    };
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let mut experiment = scenario.setup(&alone, &superposed).timed(&scenario.timing, 0);
    let mut judge = Judge::by(|| {
        let mut all = oracles();
        all.push(Box::new(Quiet));
        all
    });
    let mut seen = [0; 2];
    for seed in 0..20 {
        experiment.restart(seed);
        experiment.run(&mut ()).unwrap();
        let mut judgement = Judgement::of(&experiment.evidence(SNAPSHOT), &mut judge);
        let quiet = judgement.checks.pop().unwrap();
        assert_eq!(judgement.verdict(), Overall::Holds);
        let names = judgement.checks.iter().map(|check| check.name);
        assert!(quiet.name == "quiet" && names.eq(CLAIMS.iter().map(|claim| claim.name)));
        let several = in_flight(&judgement.recorded) > 1;
        assert_eq!(matches!(quiet.verdict, Verdict::Violated(_)), several);
        seen[usize::from(several)] += 1;
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}
