//! What a submission leaves behind, or starts too much of.
//!
//! On Linux a process whose parent has ended comes to us, wherever it has fled: it is killed, with its group. Elsewhere, and from a
//! process that flees faster than it is looked for, there is no such protection.

#[cfg(target_os = "linux")]
use rustix::process::{self, Pid, Signal, WaitOptions};

#[cfg(target_os = "linux")]
use super::children::ours;

/// How often those are looked for that orphans leave in their turn.
#[cfg(target_os = "linux")]
const ROUNDS: usize = 1000;

/// From now on orphans come to us.
#[cfg(target_os = "linux")]
pub(super) fn adopt() {
    // If the system does not know how, they go elsewhere.
    let _ = process::set_child_subreaper(Some(process::getpid()));
}

/// Kills all orphans.
#[cfg(target_os = "linux")]
pub(super) fn sweep() {
    let ours = ours();
    let is_ours = |child: &Pid| ours.contains(&child.as_raw_nonzero().get().unsigned_abs());
    for _ in 0..ROUNDS {
        let mut orphans = children(process::getpid());
        orphans.retain(|child| !is_ours(child));
        if orphans.is_empty() {
            return;
        }
        orphans.into_iter().for_each(kill);
    }
}

/// Kills a process with its group, if it has one of its own.
#[cfg(target_os = "linux")]
fn kill(orphan: Pid) {
    // What has ended meanwhile need not be killed.
    let group = process::getpgid(Some(orphan)).ok();
    if let Some(group) = group.filter(|group| *group != process::getpgrp()) {
        let _ = process::kill_process_group(group, Signal::KILL);
    }
    let _ = process::kill_process(orphan, Signal::KILL);
    let _ = process::waitpid(Some(orphan), WaitOptions::empty());
}

/// How many processes a child has started that are still there, they and theirs, as far as is counted.
#[cfg(target_os = "linux")]
pub(super) fn count(child: u32, most: usize) -> usize {
    let mut found: Vec<_> = i32::try_from(child).ok().and_then(Pid::from_raw).into_iter().collect();
    let mut looked = 0;
    while looked < found.len() && found.len() <= most {
        found.extend(children(found[looked]));
        looked += 1;
    }
    found.len().saturating_sub(1)
}

/// The children of a process: each of its threads has its own.
#[cfg(target_os = "linux")]
fn children(parent: Pid) -> Vec<Pid> {
    let threads = std::fs::read_dir(format!("/proc/{}/task", parent.as_raw_nonzero()));
    let of_thread = |thread: std::fs::DirEntry| std::fs::read_to_string(thread.path().join("children")).ok();
    let listed: Vec<_> = threads.into_iter().flatten().flatten().filter_map(of_thread).collect();
    let numbers = listed.iter().flat_map(|list| list.split_whitespace());
    numbers.filter_map(|number| Pid::from_raw(number.parse().ok()?)).collect()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn adopt() {}

#[cfg(not(target_os = "linux"))]
pub(super) fn sweep() {}

#[cfg(not(target_os = "linux"))]
pub(super) fn count(_child: u32, _most: usize) -> usize {
    0
}
