//! Virtual time: every message has a delay, every spontaneous step a hold, both drawn from the seed.
//!
//! In a FIFO channel a message is due no earlier than the one before it; what is *delivered* then is whatever the
//! channel's queue says. Equal times are taken in the order of sending, so a run does not depend on how the pending
//! events are stored.

use std::hint::black_box;

use slab::Slab;

use super::pending::{Due, Entry, Happens, NEVER, Pending};
use super::{Next, Scheduler};
use crate::delay::{Delay, MAX_TICKS, Timing};
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
    /// The messages in flight in unordered channels.
    overtaking: Slab<(ChannelId, MessageId)>,
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
            overtaking: Slab::new(),
        }
    }

    /// Begins anew with another seed, keeping the buffers.
    pub fn reseed(&mut self, seed: u64) {
        self.random = Random::new(seed);
        self.pending.clear();
        self.channels.iter_mut().for_each(|line| line.last = 0);
        self.waiting.fill(false);
        self.overtaking.clear();
    }

    /// What a process does when the time of its internal event has come: nothing, if it has nothing left to do.
    #[inline(never)]
    fn act<P: Protocol>(
        &mut self,
        system: &System<P>,
        state: &GlobalState<P::State, P::Message, MessageId>,
        process: ProcessId,
    ) -> Option<Action> {
        self.waiting[process.index()] = false;
        let command = match system.command_count(process, state.process(process)) {
            0 => return None,
            1 => 0,
            several => u32::try_from(self.random.below(u64::from(several))).expect("it is below a u32"),
        };
        Some(Action::Internal { process, command })
    }

    /// Delivers a message of an unordered channel, wherever it is in it.
    #[cold]
    #[inline(never)]
    fn overtake<S, M>(&mut self, number: u32, state: &GlobalState<S, M, MessageId>) -> Action {
        let (channel, message) = self.overtaking.remove(number as usize);
        let queue = state.channel(channel);
        // Messages enter a channel in the order of their identities.
        let position = u32::try_from(queue.partition_point(|envelope| envelope.id < message));
        Action::Deliver { channel, position: position.expect("fewer than 2^32 messages") }
    }
}

/// What belongs to fewer channels than this is in the cache anyway.
const CACHED: usize = 4_000;

/// Reads what the next deliveries will need, and does nothing with it.
///
/// With a hundred thousand processes hardly anything is in the processor's cache. A delivery waits for one thing after
/// another; here, where no read depends on what came of another delivery, the waits overlap.
#[inline(never)]
fn look_ahead<P: Protocol>(
    entries: &[Entry],
    lines: &[Line],
    system: &System<P>,
    state: &GlobalState<P::State, P::Message, MessageId>,
) {
    let topology = &system.topology;
    if topology.channels().len() < CACHED {
        return;
    }
    let channels = || {
        entries.iter().filter_map(|entry| match entry.due.happens() {
            Happens::Delivery(channel) => Some(channel),
            _ => None,
        })
    };
    let targets = || channels().map(|channel| topology.channel(channel).target);
    let queues = channels().map(|channel| state.channel(channel).len()).sum::<usize>();
    black_box(queues + targets().map(ProcessId::index).sum::<usize>());
    let messages = channels().filter_map(|channel| state.channel(channel).front());
    black_box(messages.fold(0, |sum, message| sum ^ message.id.0));
    let next = || targets().filter_map(|target| topology.outgoing(target).next());
    black_box(targets().fold(0, |sum, target| sum ^ system.command_count(target, state.process(target))));
    black_box(next().fold(0, |sum, channel| sum ^ lines[channel.index()].last));
    black_box(next().map(|channel| state.channel(channel).len()).sum::<usize>());
}

impl<P: Protocol> Scheduler<P> for Timed {
    #[inline(always)]
    fn sent(&mut self, now: VirtualTime, channel: ChannelId, message: MessageId) {
        let line = &mut self.channels[channel.index()];
        let time = now + line.delay.draw(&mut self.random);
        match line.order {
            Order::Fifo => {
                line.last = time.max(line.last);
                self.pending.push(Entry { time: line.last, due: Due::delivery(channel) });
            }
            Order::Unordered => {
                let number = u32::try_from(self.overtaking.insert((channel, message)));
                let due = Due::overtaking(number.expect("fewer than 2^32 messages"));
                self.pending.push(Entry { time, due });
            }
        }
    }

    #[inline(always)]
    fn may_act(&mut self, now: VirtualTime, process: ProcessId) {
        if !std::mem::replace(&mut self.waiting[process.index()], true) {
            let time = now + self.hold.draw(&mut self.random);
            self.pending.push(Entry { time, due: Due::internal(process) });
        }
    }

    #[inline(always)]
    fn next(&mut self, system: &System<P>, state: &GlobalState<P::State, P::Message, MessageId>) -> Next {
        loop {
            let look_ahead = |entries: &[Entry]| look_ahead(entries, &self.channels, system, state);
            let Entry { time, due } = self.pending.pop(look_ahead);
            if time > MAX_TICKS {
                return if time == NEVER { Next::Nothing } else { Next::OutOfTime };
            }
            match due.happens() {
                Happens::Delivery(channel) => {
                    return Next::Action(time, Action::Deliver { channel, position: 0 });
                }
                Happens::Overtaking(number) => return Next::Action(time, self.overtake(number, state)),
                Happens::Internal(process) => {
                    if let Some(action) = self.act(system, state, process) {
                        return Next::Action(time, action);
                    }
                }
            }
        }
    }
}
