//! *Exactly one copy of m*: what no event creates or destroys is all there in the recorded global state, once.
//!
//! Held by a process or recorded in a channel, it is counted where it was recorded; the total must be that of the
//! state from which the trace began, less what a channel [lost](crate::Faults) before the cut, and what one doubled twice. In the exercise it is 1. Each good is counted by itself. Of a computation that
//! conserves nothing, nothing is claimed.

use super::case::Case;
use super::contract::{Finding, Oracle};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use super::went_wrong;
use crate::computation::{Computation, Good, Underlying};
use crate::faults::Incident;
use crate::judge::incidents::{self, Difference};
use crate::recorded::RecordedOf;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// What it claims.
pub const CLAIM: Claim = Claim { name: "one-message", sentence: "what is conserved is all there, once" };

/// What is said where it is not all there, and something came twice: what comes of the second is the computation's affair.
const CAME_TWICE: &str =
    "a message that carries it came twice, and what comes of the second the computation decides";

/// How much there is of one good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// In the recorded global state.
    pub recorded: u64,
    /// In the global state from which the trace begins.
    pub expected: u64,
}

/// Each good of a computation, counted in a recorded global state; so much there was of each before.
pub fn counts<P: Computation>(
    computation: &P,
    goods: &[u64],
    recorded: &RecordedOf<P>,
) -> impl Iterator<Item = (Good, Count)> {
    let goods = computation.conserved().iter().zip(goods).enumerate();
    goods.map(|(place, (good, expected))| {
        let recorded = recorded.amount(computation, place);
        (good.clone(), Count { recorded, expected: *expected })
    })
}

/// How much there is of a good in a global state.
pub fn amount<P: Computation>(computation: &P, state: &Underlying<P>, good: usize) -> u64 {
    let held = state.processes.iter().map(|state| computation.held(state, good));
    let messages = state.channels.iter().flatten();
    let carried = messages.map(|message| computation.carried(&message.body, good));
    held.chain(carried).fold(0, u64::saturating_add)
}

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneMessage;

impl<P: Computation> Oracle<P> for OneMessage {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let computation = &taken.system.protocol;
        let mut goods = taken.goods.iter().enumerate();
        match goods.all(|(good, amount)| taken.recorded.amount(computation, good) == *amount) {
            false if taken.doubled => Finding::Unknown(CAME_TWICE.into()),
            holds => holds.into(),
        }
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let computation = &case.evidence.system.protocol;
        let mut wrong = Vec::new();
        let base = 0..computation.conserved().len();
        let base: Vec<_> = base.map(|place| amount(computation, case.evidence.base, place)).collect();
        let (astray, doubled) = gone_astray(case);
        let there = incidents::with(&base, &astray);
        for ((place, good), expected) in computation.conserved().iter().enumerate().zip(there.iter()) {
            let recorded = case.recorded.amount(computation, place);
            if recorded != *expected {
                wrong.push(format!("{} in the recorded state, not {expected}", good.amount(recorded)));
            }
        }
        Ok(match wrong.as_slice() {
            [] => Verdict::Holds,
            [..] if doubled => Verdict::Unknown(CAME_TWICE.into()),
            wrong => {
                let counts = |place, incident: &Incident<P::Message>| {
                    case.cut.is_prerecording(place)
                        && incident.message().is_some_and(|(_, wire)| wire.message().is_some())
                };
                went_wrong::with(case, Violation::new(wrong.join("; ")), counts).into()
            }
        })
    }
}

/// By how much there is more or less of each good, by what went wrong before the cut; and whether any came twice, before it or behind.
fn gone_astray<P: Computation>(case: &Case<'_, P>) -> (Difference, bool) {
    let (mut astray, mut doubled) = (Difference::new(), false);
    for (place, _, incident) in case.incidents() {
        let difference = incidents::difference(&case.evidence.system.protocol, incident);
        doubled |= incidents::is_more(&difference);
        if case.cut.is_prerecording(place) {
            incidents::add(&mut astray, &difference);
        }
    }
    (astray, doubled)
}

/// What the oracle claims where it holds, in words.
#[must_use]
pub fn claim(counts: impl IntoIterator<Item = (Good, u64)>) -> String {
    let amounts: Vec<_> = counts.into_iter().map(|(good, amount)| good.amount(amount)).collect();
    match amounts.as_slice() {
        [] => "the computation conserves nothing, so there is nothing to count".to_string(),
        amounts => format!("{} in the recorded state", amounts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_claimed_is_how_much_there_is_of_each_good() {
        let (copy, coin) = (Good::new("m", "copy of m", "copies of m"), Good::new("coin", "coin", "coins"));
        assert_eq!(claim([]), "the computation conserves nothing, so there is nothing to count");
        assert_eq!(claim([(copy.clone(), 1)]), "1 copy of m in the recorded state");
        assert_eq!(claim([(copy, 2), (coin, 0)]), "2 copies of m, 0 coins in the recorded state");
    }
}
