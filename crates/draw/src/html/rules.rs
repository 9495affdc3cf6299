//! Which rule a process followed in a step: of Chandy and Lamport's algorithm, whose paper has two. It is seen by what happened in the
//! step; what the other algorithms' processes go by, their steps alone do not tell.

use trace::Saved;
use trace::model::{Event, What};

/// The algorithm whose rules these are.
const CHANDY_LAMPORT: &str = "chandy-lamport";

/// The rule, and why it is this one.
pub(super) fn fired(run: &Saved, step: &[Event]) -> Option<String> {
    if run.header.config.algorithm != CHANDY_LAMPORT {
        return None;
    }
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
