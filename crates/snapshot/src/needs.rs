//! What must be so of a network, and of who starts snapshots, for an algorithm to be right: data, so that it can be looked at before
//! anything runs.
//!
//! A need of *order* may be violated: to see what happens then is an experiment. A need of *structure* may not: an algorithm that has
//! to answer where there is no channel back cannot be run.

use std::fmt;

use sim_core::{ChannelId, Order, ProcessId, Topology};

use crate::id::SnapshotId;
use crate::initiation::{Initiation, Initiators, Start};

/// A cycle of more processes is not told in full.
const MANY: usize = 20;

/// The needs of an algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Needs {
    /// The order that channels must keep: [`Order::Unordered`], if none. Markers and barriers need FIFO, colours and counts nothing. Around a
    /// process in the middle of all, FIFO channels keep causal order as well.
    pub order: Order,
    /// A computation that sends nothing [when it receives](crate::Computation::sends_on_receipt): who must not send while he waits must not
    /// receive then either, and may wait for ever for what lies behind that.
    pub silent_receipts: bool,
    /// For each channel one back, as for acknowledgements.
    pub back_channels: bool,
    /// An initiator with channels to and from everybody, who asks all and hears from all.
    pub hub: bool,
    /// Which ways there may be along channels back to where they began.
    pub cycles: Cycles,
    /// Who must start snapshots.
    pub initiators: Starters,
}

/// Which cycles of channels there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cycles {
    /// Any.
    Any,
    /// Those through a [back-edge](Topology::is_back_edge): who waits for all channels must not wait for itself.
    BackEdges,
}

/// Who must start the snapshots of an algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Starters {
    /// Anybody may, and several the same one.
    Any,
    /// One process, which starts all.
    One,
    /// Every process starts each snapshot.
    All,
    /// Each process without incoming channels but [back-edges](Topology::is_back_edge) starts each snapshot, and nobody else any.
    Sources,
}

/// What a network lacks, so that an algorithm cannot be run there.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Lack {
    /// A channel back.
    #[error("there is no channel back from {from} to {to}")]
    Back {
        /// Who would have to answer.
        from: String,
        /// To whom.
        to: String,
    },
    /// A hub.
    #[error("{0} starts snapshots, but has no channels to and from everybody")]
    Hub(String),
    /// A hub that is no neighbour of itself: who asks all others has nobody to ask whether that channel is empty.
    #[error("{0} starts snapshots, but has a channel to itself")]
    Loop(String),
    /// A back-edge: everybody on this cycle waits for himself.
    #[error("{0} is a cycle without a back-edge")]
    Cycle(String),
    /// One initiator.
    #[error("{0} processes start snapshots, and not one")]
    One(usize),
    /// A process that does not start.
    #[error("{name} does not start {}", which(*.snapshot))]
    Idle {
        /// Which process.
        name: String,
        /// The first snapshot that it does not start, if it starts others.
        snapshot: Option<SnapshotId>,
    },
    /// A source that does not start.
    #[error("{name} has no incoming channels, but does not start {}", which(*.snapshot))]
    IdleSource {
        /// Which process.
        name: String,
        /// The first snapshot that it does not start, if it starts others.
        snapshot: Option<SnapshotId>,
    },
    /// An initiator that is no source.
    #[error("{0} starts snapshots, but has incoming channels")]
    NoSource(String),
}

impl Lack {
    /// How to mend it.
    #[must_use]
    pub const fn tip(&self) -> &'static str {
        match self {
            Self::Back { .. } => "have each channel go both ways",
            Self::Hub(_) => {
                "let a process start that has channels to and from all others, as any in complete:N"
            }
            Self::Loop(_) => "take that channel away, or let another process start",
            Self::Cycle(_) => "mark one of its channels, as '--back-edges FROM->TO' does",
            Self::One(_) => "name one initiator",
            Self::Idle { .. } => "name every process as an initiator, or 'any'",
            Self::IdleSource { .. } | Self::NoSource(_) => {
                "let all processes without incoming channels (but back-edges), and nobody else, start each snapshot"
            }
        }
    }
}

/// The snapshots that a process does not start.
fn which(first: Option<SnapshotId>) -> String {
    first.map_or_else(|| "snapshots".to_string(), |first| format!("snapshot {}", first.0))
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (self.order == Order::Fifo, "fifo channels"),
            (self.order == Order::Overtaking, "overtaking channels"),
            (self.order == Order::Causal, "causal order"),
            (self.silent_receipts, "a computation that sends nothing when it receives"),
            (self.back_channels, "for each channel one back"),
            (self.hub, "an initiator with channels to and from everybody"),
            (self.cycles == Cycles::BackEdges, "a back-edge on each cycle"),
            (self.initiators == Starters::One, "one initiator"),
            (self.initiators == Starters::All, "everybody as an initiator"),
            (
                self.initiators == Starters::Sources,
                "as initiators just the processes without incoming channels",
            ),
        ];
        let needed: Vec<_> = all.iter().filter(|(is_needed, _)| *is_needed).map(|(_, what)| *what).collect();
        f.write_str(if needed.is_empty() { "nothing" } else { "" })?;
        f.write_str(&needed.join(", "))
    }
}

