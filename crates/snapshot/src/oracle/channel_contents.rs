//! *Channel contents*: the recorded state of a channel is the messages sent before its source recorded and not
//! received before its target recorded: these very messages, in this order (where the channel keeps one), and none of
//! them recorded after the record was closed.
//!
//! The paper, section 2: the state of a channel is the sequence of messages sent along it, less those received.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sim_core::{ChannelId, Happening, MessageId, Order};

use super::case::Case;
use super::contract::{Finding, Oracle};
use super::seen::Taken;
use super::story;
use super::verdict::{Claim, Verdict, Violation};
use super::went_wrong;
use crate::computation::Computation;
use crate::recorded::ChannelRecord;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// What it claims.
pub const CLAIM: Claim =
    Claim { name: "channels", sentence: "each channel holds just what was in flight across the cut" };

/// The oracle of this claim.
#[derive(Clone, Debug, Default)]
pub struct ChannelContents {
    /// A buffer: for each channel what was in flight across the cut.
    in_flight: Vec<VecDeque<MessageId>>,
}

impl<P: Computation> Oracle<P> for ChannelContents {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let channels = taken.system.topology.channels().iter();
        let mut channels = channels.zip(taken.crossings).zip(&taken.recorded.channels);
        channels
            .all(|((channel, crossing), record)| {
                let expected = crossing.in_flight.iter().map(|message| message.id);
                are_recorded(channel.order, record, expected) && late(record).is_none()
            })
            .into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let in_flight = &mut self.in_flight;
        across_the_cut(case, in_flight)?;
        let channels = case.evidence.system.topology.channel_ids().zip(in_flight.iter());
        let comparisons = channels.map(|(channel, expected)| Comparison::of(case, channel, expected));
        let mut wrong =
            comparisons.filter(|comparison| !comparison.is_same() || late(comparison.record).is_some());
        let Some(first) = wrong.next() else { return Ok(Verdict::Holds) };
        let channel = first.channel;
        // The first is told; what the others condemn is wrong all the same.
        let told = if first.is_same() { first.lateness() } else { first.difference()? };
        let events = first.condemned().into_iter().chain(wrong.flat_map(|other| other.condemned()));
        Ok(went_wrong::with_channel(case, told.condemning(events), channel).into())
    }
}

/// For each channel, what was sent by prerecording events and not received by any.
fn across_the_cut<P: Computation>(
    case: &Case<'_, P>,
    in_flight: &mut Vec<VecDeque<MessageId>>,
) -> Result<(), Unwanted> {
    in_flight.resize_with(case.before.channels.len(), VecDeque::new);
    for (expected, queue) in in_flight.iter_mut().zip(&case.before.channels) {
        expected.clear();
        expected.extend(queue.iter().map(|envelope| envelope.id));
    }
    for event in case.computation() {
        let (place, event) = event?;
        match &event.what {
            Happening::Send { channel, message, body }
                if body.message().is_some() && case.cut.is_prerecording(place) =>
            {
                in_flight[channel.index()].push_back(*message);
            }
            Happening::Receive { channel, message, body, .. }
                if body.message().is_some() && case.cut.is_prerecording(place) =>
            {
                let waiting = &mut in_flight[channel.index()];
                let place = waiting.iter().position(|waiting| waiting == message);
                place.map(|place| waiting.remove(place));
            }
            _ => {}
        }
    }
    Ok(())
}

/// What was recorded of a channel, and what should have been.
struct Comparison<'a, P: Computation> {
    case: &'a Case<'a, P>,
    channel: ChannelId,
    record: &'a ChannelRecord<P::Message>,
    expected: &'a VecDeque<MessageId>,
}

impl<'a, P: Computation> Comparison<'a, P> {
    fn of(case: &'a Case<'a, P>, channel: ChannelId, expected: &'a VecDeque<MessageId>) -> Self {
        Self { case, channel, record: &case.recorded.channels[channel.index()], expected }
    }

    fn is_same(&self) -> bool {
        let order = self.case.evidence.system.topology.channel(self.channel).order;
        are_recorded(order, self.record, self.expected.iter().copied())
    }

    /// The events that are wrong.
    fn condemned(&self) -> Vec<usize> {
        match self.is_same() {
            true => late(self.record).into_iter().collect(),
            false => self.wrong_messages().into_iter().flat_map(|id| story::ends_of(self.case, id)).collect(),
        }
    }

    /// The messages that should have been recorded and were not, or the other way round, or more than once.
    fn wrong_messages(&self) -> Vec<MessageId> {
        let (expected, recorded) = (self.expected_ids(), self.recorded_ids());
        let lost = self.expected.iter().filter(|id| !recorded.contains_key(id));
        let ids = self.record.messages.iter().filter_map(|(id, _)| id.as_ref());
        lost.chain(ids.filter(|id| !expected.contains(id) || recorded[id] > 1)).copied().collect()
    }

    fn expected_ids(&self) -> BTreeSet<MessageId> {
        self.expected.iter().copied().collect()
    }

    /// The messages that were recorded, and how often.
    fn recorded_ids(&self) -> BTreeMap<MessageId, usize> {
        let mut times = BTreeMap::new();
        self.record
            .messages
            .iter()
            .filter_map(|(id, _)| *id)
            .for_each(|id| *times.entry(id).or_default() += 1);
        times
    }

    fn name(&self) -> String {
        self.case.evidence.system.topology.channel_name(self.channel)
    }

    /// The first difference, told.
    fn difference(&self) -> Result<Violation, Unwanted> {
        let (case, name, is_recorded) = (self.case, self.name(), self.recorded_ids());
        if let Some(lost) = self.expected.iter().find(|id| !is_recorded.contains_key(id)) {
            let lost_name = story::name_of(case, *lost);
            let reason = format!("{lost_name} was in {name} at the cut, but was not recorded there");
            return Ok(story::of_message(case, *lost, reason));
        }
        let program = &case.evidence.system.protocol;
        let (expected, mut earlier) = (self.expected_ids(), BTreeSet::new());
        for (id, body) in &self.record.messages {
            let Some(id) = id else {
                let reason =
                    format!("{} was recorded in {name}, but never came from it", program.print_message(body));
                return Ok(Violation::new(reason).condemning(case.records_in(self.channel)?));
            };
            let wrong = match (expected.contains(id), earlier.insert(*id)) {
                (false, _) => ", but was not there at the cut",
                (true, false) => " more than once",
                (true, true) => continue,
            };
            let reason = format!("{} #{} was recorded in {name}{wrong}", program.print_message(body), id.0);
            return Ok(story::of_message(case, *id, reason));
        }
        let reason = format!("the messages in {name} were recorded in another order than they were sent");
        Ok(Violation::new(reason).condemning(case.records_in(self.channel)?))
    }

    /// The right messages, but one of them too late.
    fn lateness(&self) -> Violation {
        Violation::new(format!("a message was recorded in {} after its record was closed", self.name()))
    }
}

/// Whether just the expected messages were recorded, in their order if the channel keeps one.
fn are_recorded<M>(
    order: Order,
    record: &ChannelRecord<M>,
    expected: impl Iterator<Item = MessageId>,
) -> bool {
    let recorded = record.messages.iter().map(|(id, _)| *id);
    let expected = expected.map(Some);
    match order.keeps_order() {
        true => recorded.eq(expected),
        false => sorted(recorded) == sorted(expected),
    }
}

/// The event that recorded a message when the channel was closed already.
fn late<M>(record: &ChannelRecord<M>) -> Option<usize> {
    let closed = record.closed?;
    record.last.filter(|last| *last > closed)
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<_> = items.collect();
    items.sort_unstable();
    items
}
