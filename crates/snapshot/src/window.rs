//! The part of a run that decides: from the first sign of a snapshot to the completion of all.
//!
//! Every event before the first process records is prerecording, every event after the last one is postrecording, and
//! what the oracles ask is about the events between. So a run of ten million events is judged without being stored: what is kept
//! is a copy of the underlying global state from just before the window ([`Window::base`]) and, only for who tells why or draws
//! it, the events of the window ([`Window::events`]). Who judges them as they come is the [judge](crate::Judge).
//!
//! With several snapshots there is one window for all: from the first sign of any of them to the completion of the last.
//! A run that is told to go on after that goes on in its window.
//!
//! The window opens with the *step* in which first a process records something or the algorithm sends something
//! ([`Simulation::wait`](sim_core::Simulation::wait)); its base is put together from the state after that step, by undoing it.

mod opening;
mod progress;

use sim_core::{
    Cause, Envelope, First, GlobalState, MessageId, ProcessId, Queue, Scheduler, Shows, Simulation, StepOf,
    Topology, VirtualTime,
};

use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying};
use crate::layer::Layer;
use crate::log::{LogEvent, Logbook};
use crate::numbers::Numbers;
use crate::wire::Carries;
pub use opening::opening;
use progress::Snapshots;

/// Keeps the window of a run's snapshots.
#[derive(Debug)]
pub struct Window<P: Computation> {
    open: bool,
    base: Underlying<P>,
    log: Logbook<P>,
    /// How many events there were, in it and before its last step.
    count: (usize, usize),
    /// When and where the last step happened.
    last: (VirtualTime, ProcessId),
    /// How many markers were received.
    markers: u64,
    snapshots: Snapshots,
}

impl<P: Computation> Window<P> {
    /// Waits for so many snapshots.
    #[must_use]
    pub fn new(snapshots: u32, topology: &Topology) -> Self {
        Self {
            open: false,
            base: GlobalState { processes: Vec::new(), channels: Vec::new() },
            log: Logbook::default(),
            count: (0, 0),
            last: (0, ProcessId(0)),
            markers: 0,
            snapshots: Snapshots::new(snapshots, topology),
        }
    }

    /// Forgets everything, keeping the buffers.
    pub fn reset(&mut self) {
        self.open = false;
        self.markers = 0;
        self.count = (0, 0);
        self.log.clear();
        self.snapshots.reset();
    }

    /// Whether, for every snapshot, every process has recorded its state and every channel has been closed; never, if there
    /// is no snapshot to wait for.
    #[inline]
    #[must_use]
    pub const fn complete(&self) -> bool {
        self.snapshots.complete()
    }

    /// The global state of the underlying computation just before the window; empty if it has not opened.
    #[must_use]
    pub const fn base(&self) -> &Underlying<P> {
        &self.base
    }

    /// The events of the window, from the first of the step that opened it; empty if it has not opened, or they are not kept.
    #[must_use]
    pub fn events(&self) -> &[LogEvent<P>] {
        if self.open { &self.log.log.events } else { &[] }
    }

    /// The state before it and its events, for who has no more use for it.
    #[must_use]
    pub fn into_parts(self) -> (Underlying<P>, Vec<LogEvent<P>>) {
        (self.base, if self.open { self.log.log.events } else { Vec::new() })
    }

    /// How many events there were in it, kept or not.
    pub(crate) const fn count(&self) -> usize {
        self.count.0
    }

    /// The messages that can be asked for by their numbers.
    pub(crate) const fn numbers(&self) -> &Numbers {
        self.log.numbers()
    }

    /// How many markers were received in it.
    pub(crate) const fn markers(&self) -> u64 {
        self.markers
    }

    /// Whether it has opened.
    #[inline(always)]
    pub(crate) const fn is_open(&self) -> bool {
        self.open
    }

    /// The last step of the window: the place of its first event, and when and where it happened.
    pub(crate) fn last_step(&self) -> (usize, VirtualTime, ProcessId) {
        let (time, process) = self.last;
        (self.count.1, time, process)
    }

    /// Opens before the step that has the first sign of a snapshot: with the global state after it, from which it is taken back.
    #[cold]
    pub(crate) fn open<Q: Layer<P>, S: Scheduler<Q>>(
        &mut self,
        First { step, before }: &First<Q>,
        after: &Simulation<'_, Q, S>,
    ) {
        self.open = true;
        let topology = &after.system().topology;
        let Self { base, log, .. } = self;
        base.processes.clear();
        base.processes.extend(topology.processes().map(|process| after.process(process).shown().clone()));
        base.channels.resize_with(topology.channels().len(), Default::default);
        base.channels.iter_mut().for_each(Queue::clear);
        after.in_flight(|channel, id, wire| {
            log.knows(channel, wire.nth(), id);
            let body = wire.message().cloned();
            base.channels[channel.index()].extend(body.map(|body| Envelope { id, body }));
        });
        if let Cause::Receive { channel, message } = &step.cause {
            log.knows(*channel, message.body.nth(), message.id);
        }
        self.undo::<Q>(step);
        self.base.processes[step.process.index()] = before.shown().clone();
    }

    /// Turns the channels after a step into those before it.
    fn undo<Q: Layer<P>>(&mut self, step: &StepOf<Q>) {
        for (channel, message) in step.sends() {
            if message.body.message().is_some() {
                self.base.channels[channel.index()].pop_back();
            }
        }
        if let Cause::Receive { channel, message } = &step.cause
            && let Some(message) = underlying(message)
        {
            let queue = &mut self.base.channels[channel.index()];
            let place = queue.partition_point(|waiting| waiting.id < message.id);
            queue.insert(place, message);
        }
    }

    /// Takes in the next step, and keeps it if it shall; `after` is the state to which it led its process.
    pub(crate) fn step<Q: Layer<P>>(&mut self, step: &StepOf<Q>, after: &Q::State, keeps: bool) {
        self.last = (step.time, step.process);
        self.count = (self.count.0 + 1 + step.effects.len(), self.count.0);
        if matches!(&step.cause, Cause::Receive { message, .. } if message.body.control().is_some()) {
            self.markers += 1;
        }
        for observation in step.observations() {
            match observation {
                Recorded::Process { snapshot, .. } => {
                    self.snapshots.mark(*snapshot, |missing| &mut missing.recorded[step.process.index()]);
                }
                Recorded::Closed { snapshot, channel } => {
                    self.snapshots.mark(*snapshot, |missing| &mut missing.closed[channel.index()]);
                }
                Recorded::Message { .. } => {}
            }
        }
        if keeps {
            self.log.add::<Q>(step, after);
        }
    }
}

fn underlying<M: Clone>(envelope: &Envelope<impl Carries<M>, MessageId>) -> Option<Envelope<M, MessageId>> {
    envelope.body.message().map(|body| Envelope { id: envelope.id, body: body.clone() })
}
