//! What is claimed of a run under a detector, and what is so.

use sim_core::Topology;
use sim_core::words::counted;
use snapshot::detection::list::Entry;
use snapshot::detection::price;
use snapshot::detection::watch::{Watched, Wrong};
use snapshot::oracle::{Check, Claim, Verdict, Violation};

use super::words::why;

const SAFETY: Claim = Claim { name: "safety", sentence: "what is announced is true then" };
const LIVENESS: Claim = Claim {
    name: "liveness",
    sentence: "what has become true is announced before nothing can happen any more",
};
const UNDISTURBED: Claim =
    Claim { name: "undisturbed", sentence: "the computation does what it would have done alone" };
const PRICE: &str = "price";

/// Each claim, with its verdict and what is so where it holds; `announced` is the event that announced it.
pub(super) fn checks(
    entry: &Entry,
    topology: &Topology,
    watched: &Watched,
    announced: Option<u64>,
) -> Vec<(Check, String)> {
    let wrong = |wrong| Violation::new(why(topology, wrong, watched));
    let given_up = || Verdict::Unknown("the run ended before anything was announced".to_string());
    let condemned = announced.and_then(|event| usize::try_from(event).ok());
    let safety = match (watched.announced, watched.terminated) {
        (Some(_), None) => wrong(Wrong::Untrue).condemning(condemned).into(),
        (None, _) if !watched.quiet => given_up(),
        _ => Verdict::Holds,
    };
    let liveness = match (watched.announced, watched.terminated) {
        (Some(_), Some(_)) => Verdict::Holds,
        (Some(_), None) => Verdict::Unknown("the run ends where it was announced".to_string()),
        (None, _) if watched.quiet => wrong(Wrong::Unannounced).into(),
        (None, _) => given_up(),
    };
    let undisturbed = if watched.disturbed { wrong(Wrong::Disturbed).into() } else { Verdict::Holds };
    let claim = price::of(entry.detector);
    let sent = counted(watched.control, "message");
    let paid = match (watched.announced, price::wrong(&claim, watched, topology)) {
        (None, _) => Verdict::Unknown("nothing was announced".to_string()),
        (Some(_), None) => Verdict::Holds,
        (Some(_), Some(formula)) => {
            Violation::new(format!("it sent {sent}, and {} comes to {formula}", claim.formula)).into()
        }
    };
    let plain = |Claim { name, sentence }: Claim, verdict| (Check { name, verdict }, sentence.to_string());
    vec![
        plain(SAFETY, safety),
        plain(LIVENESS, liveness),
        plain(UNDISTURBED, undisturbed),
        (Check { name: PRICE, verdict: paid }, format!("it sent {sent} {claim}: {}", entry.price)),
    ]
}
