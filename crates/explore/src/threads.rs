//! Threads, for as long as a piece of work takes. What
//! they are given and what they find is in an order that does not depend on them.

/// Does the work on each item in a thread of its own, but for the first; the answers are in the order of the items.
pub(crate) fn in_parallel<T: Send, R: Send>(
    items: impl Iterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let mut items = items;
    let Some(mine) = items.next() else { return Vec::new() };
    let others: Vec<T> = items.collect();
    if others.is_empty() {
        return vec![work(mine)];
    }
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = others.into_iter().map(|item| scope.spawn(move || work(item))).collect();
        let mut results = vec![work(mine)];
        let joined = others.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.extend(joined.map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        results
    })
}
