//! Virtual time: every message has a delay, every spontaneous step a hold, both drawn from the seed.
//!
//! In a FIFO channel a message is due no earlier than the one before it, and equal times are taken in the order of sending. So what
//! is due first of a channel *is* its oldest message, and messages lie with their times among what is [pending](super::pending)
//! and nowhere else: there is no queue for each channel, and a global state is put together when somebody asks. In an unordered
//! channel any message may be the first that is due; which place in the channel it has is found out from the identities that are
//! in flight there.
//!
//! A run does not depend on how the pending events are stored.

use std::collections::VecDeque;
use std::hint::black_box;

use super::pending::{Alarm, Due, Entry, Happens, NEVER, Pending};
use super::{Next, Picked, Scheduler};
use crate::delay::{Delay, MAX_TICKS, Timing};
use crate::global_state::{Envelope, GlobalState};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol, Timer};
use crate::queue::Queue;
use crate::random::Random;
use crate::schedule::Action;
use crate::simulation::State;
use crate::step::Cause;
use crate::system::{Offers, System, World};
use crate::topology::{Channel, Order, Topology};

/// The seeded scheduler.
#[derive(Debug)]
pub struct Timed<P: Protocol> {
    processes: Vec<P::State>,
    flight: Flight<P::Message>,
    hold: Delay,
    start: Delay,
    /// For each process, which of its alarms are set.
    waiting: Vec<Alarms>,
}

/// What is under way, and what it takes to send more.
#[derive(Debug)]
struct Flight<M> {
    random: Random,
    now: VirtualTime,
    /// How many messages have been sent.
    sent: u64,
    pending: Pending<M>,
    lanes: Vec<Lane>,
    /// The delays that channels have, by number.
    delays: Vec<Delay>,
    /// By channel, the messages in flight in those that are unordered; empty, if none is.
    overtaking: Vec<VecDeque<MessageId>>,
}

/// What the scheduler knows of a channel. Small, as there may be millions.
#[derive(Clone, Debug)]
struct Lane {
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

impl<P: Protocol> Timed<P> {
    /// A scheduler for a topology under the given timing.
    #[must_use]
    pub fn new(topology: &Topology, timing: &Timing, seed: u64) -> Self {
        let mut delays = Vec::new();
        let lane = |(channel, delay): (&Channel, Delay)| Lane {
            last: 0,
            delay: number(&mut delays, delay),
            order: channel.order,
        };
        let lanes: Vec<_> = topology.channels().iter().zip(timing.by_channel(topology)).map(lane).collect();
        let unordered = lanes.iter().any(|lane| lane.order == Order::Unordered);
        let overtaking = if unordered { vec![VecDeque::new(); lanes.len()] } else { Vec::new() };
        let random = Random::new(seed);
        Self {
            processes: Vec::new(),
            flight: Flight {
                random,
                now: 0,
                sent: 0,
                pending: Pending::default(),
                lanes,
                delays,
                overtaking,
            },
            hold: timing.hold(),
            start: timing.start(),
            waiting: vec![Alarms::default(); topology.processes().len()],
        }
    }

    /// Begins anew with another seed, keeping the buffers.
    pub(crate) fn restart(&mut self, system: &System<P>, seed: u64) {
        for (process, slot) in system.topology.processes().zip(&mut self.processes) {
            *slot = system.protocol.initial_state(system.context(process));
        }
        self.flight.clear(seed);
        self.waiting.fill(Alarms::default());
    }

    /// Sets an alarm of a process, unless it is set.
    #[inline(always)]
    fn set(&mut self, process: ProcessId, alarm: Alarm, time: impl FnOnce(&mut Self) -> VirtualTime) {
        if !std::mem::replace(self.waiting[process.index()].get(alarm), true) {
            let time = time(self);
            self.flight.pending.push(Entry { time, due: Due::internal(process, alarm), message: None });
        }
    }

    /// What a process does when an alarm of it goes off: one of the commands that waited for it, each equally likely;
    /// nothing, if it has nothing left to do.
    #[inline(never)]
    fn act(
        &mut self,
        system: &System<P>,
        time: VirtualTime,
        process: ProcessId,
        alarm: Alarm,
    ) -> Option<Picked<P>> {
        *self.waiting[process.index()].get(alarm) = false;
        let (cx, state) = (system.context(process), &self.processes[process.index()]);
        let waited = |command: &P::Command| waits_for(system.protocol.timer(command), alarm);
        let mut candidates: u64 = 0;
        system.protocol.commands(cx, state, |command| candidates += u64::from(waited(&command)));
        let mut chosen = match candidates {
            0 => return None,
            1 => 0,
            several => self.flight.random.below(several),
        };
        let (mut place, mut found) = (0, None);
        system.protocol.commands(cx, state, |command| {
            if waited(&command) && found.is_none() {
                found = (chosen == 0).then_some((place, command));
                chosen = chosen.saturating_sub(1);
            }
            place += 1;
        });
        let (command, done) = found?;
        let action = Action::Internal { process, command };
        Some(Picked { time, action, process, cause: Cause::Internal(done) })
    }
}

impl<M> Flight<M> {
    fn clear(&mut self, seed: u64) {
        (self.random, self.now, self.sent) = (Random::new(seed), 0, 0);
        self.pending.clear();
        self.lanes.iter_mut().for_each(|lane| lane.last = 0);
        self.overtaking.iter_mut().for_each(VecDeque::clear);
    }

