//! What is said of one snapshot.

use std::sync::Arc;

use sim_core::ProcessId;

use crate::computation::Computation;
use crate::costs::Costs;
use crate::id::SnapshotId;
use crate::oracle::Check;
use crate::recorded::RecordedOf;

/// What is said of a snapshot.
#[derive(Debug)]
pub struct Judged<'a, P: Computation> {
    /// Which.
    pub snapshot: SnapshotId,
    /// What was recorded.
    pub recorded: &'a Arc<RecordedOf<P>>,
    /// What the oracles say.
    pub checks: &'a [Check],
    /// How much there was of each good before the first step.
    pub goods: &'a [u64],
    /// What it cost.
    pub costs: Costs,
    /// Those that began of their own accord, in the order in which they did.
    pub initiators: &'a [ProcessId],
    /// By process that has recorded: the initiator from which the news came to it, whose *region* it is in.
    pub regions: &'a [Option<ProcessId>],
}
