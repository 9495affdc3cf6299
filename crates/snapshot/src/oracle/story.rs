//! What became of one message, told from the trace: the explanation of a violation.

use sim_core::{ChannelId, Happening, MessageId, ProcessId, VirtualTime};

use super::{Case, Violation};
use crate::computation::Computation;

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
    let (mut sent, mut received, mut on) = (None, None, None);
    for (place, event) in case.evidence.events.iter().enumerate() {
        let end = || Some(End { place, process: event.process, time: event.time });
        match &event.what {
            Happening::Send { channel, message: id, .. } if *id == message => {
                (sent, on) = (end(), Some(*channel));
            }
            Happening::Receive { channel, message: id, .. } if *id == message => {
                (received, on) = (end(), Some(*channel));
            }
            _ => {}
        }
    }
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
    if let (Some(end), Some(channel)) = (&received, on) {
        story.extend(overtaken(case, channel, end.place));
    }
    let events = [sent, received].into_iter().flatten().map(|end| end.place).collect();
    Violation { reason, story, events }
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

/// Whether the channel's record had been closed when the message came.
fn overtaken<P: Computation>(case: &Case<'_, P>, channel: ChannelId, received: usize) -> Option<String> {
    let closed = *case.recorded.channels[channel.index()].closed.first()?;
    let name = case.evidence.system.topology.channel_name(channel);
    (closed < received).then(|| format!("its channel {name} was closed by a marker that came before it"))
}
