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

use super::queued::Queued;
use super::{Next, Scheduler};
use crate::delay::MAX_TICKS;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol};
use crate::schedule::Action;
use crate::simulation::State;
use crate::system::{Offers, System, World};
use crate::topology::Topology;

/// A run by the ticking clock.
pub struct Ticked<P: Protocol> {
    world: Queued<P>,
    clock: Clock,
}

/// The ticking clock.
#[derive(Clone, Debug)]
struct Clock {
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

impl<P: Protocol> Ticked<P> {
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
        timetable: Vec<(VirtualTime, ProcessId)>,
        delays: Delays,
        rules: TickRules,
    ) -> Self {
        Self { world: Queued::default(), clock: Clock::new(topology, timetable, delays, rules) }
    }

    /// How many delays the given list had, if that was too few: the run is then over, because there is
    /// [nothing](Next::Nothing) that could be said of the message that came next.
    #[must_use]
    pub fn exhausted(&self) -> Option<usize> {
        self.clock.exhausted()
    }

    /// How many delays of a given list no message has taken.
    #[must_use]
    pub fn unused(&self) -> usize {
        self.clock.delays.unused()
    }
}

/// What the clock picks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pick {
    Action(VirtualTime, Action),
    Nothing,
    OutOfTime,
}

impl Clock {
    fn new(
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

    fn exhausted(&self) -> Option<usize> {
        self.delays.given_count().filter(|_| self.exhausted)
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
    fn pick(&mut self, refuser: impl Fn(ChannelId) -> Option<ProcessId>) -> Pick {
        loop {
            match self.pick_any() {
                Pick::Action(time, Action::Deliver { channel, .. }) => match refuser(channel) {
                    Some(process) => self.refused.entry(process).or_default().push(channel),
                    None => return self.deliver(time, channel),
                },
                other => return other,
            }
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

    fn pick_any(&mut self) -> Pick {
        if self.exhausted {
            return Pick::Nothing;
        }
        let command = self.timetable.front().map_or(VirtualTime::MAX, |(time, _)| *time);
        match self.agenda.first().copied() {
            Some((time, _)) if time <= command && time > MAX_TICKS => Pick::OutOfTime,
            // The tick to a time comes before what is done at that time.
            Some((time, place)) if time <= command => self.turn(time, place),
            _ if command > MAX_TICKS && !self.timetable.is_empty() => Pick::OutOfTime,
            _ => self.act(),
        }
    }

    fn act(&mut self) -> Pick {
        let Some((time, process)) = self.timetable.pop_front() else { return Pick::Nothing };
        Pick::Action(time, Action::Internal { process, command: 0 })
    }

    /// It is the turn of a source: its first channel that has something to be received.
    fn turn(&mut self, time: VirtualTime, place: usize) -> Pick {
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
        Pick::Action(time, Action::Deliver { channel, position: 0 })
    }

    fn deliver(&mut self, time: VirtualTime, channel: ChannelId) -> Pick {
        let Line { source, place, due } = &mut self.lines[channel.index()];
        let (number, link) = (*source, *place);
        let source = &mut self.sources[number];
        due.pop_front();
        source.waiting.extend(due.front().map(|due| (*due, link)));
        source.free = time + self.pause;
        self.enter(number);
        Pick::Action(time, Action::Deliver { channel, position: 0 })
    }
}

impl<P: Protocol> World<P> for Ticked<P> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        let Self { world, clock } = self;
        world.at(process, |channel| clock.queue(clock.now, channel))
    }
}

impl<P: Protocol> Scheduler<P> for Ticked<P> {
    fn begin(&mut self, state: State<P>, sent: u64) {
        for (channel, queue) in (0..).map(ChannelId).zip(&state.channels) {
            queue.iter().for_each(|_| self.clock.queue(0, channel));
        }
        self.world = Queued { state, sent };
    }

    fn may_act(&mut self, _: ProcessId, _: Offers) {}

    fn next(&mut self, system: &System<P>) -> Next<P> {
        let state = &self.world.state;
        let refuser = |channel| {
            let action = Action::Deliver { channel, position: 0 };
            (P::REFUSES && !system.allows(state, action)).then(|| system.topology.channel(channel).target)
        };
        match self.clock.pick(refuser) {
            Pick::Action(time, action) => {
                self.clock.now = time;
                let next = self.world.pick(system, time, action);
                if let Next::Step(picked) = &next {
                    self.clock.stepped(picked.process);
                }
                next
            }
            Pick::Nothing => Next::Nothing,
            Pick::OutOfTime => Next::OutOfTime,
        }
    }

    fn process(&self, process: ProcessId) -> &P::State {
        self.world.state.process(process)
    }

    fn sent(&self) -> u64 {
        self.world.sent
    }

    fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        self.world.in_flight(each);
    }

    fn has_more(&self) -> bool {
        !self.clock.timetable.is_empty()
    }
}

#[cfg(test)]
mod tests;
