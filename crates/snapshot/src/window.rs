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
//! ([`Simulation::wait`](sim_core::Simulation::wait)).

mod opening;

use sim_core::{Cause, GlobalState, StepOf, Topology};

use crate::alone::Alone;
use crate::computation::{Computation, Underlying};
use crate::layer::Layer;
use crate::log::{LogEvent, Logbook};
use crate::numbers::Numbers;
use crate::wire::Carries as _;
pub use opening::opening;

/// Keeps the window of a run's snapshots.
#[derive(Debug)]
pub struct Window<P: Computation> {
    open: bool,
    /// Whether more is kept than how much there is.
    keeps: bool,
    base: Underlying<P>,
    log: Logbook<P>,
    /// How many events there were.
    count: usize,
    /// How many markers were received.
    markers: u64,
}

impl<P: Computation> Default for Window<P> {
    fn default() -> Self {
        Self {
            open: false,
            keeps: true,
            base: GlobalState { processes: Vec::new(), channels: Vec::new() },
            log: Logbook::default(),
            count: 0,
            markers: 0,
        }
    }
}

impl<P: Computation> Window<P> {
    /// Forgets everything, keeping the buffers.
    pub fn reset(&mut self) {
        self.open = false;
        self.markers = 0;
        self.count = 0;
        self.log.clear();
    }

    /// Keeps no events from now on, and gives back the memory of those that there are.
    pub(crate) fn forget(&mut self) {
        *self = Self {
            open: self.open,
            keeps: false,
            count: self.count,
            markers: self.markers,
            ..Self::default()
        };
    }

    /// Whether its events are kept.
    pub(crate) const fn keeps(&self) -> bool {
        self.keeps
    }

    /// The global state of the underlying computation just before the window; empty if it has not opened, or its events are not kept.
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
        self.count
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

    /// Opens in this state, in which these messages can be asked for.
    pub(crate) fn open(&mut self, topology: &Topology, alone: &Alone<P>, numbers: &Numbers) {
        self.open = true;
        if self.keeps {
            alone.write_to(&mut self.base, topology);
            self.log.knows(numbers);
        }
    }

    /// Takes in the next step, and keeps it if it shall; `after` is the state to which it led its process.
    pub(crate) fn step<Q: Layer<P>>(&mut self, step: &StepOf<Q>, after: &Q::State) {
        self.count += 1 + step.effects.len();
        if matches!(&step.cause, Cause::Receive { message, .. } if message.body.control().is_some()) {
            self.markers += 1;
        }
        if self.keeps {
            self.log.add::<Q>(step, after);
        }
    }
}
