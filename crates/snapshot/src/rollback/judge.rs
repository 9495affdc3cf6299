//! What is said of a run that began again: whether something was lost or doubled, and whether what is stable stayed so.

use sim_core::System;

use crate::computation::{Computation, Underlying, predicate};
pub use crate::oracle::one_message::amount;
use crate::oracle::{Claim, Verdict, Violation};

/// Nothing was lost or doubled by going back.
pub const CONSERVED: Claim =
    Claim { name: "conserved", sentence: "there is as much of everything as when the run began" };

/// The events after the cut lead from S\* to where the run ended.
pub const SAME_END: Claim = Claim {
    name: "same-end",
    sentence: "with the events after the cut it ends in the state in which the run ended",
};

/// What is declared stable stays so.
pub const STABLE: Claim =
    Claim { name: "stable", sentence: "what is stable and so in the recorded state is so at the end" };

/// Whether there is as much of everything where a run began again, and where it then came to, as in the initial state.
pub fn conserved<P: Computation>(system: &System<P>, start: &Underlying<P>, end: &Underlying<P>) -> Verdict {
    let computation = &system.protocol;
    let initial = system.initial_state();
    for (place, good) in computation.conserved().iter().enumerate() {
        let [initial, start, end] = [&initial, start, end].map(|state| amount(computation, state, place));
        let wrong = |when: &str, there: u64| {
            let how = if there < initial { "lost" } else { "doubled" };
            let difference = good.amount(there.abs_diff(initial));
            let [there, initial] = [there, initial].map(|amount| good.amount(amount));
            Violation::new(format!("{difference} {how}: {there} {when}, and {initial} when the run began"))
        };
        if start != initial {
            return wrong("in the recorded state", start).into();
        }
        if end != initial {
            return wrong("at the end", end).into();
        }
    }
    Verdict::Holds
}

/// Whether each predicate that is declared stable and holds where a run began again holds where it came to.
pub fn stable<P: Computation>(system: &System<P>, start: &Underlying<P>, end: &Underlying<P>) -> Verdict {
    let holds = |name, state| predicate::holds(system, name, state) == Some(true);
    let mut stable = predicate::predicates(&system.protocol).filter(|predicate| predicate.stable);
    match stable.find(|predicate| holds(predicate.name, start) && !holds(predicate.name, end)) {
        None => Verdict::Holds,
        Some(lost) => {
            Violation::new(format!("'{}' holds in the recorded state, and not at the end", lost.name)).into()
        }
    }
}
