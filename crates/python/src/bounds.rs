//! How much is done for one call: what is kept of a run is bounded, and so is what a search takes.

/// The most events of one run of which the events are kept.
pub(crate) const EVENTS: u64 = 5_000_000;
/// The most bytes of one text that is read.
pub(crate) const TEXT: u64 = 256 << 20;
/// The most memory that a search may take, and that a run may take before anything happens in it.
pub(crate) const BYTES: u64 = 2 << 30;
/// After how many events a long run looks whether it is still wanted.
pub(crate) const LOOK_AFTER: u64 = 1 << 12;
/// The most seeds of one call.
pub(crate) const SEEDS: u64 = 1 << 40;
