//! Virtual time: every message has a delay, every spontaneous step a hold, both drawn from the seed.
//!
//! In a FIFO channel a message is due no earlier than the one before it, and equal times are taken in the order of sending. So what
//! is due first of a channel *is* its oldest message, and messages lie with their times among what is [pending](super::pending)
//! and nowhere else: there is no queue for each channel, and a global state is put together when somebody asks. In an unordered
//! channel any message may be the first that is due, and in an overtaking one what is urgent is due no earlier than the urgent one before it;
//! which place in the channel a message has is found out from the identities that are in flight there.
//!
//! A message that is due and that its process [refuses](Protocol::accepts) is kept aside, and offered again after each step of the
//! process; in a FIFO channel what is due behind it waits with it.
//!
//! A run does not depend on how the pending events are stored.

use std::collections::VecDeque;
use std::hint::black_box;

use super::contract::{End, Halt, Picked, Scheduler};
use super::pending::{Alarm, Due, Entry, NEVER, Pending};
use super::refused::{Refusals, Refused, Waiting};

use crate::delay::{Delay, MAX_TICKS, Timing};
use crate::envelope::Envelope;
use crate::global_state::State;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol, Timer};
use crate::random::Random;
use crate::schedule::Action;
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
    refused: Refused<P::Message>,
    /// For how long what was delivered last had waited, of a protocol that refuses.
    waited: VirtualTime,
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
    /// By channel, where messages may overtake others; no list at all if all are FIFO.
    loose: Vec<Loose>,
    is_urgent: fn(&M) -> bool,
}

/// What more has to be known of a channel in which messages may overtake others.
#[derive(Clone, Debug, Default)]
struct Loose {
    /// The messages in flight.
    in_flight: VecDeque<MessageId>,
    /// When the urgent message sent last is due.
    last_urgent: VirtualTime,
}

/// What the scheduler knows of a channel. Small, as there may be millions; and all that a delivery needs to know, so that it waits for
/// memory once.
// Aligned to its size, so that none lies across two cache lines: a ring of a million takes 30 % less time a delivery.
#[derive(Clone, Debug)]
#[repr(align(32))]
struct Lane {
    /// The latest time at which a message is due that was sent so far; of an unordered channel nobody needs to know.
    last: VirtualTime,
    delay: Delay,
    target: ProcessId,
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

impl<P: Protocol> Timed<P> {
    /// A scheduler for a topology under the given timing.
    #[must_use]
    pub fn new(topology: &Topology, timing: &Timing, seed: u64) -> Self {
        let lane = |(channel, delay): (&Channel, Delay)| {
            let Channel { target, order, .. } = *channel;
            Lane { last: 0, delay, target, order }
        };
        let lanes = topology.channels().iter().zip(timing.by_channel(topology)).map(lane).collect();
        let fifo = topology.is_fifo();
        let loose = vec![Loose::default(); if fifo { 0 } else { topology.channels().len() }];
        let (pending, is_urgent) = (Pending::default(), P::is_urgent);
        let random = Random::new(seed);
        Self {
            processes: Vec::new(),
            flight: Flight { random, now: 0, sent: 0, pending, lanes, loose, is_urgent },
            hold: timing.hold(),
            start: timing.start(),
            waiting: vec![Alarms::default(); topology.processes().len()],
            refused: Refused::default(),
            waited: 0,
        }
    }

    /// Begins anew with another seed, keeping the buffers.
    pub(crate) fn restart(&mut self, system: &System<P>, seed: u64) {
        for (process, slot) in system.topology.processes().zip(&mut self.processes) {
            *slot = system.protocol.initial_state(system.context(process));
        }
        self.flight.clear(seed);
        self.waiting.fill(Alarms::default());
        self.refused.clear();
        self.waited = 0;
    }

    /// Has what is next of many at hand, or says that nothing is. Apart, and without a closure outside, so that with few in flight nothing is prepared for it.
    #[inline(never)]
    fn fetch(&mut self, system: &System<P>) -> Result<(), Halt> {
        let (Flight { pending, lanes, .. }, processes) = (&mut self.flight, &self.processes);
        pending.fetch(|entries| look_ahead(entries, lanes, system, processes));
        match pending.earliest() {
            ..=MAX_TICKS => Ok(()),
            NEVER => Err(Halt::End(End::Quiescent)),
            _ => Err(Halt::End(End::OutOfTime)),
        }
    }

