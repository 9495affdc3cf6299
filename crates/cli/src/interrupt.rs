//! Signals: Ctrl-C asks long work to stop, so that what was done is not lost; whatever ends the program, nothing is left behind.
//!
//! A signal that was ignored when the program started stays ignored: that is how `nohup` and a shell's background work.

use std::sync::atomic::{AtomicBool, Ordering};

use snapshot::Wanted;

use crate::cleanup;

/// Whether the work at hand looks at the flag.
static LISTENS: AtomicBool = AtomicBool::new(false);
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on a signal ends the program tidily. Without handlers it ends too, only not tidily.
#[cfg(unix)]
pub(crate) fn start() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ};
    use signal_hook::iterator::Signals;

    let ignored = ignored();
    let kept = |signal: &i32| ignored & (1 << (signal - 1)) == 0;
    // With a handler that does nothing, a file that grows too large is an error of writing.
    let _ = signal_hook::flag::register(SIGXFSZ, std::sync::Arc::default());
    if let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGXCPU].iter().filter(|s| kept(s))) {
        std::thread::spawn(move || signals.forever().for_each(received));
    }
}

/// The same where a signal can only set a flag, at which somebody has to look.
#[cfg(not(unix))]
pub(crate) fn start() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use std::sync::Arc;
    use std::time::Duration;

    /// How often to look.
    const LOOK: Duration = Duration::from_millis(50);
    let flags = [SIGINT, SIGTERM].map(|signal| (signal, Arc::new(AtomicBool::new(false))));
    for (signal, flag) in &flags {
        let _ = signal_hook::flag::register(*signal, Arc::clone(flag));
    }
    std::thread::spawn(move || {
        loop {
            for (signal, _) in flags.iter().filter(|(_, flag)| flag.swap(false, Ordering::SeqCst)) {
                received(*signal);
            }
            std::thread::sleep(LOOK);
        }
    });
}

/// The signals that are ignored, a bit each, where the system says so.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// The first signal sets the flag, if somebody looks at it; any other ends the program.
fn received(signal: i32) {
    if LISTENS.load(Ordering::SeqCst) && !INTERRUPTED.swap(true, Ordering::SeqCst) {
        return;
    }
    cleanup::clean_up();
    // It does not come back; if it did, the program would go on as after a signal that was not heard.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// From now on the first signal sets the flag.
pub(crate) fn listen() {
    LISTENS.store(true, Ordering::SeqCst);
}

/// Whether the work is to stop.
pub(crate) fn requested() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// A verdict is wanted as long as the work is not to stop.
pub(crate) const WANTED: Wanted<'static> = Wanted::while_true(&|| !requested());
