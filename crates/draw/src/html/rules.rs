//! Which rule of its algorithm a process followed in a step. It is seen by what happened in the step, and no more is said than that shows.
//! Chandy and Lamport's two are said here, with the process and the channel; those of the others are in tables, a family a file. Of an algorithm of
//! one's own no rule is known.

mod barriers;
mod colours;
mod rounds;
mod rule;
mod waiting;

use rule::Rules;
use trace::Saved;
use trace::model::{Event, What};

/// The algorithm whose rules are said with names.
const CHANDY_LAMPORT: &str = "chandy-lamport";

/// The rule that was followed in the step, if one is known.
pub(super) fn fired(run: &Saved, step: &[Event]) -> Option<String> {
    match run.header.config.algorithm.as_str() {
        CHANDY_LAMPORT => of_the_paper(step),
        other => in_tables(step, tables().find(|rules| rules.algorithm == other)?),
    }
}

/// The rules of all other algorithms.
fn tables() -> impl Iterator<Item = &'static Rules> {
    [colours::ALL, barriers::ALL, rounds::ALL, waiting::ALL].into_iter().flatten()
}

/// All rules of the table that were followed in the step, after whose they are.
fn in_tables(step: &[Event], rules: &Rules) -> Option<String> {
    let followed: Vec<_> = rules.rules.iter().filter(|rule| rule.fits(step)).map(|rule| rule.says).collect();
    (!followed.is_empty()).then(|| format!("{}: {}", rules.source, followed.join(" ")))
}

/// Which of Chandy and Lamport's rules it was, and why it is this one.
fn of_the_paper(step: &[Event]) -> Option<String> {
    let process = step[0].proc.as_str();
    let by_marker = matches!(step[0].what, What::Recv { snapshot: Some(_), .. });
    let records = step.iter().any(|event| matches!(event.what, What::Record { .. }));
    let closed = step.iter().find_map(|event| match &event.what {
        What::Close { channel, .. } => Some(channel.as_str()),
        _ => None,
    });
    let inside = step.iter().find_map(|event| match &event.what {
        What::RecordMessage { channel, .. } => Some(channel.as_str()),
        _ => None,
    });
    match (by_marker, records, closed, inside) {
        (false, true, ..) => Some(format!(
            "Marker-Sending Rule: {process} records its state, and sends a marker on each of its outgoing channels before any further \
             message."
        )),
        (true, true, Some(closed), _) => Some(format!(
            "Marker-Receiving Rule: {process} had not recorded, so it records now, sending markers by the Marker-Sending Rule, and the \
             state of {closed} is the empty sequence."
        )),
        (true, false, Some(closed), _) => Some(format!(
            "Marker-Receiving Rule: {process} had recorded already, so the state of {closed} is what it received there since then, and \
             before this marker."
        )),
        (false, false, None, Some(inside)) => Some(format!(
            "Marker-Receiving Rule: {process} has recorded, and what it receives on {inside} until a marker comes there is the state of \
             {inside}."
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_algorithm_has_rules_and_each_set_is_of_another_source() {
        let named: BTreeSet<_> = tables().map(|rules| rules.algorithm).chain([CHANDY_LAMPORT]).collect();
        let there: BTreeSet<_> = snapshot::algorithms::ALL.iter().map(|entry| entry.name).collect();
        assert_eq!(named, there);
        let sources: BTreeSet<_> = tables().map(|rules| rules.source).collect();
        assert_eq!(sources.len(), tables().count());
    }

    #[test]
    fn what_follows_only_from_the_order_of_messages_is_said_with_that_order() {
        let says = |algorithm: &str| {
            let of = tables().find(|rules| rules.algorithm == algorithm).expect("a table");
            of.rules.iter().map(|rule| rule.says)
        };
        for (algorithm, premise, follows) in [
            ("alagar-venkatesan", "Under causal order", "on its way"),
            ("venkatesan", "on FIFO channels", "flushed"),
            ("venkatesan", "on FIFO channels", "all that was sent before it"),
        ] {
            let said: Vec<_> = says(algorithm).filter(|says| says.contains(follows)).collect();
            assert!(!said.is_empty(), "{algorithm}: {follows}");
            assert!(said.iter().all(|says| says.contains(premise)), "{said:?}");
        }
    }
}