impl Needs {
    /// FIFO channels, and nothing else.
    #[must_use]
    pub const fn fifo() -> Self {
        Self { order: Order::Fifo, ..Self::nothing() }
    }

    /// Nothing.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            order: Order::Unordered,
            silent_receipts: false,
            back_channels: false,
            hub: false,
            cycles: Cycles::Any,
            initiators: Starters::Any,
        }
    }

    /// Whether every channel keeps the order that is needed.
    #[must_use]
    pub fn has_order(&self, topology: &Topology) -> bool {
        let keep = |order| topology.channels().iter().all(|channel| channel.order.keeps(order));
        keep(self.order) || self.order == Order::Causal && keep(Order::Fifo) && has_middle(topology)
    }

    /// What is needed of the structure and is not there.
    #[must_use]
    pub fn lack(&self, topology: &Topology, initiation: &Initiation) -> Option<Lack> {
        let back = || self.back_channels.then(|| no_way_back(topology)).flatten();
        let hub = || self.hub.then(|| no_hub(topology, &initiation.initiators)).flatten();
        let cycle = || (self.cycles == Cycles::BackEdges).then(|| on_a_cycle(topology)).flatten();
        back().or_else(hub).or_else(cycle).or_else(|| self.wrong_starters(topology, initiation))
    }

    /// The back-edges of a topology in which none were named, if any are needed: those that a search finds. It begins at the sources; of what
    /// these do not lead to, whoever starts snapshots is one.
    #[must_use]
    pub fn back_edges(&self, topology: &Topology, initiators: &Initiators) -> Vec<ChannelId> {
        if self.cycles == Cycles::Any {
            return Vec::new();
        }
        let mut roots: Vec<_> =
            topology.processes().filter(|process| topology.incoming(*process).is_empty()).collect();
        let reached = topology.reachable_from(&roots);
        let starts = |process: &ProcessId| !reached[process.index()] && initiators.contains(*process);
        roots.extend(topology.processes().filter(starts));
        topology.leading_back(&roots)
    }

    fn wrong_starters(&self, topology: &Topology, initiation: &Initiation) -> Option<Lack> {
        let name = |process| topology.name(process).to_string();
        let starts = |process: &ProcessId| initiation.started_by(*process) > 0;
        let misses = |process: &ProcessId| initiation.started_by(*process) < initiation.snapshots;
        match self.initiators {
            Starters::Any => None,
            Starters::One => {
                let count = topology.processes().filter(starts).count();
                (count != 1).then_some(Lack::One(count))
            }
            Starters::All => {
                let idle = topology.processes().find(misses)?;
                Some(Lack::Idle { name: name(idle), snapshot: first_missed(idle, initiation) })
            }
            Starters::Sources => {
                let is_source = |process: &ProcessId| topology.is_source(*process);
                let wrong =
                    |process: &ProcessId| if is_source(process) { misses(process) } else { starts(process) };
                let process = topology.processes().find(wrong)?;
                Some(if is_source(&process) {
                    Lack::IdleSource { name: name(process), snapshot: first_missed(process, initiation) }
                } else {
                    Lack::NoSource(name(process))
                })
            }
        }
    }
}

/// The first snapshot that a process does not start, if it starts others.
fn first_missed(process: ProcessId, initiation: &Initiation) -> Option<SnapshotId> {
    let is_missed = |snapshot: &SnapshotId| initiation.start(process, *snapshot) == Start::Never;
    (initiation.started_by(process) > 0).then(|| initiation.ids().find(is_missed)).flatten()
}

fn no_way_back(topology: &Topology) -> Option<Lack> {
    let channel = topology.channel(topology.channel_ids().find(|channel| topology.back(*channel).is_none())?);
    let name = |process| topology.name(process).to_string();
    Some(Lack::Back { from: name(channel.target), to: name(channel.source) })
}

fn no_hub(topology: &Topology, initiators: &Initiators) -> Option<Lack> {
    let both_ways = |p, q| topology.between(p, q).is_some() && topology.between(q, p).is_some();
    let is_hub = |process| topology.processes().all(|other| other == process || both_ways(process, other));
    let lack = |process| {
        let name = || topology.name(process).to_string();
        let lacks = (!is_hub(process)).then(|| Lack::Hub(name()));
        lacks.or_else(|| both_ways(process, process).then(|| Lack::Loop(name())))
    };
    topology.processes().filter(|process| initiators.contains(*process)).find_map(lack)
}

/// Whether every channel leads to or from one process, from which or to which everything comes.
fn has_middle(topology: &Topology) -> bool {
    let ends = |middle: ProcessId| {
        topology.channels().iter().all(|channel| channel.source == middle || channel.target == middle)
    };
    topology.processes().any(ends)
}

/// A cycle on which everybody waits for himself.
fn on_a_cycle(topology: &Topology) -> Option<Lack> {
    let cycle = topology.cycle()?;
    let names: Vec<_> = cycle.iter().chain(cycle.first()).map(|process| topology.name(*process)).collect();
    Some(Lack::Cycle(match names.as_slice() {
        [first, second, .., last] if names.len() > MANY => {
            format!("{first}->{second}->...->{last}, of {} channels,", cycle.len())
        }
        all => all.join("->"),
    }))
}

#[cfg(test)]
mod tests;
