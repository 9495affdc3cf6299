//! How many messages of the computation a process has sent and received on each of its channels since the run began.
//!
//! A dense row, a number a channel: an algorithm that counts does so with every message. Before the first one nothing is kept.

use sim_core::{ChannelId, Context};
use smallvec::SmallVec;

/// The counts of one process.
#[derive(PartialEq, Eq, Hash, Debug, Default)]
pub struct Counts {
    /// First those of the outgoing channels, by their places, then those of the incoming ones; empty, if nothing was sent or received.
    // Two have room in here: all that a process on a ring needs.
    row: SmallVec<[u64; 2]>,
}

impl Clone for Counts {
    #[inline(always)]
    fn clone(&self) -> Self {
        Self { row: self.row.clone() }
    }

    #[inline(always)]
    fn clone_from(&mut self, source: &Self) {
        self.row.clone_from(&source.row);
    }
}

impl Counts {
    /// A message is sent: how many that makes on its channel.
    #[inline(always)]
    pub fn send(&mut self, cx: Context<'_>, channel: ChannelId) -> u64 {
        self.count(cx, cx.place_outgoing(channel))
    }

    /// A message is received: how many that makes on its channel.
    #[inline(always)]
    pub fn receive(&mut self, cx: Context<'_>, channel: ChannelId) -> u64 {
        self.count(cx, cx.outgoing().len() + cx.place_incoming(channel))
    }

    /// How many were sent on an outgoing channel.
    #[must_use]
    pub fn sent(&self, cx: Context<'_>, channel: ChannelId) -> u64 {
        self.row.get(cx.place_outgoing(channel)).copied().unwrap_or(0)
    }

    /// How many were received on an incoming channel.
    #[must_use]
    pub fn received(&self, cx: Context<'_>, channel: ChannelId) -> u64 {
        self.row.get(cx.outgoing().len() + cx.place_incoming(channel)).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn count(&mut self, cx: Context<'_>, place: usize) -> u64 {
        if self.row.is_empty() {
            self.begin(cx);
        }
        self.row[place] += 1;
        self.row[place]
    }

    #[cold]
    #[inline(never)]
    fn begin(&mut self, cx: Context<'_>) {
        self.row.resize(cx.outgoing().len() + cx.incoming().len(), 0);
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Order, ProcessId, Shape};

    use super::*;

    #[test]
    fn each_channel_of_a_process_has_its_own_count_each_way() {
        let complete = "complete:4".parse::<Shape>().unwrap().build(Order::Fifo).unwrap();
        let cx = Context { process: ProcessId(2), topology: &complete };
        let mut counts = Counts::default();
        let outgoing: Vec<_> = cx.outgoing().collect();
        for (times, (out, into)) in (1..).zip(outgoing.iter().zip(cx.incoming())) {
            assert_eq!((counts.sent(cx, *out), counts.received(cx, *into)), (0, 0));
            (1..=times).for_each(|nth| assert_eq!(counts.send(cx, *out), nth));
            (1..=2 * times).for_each(|nth| assert_eq!(counts.receive(cx, *into), nth));
        }
        let sent = outgoing.iter().map(|channel| counts.sent(cx, *channel));
        assert_eq!(sent.collect::<Vec<_>>(), [1, 2, 3]);
        let received = cx.incoming().iter().map(|channel| counts.received(cx, *channel));
        assert_eq!(received.collect::<Vec<_>>(), [2, 4, 6]);
    }
}
