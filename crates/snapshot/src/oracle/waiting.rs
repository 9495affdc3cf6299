//! What lies in the channels after the last event, told from the events: who may still be waited for, and who refuses what will never come.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::words::counted;
use sim_core::{Channel, ChannelId, Happening, ProcessId};

use super::case::Case;
use super::went_wrong;
use crate::computation::Computation;
use crate::faults::Incident;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// The messages of the computation that were not received, in the order of their sending: in which channel, and where each was sent; nowhere,
/// if that was before the events.
fn in_flight<P: Computation>(case: &Case<'_, P>) -> impl Iterator<Item = (ChannelId, Option<usize>)> {
    let base = (0..).map(ChannelId).zip(&case.evidence.base.channels);
    let base = base.flat_map(|(channel, queue)| queue.iter().map(move |held| (held.id, (channel, None))));
    let mut in_flight: BTreeMap<_, _> = base.collect();
    for (place, event) in case.evidence.events.iter().enumerate() {
        match &event.what {
            Happening::Send { channel, message, body } if body.message().is_some() => {
                in_flight.insert(*message, (*channel, Some(place)));
            }
            Happening::Receive { message, .. } => {
                in_flight.remove(message);
            }
            _ => {}
        }
    }
    in_flight.into_values()
}

/// Whether a message that was sent before its sender recorded is still in a channel that is not closed.
pub(super) fn from_before_the_cut<P: Computation>(case: &Case<'_, P>) -> bool {
    let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
    let crashed = crashed(case);
    in_flight(case).any(|(channel, sent)| {
        let source = topology.channel(channel).source;
        recorded.channels[channel.index()].closed.is_none()
            && recorded.processes[source.index()].times > 0
            && !crashed.contains(&topology.channel(channel).target)
            && sent.is_none_or(|place| case.cut.is_prerecording(place))
    })
}

/// What was lost that the snapshot may wait for, and who crashed, as a story; and where.
pub(super) fn lost<P: Computation>(case: &Case<'_, P>) -> (Vec<String>, Vec<usize>) {
    let tagged = case.index.is_tagged();
    let (mut story, mut places) = (Vec::new(), Vec::new());
    for (place, event, incident) in case.incidents() {
        let is_awaited = match incident {
            Incident::Crashed => true,
            Incident::Lost { channel, message } if message.message().is_some() => {
                tagged && case.recorded.channels[channel.index()].closed.is_none()
            }
            Incident::Lost { .. } => went_wrong::is_of_snapshot(case, incident),
            Incident::Doubled { .. } => false,
        };
        if is_awaited {
            story.push(went_wrong::in_words(case, event, incident));
            places.push(place);
        }
    }
    (story, places)
}

/// The processes that crashed.
pub(super) fn crashed<P: Computation>(case: &Case<'_, P>) -> BTreeSet<ProcessId> {
    let crashes = case.incidents().filter(|(.., incident)| matches!(incident, Incident::Crashed));
    crashes.map(|(_, event, _)| event.process).collect()
}

/// Who refuses what in these channels, when nothing can happen any more: what lies in a channel could be received, if its process took it. Of one that
/// crashed that is said already.
pub(super) fn refused<P: Computation>(
    case: &Case<'_, P>,
    is_one: impl Fn(ChannelId) -> bool,
) -> impl Iterator<Item = String> {
    let mut refused: BTreeMap<ChannelId, u64> = BTreeMap::new();
    for (channel, _) in in_flight(case).filter(|(channel, _)| is_one(*channel)) {
        *refused.entry(channel).or_default() += 1;
    }
    let (topology, crashed) = (&case.evidence.system.topology, crashed(case));
    let refused =
        refused.into_iter().filter(move |(channel, _)| !crashed.contains(&topology.channel(*channel).target));
    refused.map(|(channel, count)| {
        let Channel { source, target, .. } = topology.channel(channel);
        let (source, target) = (topology.name(source), topology.name(target));
        format!(
            "{target} does not take what comes from {source}: {} in the channel",
            counted(count, "message")
        )
    })
}

/// Those who wait for each other in a circle: no message of the snapshot has come to any of them from the next, nor will, for that one has not
/// recorded either.
pub(super) fn circle<P: Computation>(case: &Case<'_, P>) -> Result<Option<String>, Unwanted> {
    let (topology, recorded) = (&case.evidence.system.topology, &case.recorded.processes);
    let mut came = BTreeSet::new();
    for own in case.own() {
        if let Happening::Receive { channel, .. } = &own?.1.what {
            came.insert(*channel);
        }
    }
    let waits = |process: ProcessId| recorded[process.index()].times == 0;
    let awaited = |process: ProcessId| {
        let silent = topology.incoming(process).iter().filter(|channel| !came.contains(channel));
        silent.map(|channel| topology.channel(*channel).source).find(|source| waits(*source))
    };
    let crashed = crashed(case);
    let refuses = in_flight(case).map(|(channel, _)| topology.channel(channel).target);
    let refuses = refuses.filter(|process| !crashed.contains(process));
    let Some(first) = refuses.filter(|process| waits(*process)).min() else { return Ok(None) };
    let mut way = vec![first];
    while let Some(next) = awaited(way[way.len() - 1]) {
        if let Some(start) = way.iter().position(|process| *process == next) {
            let names = way[start..].iter().chain([&next]).map(|process| topology.name(*process));
            let waiting = names.collect::<Vec<_>>().join(" waits for ");
            return Ok(Some(format!("{waiting}: nothing for the snapshot comes from any of them")));
        }
        way.push(next);
    }
    Ok(None)
}
