//! How many messages of the computation a process has sent and received on each of its channels since the run began.
//!
//! Two dense rows, a number a channel: an algorithm that counts does so with every message. Before the first one nothing is kept.

use sim_core::{ChannelId, Context};

/// The counts of one process.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Counts {
    /// By the channel's place among the outgoing ones; empty, if nothing was sent.
    sent: Vec<u64>,
    /// By the channel's place among the incoming ones; empty, if nothing was received.
    received: Vec<u64>,
}

impl Counts {
    /// A message is sent: how many that makes on its channel.
    pub fn send(&mut self, cx: Context<'_>, channel: ChannelId) -> u64 {
        count(&mut self.sent, cx.outgoing().len(), place_out(cx, channel))
    }

    /// A message is received: how many that makes on its channel.
    pub fn receive(&mut self, cx: Context<'_>, channel: ChannelId) -> u64 {
        count(&mut self.received, cx.incoming().len(), place_in(cx, channel))
    }

    /// How many were sent on an outgoing channel.
    #[must_use]
    pub fn sent(&self, cx: Context<'_>, channel: ChannelId) -> u64 {
        self.sent.get(place_out(cx, channel)).copied().unwrap_or(0)
    }

    /// How many were received on an incoming channel.
    #[must_use]
    pub fn received(&self, cx: Context<'_>, channel: ChannelId) -> u64 {
        self.received.get(place_in(cx, channel)).copied().unwrap_or(0)
    }
}

fn count(row: &mut Vec<u64>, channels: usize, place: usize) -> u64 {
    if row.is_empty() {
        row.resize(channels, 0);
    }
    row[place] += 1;
    row[place]
}

/// The channel's place among the outgoing ones, which are a range.
fn place_out(cx: Context<'_>, channel: ChannelId) -> usize {
    let first = cx.outgoing().next().expect("it is one of them");
    (channel.0 - first.0) as usize
}

/// The channel's place among the incoming ones, which are in ascending order.
fn place_in(cx: Context<'_>, channel: ChannelId) -> usize {
    cx.incoming().binary_search(&channel).expect("it is one of them")
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
