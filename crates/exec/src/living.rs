//! The children that are alive, so that all can be ended at once, from whatever thread.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};

/// The children of a pool, each with all that it started.
#[derive(Clone, Debug, Default)]
pub struct Living(Arc<Mutex<BTreeSet<i32>>>);

impl Living {
    /// Ends all of them at once.
    pub fn end(&self) {
        let all = std::mem::take(&mut *self.lock());
        all.into_iter().filter_map(Pid::from_raw).for_each(end);
    }

    pub(crate) fn add(&self, child: Pid) {
        self.lock().insert(child.as_raw_nonzero().get());
    }

    /// Ends a child. Its number may be another's as soon as it was waited for, so that is for later.
    pub(crate) fn end_one(&self, child: Pid) {
        if self.lock().remove(&child.as_raw_nonzero().get()) {
            end(child);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<i32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a process group; it may be gone already.
fn end(group: Pid) {
    let _ = kill_process_group(group, Signal::KILL);
}