    /// A message of an unordered channel is delivered: which place it has among those that are in it.
    #[cold]
    #[inline(never)]
    fn overtake(&mut self, channel: ChannelId, message: MessageId) -> u32 {
        let in_flight = &mut self.overtaking[channel.index()];
        // Messages enter a channel in the order of their identities.
        let position = in_flight.partition_point(|earlier| *earlier < message);
        in_flight.remove(position);
        u32::try_from(position).expect("fewer than 2^32 messages")
    }

    /// The channels with what is in flight in them.
    fn channels(&self) -> Vec<Queue<Envelope<M, MessageId>>>
    where
        M: Clone,
    {
        let deliveries = self.pending.entries().filter_map(|entry| match entry.due.happens() {
            Happens::Delivery(channel) => Some((channel, entry.message.as_ref()?)),
            Happens::Internal(..) => None,
        });
        let mut deliveries: Vec<_> = deliveries.collect();
        deliveries.sort_unstable_by_key(|(_, message)| message.id);
        let mut channels: Vec<_> = self.lanes.iter().map(|_| Queue::new()).collect();
        for (channel, message) in deliveries {
            channels[channel.index()].push_back(message.clone());
        }
        channels
    }
}

impl<M, O> Effects<M, O> for Flight<M> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: M) {
        let id = MessageId(self.sent);
        self.sent += 1;
        let lane = &mut self.lanes[channel.index()];
        let mut time = self.now + self.delays[lane.delay as usize].draw(&mut self.random);
        match lane.order {
            Order::Fifo => {
                time = time.max(lane.last);
                lane.last = time;
            }
            Order::Unordered => self.overtaking[channel.index()].push_back(id),
        }
        let message = Some(Envelope { id, body });
        self.pending.push(Entry { time, due: Due::delivery(channel), message });
    }

    #[inline(always)]
    fn observe(&mut self, _: O) {}
}

/// What belongs to fewer channels than this is in the cache anyway.
const CACHED: usize = 4_000;

/// Reads what the next deliveries will need, and does nothing with it.
///
/// With a hundred thousand processes hardly anything is in the processor's cache. A delivery waits for one thing after
/// another; here, where no read depends on what came of another delivery, the waits overlap.
#[inline(never)]
fn look_ahead<P: Protocol>(
    entries: &[Entry<P::Message>],
    lanes: &[Lane],
    system: &System<P>,
    processes: &[P::State],
) {
    let topology = &system.topology;
    if topology.channels().len() < CACHED {
        return;
    }
    let channels = entries.iter().filter_map(|entry| match entry.due.happens() {
        Happens::Delivery(channel) => Some(channel),
        Happens::Internal(..) => None,
    });
    let targets = || channels.clone().map(|channel| topology.channel(channel).target);
    black_box(targets().fold(0, |sum, target| sum ^ target.index()));
    let next = || targets().filter_map(|target| topology.outgoing(target).next());
    black_box(
        targets().fold(0, |sum, target| sum ^ system.command_count(target, &processes[target.index()])),
    );
    black_box(next().fold(0, |sum, channel| sum ^ lanes[channel.index()].last));
}

impl<P: Protocol> World<P> for Timed<P> {
    #[inline(always)]
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        (&mut self.processes[process.index()], &mut self.flight)
    }
}

impl<P: Protocol> Scheduler<P> for Timed<P> {
    fn begin(&mut self, state: State<P>, sent: u64) {
        self.processes = state.processes;
        // What is in a channel at the start is under way from then on.
        for (channel, queue) in (0..).map(ChannelId).zip(state.channels) {
            for Envelope { id, body } in queue {
                self.flight.sent = id.0;
                Effects::<_, P::Observation>::send(&mut self.flight, channel, body);
            }
        }
        self.flight.sent = sent;
    }

    #[inline(always)]
    fn may_act(&mut self, process: ProcessId, offers: Offers) {
        let now = self.flight.now;
        if offers.hold {
            self.set(process, Alarm::Hold, |timed| now + timed.hold.draw(&mut timed.flight.random));
        }
        if offers.start {
            self.set(process, Alarm::Start, |timed| now + timed.start.draw(&mut timed.flight.random));
        }
        if let Some(instant) = offers.at {
            self.set(process, Alarm::At, |_| now.max(instant).min(MAX_TICKS + 1));
        }
    }

    #[inline(always)]
    fn next(&mut self, system: &System<P>) -> Next<P> {
        loop {
            let (lanes, processes) = (&self.flight.lanes, &self.processes);
            let look_ahead = |entries: &[Entry<P::Message>]| look_ahead(entries, lanes, system, processes);
            let Entry { time, due, message } = self.flight.pending.pop(look_ahead);
            if time > MAX_TICKS {
                return if time == NEVER { Next::Nothing } else { Next::OutOfTime };
            }
            self.flight.now = time;
            match (due.happens(), message) {
                (Happens::Delivery(channel), Some(message)) => {
                    let Channel { target, order, .. } = system.topology.channel(channel);
                    let position = match order {
                        Order::Fifo => 0,
                        Order::Unordered => self.flight.overtake(channel, message.id),
                    };
                    return Next::Step(Picked {
                        time,
                        action: Action::Deliver { channel, position },
                        process: target,
                        cause: Cause::Receive { channel, message },
                    });
                }
                (Happens::Internal(process, alarm), _) => {
                    if let Some(picked) = self.act(system, time, process, alarm) {
                        return Next::Step(picked);
                    }
                }
                (Happens::Delivery(_), None) => {}
            }
        }
    }

    #[inline(always)]
    fn process(&self, process: ProcessId) -> &P::State {
        &self.processes[process.index()]
    }

    #[inline(always)]
    fn sent(&self) -> u64 {
        self.flight.sent
    }

    fn state(&self) -> State<P> {
        GlobalState { processes: self.processes.clone(), channels: self.flight.channels() }
    }
}
