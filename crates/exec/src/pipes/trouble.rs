//! What can go wrong between a question and its answer.

use std::io;

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It did not come in time.
    Late,
    /// It goes on and on.
    Long,
    /// The child says no more.
    Ended,
    /// The child says more than one line.
    Unasked,
    /// The system does not let us.
    System(io::Error),
}
