//! The judges of a recorded global state. They never ask the algorithm (law 5).
//!
//! What was recorded is compared with the trace, with what processes were offered to do, and with the transition relation of
//! the underlying computation, and nothing else: an oracle knows of the algorithm only that markers are no messages of the computation. One file, one
//! [`Claim`], with its sentence beside the code that judges it. None suffices alone; `tests/mutants.rs` says which broken algorithm is caught by which.
//!
//! The set is open: one more oracle is a file here and a line in [the list](CLAIMS), or an [`Oracle`] of one's own that a
//! [`Judge`](crate::Judge) is [given](crate::Judge::by).

mod case;
pub mod channel_contents;
pub mod complete;
pub mod consistent_cut;
mod contract;
mod count;
mod held;
mod law;
pub mod markers;
pub mod minimal;
pub mod one_message;
pub mod permanent;
pub mod process_states;
pub mod reachable;
mod seen;
pub mod stable;
mod story;
pub mod taken;
pub mod undisturbed;
mod verdict;
mod waiting;
mod went_wrong;

pub use case::{Case, Evidence};
pub use contract::{Before, Finding, Oracle, Watcher};
pub use held::Held;
pub(crate) use held::{any_stable, stable as all_stable};
pub use law::{Law, On, Rule, Sum};
pub use seen::{Ending, Scene, Sign, Taken};
pub use verdict::{Check, Checks, Claim, Overall, Verdict, Violation, overall};

use crate::aim::Aim;
use crate::computation::Computation;

/// Names oracles, in the order in which reports have them.
macro_rules! oracles {
    ($(#[$about:meta])* $claims:ident, $oracles:ident: $($module:ident::$oracle:ident,)*) => {
        $(#[$about])*
        pub const $claims: &[Claim] = &[$($module::CLAIM),*];

        /// Those who claim it, in this order.
        #[must_use]
        pub fn $oracles<P: Computation>() -> Vec<Box<dyn Oracle<P>>> {
            vec![$(Box::new($module::$oracle::default())),*]
        }
    };
}

// One more oracle is a file beside the others, and a line here.
oracles! {
    /// What is claimed of a global state, in the order in which reports have it.
    CLAIMS, oracles:
    complete::Complete,
    consistent_cut::ConsistentCut,
    channel_contents::ChannelContents,
    process_states::ProcessStates,
    one_message::OneMessage,
    reachable::Reachable,
    markers::Markers,
    undisturbed::Undisturbed,
}

/// What is said of a claim that is wrong, of an algorithm with this law, when no more is known.
pub(crate) fn violation(claim: Claim, law: Option<Law>) -> Violation {
    match law.filter(|_| claim.name == markers::CLAIM.name) {
        None => Violation::of(claim),
        Some(law) => Violation::new(format!("there are not {}: {law}", claim.sentence)),
    }
}

oracles! {
    /// What is claimed of a global state where nobody says how many control messages there should be.
    UNCOUNTED_CLAIMS, uncounted_oracles:
    complete::Complete,
    consistent_cut::ConsistentCut,
    channel_contents::ChannelContents,
    process_states::ProcessStates,
    one_message::OneMessage,
    reachable::Reachable,
    undisturbed::Undisturbed,
}

oracles! {
    /// What is claimed of a recovery line, in the order in which reports have it.
    LINE_CLAIMS, line_oracles:
    permanent::Permanent,
    consistent_cut::ConsistentCut,
    minimal::Minimal,
    process_states::ProcessStates,
    markers::Markers,
    undisturbed::Undisturbed,
}

oracles! {
    /// What is claimed of checkpoints, each by itself.
    CHECKPOINT_CLAIMS, checkpoint_oracles:
    taken::EachTook,
    process_states::ProcessStates,
    markers::Markers,
    undisturbed::Undisturbed,
}

/// The names of all claims.
pub fn names() -> impl Iterator<Item = &'static str> {
    let of_lines = LINE_CLAIMS.iter().filter(|claim| !CLAIMS.contains(claim));
    CLAIMS.iter().chain(of_lines).chain([&taken::CLAIM, &stable::CLAIM]).map(|claim| claim.name)
}

/// What is claimed of what an algorithm with this law records.
#[must_use]
pub fn claims(law: Option<Law>) -> &'static [Claim] {
    match Law::aim_of(law) {
        Aim::GlobalState if law == Some(Law::UNTOLD) => UNCOUNTED_CLAIMS,
        Aim::GlobalState => CLAIMS,
        Aim::RecoveryLine => LINE_CLAIMS,
        Aim::Checkpoints => CHECKPOINT_CLAIMS,
    }
}

/// What makes those who claim that.
#[must_use]
pub fn panel<P: Computation>(law: Option<Law>) -> fn() -> Vec<Box<dyn Oracle<P>>> {
    match Law::aim_of(law) {
        Aim::GlobalState if law == Some(Law::UNTOLD) => uncounted_oracles,
        Aim::GlobalState => oracles,
        Aim::RecoveryLine => line_oracles,
        Aim::Checkpoints => checkpoint_oracles,
    }
}

/// What is claimed of global states, and not judged of what an algorithm with this law records.
pub fn not_judged(law: Option<Law>) -> impl Iterator<Item = Claim> {
    let claimed = claims(law);
    CLAIMS.iter().copied().filter(move |claim| *claim != complete::CLAIM && !claimed.contains(claim))
}

/// What is so where the claim of this name holds, of an algorithm with this law; nothing, if there is no such claim.
#[must_use]
pub fn sentence(name: &str, law: Option<Law>) -> Option<String> {
    match law {
        Some(law) if name == markers::CLAIM.name => Some(law.to_string()),
        _ => claim(name).map(|claim| claim.sentence.to_string()),
    }
}

/// The claim of the oracle with this name, if there is one.
#[must_use]
pub fn claim(name: &str) -> Option<Claim> {
    let others = [taken::CLAIM, stable::CLAIM];
    CLAIMS.iter().chain(LINE_CLAIMS).chain(&others).copied().find(|claim| claim.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_are_too_many_or_too_few_are_held_against_the_law_where_events_tell_nothing() {
        let said = |claim, law| violation(claim, law).reason;
        assert_eq!(
            said(markers::CLAIM, Some(Law::MARKERS)),
            "there are not as many control messages as there should be: one marker on each channel"
        );
        let of_another = said(process_states::CLAIM, Some(Law::MARKERS));
        assert_eq!(of_another, "it is not so that each process was in the state it recorded");
    }
}
