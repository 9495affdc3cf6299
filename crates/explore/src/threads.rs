//! The threads of a search. They last as long as it: a block is some milliseconds of work, and threads of its own would take a fifth
//! of that. What they are given and what they find is in an order that does not depend on them.
#![expect(
    clippy::disallowed_types,
    reason = "the queue of work is no handler's; what is found does not depend on it"
)]

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// More threads would have nothing to do.
const MOST_JOBS: usize = 32;

/// The thread that searches, and others that wait for work.
#[derive(Debug)]
pub(crate) struct Team {
    /// None where one thread does it all.
    others: Option<ThreadPool>,
}

impl Team {
    /// So many threads; or one, where the system has no more.
    pub(crate) fn new(jobs: NonZeroUsize) -> Self {
        let others = jobs.get().min(MOST_JOBS) - 1;
        let pool = (others > 0).then(|| ThreadPoolBuilder::new().num_threads(others).build());
        Self { others: pool.and_then(Result::ok) }
    }

    /// Does the work on each item: whoever is free takes the next. Where it is `little`, nobody is woken for it.
    pub(crate) fn each<T: Send>(&self, little: bool, items: &mut [T], work: impl Fn(&mut T) + Sync) {
        let others = self.others.as_ref().filter(|_| !little && items.len() > 1);
        let queue = Mutex::new(items.iter_mut());
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let take_part = || {
            while let Some(item) = next() {
                work(item);
            }
        };
        let Some(others) = others else { return take_part() };
        others.in_place_scope(|scope| {
            for _ in 0..others.current_num_threads() {
                scope.spawn(|_| take_part());
            }
            take_part();
        });
    }
}
