//! Detectors of termination: what a snapshot is often taken for, told without one.
//!
//! A computation has *terminated* when no process can act of its own accord and none of its messages is under way; that is stable. A
//! detector is superposed on it as a snapshot algorithm is: it may add something to messages and send some of its own, it learns whether
//! its process is passive, and it sees nothing else. One process, the *starter*, begins of its own accord and *announces* the end.
//! [`Detecting`] is the computation with a [`Detector`] on top, and a [`Protocol`] as any other, so every driver runs it and every
//! schedule of it can be searched. It records nothing: what an algorithm *records* is the business of a [`SnapshotAlgorithm`](crate::SnapshotAlgorithm).
//!
//! Each detector is a file here, as the [`Part`] that each process has in it, a line in [`list`], and a formula of what it costs in [`mod@price`]. Whether an announcement is true
//! [`watch`] says of a run and [`search`] of every schedule: neither asks the detector.

mod dijkstra_scholten;
mod four_counters;
mod huang;
pub mod list;
pub mod price;
mod safra;
mod says;
pub mod search;
mod snapshots;
#[cfg(test)]
mod tests;
pub mod watch;

use sim_core::{ChannelId, Context, Effects, Event, Layered, ProcessId, Protocol, Timer, Topology, Value};

use crate::computation::Computation;
pub use says::{Says, power};

/// What is known before anything happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beginning {
    /// Who begins the detection and announces the end.
    pub starter: ProcessId,
    /// Who is active at first, by process.
    pub active: Vec<bool>,
}

impl Beginning {
    /// That of a computation, with this starter.
    pub fn of<P: Computation>(computation: &P, topology: &Topology, starter: ProcessId) -> Self {
        let active = topology.processes().map(|process| {
            let cx = Context { process, topology };
            !is_passive(computation, cx, &computation.initial_state(cx))
        });
        Self { starter, active: active.collect() }
    }

    /// Who is active at first and not the starter.
    pub fn others(&self) -> impl Iterator<Item = ProcessId> {
        let others = (0..).map(ProcessId).zip(&self.active).filter(|(process, _)| *process != self.starter);
        others.filter_map(|(process, active)| active.then_some(process))
    }
}

/// Whether a process can do nothing of its own accord.
pub(crate) fn is_passive<P: Protocol>(protocol: &P, cx: Context<'_>, state: &P::State) -> bool {
    let mut passive = true;
    protocol.commands(cx, state, |_| passive = false);
    passive
}

/// What a process does in a detection, in the order in which it does.
#[derive(Debug, Default)]
pub struct Acts {
    sends: Vec<(ChannelId, Says)>,
    announces: bool,
}

impl Acts {
    fn send(&mut self, channel: ChannelId, says: Says) {
        self.sends.push((channel, says));
    }

    /// The computation has terminated.
    const fn announce(&mut self) {
        self.announces = true;
    }
}

/// The part that one process has in a detection. Pure, as all handlers are: it sees nothing but what it is given.
pub trait Part {
    /// The computation sends a message; what share of a weight goes with it, if there are weights.
    fn send(&mut self) -> Option<i32> {
        None
    }

    /// A message of the computation is received, which the computation handles next.
    fn receive(&mut self, cx: Context<'_>, channel: ChannelId, share: Option<i32>, acts: &mut Acts);

    /// A message of the detector is received.
    fn hear(&mut self, cx: Context<'_>, channel: ChannelId, says: &Says, passive: bool, acts: &mut Acts);

    /// A step is at its end, whatever it was. The starter is asked only once it has begun.
    fn settle(&mut self, cx: Context<'_>, passive: bool, acts: &mut Acts);
}

/// A detector: what part each process has in it.
pub trait Detector: Clone + Sync {
    /// The part of a process, and what it remembers.
    type Part: Part + Value + Send + Sync;

    /// The part of a process before anything happens.
    fn part(&self, cx: Context<'_>, beginning: &Beginning) -> Self::Part;
}

/// What travels in a channel.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Parcel<M> {
    /// A message of the computation, with its share of a weight.
    Message(M, Option<i32>),
    /// A message of the detector.
    Control(Says),
}

/// What a process does of its own accord.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Does<C> {
    /// Something of the computation.
    Computes(C),
    /// The starter begins to detect.
    Begins,
}

/// What a process announces: the computation has terminated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Announced;

/// What a process remembers of the detection.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Detects<L> {
    /// Whether its part has begun: that of all but the starter has from the start.
    pub begun: bool,
    /// Its part.
    pub part: L,
}

/// A computation with a detector on top.
#[derive(Clone, Debug)]
pub struct Detecting<P, D> {
    /// The computation.
    pub underlying: P,
    /// The detector.
    pub detector: D,
    /// What is known before anything happens.
    pub beginning: Beginning,
}

impl<P: Computation, D: Detector> Protocol for Detecting<P, D> {
    type State = Layered<P::State, Detects<D::Part>>;
    type Message = Parcel<P::Message>;
    type Command = Does<P::Command>;
    type Observation = Announced;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        let begun = cx.process != self.beginning.starter;
        let local = Detects { begun, part: self.detector.part(cx, &self.beginning) };
        Layered { underlying: self.underlying.initial_state(cx), local }
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Does<P::Command>)) {
        self.underlying.commands(cx, &state.underlying, |command| offer(Does::Computes(command)));
        if !state.local.begun {
            offer(Does::Begins);
        }
    }

    fn timer(&self, command: &Does<P::Command>) -> Timer {
        match command {
            Does::Computes(command) => self.underlying.timer(command),
            Does::Begins => Timer::Start,
        }
    }

    fn is_urgent(message: &Self::Message) -> bool {
        matches!(message, Parcel::Control(_))
    }

    fn handle<E: Effects<Self::Message, Announced>>(
        &self,
        cx: Context<'_>,
        Layered { underlying, local }: &mut Self::State,
        event: Event<Self::Message, Does<P::Command>>,
        effects: &mut E,
    ) {
        let (mut acts, part) = (Acts::default(), &mut local.part);
        let event = match event {
            Event::Receive { channel, message: Parcel::Message(message, share) } => {
                part.receive(cx, channel, share, &mut acts);
                Some(Event::Receive { channel, message })
            }
            Event::Receive { channel, message: Parcel::Control(says) } => {
                let passive = is_passive(&self.underlying, cx, underlying);
                part.hear(cx, channel, &says, passive, &mut acts);
                None
            }
            Event::Internal(Does::Computes(command)) => Some(Event::Internal(command)),
            Event::Internal(Does::Begins) => {
                local.begun = true;
                None
            }
        };
        if let Some(event) = event {
            self.underlying.handle(cx, underlying, event, &mut Lower { part, effects });
        }
        if local.begun {
            local.part.settle(cx, is_passive(&self.underlying, cx, underlying), &mut acts);
        }
        for (channel, says) in acts.sends {
            effects.send(channel, Parcel::Control(says));
        }
        if acts.announces {
            effects.observe(Announced);
        }
    }
}

/// The computation's messages on their way down.
struct Lower<'a, L, E> {
    part: &'a mut L,
    effects: &'a mut E,
}

impl<M, L: Part, E: Effects<Parcel<M>, Announced>> Effects<M, ()> for Lower<'_, L, E> {
    fn send(&mut self, channel: ChannelId, message: M) {
        let share = self.part.send();
        self.effects.send(channel, Parcel::Message(message, share));
    }

    fn observe(&mut self, (): ()) {}
}
