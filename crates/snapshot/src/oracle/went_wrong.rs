//! What went wrong in a run, as the story of a claim that does not hold: what happened and when, and not that it is the reason.

use sim_core::ChannelId;

use super::case::Case;
use super::verdict::Violation;
use crate::computation::Computation;
use crate::faults::Incident;
use crate::log::LogEvent;
use crate::wire::Carries as _;

/// So many incidents are told of a claim.
const MOST: usize = 8;

/// The violation, with the incidents that concern it.
pub(super) fn with<P: Computation>(
    case: &Case<'_, P>,
    mut violation: Violation,
    concerns: impl Fn(usize, &Incident<P::Message>) -> bool,
) -> Violation {
    let mut its = case.incidents().filter(|(place, _, incident)| concerns(*place, incident));
    let told: Vec<_> = its.by_ref().take(MOST).collect();
    violation.story.extend(told.iter().map(|(_, event, incident)| in_words(case, event, incident)));
    violation.story.extend(its.next().map(|_| "and more went wrong of that kind".to_string()));
    violation.condemning(told.iter().map(|(place, ..)| *place))
}

/// The same, with those that befell what the snapshot has to do with on a channel: its own messages there, and what was sent before the cut.
pub(super) fn with_channel<P: Computation>(
    case: &Case<'_, P>,
    violation: Violation,
    channel: ChannelId,
) -> Violation {
    with(case, violation, |place, incident| match incident.message() {
        Some((on, _)) if on != channel => false,
        Some((_, wire)) if wire.message().is_some() => case.cut.is_prerecording(place),
        Some(_) => is_of_snapshot(case, incident),
        None => false,
    })
}

/// Whether it befell a message of the snapshot.
pub(super) fn is_of_snapshot<P: Computation>(case: &Case<'_, P>, incident: &Incident<P::Message>) -> bool {
    incident.snapshot() == Some(case.evidence.snapshot)
}

/// An incident as a sentence: `the marker from P to Q was lost at t=106`.
pub(super) fn in_words<P: Computation>(
    case: &Case<'_, P>,
    event: &LogEvent<P>,
    incident: &Incident<P::Message>,
) -> String {
    let (topology, program) = (&case.evidence.system.topology, &case.evidence.system.protocol);
    let (name, time) = (topology.name(event.process), event.time);
    let Some((channel, wire)) = incident.message() else { return format!("{name} crashed at t={time}") };
    let target = topology.name(topology.channel(channel).target);
    let what = match (wire.message(), wire.kind()) {
        (Some(message), _) => program.print_message(message),
        (None, kind) => format!("the {}", kind.unwrap_or_default()),
    };
    let befell = if matches!(incident, Incident::Lost { .. }) { "was lost" } else { "came twice" };
    format!("{what} from {name} to {target} {befell} at t={time}")
}
