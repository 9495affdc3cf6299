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
//! A run does not depend on how the pending events are stored. What is sent and on its way is in [`flight`].

mod alarms;
mod flight;
mod look_ahead;

use super::contract::{End, Halt, Picked, Scheduler};
use super::pending::{Alarm, Due, Entry, NEVER};
use super::refused::{Refusals, Refused, Waiting};
use alarms::{Alarms, waits_for};
use flight::Flight;
use look_ahead::look_ahead;

use crate::delay::{Delay, MAX_TICKS, Timing};
use crate::envelope::Envelope;
use crate::global_state::State;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol};
use crate::schedule::Action;
use crate::step::Cause;
use crate::system::{Offers, System, World};
use crate::topology::Topology;

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

impl<P: Protocol> Timed<P> {
    /// A scheduler for a topology under the given timing.
    #[must_use]
    pub fn new(topology: &Topology, timing: &Timing, seed: u64) -> Self {
        Self {
            processes: Vec::new(),
            flight: Flight::new(topology, timing, seed, P::is_urgent),
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
        let (process, position) = self.flight.deliver(channel, message.id);
        if system.protocol.refuses() {
            self.refused.stepped(process);
        }
        let action = Action::Deliver { channel, position };
        Picked { time: self.flight.now, action, process, cause: Cause::Receive { channel, message } }
    }

    /// What a process does when an alarm of it goes off: one of the commands that waited for it, each equally likely;
    /// nothing, if it has nothing left to do.
    #[inline(never)]
    fn act(&mut self, system: &System<P>, time: VirtualTime, due: Due) -> Option<Picked<P>> {
        let (process, alarm) = due.alarm();
        *self.waiting[process.index()].get(alarm) = false;
        let state = &self.processes[process.index()];
        let mut candidates: u64 = 0;
        system.count_commands(process, state, |count, timer| {
            candidates += if waits_for(timer, alarm) { u64::from(count) } else { 0 };
        });
        let mut chosen = match candidates {
            0 => return None,
            1 => 0,
            several => self.flight.random.below(several),
        };
        // The place among all commands of the one that is so far behind among those that waited.
        let (mut before, mut place) = (0, None);
        system.count_commands(process, state, |count, timer| {
            if place.is_none() && waits_for(timer, alarm) {
                let here = u64::from(count);
                place = (chosen < here).then(|| before + u32::try_from(chosen).expect("less than the count"));
                chosen = chosen.saturating_sub(here);
            }
            before += count;
        });
        let command = place?;
        let done = system.command(process, state, command)?;
        if system.protocol.refuses() {
            self.refused.stepped(process);
        }
        let action = Action::Internal { process, command };
        Some(Picked { time, action, process, cause: Cause::Internal(done) })
    }
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

#[cfg(test)]
mod tests;
