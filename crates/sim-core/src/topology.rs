//! Who can speak to whom: processes, and channels from a source to a target.
//!
//! A fixed directed graph without parallel channels, so that `P->Q` names a channel; a channel may lead from a process to
//! itself. It says what each channel's discipline is ([`Order`]); how long messages take is the driver's affair
//! ([`Timing`](crate::Timing)). Graphs that have a name are [`Shape`]s. Channels that lead back to where a way along channels began may
//! be marked as such: `back_edges`.

mod back_edges;
mod build;
mod channel;
mod error;
mod graph;
mod names;
mod shape;

pub use channel::{Channel, Order};
pub use error::TopologyError;
pub use graph::Topology;
pub use names::Names;
pub use shape::{MAX_CHANNELS, MAX_PROCESSES, Shape, ShapeError};
