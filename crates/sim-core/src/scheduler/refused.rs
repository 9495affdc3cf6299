//! The messages that are due and were refused: each is offered again after every step of its process, in the order in which they were due.

use std::collections::BTreeMap;

use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::system::System;

/// A message that was due and was not taken then.
#[derive(Clone, Debug)]
pub(super) struct Waiting<M> {
    pub(super) channel: ChannelId,
    pub(super) message: Envelope<M, MessageId>,
    pub(super) due: VirtualTime,
}

/// How much was refused in a run, up to some time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Refusals {
    /// How many messages were due and had to wait: their process refused them, or one before them in their channel.
    pub messages: u64,
    /// For how long, all added up.
    pub ticks: VirtualTime,
}

impl Refusals {
    /// What was refused since then.
    #[must_use]
    pub const fn since(self, then: Self) -> Self {
        Self {
            messages: self.messages.saturating_sub(then.messages),
            ticks: self.ticks.saturating_sub(then.ticks),
        }
    }
}

/// How many messages wait, and have waited.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// How much was refused, up to the time at which last something began or ceased to wait.
    refusals: Refusals,
    last: VirtualTime,
    /// How many messages wait since then.
    waiting: u64,
}

impl Count {
    fn up_to(&self, now: VirtualTime) -> Refusals {
        let ticks = self.waiting.saturating_mul(now.saturating_sub(self.last));
        Refusals { ticks: self.refusals.ticks.saturating_add(ticks), ..self.refusals }
    }

    fn change(&mut self, now: VirtualTime, waiting: u64) {
        *self = Self { refusals: self.up_to(now), last: now, waiting };
    }
}

/// Whether one message of a channel has to be delivered before another.
fn goes_first<P: Protocol>(
    system: &System<P>,
    channel: ChannelId,
    one: &Envelope<P::Message, MessageId>,
    other: &Envelope<P::Message, MessageId>,
) -> bool {
    let order = system.topology.channel(channel).order;
    one.id < other.id && order.goes_first(P::is_urgent(&one.body), P::is_urgent(&other.body))
}

/// What waits, by process.
#[derive(Clone, Debug)]
pub(super) struct Refused<M> {
    waiting: BTreeMap<ProcessId, Vec<Waiting<M>>>,
    count: Count,
    /// The process of the last step: no other can have changed its mind.
    stepped: Option<ProcessId>,
}

impl<M> Default for Refused<M> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), count: Count::default(), stepped: None }
    }
}

impl<M> Refused<M> {
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
        self.count = Count::default();
        self.stepped = None;
    }

    /// How much was refused up to now.
    pub(super) fn up_to(&self, now: VirtualTime) -> Refusals {
        self.count.up_to(now)
    }

    /// What waits, with its channel.
    pub(super) fn messages(&self) -> impl Iterator<Item = (ChannelId, MessageId, &M)> {
        self.waiting.values().flatten().map(|one| (one.channel, one.message.id, &one.message.body))
    }

    /// A process makes a step.
    #[inline]
    pub(super) fn stepped(&mut self, process: ProcessId) {
        self.stepped = Some(process);
    }

    /// Whether a message that is due has to wait: it is refused, or one before it in its channel is.
    pub(super) fn has_to_wait<P: Protocol<Message = M>>(
        &self,
        system: &System<P>,
        states: &[P::State],
        channel: ChannelId,
        message: &Envelope<M, MessageId>,
    ) -> bool {
        let target = system.topology.channel(channel).target;
        let mut waiting = self.waiting.get(&target).into_iter().flatten();
        waiting.any(|one| one.channel == channel && goes_first(system, channel, &one.message, message))
            || !system.accepts(target, &states[target.index()], channel, &message.body)
    }

    /// A message waits from now on.
    pub(super) fn keep<P>(
        &mut self,
        system: &System<P>,
        channel: ChannelId,
        message: Envelope<M, MessageId>,
        now: VirtualTime,
    ) {
        self.count.change(now, self.count.waiting + 1);
        self.count.refusals.messages += 1;
        let target = system.topology.channel(channel).target;
        self.waiting.entry(target).or_default().push(Waiting { channel, message, due: now });
    }

    /// The first that is accepted now, of those that their channel's discipline lets be delivered.
    pub(super) fn next<P: Protocol<Message = M>>(
        &mut self,
        system: &System<P>,
        states: &[P::State],
        now: VirtualTime,
    ) -> Option<Waiting<M>> {
        let process = self.stepped?;
        let waiting = self.waiting.get_mut(&process);
        let found = waiting.as_ref().and_then(|waiting| {
            // The first of each channel that others have to wait for: what goes before it, goes before those too.
            let mut first: Vec<&Waiting<M>> = Vec::new();
            waiting.iter().position(|offered @ Waiting { channel, message, .. }| {
                let mut before = first.iter().filter(|one| one.channel == *channel);
                if before.any(|earlier| goes_first(system, *channel, &earlier.message, message)) {
                    return false;
                }
                if system.topology.channel(*channel).order.keeps_order() {
                    first.push(offered);
                }
                system.accepts(process, &states[process.index()], *channel, &message.body)
            })
        });
        // Nothing more is accepted before its next step.
        let Some((waiting, place)) = waiting.zip(found) else {
            self.stepped = None;
            return None;
        };
        self.count.change(now, self.count.waiting - 1);
        Some(waiting.remove(place))
    }
}

#[cfg(test)]
mod tests;
