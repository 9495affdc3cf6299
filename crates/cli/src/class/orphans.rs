//! What a submission leaves behind, or starts too much of.
//!
//! On Linux a process whose parent has ended comes to us, wherever it has fled: it is killed, with its group. Elsewhere, and from a
//! process that flees faster than it is looked for, there is no such protection.

#[cfg(target_os = "linux")]
pub(super) use linux::{adopt, count, sweep};
#[cfg(not(target_os = "linux"))]
pub(super) use other::{adopt, count, sweep};

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Our own children, each until it was waited for: all others are orphans.
static OURS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn ours() -> MutexGuard<'static, BTreeSet<u32>> {
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a child of ours.
pub(super) fn start(command: &mut Command) -> io::Result<Child> {
    let mut ours = ours(); // nobody looks for orphans until it is known to be none
    let child = command.spawn()?;
    ours.insert(child.id());
    Ok(child)
}

/// Waits for a child that has been killed.
pub(super) fn wait(child: &mut Child) -> io::Result<ExitStatus> {
    let status = child.wait();
    ours().remove(&child.id());
    status
}

/// Whether a child has ended.
pub(super) fn ended(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let status = child.try_wait();
    if matches!(status, Ok(Some(_))) {
        ours().remove(&child.id());
    }
    status
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;

    use rustix::process::{self, Pid, Signal, WaitOptions};

    use super::ours;

    /// How often those are looked for that orphans leave in their turn.
    const ROUNDS: usize = 1000;

    /// From now on orphans come to us.
    pub(in super::super) fn adopt() {
        // If the system does not know how, they go elsewhere.
        let _ = process::set_child_subreaper(Some(process::getpid()));
    }

    /// Kills all orphans.
    pub(in super::super) fn sweep() {
        let ours = ours();
        for _ in 0..ROUNDS {
            let orphans: Vec<_> = children(process::getpid())
                .into_iter()
                .filter(|child| !ours.contains(&number(*child)))
                .collect();
            if orphans.is_empty() {
                return;
            }
            orphans.into_iter().for_each(kill);
        }
    }

    /// Kills a process with its group, if it has one of its own.
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
    pub(in super::super) fn count(child: u32, most: usize) -> usize {
        let mut found: Vec<_> = i32::try_from(child).ok().and_then(Pid::from_raw).into_iter().collect();
        let mut looked = 0;
        while looked < found.len() && found.len() <= most {
            found.extend(children(found[looked]));
            looked += 1;
        }
        found.len() - 1
    }

    /// The children of a process: each of its threads has its own.
    fn children(parent: Pid) -> Vec<Pid> {
        let threads = fs::read_dir(format!("/proc/{}/task", parent.as_raw_nonzero()));
        let of_thread = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("children")).ok();
        let listed: Vec<_> = threads.into_iter().flatten().flatten().filter_map(of_thread).collect();
        let numbers = listed.iter().flat_map(|list| list.split_whitespace());
        numbers.filter_map(|number| Pid::from_raw(number.parse().ok()?)).collect()
    }

    fn number(process: Pid) -> u32 {
        process.as_raw_nonzero().get().unsigned_abs()
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    pub(in super::super) fn adopt() {}

    pub(in super::super) fn sweep() {}

    pub(in super::super) fn count(_child: u32, _most: usize) -> usize {
        0
    }
}
