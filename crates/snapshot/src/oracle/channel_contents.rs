//! *Channel contents*: the recorded state of a channel is the messages sent before its source recorded and not
//! received before its target recorded: these very messages, in this order (where the channel keeps one), and none of
//! them recorded after the record was closed.
//!
//! The paper, section 2: the state of a channel is the sequence of messages sent along it, less those received.

use std::collections::VecDeque;

use sim_core::{ChannelId, Happening, MessageId, Order};

use super::{Case, Verdict, Violation, story};
use crate::algorithm::Wire;
use crate::computation::Computation;
use crate::recorded::ChannelRecord;

/// The oracle's name.
pub const NAME: &str = "channels";

pub(super) fn judge<P: Computation>(case: &Case<'_, P>, in_flight: &mut Vec<VecDeque<MessageId>>) -> Verdict {
    across_the_cut(case, in_flight);
    let channels = case.evidence.system.topology.channel_ids().zip(in_flight.iter());
    let wrong = channels.filter_map(|(channel, expected)| wrong(case, channel, expected));
    // The first is told; what the others condemn is wrong all the same.
    let together = wrong.reduce(|first, other| first.condemning(other.events));
    together.map_or(Verdict::Holds, Verdict::from)
}

/// What is wrong with the record of one channel.
fn wrong<P: Computation>(
    case: &Case<'_, P>,
    channel: ChannelId,
    expected: &VecDeque<MessageId>,
) -> Option<Violation> {
    let (topology, record) = (&case.evidence.system.topology, &case.recorded.channels[channel.index()]);
    let recorded = &record.messages;
    let same = match topology.channel(channel).order {
        Order::Fifo => recorded.iter().map(|(id, _)| *id).eq(expected.iter().map(|id| Some(*id))),
        Order::Unordered => {
            recorded.len() == expected.len()
                && expected.iter().all(|id| recorded.iter().any(|(recorded, _)| *recorded == Some(*id)))
        }
    };
    if !same {
        let others = wrong_messages(case, channel, expected).into_iter();
        let events = others.flat_map(|message| story::ends_of(case, message));
        return Some(difference(case, channel, expected).condemning(events));
    }
    recorded_late(record).map(|late| {
        let name = topology.channel_name(channel);
        Violation::new(format!("a message was recorded in {name} after its record was closed"))
            .condemning([late])
    })
}

/// The messages that should have been recorded in a channel and were not, or the other way round, or more than once.
fn wrong_messages<P: Computation>(
    case: &Case<'_, P>,
    channel: ChannelId,
    expected: &VecDeque<MessageId>,
) -> Vec<MessageId> {
    let ids = || case.recorded.channels[channel.index()].messages.iter().filter_map(|(id, _)| *id);
    let lost = expected.iter().copied().filter(|wanted| ids().all(|id| id != *wanted));
    let others = ids().filter(|id| !expected.contains(id) || ids().filter(|other| other == id).count() > 1);
    lost.chain(others).collect()
}

/// The event that recorded a message in a channel that was closed already.
fn recorded_late<M>(record: &ChannelRecord<M>) -> Option<usize> {
    let closed = *record.closed.first()?;
    record.last.filter(|last| *last > closed)
}

/// For each channel, what was sent by prerecording events and not received by any.
fn across_the_cut<P: Computation>(case: &Case<'_, P>, in_flight: &mut Vec<VecDeque<MessageId>>) {
    in_flight.resize_with(case.before.channels.len(), VecDeque::new);
    for (expected, queue) in in_flight.iter_mut().zip(&case.before.channels) {
        expected.clear();
        expected.extend(queue.iter().map(|envelope| envelope.id));
    }
    for (place, event) in case.computation() {
        match &event.what {
            Happening::Send { channel, message, body: Wire::Underlying(_) }
                if case.cut.is_prerecording(place) =>
            {
                in_flight[channel.index()].push_back(*message);
            }
            Happening::Receive { channel, message, body: Wire::Underlying(_), .. }
                if case.cut.is_prerecording(place) =>
            {
                let waiting = &mut in_flight[channel.index()];
                let place = waiting.iter().position(|waiting| waiting == message);
                place.map(|place| waiting.remove(place));
            }
            _ => {}
        }
    }
}

fn difference<P: Computation>(
    case: &Case<'_, P>,
    channel: ChannelId,
    expected: &VecDeque<MessageId>,
) -> Violation {
    let name = case.evidence.system.topology.channel_name(channel);
    let recorded = &case.recorded.channels[channel.index()].messages;
    let is_recorded = |id: &MessageId| recorded.iter().any(|(recorded, _)| *recorded == Some(*id));
    if let Some(lost) = expected.iter().find(|id| !is_recorded(id)) {
        let lost_name = story::name_of(case, *lost);
        let reason = format!("{lost_name} was in {name} at the cut, but was not recorded there");
        return story::of_message(case, *lost, reason);
    }
    for (place, (id, body)) in recorded.iter().enumerate() {
        match id {
            None => {
                return Violation::new(format!("{body} was recorded in {name}, but never came from it"))
                    .condemning(case.records_in(channel));
            }
            Some(id) if !expected.contains(id) => {
                let reason = format!("{body} #{} was recorded in {name}, but was not there at the cut", id.0);
                return story::of_message(case, *id, reason);
            }
            Some(id) if recorded[..place].iter().any(|(earlier, _)| *earlier == Some(*id)) => {
                let reason = format!("{body} #{} was recorded in {name} more than once", id.0);
                return story::of_message(case, *id, reason);
            }
            Some(_) => {}
        }
    }
    Violation::new(format!("the messages in {name} were recorded in another order than they were sent"))
        .condemning(case.records_in(channel))
}
