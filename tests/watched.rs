//! A run judged as it goes, held against the same run judged from its events.

use snapshot::{Computation, Ending, Evidence, Judgement, Seen, Verdict, Wanted, Watch};

/// Asserts that whoever watched these events, keeping none of them, says just what is said of them as a whole.
///
/// # Panics
/// When he says something else.
pub fn is_judged_alike<C: Computation>(
    watch: &mut Watch<C>,
    evidence: &Evidence<'_, C>,
    judgements: &[Judgement<C>],
) {
    let snapshots = u32::try_from(judgements.len()).expect("snapshots have such numbers");
    watch.read(evidence, 1..snapshots + 1, Wanted::ALWAYS).expect("it is wanted");
    let ending = Ending { offers: evidence.offers, over: evidence.over };
    let mut seen = 0;
    let judged = watch.judge_each(evidence.system, ending, Wanted::ALWAYS, |said| {
        is_the_same(&said, &judgements[said.snapshot.0 as usize - 1]);
        seen += 1;
        Ok(())
    });
    assert!(judged.is_ok() && seen == judgements.len());
}

fn is_the_same<C: Computation>(said: &Seen<'_, C>, judgement: &Judgement<C>) {
    assert_eq!(*said.recorded, judgement.recorded);
    assert_eq!(said.costs, judgement.costs);
    assert_eq!(said.initiators, judgement.initiators);
    for (said, check) in said.checks.iter().zip(&judgement.checks) {
        assert_eq!(said.name, check.name);
        let same = match (&said.verdict, &check.verdict) {
            (Verdict::Holds, Verdict::Holds) | (Verdict::Violated(_), Verdict::Violated(_)) => true,
            (Verdict::Unknown(said), Verdict::Unknown(why)) => said == why,
            _ => false,
        };
        assert!(same, "{said:?}, {check:?}");
    }
}
