//! What a command came to, as an exit code.

use std::process::ExitCode;

use snapshot::Overall;

/// What a command came to, as an exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Holds,
    Violated,
    NoVerdict,
}

impl From<Overall> for Outcome {
    fn from(overall: Overall) -> Self {
        match overall {
            Overall::Holds => Self::Holds,
            Overall::Violated => Self::Violated,
            Overall::Unknown => Self::NoVerdict,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Holds => 0,
            Outcome::Violated => 1,
            Outcome::NoVerdict => 3,
        })
    }
}
