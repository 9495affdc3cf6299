//! What the messages of the algorithm say.

use std::collections::BTreeSet;

use sim_core::ProcessId;

use crate::wire::{Extra, Note};

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// What comes behind it on this channel was sent after its sender recorded.
    Marker {
        /// Whose region the sender is in.
        master: ProcessId,
        /// Whether the receiver is the sender's parent.
        joins: bool,
    },
    /// Up the tree: the local snapshots of these, and the masters of regions next to them.
    Report {
        /// Those whose local snapshots it brings.
        members: BTreeSet<ProcessId>,
        /// The id-border-set.
        border: BTreeSet<ProcessId>,
    },
    /// From master to master: the local snapshots of a region, by those whose they are.
    Region(BTreeSet<ProcessId>),
}

/// ` 1 2 5`
fn print(processes: &BTreeSet<ProcessId>) -> String {
    processes.iter().map(|process| format!(" {}", process.0)).collect()
}

fn parse(text: &str) -> Option<BTreeSet<ProcessId>> {
    text.split_whitespace().map(|number| number.parse().ok().map(ProcessId)).collect()
}

impl<M> Extra<M> for Says {
    /// `marker 3`, `marker 3 joins`, `report 1 2 5 | 0`, `region 1 2 5`.
    fn print(&self) -> Note {
        Some(match self {
            Self::Marker { master, joins: false } => format!("marker {}", master.0).into(),
            Self::Marker { master, joins: true } => format!("marker {} joins", master.0).into(),
            Self::Report { members, border } => format!("report{} |{}", print(members), print(border)).into(),
            Self::Region(members) => format!("region{}", print(members)).into(),
        })
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let (kind, rest) = note?.split_once(' ')?;
        Some(match kind {
            "marker" => {
                let (master, joins) = match rest.split_once(' ') {
                    None => (rest, false),
                    Some((master, "joins")) => (master, true),
                    Some(_) => return None,
                };
                Self::Marker { master: ProcessId(master.parse().ok()?), joins }
            }
            "report" => {
                let (members, border) = rest.split_once('|')?;
                Self::Report { members: parse(members)?, border: parse(border)? }
            }
            "region" => Self::Region(parse(rest)?),
            _ => return None,
        })
    }
}
