//! A process that was started for a run ends when whoever started it is gone, however that ended.
//!
//! Two ways, for each alone has a gap. Its standard input closes then, on every system; but nobody notices in a process that was
//! stopped. Linux kills it; but not if the other was gone before that was asked for.

/// From now on this process lasts no longer than the one that started it.
pub(super) fn hold_on() {
    #[cfg(target_os = "linux")]
    die_with_parent();
    std::thread::spawn(end_with_input);
}

/// Ends this process when whoever holds the other end of its standard input is gone.
fn end_with_input() {
    // An input that cannot be read is as good as closed.
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    std::process::exit(3);
}

#[cfg(target_os = "linux")]
fn die_with_parent() {
    // If the system does not know how, there is the other way.
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}
