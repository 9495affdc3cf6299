//! The messages that are on their way: of each channel a chain, oldest first, all in one pool.
//!
//! With a million channels what a step costs is the memory that it waits for, and what a channel takes is there a million times. So a
//! channel is its numbers and the ends of its chain, and a message is where another was that has arrived.

use sim_core::{ChannelId, Envelope, MessageId};

/// A message on its way: who it is, and how many were sent on its channel before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Passing {
    pub(crate) id: MessageId,
    pub(crate) number: u64,
}

/// The channels, and what they hold.
#[derive(Debug)]
pub(crate) struct Lanes<M> {
    lanes: Vec<Lane>,
    links: Vec<Link<M>>,
    /// The first of the links that hold nothing, chained like the others.
    free: u32,
    in_flight: u64,
}

/// How far a channel is.
#[derive(Clone, Debug)]
struct Lane {
    first: u32,
    last: u32,
    /// How many messages were sent on it.
    sent: u64,
    /// One more than the highest number of those that were received.
    received: u64,
}

/// One message in a chain.
#[derive(Debug)]
struct Link<M> {
    id: Passing,
    body: Option<M>,
    next: u32,
}

/// No link.
const NONE: u32 = u32::MAX;

impl<M> Default for Lanes<M> {
    fn default() -> Self {
        Self { lanes: Vec::new(), links: Vec::new(), free: NONE, in_flight: 0 }
    }
}

impl<M> Lanes<M> {
    /// So many channels that hold nothing, keeping the buffers.
    pub(crate) fn clear(&mut self, channels: usize) {
        self.lanes.clear();
        self.lanes.resize(channels, Lane { first: NONE, last: NONE, sent: 0, received: 0 });
        self.links.clear();
        (self.free, self.in_flight) = (NONE, 0);
    }

    /// How many messages there are in all.
    pub(crate) const fn in_flight(&self) -> u64 {
        self.in_flight
    }

    /// How many messages were sent on a channel, as far as is known: before there is a sign of a snapshot, none.
    pub(crate) fn sent(&self, channel: ChannelId) -> u64 {
        self.lanes.get(channel.index()).map_or(0, |lane| lane.sent)
    }

    /// One more than the highest number of those that were received from it.
    pub(crate) fn received(&self, channel: ChannelId) -> u64 {
        self.lanes[channel.index()].received
    }

    /// What all channels hold, in no order.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = &M> {
        self.links.iter().filter_map(|link| link.body.as_ref())
    }

    /// What a channel holds, oldest first.
    pub(crate) fn of(&self, channel: ChannelId) -> impl Iterator<Item = (Passing, &M)> {
        let mut at = self.lanes[channel.index()].first;
        std::iter::from_fn(move || {
            let link = self.links.get(at as usize)?;
            at = link.next;
            Some((link.id, link.body.as_ref().expect("what is in a chain is on its way")))
        })
    }

    /// A message enters its channel.
    #[inline]
    pub(crate) fn put(&mut self, channel: ChannelId, id: MessageId, body: M) {
        let lane = &mut self.lanes[channel.index()];
        let link = Link { id: Passing { id, number: lane.sent }, body: Some(body), next: NONE };
        lane.sent += 1;
        self.in_flight += 1;
        let at = match self.links.get_mut(self.free as usize) {
            Some(free) => {
                let at = self.free;
                self.free = free.next;
                *free = link;
                at
            }
            None => {
                self.links.push(link);
                u32::try_from(self.links.len() - 1).expect("fewer than 2^32 messages are on their way")
            }
        };
        match self.links.get_mut(lane.last as usize) {
            Some(last) => last.next = at,
            None => lane.first = at,
        }
        lane.last = at;
    }

    /// Takes a message out of its channel, if it is there; and says whether it was the oldest, and what [`received`](Self::received) was
    /// before.
    pub(crate) fn take(&mut self, channel: ChannelId, id: MessageId) -> Option<Arrived<M>> {
        let lane = &mut self.lanes[channel.index()];
        let (mut before, mut at) = (NONE, lane.first);
        // Nearly always the oldest.
        while self.links.get(at as usize)?.id.id != id {
            (before, at) = (at, self.links[at as usize].next);
        }
        let link = &mut self.links[at as usize];
        let (id, body, next) = (link.id, link.body.take()?, link.next);
        link.next = self.free;
        self.free = at;
        match self.links.get_mut(before as usize) {
            Some(before) => before.next = next,
            None => lane.first = next,
        }
        if next == NONE {
            lane.last = before;
        }
        let received = lane.received;
        lane.received = received.max(id.number + 1);
        self.in_flight -= 1;
        Some(Arrived { message: Envelope { id, body }, oldest: before == NONE, received })
    }
}

/// A message that was taken out of its channel.
#[derive(Debug)]
pub(crate) struct Arrived<M> {
    pub(crate) message: Envelope<M, Passing>,
    pub(crate) oldest: bool,
    pub(crate) received: u64,
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use sim_core::Random;

    use super::*;

    #[test]
    fn channels_in_one_pool_hold_what_as_many_queues_hold() {
        for seed in 0..50 {
            let mut random = Random::new(seed);
            let (mut lanes, mut queues) = (Lanes::default(), vec![VecDeque::new(); 3]);
            lanes.clear(queues.len());
            for id in 0..300 {
                let place = usize::try_from(random.below(3)).unwrap();
                let (channel, queue) = (ChannelId(u32::try_from(place).unwrap()), &mut queues[place]);
                if queue.is_empty() || random.below(2) == 0 {
                    lanes.put(channel, MessageId(id), id);
                    queue.push_back(id);
                } else {
                    let chosen = usize::try_from(random.below(queue.len() as u64)).unwrap();
                    let id = queue.remove(chosen).unwrap();
                    let taken = lanes.take(channel, MessageId(id)).unwrap();
                    assert_eq!((taken.message.body, taken.oldest), (id, chosen == 0));
                    assert!(lanes.take(channel, MessageId(id)).is_none());
                }
                assert!(lanes.of(channel).map(|(_, body)| body).eq(&queues[place]));
                let held = queues.iter().map(VecDeque::len).sum::<usize>();
                assert_eq!((lanes.in_flight(), lanes.bodies().count()), (held as u64, held));
            }
        }
    }
}
