//! An initiator as people write it: `p3`, `p3:2` for the second snapshot alone, `p3@30` with a trigger of its own, `p3:2@30`
//! with both, `p3:2@none` of its own accord.

use std::fmt;

use sim_core::{ProcessId, Topology};

use crate::id::SnapshotId;
use crate::initiation::{Initiator, Initiators};

/// The trigger of a process that starts of its own accord.
const OWN_ACCORD: &str = "none";

/// An initiator as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written<'a> {
    /// The name of the process.
    pub process: &'a str,
    /// The one snapshot that it starts.
    pub snapshot: Option<SnapshotId>,
    /// What it waits for, if not for what all wait for: a count, or nothing.
    pub trigger: Option<Option<u64>>,
}

/// Why a text is not an initiator.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WrittenError {
    /// Nobody has the name.
    #[error("there is no process '{0}'")]
    NoProcess(String),
    /// What is behind the colon is no number of a snapshot.
    #[error("'{0}' is not the number of a snapshot: they are counted from 1")]
    Snapshot(String),
    /// What is behind the @ is no trigger.
    #[error("'{0}' is no trigger: it is a count below 2^53, or 'none'")]
    Trigger(String),
    /// Two processes could be meant.
    #[error("'{0}' is the name of a process, and may mean another one")]
    Ambiguous(String),
}

impl<'a> Written<'a> {
    /// Reads an initiator, where these are the names of processes.
    ///
    /// # Errors
    /// When nobody has the name, or when what is behind it cannot be read.
    pub fn read(text: &'a str, is_process: impl Fn(&str) -> bool) -> Result<Self, WrittenError> {
        let with_more = Self::with_more(text, &is_process);
        match (is_process(text), with_more) {
            (true, Ok(_)) => Err(WrittenError::Ambiguous(text.to_string())),
            (true, Err(_)) => Ok(Self { process: text, snapshot: None, trigger: None }),
            (false, with_more) => with_more,
        }
    }

    /// Reads one that has something behind the name.
    fn with_more(text: &'a str, is_process: impl Fn(&str) -> bool) -> Result<Self, WrittenError> {
        let (before, trigger) = match text.rsplit_once('@') {
            Some((before, trigger)) => (before, Some(trigger)),
            None => (text, None),
        };
        let (process, snapshot) = match before.rsplit_once(':') {
            _ if trigger.is_some() && is_process(before) => (before, None),
            Some((process, snapshot)) => (process, Some(snapshot)),
            None => return Err(WrittenError::NoProcess(text.to_string())),
        };
        if !is_process(process) {
            return Err(WrittenError::NoProcess(text.to_string()));
        }
        let snapshot = snapshot.map(snapshot_of).transpose()?;
        Ok(Self { process, snapshot, trigger: trigger.map(trigger_of).transpose()? })
    }
}

fn snapshot_of(text: &str) -> Result<SnapshotId, WrittenError> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.map(SnapshotId).ok_or_else(|| WrittenError::Snapshot(text.to_string()))
}

fn trigger_of(text: &str) -> Result<Option<u64>, WrittenError> {
    if text == OWN_ACCORD {
        return Ok(None);
    }
    let count = text.parse().ok().filter(|count| *count <= sim_core::MAX_TICKS);
    count.map(Some).ok_or_else(|| WrittenError::Trigger(text.to_string()))
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.process)?;
        if let Some(snapshot) = self.snapshot {
            write!(f, ":{}", snapshot.0)?;
        }
        match self.trigger {
            None => Ok(()),
            Some(None) => write!(f, "@{OWN_ACCORD}"),
            Some(Some(count)) => write!(f, "@{count}"),
        }
    }
}

impl Initiators {
    /// How each of them is written, beside a `trigger` of all; nothing, if every process is one.
    #[must_use]
    pub fn written(&self, topology: &Topology, trigger: Option<u64>) -> Vec<String> {
        let name = |process: ProcessId| topology.name(process);
        match self {
            Self::Any => Vec::new(),
            Self::These(these) => these.iter().map(|process| name(*process).to_string()).collect(),
            Self::Each(each) => {
                let written = |initiator: &Initiator| Written {
                    process: name(initiator.process),
                    snapshot: initiator.snapshot,
                    trigger: Some(initiator.trigger).filter(|own| *own != trigger),
                };
                each.iter().map(|initiator| written(initiator).to_string()).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_initiator_is_read_back_from_what_it_prints_as() {
        let is_process = |name: &str| ["p", "q:1", "r@2"].contains(&name);
        for text in
            ["p", "p:2", "p@30", "p:2@30", "p:2@none", "p@none", "q:1", "q:1:2", "r@2", "r@2@3", "q:1@4"]
        {
            assert_eq!(Written::read(text, is_process).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_none_is_refused_with_what_is_wrong() {
        let is_process = |name: &str| ["p", "p:1"].contains(&name);
        let refused = [
            ("x", "there is no process 'x'"),
            ("x:1", "there is no process 'x:1'"),
            ("p:x", "'x' is not the number of a snapshot: they are counted from 1"),
            ("p:0", "'0' is not the number of a snapshot: they are counted from 1"),
            ("p@x", "'x' is no trigger: it is a count below 2^53, or 'none'"),
            ("p:2@-1", "'-1' is no trigger: it is a count below 2^53, or 'none'"),
            ("p:1", "'p:1' is the name of a process, and may mean another one"),
        ];
        for (text, why) in refused {
            assert_eq!(Written::read(text, is_process).unwrap_err().to_string(), why, "{text}");
        }
    }
}
