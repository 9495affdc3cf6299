//! How much memory there may be: everything that is allocated is counted, and there is one bound for all of it.
//!
//! What is known to be large is estimated [before](room_for) it is made. Who can tell what was found so far looks [now and then](exceeded)
//! whether there is room to go on. Whatever else grows, reading, judging or drawing, is [guarded]: at twice the bound the program
//! ends, with a word of its own and not by the system. The bound decides whether there is a verdict, and never what it is.

use std::alloc::System;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use cap::Cap;

use crate::cleanup::clean_up;
use crate::failure::Failure;
use crate::stderr;

/// Counts what is allocated. It refuses nothing: who is refused memory cannot tell of it.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);
/// How many bytes there may be.
static ALLOWED: AtomicU64 = AtomicU64::new(u64::MAX);
static REACHED: AtomicBool = AtomicBool::new(false);

const MIB: u64 = 1 << 20;
/// Of the thread that guards.
const STACK: usize = 1 << 18;
/// A third of what there is: a list that grows is there twice for a moment, and what has grown is still to be judged.
const SHARE: u64 = 3;
/// How often the bound is there for all together: what was found within it is still to be judged and told.
const TO_THE_END: u64 = 2;
/// How many bytes may be added in a nanosecond: pages are not had faster.
const GROWTH: u64 = 4;
/// The part of the bound that one text may take: what is read from it takes about six times as much.
const TEXT: u64 = 8;

/// From now on there may be so many MiB; or else a share of what this machine, its limits or its container have.
pub(crate) fn allow(mib: Option<u64>) {
    let allowed = mib.map_or_else(|| there_is() / SHARE, |mib| mib.saturating_mul(MIB));
    ALLOWED.store(allowed, Ordering::Relaxed);
    // Where there can be no other thread, those who look are enough for most.
    let _ = thread::Builder::new().name("memory".into()).stack_size(STACK).spawn(move || guarded(allowed));
}

/// Ends the program when it takes twice as much as is allowed; looks the more often the less is left.
fn guarded(allowed: u64) {
    const OFTEN: Duration = Duration::from_millis(1);
    const SELDOM: Duration = Duration::from_millis(100);
    let bound = allowed.saturating_mul(TO_THE_END);
    loop {
        match bound.checked_sub(MEMORY.allocated() as u64) {
            Some(left) => thread::sleep(Duration::from_nanos(left / GROWTH).clamp(OFTEN, SELDOM)),
            None => leave(&no_room()),
        }
    }
}

/// Ends the program from whatever thread, leaves nothing behind, and says why.
fn leave(why: &Failure) -> ! {
    clean_up();
    stderr::tell(why);
    std::process::exit(why.code().into())
}

/// Why the program ends where nobody can tell what was found.
pub(crate) fn no_room() -> Failure {
    Failure::Memory(format!("there is no room to go on; {}", allowed()))
}

/// How much there is, where the system says so.
fn there_is() -> u64 {
    let machine = effective_limits::memory_limit().unwrap_or(u64::MAX);
    let container = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let container = container.and_then(|limit| limit.trim().parse().ok());
    container.map_or(machine, |limit| machine.min(limit))
}

/// How many bytes may still be allocated.
pub(crate) fn left() -> u64 {
    ALLOWED.load(Ordering::Relaxed).saturating_sub(MEMORY.allocated() as u64)
}

/// Whether there is more than is allowed.
pub(crate) fn exceeded() -> bool {
    let exceeded = left() == 0;
    REACHED.fetch_or(exceeded, Ordering::Relaxed) || exceeded
}

/// Whether there was more than is allowed when somebody looked.
pub(crate) fn reached() -> bool {
    REACHED.load(Ordering::Relaxed)
}

/// How much is allowed, for people: `at most 100 MiB was allowed, see --max-memory`.
pub(crate) fn allowed() -> String {
    format!("at most {} MiB was allowed; see --max-memory", ALLOWED.load(Ordering::Relaxed) / MIB)
}

/// Whether so many bytes more can be had for something.
pub(crate) fn room_for(what: &str, bytes: u64) -> Result<(), Failure> {
    if bytes <= left() {
        return Ok(());
    }
    Err(Failure::Memory(format!(
        "{what} would take about {} MiB more, and {}",
        bytes.div_ceil(MIB),
        allowed()
    )))
}

/// How long a text may be that is read.
pub(crate) fn longest_text() -> u64 {
    left() / TEXT
}

/// A text is longer than that.
pub(crate) fn too_long(name: &str) -> Failure {
    let longest = (longest_text() / MIB).max(1);
    Failure::with_tip(
        format!("cannot read '{name}': it goes on after {longest} MiB"),
        "a text may take an eighth of what '--max-memory' allows",
    )
}