    /// Sets an alarm of a process, unless it is set.
    #[inline(always)]
    fn set(&mut self, process: ProcessId, alarm: Alarm, time: impl FnOnce(&mut Self) -> VirtualTime) {
        if !std::mem::replace(self.waiting[process.index()].get(alarm), true) {
            let time = time(self);
            self.flight.pending.push(Entry::alarm(time, process, alarm));
        }
    }

    /// A message is delivered now.
    #[inline(always)]
    fn deliver(
        &mut self,
        system: &System<P>,
        channel: ChannelId,
        message: Envelope<P::Message, MessageId>,
    ) -> Picked<P> {
        let Lane { target: process, order, .. } = self.flight.lanes[channel.index()];
        if system.protocol.refuses() {
            self.refused.stepped(process);
        }
        let position = match order {
            Order::Fifo => 0,
            _ => leave(&mut self.flight.loose[channel.index()], message.id),
        };
        let action = Action::Deliver { channel, position };
        Picked { time: self.flight.now, action, process, cause: Cause::Receive { channel, message } }
    }

    /// What a process does when an alarm of it goes off: one of the commands that waited for it, each equally likely;
    /// nothing, if it has nothing left to do.
    #[inline(never)]
    fn act(&mut self, system: &System<P>, time: VirtualTime, due: Due) -> Option<Picked<P>> {
        let (process, alarm) = due.alarm();
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
        if system.protocol.refuses() {
            self.refused.stepped(process);
        }
        let action = Action::Internal { process, command };
        Some(Picked { time, action, process, cause: Cause::Internal(done) })
    }
}

impl<M: Clone> Flight<M> {
    fn clear(&mut self, seed: u64) {
        (self.random, self.now, self.sent) = (Random::new(seed), 0, 0);
        self.pending.clear();
        self.lanes.iter_mut().for_each(|lane| lane.last = 0);
        for Loose { in_flight, last_urgent } in &mut self.loose {
            in_flight.clear();
            *last_urgent = 0;
        }
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

impl Lane {
    /// When a message is due that could be at this time and comes after all others.
    #[inline(always)]
    fn after_the_last(&mut self, time: VirtualTime) -> VirtualTime {
        self.last = time.max(self.last);
        self.last
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
    let channels = entries.iter().filter_map(Entry::delivery).map(|(channel, ..)| channel);
    let targets = || channels.clone().map(|channel| lanes[channel.index()].target);
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
    fn next(&mut self, system: &System<P>) -> Result<Picked<P>, Halt> {
        if system.protocol.refuses() {
            self.waited = 0;
            let next = self.refused.next(system, &self.processes, self.flight.now);
            if let Some(Waiting { channel, message, due }) = next {
                self.waited = self.flight.now.saturating_sub(due);
                return Ok(self.deliver(system, channel, message));
            }
        }
        loop {
            if self.flight.pending.is_far() {
                self.fetch(system)?;
            }
            let Entry { time, due, id, body } = self.flight.pending.pop();
            self.flight.now = time;
            let Some(body) = body else {
                match self.act(system, time, due) {
                    Some(picked) => return Ok(picked),
                    None => continue,
                }
            };
            let (channel, message) = (due.channel(), Envelope { id, body });
            if system.protocol.refuses()
                && self.refused.has_to_wait(system, &self.processes, channel, &message)
            {
                self.refused.keep(system, channel, message, time);
                continue;
            }
            return Ok(self.deliver(system, channel, message));
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

    fn waited(&self) -> VirtualTime {
        self.waited
    }

    fn refusals(&self) -> Option<Refusals> {
        Some(self.refused.up_to(self.flight.now))
    }

    fn in_flight(&self, mut each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        let pending = self.flight.pending.entries().filter_map(Entry::delivery);
        let mut messages: Vec<_> = pending.chain(self.refused.messages()).collect();
        // They enter a channel in the order of their identities.
        messages.sort_unstable_by_key(|(_, id, _)| *id);
        messages.into_iter().for_each(|(channel, id, body)| each(channel, id, body));
    }
}
