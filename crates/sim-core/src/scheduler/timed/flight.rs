//! What is under way, and what it takes to send more: when a message is due, and which place it has in its channel.
//!
//! It does not know what processes do: [`Timed`](super::Timed) hands them what comes.

use std::collections::VecDeque;

use super::super::pending::{Due, Entry, Pending};
use crate::delay::{Delay, Timing};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Effects;
use crate::random::Random;
use crate::topology::{Channel, Order, Topology};

/// What is under way, and what it takes to send more.
#[derive(Debug)]
pub(super) struct Flight<M> {
    pub(super) random: Random,
    pub(super) now: VirtualTime,
    /// How many messages have been sent.
    pub(super) sent: u64,
    pub(super) pending: Pending<M>,
    pub(super) lanes: Vec<Lane>,
    /// By channel, where messages may overtake others; no list at all if all are FIFO.
    loose: Vec<Loose>,
    is_urgent: fn(&M) -> bool,
}

/// What the scheduler knows of a channel. Small, as there may be millions; and all that a delivery needs to know, so that it waits for
/// memory once.
// Aligned to its size, so that none lies across two cache lines: a ring of a million takes 30 % less time a delivery.
#[derive(Clone, Debug)]
#[repr(align(32))]
pub(super) struct Lane {
    /// The latest time at which a message is due that was sent so far; of an unordered channel nobody needs to know.
    pub(super) last: VirtualTime,
    delay: Delay,
    pub(super) target: ProcessId,
    order: Order,
}

/// What more has to be known of a channel in which messages may overtake others.
#[derive(Clone, Debug, Default)]
struct Loose {
    /// The messages in flight.
    in_flight: VecDeque<MessageId>,
    /// When the urgent message sent last is due.
    last_urgent: VirtualTime,
}

impl<M: Clone> Flight<M> {
    pub(super) fn new(topology: &Topology, timing: &Timing, seed: u64, is_urgent: fn(&M) -> bool) -> Self {
        let lane = |(channel, delay): (&Channel, Delay)| {
            let Channel { target, order, .. } = *channel;
            Lane { last: 0, delay, target, order }
        };
        let lanes = topology.channels().iter().zip(timing.by_channel(topology)).map(lane).collect();
        let fifo = topology.is_fifo();
        let loose = vec![Loose::default(); if fifo { 0 } else { topology.channels().len() }];
        let (random, pending) = (Random::new(seed), Pending::default());
        Self { random, now: 0, sent: 0, pending, lanes, loose, is_urgent }
    }

    /// Begins anew with another seed, keeping the buffers.
    pub(super) fn clear(&mut self, seed: u64) {
        (self.random, self.now, self.sent) = (Random::new(seed), 0, 0);
        self.pending.clear();
        self.lanes.iter_mut().for_each(|lane| lane.last = 0);
        for Loose { in_flight, last_urgent } in &mut self.loose {
            in_flight.clear();
            *last_urgent = 0;
        }
    }

    /// A message is delivered: to whom, and which place it had in its channel.
    #[inline(always)]
    pub(super) fn deliver(&mut self, channel: ChannelId, message: MessageId) -> (ProcessId, u32) {
        let Lane { target, order, .. } = self.lanes[channel.index()];
        let position = match order {
            Order::Fifo => 0,
            _ => leave(&mut self.loose[channel.index()], message),
        };
        (target, position)
    }
}

impl<M: Clone, O> Effects<M, O> for Flight<M> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: M) {
        let id = MessageId(self.sent);
        // Nobody counts to 2^64.
        self.sent = self.sent.wrapping_add(1);
        let lane = &mut self.lanes[channel.index()];
        // Both are at most 2^53.
        let time = self.now.wrapping_add(lane.delay.draw(&mut self.random));
        let time = match lane.order {
            Order::Fifo => lane.after_the_last(time),
            _ => {
                let message = (id, (self.is_urgent)(&body));
                enter(lane, &mut self.loose[channel.index()], message, time)
            }
        };
        self.pending.push(Entry { time, due: Due::delivery(channel), id, body: Some(body) });
    }

    #[inline(always)]
    fn observe(&mut self, _: O) {}
}

impl Lane {
    /// When a message is due that could be at this time and comes after all others.
    #[inline(always)]
    fn after_the_last(&mut self, time: VirtualTime) -> VirtualTime {
        self.last = time.max(self.last);
        self.last
    }
}

/// A message is sent in a channel that is not FIFO, and could be due at this time: when it is.
#[cold]
#[inline(never)]
fn enter(
    lane: &mut Lane,
    Loose { in_flight, last_urgent }: &mut Loose,
    (message, is_urgent): (MessageId, bool),
    time: VirtualTime,
) -> VirtualTime {
    in_flight.push_back(message);
    match lane.order {
        Order::Unordered | Order::Causal => time,
        Order::Overtaking if is_urgent => {
            *last_urgent = time.max(*last_urgent);
            lane.last = lane.last.max(*last_urgent);
            *last_urgent
        }
        Order::Fifo | Order::Overtaking => lane.after_the_last(time),
    }
}

/// A message is delivered from a channel that is not FIFO: which place it had there.
#[cold]
#[inline(never)]
fn leave(Loose { in_flight, .. }: &mut Loose, message: MessageId) -> u32 {
    // Messages enter a channel in the order of their identities.
    let position = in_flight.partition_point(|earlier| *earlier < message);
    in_flight.remove(position);
    u32::try_from(position).expect("fewer than 2^32 messages")
}
