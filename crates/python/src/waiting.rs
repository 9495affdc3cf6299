//! Work that takes long: done on a thread of its own, while the thread that called listens to Ctrl-C and lets other Python code run. What asks
//! hooks stays on the thread that called, where Python itself listens.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::own::{self, Own};

/// How often it looks whether somebody pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// Whether the work is to stop.
pub(crate) type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// Does the work; what it comes to means nothing if it was asked to stop.
pub(crate) fn patiently<T: Send>(
    py: Python<'_>,
    own: &Own,
    work: impl FnOnce(Stop<'_>) -> T + Send,
) -> PyResult<T> {
    if own.is_any() {
        let done = work(&own::has_failed);
        return own.fault(py).map_or(Ok(done), Err);
    }
    let stop = AtomicBool::new(false);
    py.detach(|| beside(&stop, || work(&|| stop.load(Ordering::Relaxed))))
}

/// Does the work beside this thread, which looks now and then whether somebody pressed Ctrl-C.
fn beside<T: Send>(stop: &AtomicBool, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    thread::scope(|scope| {
        let (done, over) = mpsc::channel::<()>();
        let worker = scope.spawn(move || {
            let result = work();
            drop(done);
            result
        });
        let mut raised = Ok(());
        while raised.is_ok() && over.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            raised = Python::attach(|py| -> PyResult<()> { py.check_signals() });
        }
        stop.store(raised.is_err(), Ordering::Relaxed);
        let result = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        raised.map(|()| result)
    })
}
