//! How much is done for one request. A page asks again for more; for what needs more at once there is `sim`.

/// The longest request, in bytes.
pub const REQUEST: usize = 256 << 10;
/// The most events of one run: they are kept, to be told.
pub const EVENTS: u64 = 20_000;
/// The most seeds for one request.
pub const SEEDS: u64 = 100_000;
/// The most events of all their runs together; the seeds that are left are asked for again.
pub const EVENTS_OF_SEEDS: u64 = 20_000_000;
/// The most states of a search.
pub const STATES: u64 = 200_000;
/// The most memory that a search may take, and that a run may take before anything happens in it.
pub const BYTES: u64 = 128 << 20;
