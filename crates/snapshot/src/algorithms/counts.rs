//! How many messages of the computation a process has sent and received on each of its channels since the run began.
//!
//! A dense row, a number a channel: an algorithm that counts does so with every message. Before the first one nothing is kept.

use sim_core::{ChannelId, Context};

/// The counts of one process.
#[derive(PartialEq, Eq, Hash, Debug, Default)]
pub struct Counts(Row);

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
enum Row {
    /// Nothing was sent or received.
    #[default]
    Nothing,
    /// Of a process with at most one channel each way, as on a ring: it is not looked up which channel it is.
    One { sent: u64, received: u64 },
    /// First those of the outgoing channels, by their places, then those of the incoming ones.
    More(Box<[u64]>),
}

impl Clone for Counts {
    #[inline(always)]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }

    // Without a call where there are but two numbers: it is done at every step that waits for a snapshot.
    #[inline(always)]
    fn clone_from(&mut self, source: &Self) {
        match (&mut self.0, &source.0) {
            (Row::One { sent, received }, Row::One { sent: s, received: r }) => (*sent, *received) = (*s, *r),
            (row, source) => copy(row, source),
        }
    }
}

#[cold]
#[inline(never)]
fn copy(row: &mut Row, source: &Row) {
    match (row, source) {
        (Row::More(row), Row::More(source)) => row.clone_from(source),
        (row, source) => *row = source.clone(),
    }
}

impl Counts {
    /// A message is sent: how many that makes on its channel.
    #[inline(always)]
    pub fn send(&mut self, cx: Context<'_>, channel: ChannelId) -> u64 {
        if let Row::One { sent, .. } = &mut self.0 {
            *sent += 1;
            return *sent;
        }
        self.count(cx, cx.place_outgoing(channel))
    }

    /// A message is received: how many that makes on its channel.
    #[inline(always)]
    pub fn receive(&mut self, cx: Context<'_>, channel: ChannelId) -> u64 {
        if let Row::One { received, .. } = &mut self.0 {
            *received += 1;
            return *received;
        }
        self.count(cx, cx.outgoing().len() + cx.place_incoming(channel))
    }

    /// How many were sent on an outgoing channel.
    #[must_use]
    pub fn sent(&self, cx: Context<'_>, channel: ChannelId) -> u64 {
        match &self.0 {
            Row::Nothing => 0,
            Row::One { sent, .. } => *sent,
            Row::More(row) => row[cx.place_outgoing(channel)],
        }
    }

    /// How many were received on an incoming channel.
    #[must_use]
    pub fn received(&self, cx: Context<'_>, channel: ChannelId) -> u64 {
        match &self.0 {
            Row::Nothing => 0,
            Row::One { received, .. } => *received,
            Row::More(row) => row[cx.outgoing().len() + cx.place_incoming(channel)],
        }
    }

    /// One more at this place of the row, of a process that has more than one channel or counts its first message.
    #[inline(never)]
    fn count(&mut self, cx: Context<'_>, place: usize) -> u64 {
        let (outgoing, incoming) = (cx.outgoing().len(), cx.incoming().len());
        if matches!(self.0, Row::Nothing) {
            self.0 = match outgoing.max(incoming) {
                ..=1 => Row::One { sent: 0, received: 0 },
                _ => Row::More(vec![0; outgoing + incoming].into()),
            };
        }
        let count = match &mut self.0 {
            Row::Nothing => unreachable!("there is a row now"),
            Row::One { sent, received } => {
                if place < outgoing {
                    sent
                } else {
                    received
                }
            }
            Row::More(row) => &mut row[place],
        };
        *count += 1;
        *count
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
