//! What became of one message, told from the trace: the explanation of a violation.

use sim_core::words::with_article;
use sim_core::{ChannelId, Happening, MessageId, ProcessId, VirtualTime};

use super::case::Case;
use super::law::Law;
use super::verdict::Violation;
use crate::computation::Computation;
use crate::wire::{Carries as _, Kind};

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
    Violation { reason, story, events: ends_of(case, message).collect() }
}

/// The events that sent and received a message, as far as there are such.
pub(super) fn ends_of<P: Computation>(
    case: &Case<'_, P>,
    message: MessageId,
) -> impl Iterator<Item = usize> + use<P> {
    case.index.sent(message).into_iter().chain(case.index.received(message))
}

/// A message's way through a channel, as far as the events tell it.
struct Way {
    sent: Option<End>,
    received: Option<End>,
    on: Option<ChannelId>,
}

fn way<P: Computation>(case: &Case<'_, P>, message: MessageId) -> Way {
    let events = case.evidence.events;
    let (sent, received) = (case.index.sent(message), case.index.received(message));
    let end = |place: usize| End { place, process: events[place].process, time: events[place].time };
    let on = sent.or(received).and_then(|place| match &events[place].what {
        Happening::Send { channel, .. } | Happening::Receive { channel, .. } => Some(*channel),
        _ => None,
    });
    Way {
        sent: sent.map(end),
        received: received.map(end),
        on: on.or_else(|| channel_in_base(case, message)),
    }
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
    let closed = case.recorded.channels[channel.index()].closed?;
    if received.is_some_and(|received| received < closed) {
        return None;
    }
    let name = case.evidence.system.topology.channel_name(channel);
    let time = case.evidence.events[closed].time;
    // A message from before the events was sent before any marker was.
    let how = match closing(case, channel, closed) {
        None => unasked(case.evidence.law),
        Some(Closing::Message(other)) => format!("when {} came from it instead", name_of(case, other)),
        Some(Closing::Marker(kind, marker)) if sent.is_none_or(|sent| sent < marker) => {
            format!("by {} that overtook it", with_article(&kind))
        }
        Some(Closing::Marker(kind, _)) => format!("by {} that was sent before it", with_article(&kind)),
    };
    Some(format!("the record of {name} was closed at t={time} {how}"))
}

/// How a record was closed, if nothing that came from the channel did it: is there a message that should have?
fn unasked(law: Option<Law>) -> String {
    let due = Law::on_each(law);
    due.map_or("before it came".to_string(), |due| format!("though no {due} had come from it"))
}

/// The receipt from a channel that closed its record.
enum Closing {
    /// Of a marker, or whatever the algorithm's message is, which was sent there.
    Marker(Kind, usize),
    /// Of a message: as many have come as a marker said.
    Message(MessageId),
}

/// What closed the channel's record; none, if the step was no receipt from it.
fn closing<P: Computation>(case: &Case<'_, P>, channel: ChannelId, closed: usize) -> Option<Closing> {
    let events = case.evidence.events;
    let beginning = &events[case.index.start_of_step(closed)].what;
    let Happening::Receive { channel: from, message, body, .. } = beginning else { return None };
    match body.control().zip(body.kind()) {
        _ if *from != channel => None,
        None => Some(Closing::Message(*message)),
        Some((of, _)) if of != case.evidence.snapshot => None,
        Some((_, kind)) => case.index.sent(*message).map(|sent| Closing::Marker(kind, sent)),
    }
}

/// What a message is called: what it says, and its number.
pub(super) fn name_of<P: Computation>(case: &Case<'_, P>, message: MessageId) -> String {
    let program = &case.evidence.system.protocol;
    let sent = case.index.sent(message).and_then(|place| match &case.evidence.events[place].what {
        Happening::Send { body, .. } => body.message().map(|body| program.print_message(body)),
        _ => None,
    });
    let waiting = || {
        let mut base = case.evidence.base.channels.iter().flatten();
        base.find(|envelope| envelope.id == message).map(|envelope| program.print_message(&envelope.body))
    };
    let body = sent.or_else(waiting).unwrap_or_else(|| "message".to_string());
    format!("{body} #{}", message.0)
}
