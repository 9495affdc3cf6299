//! The threads of a search. They last as long as it: a block is some milliseconds of work, and threads of its own would take a fifth
//! of that. What they are given and what they find is in an order that does not depend on them.

use std::num::NonZeroUsize;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Threads that wait for work.
#[derive(Debug)]
pub(crate) struct Team {
    /// None where one thread does it all.
    pool: Option<ThreadPool>,
}

impl Team {
    /// So many threads; or one, where the system has no more.
    pub(crate) fn new(jobs: NonZeroUsize) -> Self {
        let pool = (jobs.get() > 1).then(|| ThreadPoolBuilder::new().num_threads(jobs.get()).build());
        Self { pool: pool.and_then(Result::ok) }
    }

    /// Does the work on each item; the answers are in the order of the items.
    pub(crate) fn each<T: Send, R: Send>(
        &self,
        items: impl Iterator<Item = T>,
        work: impl Fn(T) -> R + Sync + Send,
    ) -> Vec<R> {
        let items: Vec<T> = items.collect();
        match &self.pool {
            Some(pool) if items.len() > 1 => {
                pool.install(|| items.into_par_iter().with_max_len(1).map(work).collect())
            }
            _ => items.into_iter().map(work).collect(),
        }
    }
}
