//! Distributed snapshots: the algorithm, what it is superposed on, what it records, and who judges that.
//!
//! Knows no time, seed, socket or file. [`algorithms::chandy_lamport`] is the algorithm, as two rules; [`Superposed`] puts it on
//! top of a [`Computation`]; a [`Window`] keeps the events that matter of a run of any length; a [`RecordedGlobalState`] is put
//! together from what the handlers observe; [`oracle`] judges it from the trace and the
//! transition relation, and never asks the algorithm; [`shrink`] makes a failing run small.
//!
//! # Example
//!
//! Three accounts in a ring send each other money, and the algorithm takes a snapshot of them under one seed:
//!
//! ```
//! use sim_core::{Delay, ProcessId, System, Timing, Topology};
//! use sim_snapshot::algorithms::chandy_lamport::ChandyLamport;
//! use sim_snapshot::oracle::{Law, Overall};
//! use sim_snapshot::{Bank, Initiation, Setup, Superposed};
//!
//! let (ring, bank) = (Topology::ring(3)?, Bank::alike(3, 20));
//! let superposed = Superposed::new(bank.clone(), ChandyLamport, Initiation::of_own_accord(ProcessId(0)));
//! let (alone, layered) = (System::new(bank, ring.clone()), System::new(superposed, ring));
//! let setup = Setup {
//!     underlying: &alone,
//!     superposed: &layered,
//!     snapshots: 1,
//!     max_events: 10_000,
//!     law: Some(Law::MARKERS),
//!     stable: &[],
//! };
//! let timing = Timing::new(Delay::uniform(1, 20)?, Delay::uniform(10, 40)?).with_start(Delay::fixed(100));
//! let mut experiment = setup.timed(&timing, 7);
//! experiment.run(&mut ())?;
//! let judgements = experiment.judgements();
//! assert_eq!(judgements[0].verdict(), Overall::Holds);
//! assert_eq!(judgements[0].costs.markers, 3); // one on each channel
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

#[macro_use]
mod one_of;

mod aim;
mod algorithm;
pub mod algorithms;
mod alone;
mod causal;
pub mod channel_set;
mod computation;
mod computation_event;
mod contents;
mod control;
mod costs;
mod crossing;
mod cut;
pub mod detection;
mod experiment;
pub mod exploration;
mod faults;
pub mod faulty;
mod fingerprint;
mod id;
mod index;
mod initiation;
mod judge;
mod judgement;
mod layer;
mod load;
mod log;
mod meanwhile;
mod needs;
pub mod numbers;
mod occurrence;
mod offers;
pub mod oracle;
mod order_kept;
mod part;
pub mod price;
pub mod reasons;
mod recorded;
mod rerun;
pub mod rollback;
mod setup;
pub mod shrink;
mod since;
mod superposed;
#[cfg(test)]
pub(crate) mod tests;
mod wanted;
mod who_waits;
mod whole;
mod window;
mod wire;
mod written;

pub use aim::Aim;
pub use algorithm::{At, ClosedBy, Named, Noted, Recorded, Sink, SnapshotAlgorithm, Which};
pub use alone::Alone;
pub use computation::{
    Account, Activation, Activity, Amounts, AnyProgram, Arguments, Asked, Balances, Bank, Chatter,
    ChatterState, Computation, Demand, Diffusing, Foreign, Forward, Forwarding, Good, Holding, Letter, Model,
    Move, Parameter, ParameterError, Predicate, Program, Resources, Say, Token, TokenFault, TokenRing,
    TokenState, Told, Transfer, Underlying, WaitFor, Word, Work, WrittenState, catalog, outside, predicate,
    script,
};
pub use computation_event::ComputationEvent;
pub use control::Control;
pub use costs::Costs;
pub use crossing::Crossing;
pub use cut::{Cut, underlying_message};
pub use experiment::{Delivered, Experiment, Stopped};
pub use faults::{Chance, Coins, Fate, Fault, FaultId, Faults, Harm, Incident, MAX_FAULTS, When};
pub use id::SnapshotId;
pub use index::Index;
pub use initiation::{Initiation, Initiator, Initiators, Start};
pub use judge::{Judge, Judged, Panel};
pub use judgement::Judgement;
pub use layer::{Act, Layer, Readable};
pub use log::{Log, LogEvent, Logbook, write_down};
pub use meanwhile::Meanwhile;
pub use needs::{Cycles, Lack, Needs, Starters};
pub use occurrence::{Occurrence, occurrences};
pub use offers::{Hindered, Offered, Wait};
pub use order_kept::{Kept, OrderKept};
pub use part::{Part, Rules};
pub use recorded::{ChannelRecord, ProcessRecord, RecordedGlobalState, RecordedOf, Recording};
pub use setup::Setup;
pub use since::{Moments, Since, moments};
pub use superposed::Superposed;
pub use wanted::{Unwanted, Wanted};
pub use who_waits::{WhoWaits, who_waits};
pub use whole::{Happens, Whole};
pub use window::{Window, opening};
pub use wire::{Carries, Extra, Kind, Logged, Note, Wire};
pub use written::{Written, WrittenError};
