//! What is done before the program is ended from outside, so that nothing is left behind: a temporary file goes, a terminal is given
//! back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is to be done, in the order in which it was asked for.
static CLEANUPS: Mutex<BTreeMap<u64, Box<dyn FnOnce() + Send>>> = Mutex::new(BTreeMap::new());

/// Does all of it, from whatever thread.
pub(crate) fn clean_up() {
    let cleanups = std::mem::take(&mut *CLEANUPS.lock().unwrap_or_else(PoisonError::into_inner));
    cleanups.into_values().for_each(|clean| clean());
}

/// Something that is done if the program is ended before this is dropped.
#[derive(Debug)]
pub(crate) struct Cleanup(u64);

impl Cleanup {
    pub(crate) fn new(clean: impl FnOnce() + Send + 'static) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        CLEANUPS.lock().unwrap_or_else(PoisonError::into_inner).insert(number, Box::new(clean));
        Self(number)
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        CLEANUPS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
