//! Virtual time: every message has a delay, every spontaneous step a hold, both drawn from the seed.
//!
//! In a FIFO channel a message is due no earlier than the one before it; what is *delivered* then is whatever the
//! channel's queue says. Equal times are taken in the order of sending, so a run does not depend on how the pending
//! events are stored.

use super::Scheduler;
use super::pending::{Due, Entry, Happens, Pending};
use crate::delay::{Delay, Timing};
use crate::global_state::GlobalState;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::random::Random;
use crate::schedule::Action;
use crate::system::System;
use crate::topology::{Order, Topology};

/// The seeded scheduler.
#[derive(Clone, Debug)]
pub struct Timed {
    random: Random,
    pending: Pending,
    channels: Vec<Line>,
    hold: Delay,
    /// For each process, whether an internal event of it is pending.
    waiting: Vec<bool>,
}

/// What the scheduler knows of a channel.
#[derive(Clone, Debug)]
struct Line {
    delay: Delay,
    order: Order,
    /// FIFO: when the message sent last is due.
    last: VirtualTime,
}

impl Timed {
    /// A scheduler for a topology under the given timing.
    #[must_use]
    pub fn new(topology: &Topology, timing: &Timing, seed: u64) -> Self {
        let delays = timing.by_channel(topology);
        let line = |(channel, delay): (&crate::Channel, Delay)| Line { delay, order: channel.order, last: 0 };
        Self {
            random: Random::new(seed),
            pending: Pending::default(),
            channels: topology.channels().iter().zip(delays).map(line).collect(),
            hold: timing.hold(),
            waiting: vec![false; topology.processes().len()],
        }
    }

    /// Begins anew with another seed, keeping the buffers.
    pub fn reseed(&mut self, seed: u64) {
        self.random = Random::new(seed);
        self.pending.clear();
        self.channels.iter_mut().for_each(|line| line.last = 0);
        self.waiting.fill(false);
    }
}

impl<P: Protocol> Scheduler<P> for Timed {
    #[inline(always)]
    fn sent(&mut self, now: VirtualTime, channel: ChannelId, message: MessageId) {
        let line = &mut self.channels[channel.index()];
        let drawn = now + line.delay.draw(&mut self.random);
        let (time, due) = match line.order {
            Order::Fifo => {
                line.last = drawn.max(line.last);
                (line.last, Due::delivery(channel))
            }
            Order::Unordered => (drawn, Due::overtaking(channel)),
        };
        self.pending.push(Entry { time, message, due });
    }

    #[inline(always)]
    fn may_act(&mut self, now: VirtualTime, process: ProcessId) {
        if !std::mem::replace(&mut self.waiting[process.index()], true) {
            let time = now + self.hold.draw(&mut self.random);
            self.pending.push(Entry { time, message: MessageId::default(), due: Due::internal(process) });
        }
    }

    #[inline(always)]
    fn next(
        &mut self,
        system: &System<P>,
        state: &GlobalState<P::State, P::Message, MessageId>,
    ) -> Option<(VirtualTime, Action)> {
        loop {
            let Entry { time, message, due } = self.pending.pop()?;
            match due.happens() {
                Happens::Delivery(channel) => return Some((time, Action::Deliver { channel, position: 0 })),
                Happens::Overtaking(channel) => {
                    let position = place_of(message, state, channel);
                    return Some((time, Action::Deliver { channel, position }));
                }
                Happens::Internal(process) => {
                    self.waiting[process.index()] = false;
                    match system.command_count(process, state.process(process)) {
                        0 => {}
                        1 => return Some((time, Action::Internal { process, command: 0 })),
                        several => {
                            let choice = self.random.below(u64::from(several));
                            let command = u32::try_from(choice).expect("it is below a u32");
                            return Some((time, Action::Internal { process, command }));
                        }
                    }
                }
            }
        }
    }
}

/// Where a message is in its unordered channel: messages enter in the order of their identities.
#[cold]
#[inline(never)]
fn place_of<S, M>(message: MessageId, state: &GlobalState<S, M, MessageId>, channel: ChannelId) -> u32 {
    let queue = state.channel(channel);
    let place = queue
        .binary_search_by_key(&message, |envelope| envelope.id)
        .expect("what was sent is in its channel");
    u32::try_from(place).expect("fewer than 2^32 messages")
}
