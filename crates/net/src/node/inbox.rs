//! What came and was refused: it waits, and what came behind it on the same connection waits with it.

use std::collections::{BTreeMap, VecDeque};

use sim_core::{ChannelId, Protocol};

use crate::machine::Machine;

/// More messages of a channel than this do not wait: whoever refuses them all will not take the next one either.
pub(super) const MOST: usize = 100_000;

/// The messages that wait, by channel.
pub(super) struct Inbox<M> {
    channels: BTreeMap<ChannelId, VecDeque<M>>,
}

impl<M> Default for Inbox<M> {
    fn default() -> Self {
        Self { channels: BTreeMap::new() }
    }
}

impl<M> Inbox<M> {
    /// How many messages of a channel wait.
    pub(super) fn waiting(&self, channel: ChannelId) -> usize {
        self.channels.get(&channel).map_or(0, VecDeque::len)
    }

    /// The message, if it can be received now; else it waits.
    pub(super) fn pass<P: Protocol<Message = M>>(
        &mut self,
        machine: &Machine<'_, P>,
        channel: ChannelId,
        message: M,
    ) -> Option<M> {
        if self.waiting(channel) == 0 && machine.accepts(channel, &message) {
            return Some(message);
        }
        self.channels.entry(channel).or_default().push_back(message);
        None
    }

    /// The first that can be received after a step.
    pub(super) fn next<P: Protocol<Message = M>>(
        &mut self,
        machine: &Machine<'_, P>,
    ) -> Option<(ChannelId, M)> {
        let accepted = |(channel, waiting): (&ChannelId, &VecDeque<M>)| {
            waiting.front().is_some_and(|message| machine.accepts(*channel, message)).then_some(*channel)
        };
        let channel = self.channels.iter().find_map(accepted)?;
        let waiting = self.channels.get_mut(&channel)?;
        waiting.pop_front().map(|message| (channel, message))
    }
}
