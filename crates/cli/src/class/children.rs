//! The processes that we have started and not waited for yet: whoever else is a child of ours is an orphan.

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

static OURS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Their numbers. As long as these are held nobody is started.
pub(super) fn ours() -> MutexGuard<'static, BTreeSet<u32>> {
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a child.
pub(super) fn start(command: &mut Command) -> io::Result<Child> {
    let mut ours = ours();
    let child = command.spawn()?;
    ours.insert(child.id());
    Ok(child)
}

/// Whether a child has ended.
pub(super) fn ended(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let status = child.try_wait();
    if matches!(status, Ok(Some(_))) {
        ours().remove(&child.id());
    }
    status
}

/// Waits for a child that has been killed.
pub(super) fn wait(child: &mut Child) -> io::Result<()> {
    let status = child.wait();
    ours().remove(&child.id());
    status.map(drop)
}
