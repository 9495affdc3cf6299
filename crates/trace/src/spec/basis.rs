//! What an experiment is unless it is said depends on what was said: on the program, the topology, the clock.
//!
//! The values themselves stand beside the entries that they belong to.

use sim_core::Topology;
use snapshot::catalog;

/// What the usual values depend on.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The computation.
    pub program: &'a catalog::Entry,
    /// The processes and channels.
    pub topology: &'a Topology,
    /// Whether its back-edges are those that a search finds, or none where none are needed.
    pub finds_back_edges: bool,
    /// Whether the run goes by the ticks of the COS 418 simulator.
    pub ticks: bool,
    /// How many snapshots the computation starts itself, if it does.
    pub commanded: Option<u32>,
}
