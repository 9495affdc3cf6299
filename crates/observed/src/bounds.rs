//! How much of a log is read. A log is anybody's, and may be made to harm; more than this is refused, and never judged in part.

/// The longest line, in bytes.
pub const LINE: usize = 1 << 20;
/// The most lines that say something, in all files together.
pub const LINES: usize = 1 << 24;
/// The most files.
pub const FILES: usize = 1 << 16;
/// The most processes.
pub const PROCESSES: usize = 1 << 14;
/// The most channels that are declared or occur.
pub const CHANNELS: usize = 1 << 20;
/// The most snapshots.
pub const SNAPSHOTS: usize = 1000;
/// The most looks at an event for one question: what is asked of each snapshot looks at each event, and what is asked of knowledge looks
/// at each event for each process. Some seconds.
pub const LOOKS: u64 = 1 << 30;
/// The most entries that the vector times of all steps of a lattice may have: some 130 MiB.
pub const TIMES: usize = 1 << 25;
