//! A clock that ticks: at each tick every process in turn may have one of its messages delivered.
//!
//! It is the clock of a course's simulator of token-passing servers, so that a run there can be made again here. Time
//! starts at 0. A message sent at time t draws one delay d, in the order of sending, and may be received from t + 1 + d on.
//! A tick takes time on by one, and goes through the processes in the byte order of their names; of each it goes through
//! the outgoing channels in the byte order of their targets, and delivers the oldest message of the first channel whose
//! oldest message may be received: one message a *source* and tick. What processes do of their own accord is in a
//! timetable, and what is in it for a time is done when the tick to that time is over.
//!
//! Channels are FIFO here, whatever the topology says: a message that may be received waits behind one that may not.
//! A message that its target refuses keeps its channel from its turn until the tick after a step of the target.
//! Ticks at which nothing happens cost nothing.

mod delays;

pub use delays::Delays;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::contract::{End, Halt};
use super::queued::Picker;
use crate::delay::MAX_TICKS;
use crate::global_state::State;
use crate::id::{ChannelId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::schedule::Action;
use crate::system::System;
use crate::topology::Topology;

/// The ticking clock.
#[derive(Clone, Debug)]
pub struct Ticked {
    now: VirtualTime,
    timetable: VecDeque<(VirtualTime, ProcessId)>,
    delays: Delays,
    /// Whether a message was sent for which there was no delay.
    exhausted: bool,
    pause: VirtualTime,
    /// The processes that send, in the order in which a tick goes through them.
    sources: Vec<Source>,
    /// By channel.
    lines: Vec<Line>,
    /// When the next message of each source that has one is delivered, and the source's place.
    agenda: BTreeSet<(VirtualTime, usize)>,
    /// By process, the channels whose oldest message it has refused.
    refused: BTreeMap<ProcessId, Vec<ChannelId>>,
}

/// A process, as the clock sees it. A channel is known by its place in `channels`.
#[derive(Clone, Debug)]
struct Source {
    /// Its outgoing channels, in the order in which a tick goes through them.
    channels: Vec<ChannelId>,
    /// The channels whose oldest message may be received.
    ready: BTreeSet<usize>,
    /// The channels whose oldest message may be received from a later time on, and that time.
    waiting: BTreeSet<(VirtualTime, usize)>,
    /// Before this time no message of it is delivered, because another one was.
    free: VirtualTime,
    /// Its entry in the agenda, if it has one.
    next: Option<VirtualTime>,
}

/// A channel, as the clock sees it.
#[derive(Clone, Debug)]
struct Line {
    /// The place of its source in `sources`.
    source: usize,
    /// Its place in its source's `channels`.
    place: usize,
    /// From when on each of its messages may be received, the oldest first.
    due: VecDeque<VirtualTime>,
}

/// What a tick does, in the two points that are easily got wrong.
#[derive(Clone, Copy, Debug)]
pub struct TickRules {
    /// The order of names in which a tick goes through processes and channels.
    pub order: fn(&str, &str) -> Ordering,
    /// How many ticks after a delivery the next one from the same source may come.
    pub pause: VirtualTime,
}

impl Default for TickRules {
    /// Byte order (`N1`, `N10`, `N2`), and one delivery a source and tick.
    fn default() -> Self {
        Self { order: str::cmp, pause: 1 }
    }
}

impl Ticked {
    /// The clock for a topology.
    ///
    /// `timetable` says at what time which process does the first thing it then offers to do; of one time, in this order.
    /// That a process offers nothing at its time is the run's [error](crate::StepError).
    #[must_use]
    pub fn new(topology: &Topology, timetable: Vec<(VirtualTime, ProcessId)>, delays: Delays) -> Self {
        Self::with_rules(topology, timetable, delays, TickRules::default())
    }

    /// A clock that ticks by other rules.
    #[must_use]
    pub fn with_rules(
        topology: &Topology,
        mut timetable: Vec<(VirtualTime, ProcessId)>,
        delays: Delays,
        rules: TickRules,
    ) -> Self {
        timetable.sort_by_key(|(time, _)| *time);
        let by_name = |p: &ProcessId, q: &ProcessId| (rules.order)(topology.name(*p), topology.name(*q));
        let mut processes: Vec<_> = topology.processes().collect();
        processes.sort_by(by_name);
        let mut lines = vec![Line { source: 0, place: 0, due: VecDeque::new() }; topology.channels().len()];
        let source = |(source, process)| {
            let mut channels: Vec<_> = topology.outgoing(process).collect();
            channels.sort_by(|c, d| by_name(&topology.channel(*c).target, &topology.channel(*d).target));
            for (place, channel) in channels.iter().enumerate() {
                lines[channel.index()] = Line { source, place, due: VecDeque::new() };
            }
            Source { channels, ready: BTreeSet::new(), waiting: BTreeSet::new(), free: 0, next: None }
        };
        let sources = processes.into_iter().enumerate().map(source).collect();
        Self {
            now: 0,
            timetable: timetable.into(),
            delays,
            exhausted: false,
            pause: rules.pause,
            sources,
            lines,
            agenda: BTreeSet::new(),
            refused: BTreeMap::new(),
        }
    }

    /// How many delays the given list had, if that was too few: the run is then over, because there is
    /// [nothing](End::Quiescent) that could be said of the message that came next.
    #[must_use]
    pub fn exhausted(&self) -> Option<usize> {
        self.delays.given_count().filter(|_| self.exhausted)
    }

    /// How many delays of a given list no message has taken.
    #[must_use]
    pub fn unused(&self) -> usize {
        self.delays.unused()
    }

    fn queue(&mut self, now: VirtualTime, channel: ChannelId) {
        let Some(delay) = self.delays.next() else {
            self.exhausted = true;
            return;
        };
        let due = now.saturating_add(1).saturating_add(delay);
        let line = &mut self.lines[channel.index()];
        line.due.push_back(due);
        if line.due.len() == 1 {
            let (source, place) = (line.source, line.place);
            self.sources[source].waiting.insert((due, place));
            self.enter(source);
        }
    }

    /// Puts the next delivery of a source into the agenda.
    fn enter(&mut self, place: usize) {
        let source = &mut self.sources[place];
        let due = match source.waiting.first() {
            _ if !source.ready.is_empty() => Some(source.free),
            earliest => earliest.map(|(due, _)| source.free.max(*due)),
        };
        if source.next != due {
            source.next.iter().for_each(|before| _ = self.agenda.remove(&(*before, place)));
            self.agenda.extend(due.map(|due| (due, place)));
            source.next = due;
        }
    }

    /// What is next; `refuser` is who does not take the oldest message of a channel now.
    fn next(
        &mut self,
        refuser: impl Fn(ChannelId) -> Option<ProcessId>,
    ) -> Result<(VirtualTime, Action), End> {
        loop {
            let (time, action) = self.next_turn()?;
            let Action::Deliver { channel, .. } = action else { return Ok((time, action)) };
            let Some(process) = refuser(channel) else {
                self.deliver(time, channel);
                return Ok((time, action));
            };
            self.refused.entry(process).or_default().push(channel);
        }
    }

    /// A process has made a step: what it refused it may take from the next tick on.
    fn stepped(&mut self, process: ProcessId) {
        for channel in self.refused.remove(&process).into_iter().flatten() {
            let Line { source, place, .. } = self.lines[channel.index()];
            self.sources[source].waiting.insert((self.now + 1, place));
            self.enter(source);
        }
    }

    /// Whose turn it is, whether or not its message is taken.
    fn next_turn(&mut self) -> Result<(VirtualTime, Action), End> {
        if self.exhausted {
            return Err(End::Quiescent);
        }
        let command = self.timetable.front().map_or(VirtualTime::MAX, |(time, _)| *time);
        match self.agenda.first().copied() {
            Some((time, _)) if time <= command && time > MAX_TICKS => Err(End::OutOfTime),
            // The tick to a time comes before what is done at that time.
            Some((time, place)) if time <= command => Ok(self.turn(time, place)),
            _ if command > MAX_TICKS && !self.timetable.is_empty() => Err(End::OutOfTime),
            _ => self.act(),
        }
    }

    fn act(&mut self) -> Result<(VirtualTime, Action), End> {
        let (time, process) = self.timetable.pop_front().ok_or(End::Quiescent)?;
        Ok((time, Action::Internal { process, command: 0 }))
    }

    /// It is the turn of a source: its first channel that has something to be received.
    fn turn(&mut self, time: VirtualTime, place: usize) -> (VirtualTime, Action) {
        let source = &mut self.sources[place];
        while let Some((due, link)) = source.waiting.first().copied().filter(|(due, _)| *due <= time) {
            source.waiting.remove(&(due, link));
            source.ready.insert(link);
        }
        let link = source.ready.pop_first().expect("the agenda says that one may be received");
        let channel = source.channels[link];
        // Another channel may have its turn in this tick, if this one's message is refused; not before.
        source.free = source.free.max(time);
        self.enter(place);
        (time, Action::Deliver { channel, position: 0 })
    }

    /// The oldest message of a channel is delivered.
    fn deliver(&mut self, time: VirtualTime, channel: ChannelId) {
        let Line { source, place, due } = &mut self.lines[channel.index()];
        let (number, link) = (*source, *place);
        let source = &mut self.sources[number];
        due.pop_front();
        source.waiting.extend(due.front().map(|due| (*due, link)));
        source.free = time + self.pause;
        self.enter(number);
    }
}

impl<P: Protocol> Picker<P> for Ticked {
    fn begin(&mut self, state: &State<P>) {
        for (channel, queue) in (0..).map(ChannelId).zip(&state.channels) {
            queue.iter().for_each(|_| self.queue(0, channel));
        }
    }

    fn entered(&mut self, channel: ChannelId) {
        self.queue(self.now, channel);
    }

    fn pick(&mut self, system: &System<P>, state: &State<P>) -> Result<(VirtualTime, Action), Halt> {
        let refuser = |channel| {
            let action = Action::Deliver { channel, position: 0 };
            (system.protocol.refuses() && !system.allows(state, action)).then(|| system.actor(action))
        };
        let (time, action) = self.next(refuser).map_err(Halt::End)?;
        self.now = time;
        self.stepped(system.actor(action));
        Ok((time, action))
    }

    fn has_more(&self) -> bool {
        !self.timetable.is_empty()
    }
}

#[cfg(test)]
mod tests;
