//! What came and was refused: it waits in an inbox of its channel, and with it what the channel's discipline puts behind it. A connection
//! keeps all in order; so it is here that what may overtake does.

use std::collections::BTreeMap;

use sim_core::{ChannelId, Deliverable, Envelope, MessageId, Protocol, Queue, deliverable, take};

use crate::machine::Machine;

/// More messages of a channel than this do not wait: whoever refuses them all will not take the next one either.
pub(super) const MOST: usize = 100_000;

/// A message, by its place among those of its channel.
type Numbered<M> = Envelope<M, MessageId>;

/// The messages that wait, by channel, in the order in which they came.
pub(super) struct Inbox<M> {
    channels: BTreeMap<ChannelId, Queue<Numbered<M>>>,
}

impl<M> Default for Inbox<M> {
    fn default() -> Self {
        Self { channels: BTreeMap::new() }
    }
}

impl<M> Inbox<M> {
    /// How many messages of a channel wait.
    pub(super) fn waiting(&self, channel: ChannelId) -> usize {
        self.channels.get(&channel).map_or(0, Queue::len)
    }

    /// The message, if it can be received now; else it waits.
    pub(super) fn pass<P: Protocol<Message = M>>(
        &mut self,
        machine: &Machine<'_, P>,
        channel: ChannelId,
        message: Numbered<M>,
    ) -> Option<Numbered<M>> {
        let accepted = machine.accepts(channel, &message.body);
        let position = u32::try_from(self.waiting(channel)).expect("no more than wait");
        if position == 0 && accepted {
            return Some(message);
        }
        let waiting = self.channels.entry(channel).or_default();
        waiting.push_back(message);
        if accepted { take_out(machine, channel, waiting, position) } else { None }
    }

    /// The first that can be received after a step.
    pub(super) fn next<P: Protocol<Message = M>>(
        &mut self,
        machine: &Machine<'_, P>,
    ) -> Option<(ChannelId, Numbered<M>)> {
        self.channels.iter_mut().find_map(|(channel, waiting)| {
            let allowed = allowed(machine, *channel, waiting);
            let mut offered = (0..).zip(waiting.iter()).take(allowed.end());
            let accepted = offered.find(|(position, message)| {
                allowed.contains(*position) && machine.accepts(*channel, &message.body)
            });
            let (position, _) = accepted?;
            Some((*channel, take_out(machine, *channel, waiting, position)?))
        })
    }
}

/// Which of the messages the discipline of their channel lets be received.
fn allowed<P: Protocol>(
    machine: &Machine<'_, P>,
    channel: ChannelId,
    waiting: &Queue<Numbered<P::Message>>,
) -> Deliverable {
    let order = machine.system.topology.channel(channel).order;
    deliverable(waiting, order, |message| P::is_urgent(&message.body))
}

/// Takes out the message at a place, if the discipline lets it be received.
fn take_out<P: Protocol>(
    machine: &Machine<'_, P>,
    channel: ChannelId,
    waiting: &mut Queue<Numbered<P::Message>>,
    position: u32,
) -> Option<Numbered<P::Message>> {
    let order = machine.system.topology.channel(channel).order;
    take(waiting, order, position, |message| P::is_urgent(&message.body))
}
