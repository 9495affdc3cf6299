//! What became of one message, told from the trace: the explanation of a violation.

use sim_core::{ChannelId, Happening, MessageId, ProcessId, VirtualTime};

use super::{Case, Violation};
use crate::algorithm::Wire;
use crate::computation::Computation;
use crate::window::LogEvent;

/// One end of a message's way: where in the trace, who and when.
struct End {
    place: usize,
    process: ProcessId,
    time: VirtualTime,
}

/// A violation about one message: the reason, and its story.
pub(super) fn of_message<P: Computation>(
    case: &Case<'_, P>,
    message: MessageId,
    reason: String,
) -> Violation {
    let topology = &case.evidence.system.topology;
    let Way { sent, received, on } = way(case, message);
    let mut story = Vec::new();
    match (&sent, on) {
        (Some(end), _) => story.push(format!("sent by {}", relative_to_recording(case, end))),
        (None, Some(channel)) => {
            let source = topology.name(topology.channel(channel).source);
            story.push(format!("sent by {source} before anything was recorded"));
        }
        (None, None) => {}
    }
    match &received {
        Some(end) => story.push(format!("received by {}", relative_to_recording(case, end))),
        None => story.push("not received while the snapshot was taken".to_string()),
    }
    if let Some(channel) = on {
        let place = |end: &Option<End>| end.as_ref().map(|end| end.place);
        story.extend(closed_before(case, channel, place(&sent), place(&received)));
    }
    Violation { reason, story, events: ends_of(case, message) }
}

/// The events that sent and received a message, as far as there are such.
pub(super) fn ends_of<P: Computation>(case: &Case<'_, P>, message: MessageId) -> Vec<usize> {
    let Way { sent, received, .. } = way(case, message);
    [sent, received].into_iter().flatten().map(|end| end.place).collect()
}

/// A message's way through a channel, as far as the events tell it.
#[derive(Default)]
struct Way {
    sent: Option<End>,
    received: Option<End>,
    on: Option<ChannelId>,
}

fn way<P: Computation>(case: &Case<'_, P>, message: MessageId) -> Way {
    let mut way = Way::default();
    for (place, event) in case.evidence.events.iter().enumerate() {
        let end = || Some(End { place, process: event.process, time: event.time });
        match &event.what {
            Happening::Send { channel, message: id, .. } if *id == message => {
                (way.sent, way.on) = (end(), Some(*channel));
            }
            Happening::Receive { channel, message: id, .. } if *id == message => {
                (way.received, way.on) = (end(), Some(*channel));
            }
            _ => {}
        }
    }
    way.on = way.on.or_else(|| channel_in_base(case, message));
    way
}

/// The channel in which a message was in flight before the events.
fn channel_in_base<P: Computation>(case: &Case<'_, P>, message: MessageId) -> Option<ChannelId> {
    let channels = case.evidence.system.topology.channel_ids().zip(&case.evidence.base.channels);
    let mut holding = channels.filter(|(_, queue)| queue.iter().any(|envelope| envelope.id == message));
    holding.next().map(|(channel, _)| channel)
}

/// `P at t=2128, before P recorded (t=2128)`.
fn relative_to_recording<P: Computation>(case: &Case<'_, P>, end: &End) -> String {
    let name = case.evidence.system.topology.name(end.process);
    let side = if case.cut.is_prerecording(end.place) { "before" } else { "after" };
    let recorded = match &case.recorded.processes[end.process.index()].first {
        Some(recording) => format!(", {side} {name} recorded (t={})", recording.time),
        None => String::new(),
    };
    format!("{name} at t={}{recorded}", end.time)
}

/// What closed the channel's record, if that was before the message came, or if the message never came at all.
fn closed_before<P: Computation>(
    case: &Case<'_, P>,
    channel: ChannelId,
    sent: Option<usize>,
    received: Option<usize>,
) -> Option<String> {
    let closed = *case.recorded.channels[channel.index()].closed.first()?;
    if received.is_some_and(|received| received < closed) {
        return None;
    }
    let name = case.evidence.system.topology.channel_name(channel);
    let time = case.evidence.events[closed].time;
    // A message from before the events was sent before any marker was.
    let how = match closing_marker(case, channel, closed) {
        None => "though no marker had come from it",
        Some(marker) if sent.is_none_or(|sent| sent < marker) => "by a marker that overtook it",
        Some(_) => "by a marker that was sent before it",
    };
    Some(format!("the record of {name} was closed at t={time} {how}"))
}

/// Where the marker was sent whose receipt closed the channel's record; none, if the step was no such receipt.
fn closing_marker<P: Computation>(case: &Case<'_, P>, channel: ChannelId, closed: usize) -> Option<usize> {
    let events = case.evidence.events;
    let beginning = events[..=closed].iter().rfind(|event| event.begins_step())?;
    let Happening::Receive { channel: from, message, body, .. } = &beginning.what else { return None };
    if *from != channel || *body != Wire::Marker(case.evidence.snapshot) {
        return None;
    }
    let is_sending =
        |event: &LogEvent<P>| matches!(&event.what, Happening::Send { message: id, .. } if id == message);
    events.iter().position(is_sending)
}

/// What a message is called: what it says, and its number.
pub(super) fn name_of<P: Computation>(case: &Case<'_, P>, message: MessageId) -> String {
    let base = case.evidence.base.channels.iter().flatten();
    let waiting = base.filter(|envelope| envelope.id == message).map(|envelope| envelope.body.to_string());
    let sent = case.evidence.events.iter().filter_map(|event| match &event.what {
        Happening::Send { message: id, body: Wire::Underlying(body), .. } if *id == message => {
            Some(body.to_string())
        }
        _ => None,
    });
    let body = waiting.chain(sent).next().unwrap_or_else(|| "message".to_string());
    format!("{body} #{}", message.0)
}
