//! Why a search that can fail does not go on, and who may end it.

use std::io;
use std::ops::ControlFlow;

use crate::report::{Ending, Progress};

/// Why a search does not go on.
pub(crate) enum Stop {
    Ended(Ending),
    Failed(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Who is told how far it has come, and may end it.
pub(crate) type Watch<'w> = &'w mut dyn FnMut(Progress) -> ControlFlow<()>;
