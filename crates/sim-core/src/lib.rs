//! A distributed computation as the paper defines it, and the drivers that run it.
//!
//! *A global state is the states of the processes plus the sequences of messages in the channels; an event at one
//! process changes that state and at most the channels incident on it* (Chandy & Lamport 1985, section 2). That is
//! written once, as [`System::step`]. A simulation is that step plus a [`Scheduler`] that picks; a replay is that
//! step plus a list, and a search of all schedules is that step plus a table of what has been met.
//!
//! This crate knows no snapshot algorithm, no file format, no clock of the machine and no source of randomness but
//! the seed it is given. Handlers ([`Protocol`]) see one process and one event; drivers ([`Simulation`]) own virtual
//! time and randomness.
//!
//! Where to look next: [`Protocol`] for what a user writes, [`System`] for the transition relation, [`Simulation`]
//! for running it, [`Trace`] and [`VectorClocks`] for what happened. Everything has one path: the modules are private, but
//! for [`words`].
//!
//! # Example
//!
//! A process that answers every message, run for ten events under delays of 1 to 5 ticks:
//!
//! ```
//! use sim_core::*;
//!
//! struct Echo;
//! impl Protocol for Echo {
//!     type State = u32; // how many events the process has seen
//!     type Message = &'static str;
//!     type Command = &'static str;
//!     type Observation = ();
//!     fn initial_state(&self, _: Context<'_>) -> u32 {
//!         0
//!     }
//!     fn commands(&self, cx: Context<'_>, events: &u32, mut offer: impl FnMut(&'static str)) {
//!         if cx.process == ProcessId(0) && *events == 0 {
//!             offer("speak first");
//!         }
//!     }
//!     fn handle<E: Effects<&'static str, ()>>(
//!         &self,
//!         cx: Context<'_>,
//!         events: &mut u32,
//!         _: Event<&'static str, &'static str>,
//!         effects: &mut E,
//!     ) {
//!         *events += 1;
//!         for channel in cx.outgoing() {
//!             effects.send(channel, "hello");
//!         }
//!     }
//! }
//!
//! let system = System::new(Echo, Topology::ring(2)?);
//! let timing = Timing::new(Delay::uniform(1, 5)?, Delay::ZERO);
//! let mut simulation = Simulation::new(&system, Timed::new(&system.topology, &timing, 7));
//! for _ in 0..10 {
//!     simulation.step(&mut ())?;
//! }
//! assert!(simulation.now() >= 9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod causal;
mod causality;
mod delay;
mod envelope;
mod global_state;
mod id;
mod layered;
mod protocol;
mod queue;
mod random;
mod schedule;
mod scheduler;
mod simulation;
mod step;
mod system;
mod topology;
mod trace;
pub mod words;

pub use causal::{Causal, Clock, Stamp, StampError, Stamped};
pub use causality::{Dependencies, Dependency, VectorClock, VectorClocks};
pub use delay::{Delay, DelayError, MAX_TICKS, Timing};
pub use envelope::Envelope;
pub use global_state::{GlobalState, State};
pub use id::{ChannelId, MessageId, ProcessId, VirtualTime};
pub use layered::Layered;
pub use protocol::{Context, Effect, Effects, Event, Protocol, Timer, Value, nth_offered};
pub use queue::Queue;
pub use random::{RNG_ALGORITHM, RNG_VERSION, Random};
pub use schedule::{Action, MAX_ACTIONS, Schedule, ScheduleError};
pub use scheduler::{
    Delays, End, Halt, Listed, Picked, Picker, Queued, Refusals, Scheduler, TickRules, Ticked, Timed,
    Uniform, Work,
};
pub use simulation::{Advance, First, Observer, Simulation, StepError, Waited};
pub use step::{Cause, CauseOf, Step, StepOf};
pub use system::{Deliverable, NotEnabled, Offers, System, World, deliverable, take};
pub use topology::{
    Channel, MAX_CHANNELS, MAX_PROCESSES, Names, Order, Shape, ShapeError, Topology, TopologyError,
};
pub use trace::{Happening, Shows, Trace, TraceEvent};
