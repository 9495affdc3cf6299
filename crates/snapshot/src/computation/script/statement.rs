//! A script as its text has it: statements with the numbers of their lines, about processes by their names.
//!
//! Whether there are such processes and channels is asked when a [`Script`](super::Script) is made of them.

use super::amount::Amount;
use super::parcel::{Label, Parcel};

/// One line that says something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Which line, from 1.
    pub line: usize,
    /// What it says.
    pub what: Instruction,
}

/// What a statement says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Instruction {
    /// `hold PROCESS AMOUNT [UNIT], …`: what the process has at the start.
    Hold {
        /// The process.
        process: String,
        /// What it has.
        amounts: Vec<Amount>,
    },
    /// `send SOURCE TARGET AMOUNT [UNIT], … ["label"]`.
    Send {
        /// Who sends.
        source: String,
        /// To whom.
        target: String,
        /// What.
        parcel: Parcel,
    },
    /// `local PROCESS ["label"]`: the process does something that sends nothing.
    Local {
        /// The process.
        process: String,
        /// What people call it, if anything.
        label: Option<Label>,
    },
    /// `snapshot PROCESS …`: the processes start a snapshot, all of them the same.
    Snapshot {
        /// The processes; not empty.
        processes: Vec<String>,
    },
    /// `tick [TICKS]`: time goes on.
    Tick(u64),
}

impl Instruction {
    /// The names of the processes that it is about.
    #[must_use]
    pub fn processes(&self) -> Vec<&str> {
        match self {
            Self::Hold { process, .. } | Self::Local { process, .. } => vec![process],
            Self::Send { source, target, .. } => vec![source, target],
            Self::Snapshot { processes } => processes.iter().map(String::as_str).collect(),
            Self::Tick(_) => Vec::new(),
        }
    }
}
