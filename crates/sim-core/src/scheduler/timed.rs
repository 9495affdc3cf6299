//! Virtual time: every message has a delay, every spontaneous step a hold, both drawn from the seed.
//!
//! In a FIFO channel a message is due no earlier than the one before it; what is *delivered* then is whatever the
//! channel's queue says. Equal times are taken in the order of sending, so a run does not depend on how the pending
//! events are stored.

use std::hint::black_box;

use slab::Slab;

use super::pending::{Alarm, Due, Entry, Happens, NEVER, Pending};
use super::{Next, Scheduler};
use crate::delay::{Delay, MAX_TICKS, Timing};
use crate::global_state::GlobalState;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Protocol, Timer};
use crate::random::Random;
use crate::schedule::Action;
use crate::system::{Offers, System};
use crate::topology::{Channel, Order, Topology};

/// The seeded scheduler.
#[derive(Clone, Debug)]
pub struct Timed {
    random: Random,
    pending: Pending,
    channels: Vec<Line>,
    /// The delays that channels have, by number.
    delays: Vec<Delay>,
    hold: Delay,
    start: Delay,
    /// For each process, which of its alarms are set.
    waiting: Vec<Alarms>,
    /// The messages in flight in unordered channels.
    overtaking: Slab<(ChannelId, MessageId)>,
}

/// What the scheduler knows of a channel. Small, as there may be millions.
#[derive(Clone, Debug)]
struct Line {
    /// FIFO: when the message sent last is due.
    last: VirtualTime,
    /// The number of its delay.
    delay: u32,
    order: Order,
}

/// Which alarms of a process are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Alarms {
    hold: bool,
    start: bool,
    at: bool,
}

impl Alarms {
    fn get(&mut self, alarm: Alarm) -> &mut bool {
        match alarm {
            Alarm::Hold => &mut self.hold,
            Alarm::Start => &mut self.start,
            Alarm::At => &mut self.at,
        }
    }
}

/// Whether a command waits for this alarm.
fn waits_for(timer: Timer, alarm: Alarm) -> bool {
    matches!(
        (timer, alarm),
        (Timer::Hold, Alarm::Hold) | (Timer::Start, Alarm::Start) | (Timer::At(_), Alarm::At)
    )
}

/// The number of a delay, new if it is neither the one of the first channel nor of the last. So there are no more than
/// there are channels that differ from the usual.
fn number(delays: &mut Vec<Delay>, delay: Delay) -> u32 {
    let place = match (delays.first(), delays.last()) {
        (Some(first), _) if *first == delay => 0,
        (_, Some(last)) if *last == delay => delays.len() - 1,
        _ => {
            delays.push(delay);
            delays.len() - 1
        }
    };
    u32::try_from(place).expect("no more than there are channels")
}

impl Timed {
    /// A scheduler for a topology under the given timing.
    #[must_use]
    pub fn new(topology: &Topology, timing: &Timing, seed: u64) -> Self {
        let mut delays = Vec::new();
        let line = |(channel, delay): (&Channel, Delay)| Line {
            last: 0,
            delay: number(&mut delays, delay),
            order: channel.order,
        };
        let channels = topology.channels().iter().zip(timing.by_channel(topology)).map(line).collect();
        Self {
            random: Random::new(seed),
            pending: Pending::default(),
            channels,
            delays,
            hold: timing.hold(),
            start: timing.start(),
            waiting: vec![Alarms::default(); topology.processes().len()],
            overtaking: Slab::new(),
        }
    }

    /// Begins anew with another seed, keeping the buffers.
    pub fn reseed(&mut self, seed: u64) {
        self.random = Random::new(seed);
        self.pending.clear();
        self.channels.iter_mut().for_each(|line| line.last = 0);
        self.waiting.fill(Alarms::default());
        self.overtaking.clear();
    }

    /// Sets an alarm of a process, unless it is set.
    #[inline(always)]
    fn set(&mut self, process: ProcessId, alarm: Alarm, time: impl FnOnce(&mut Self) -> VirtualTime) {
        if !std::mem::replace(self.waiting[process.index()].get(alarm), true) {
            let time = time(self);
            self.pending.push(Entry { time, due: Due::internal(process, alarm) });
        }
    }

    /// What a process does when an alarm of it goes off: one of the commands that waited for it, each equally likely;
    /// nothing, if it has nothing left to do.
    #[inline(never)]
    fn act<P: Protocol>(
        &mut self,
        system: &System<P>,
        state: &GlobalState<P::State, P::Message, MessageId>,
        process: ProcessId,
        alarm: Alarm,
    ) -> Option<Action> {
        *self.waiting[process.index()].get(alarm) = false;
        let (cx, state) = (system.context(process), state.process(process));
        let waited = |command: &P::Command| waits_for(system.protocol.timer(command), alarm);
        let mut candidates: u64 = 0;
        system.protocol.commands(cx, state, |command| candidates += u64::from(waited(&command)));
        let mut chosen = match candidates {
            0 => return None,
            1 => 0,
            several => self.random.below(several),
        };
        let (mut place, mut found) = (0, None);
        system.protocol.commands(cx, state, |command| {
            if waited(&command) && found.is_none() {
                found = (chosen == 0).then_some(place);
                chosen = chosen.saturating_sub(1);
            }
            place += 1;
        });
        found.map(|command| Action::Internal { process, command })
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
        let time = now + self.delays[line.delay as usize].draw(&mut self.random);
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
    fn may_act(&mut self, now: VirtualTime, process: ProcessId, offers: Offers) {
        if offers.hold {
            self.set(process, Alarm::Hold, |timed| now + timed.hold.draw(&mut timed.random));
        }
        if offers.start {
            self.set(process, Alarm::Start, |timed| now + timed.start.draw(&mut timed.random));
        }
        if let Some(instant) = offers.at {
            self.set(process, Alarm::At, |_| now.max(instant).min(MAX_TICKS + 1));
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
                Happens::Internal(process, alarm) => {
                    if let Some(action) = self.act(system, state, process, alarm) {
                        return Next::Action(time, action);
                    }
                }
            }
        }
    }
}
