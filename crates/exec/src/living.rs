//! The children that are alive, by their numbers, so that all can be ended at once, from whatever thread.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::group;

/// The children of a pool, each with all that it started.
#[derive(Clone, Debug, Default)]
pub struct Living(Arc<Mutex<BTreeSet<u32>>>);

impl Living {
    /// Ends all of them at once.
    pub fn end(&self) {
        let all = std::mem::take(&mut *self.lock());
        all.into_iter().for_each(group::end);
    }

    pub(crate) fn add(&self, child: u32) {
        self.lock().insert(child);
    }

    /// Ends a child. Its number may be another's as soon as it was waited for, so that is for later.
    pub(crate) fn end_one(&self, child: u32) {
        if self.lock().remove(&child) {
            group::end(child);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
