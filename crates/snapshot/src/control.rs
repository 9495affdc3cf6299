//! The control messages that were sent for a snapshot: how many of each kind, on each channel.

use sim_core::ChannelId;

use crate::wire::Kind;

/// How many control messages were sent.
#[derive(Clone, Debug, Default)]
pub struct Control {
    /// How many channels there are.
    channels: usize,
    /// By kind, by channel.
    kinds: Vec<(Kind, Vec<u32>)>,
}

impl Control {
    /// None has been sent, and there are so many channels. The buffers are kept.
    pub(crate) fn begin(&mut self, channels: usize) {
        self.channels = channels;
        for (_, sent) in &mut self.kinds {
            sent.clear();
            sent.resize(channels, 0);
        }
    }

    /// One more is sent.
    pub(crate) fn add(&mut self, kind: &Kind, channel: ChannelId) {
        let place = self.kinds.iter().position(|(known, _)| known == kind).unwrap_or_else(|| {
            self.kinds.push((kind.clone(), vec![0; self.channels]));
            self.kinds.len() - 1
        });
        self.kinds[place].1[channel.index()] += 1;
    }

    /// How many of any kind were sent on a channel.
    #[must_use]
    pub fn on(&self, channel: ChannelId) -> u32 {
        self.kinds.iter().map(|(_, sent)| sent[channel.index()]).sum()
    }

    /// How many of a kind were sent on each channel; none, if there is no entry for it.
    #[must_use]
    pub fn of(&self, kind: &str) -> &[u32] {
        self.kinds.iter().find(|(known, _)| known == kind).map_or(&[], |(_, sent)| sent)
    }

    /// The kinds of which one was sent.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        let sent = self.kinds.iter().filter(|(_, sent)| sent.iter().any(|count| *count > 0));
        sent.map(|(kind, _)| &**kind)
    }
}
