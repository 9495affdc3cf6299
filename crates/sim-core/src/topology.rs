//! Who can speak to whom: processes, and channels from a source to a target.
//!
//! A fixed directed graph without self-loops and without parallel channels, so that `P->Q` names a channel. It says
//! what each channel's discipline is ([`Order`]); how long messages take is the driver's affair
//! ([`Timing`](crate::Timing)).

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{ChannelId, ProcessId};

/// In which order a channel delivers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Order {
    /// First in, first out: the paper's assumption.
    #[default]
    Fifo,
    /// Any message in the channel may be the next one delivered.
    Unordered,
}

/// One channel: messages go from `source` to `target`, never back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Channel {
    /// The process that sends on it.
    pub source: ProcessId,
    /// The process that receives from it.
    pub target: ProcessId,
    /// Its discipline.
    pub order: Order,
}

/// Why a graph is not a topology.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TopologyError {
    /// There are no processes at all.
    #[error("a topology needs at least one process")]
    NoProcess,
    /// A ring of fewer than two would have a channel from a process to itself.
    #[error("a ring needs at least two processes, not {0}")]
    SmallRing(u32),
    /// Two processes share a name.
    #[error("two processes are called '{0}'")]
    DuplicateName(String),
    /// A name that cannot be read in a line of text.
    #[error("a process cannot be called {0:?}: a name is not empty and holds no control characters")]
    BadName(String),
    /// A channel names a process that does not exist.
    #[error("there is no process number {0}")]
    UnknownProcess(u32),
    /// A channel from a process to itself.
    #[error("a channel cannot lead from '{0}' to itself")]
    SelfLoop(String),
    /// Two channels with the same source and target.
    #[error("there are two channels {0}")]
    DuplicateChannel(String),
}

/// The processes and channels of a computation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topology {
    names: Vec<String>,
    /// Sorted by source.
    channels: Vec<Channel>,
    /// For each process, its channels in `channels`.
    outgoing: Vec<(u32, u32)>,
    /// Sorted by target.
    incoming_channels: Vec<ChannelId>,
    /// For each process, its channels in `incoming_channels`.
    incoming: Vec<(u32, u32)>,
}

/// For each process, where its channels begin and end in an array sorted by process.
fn spans(processes: usize, ends: impl Iterator<Item = ProcessId>) -> Vec<(u32, u32)> {
    let mut spans = vec![(0, 0); processes];
    for process in ends {
        spans[process.index()].1 += 1;
    }
    let mut start = 0;
    for span in &mut spans {
        *span = (start, start + span.1);
        start = span.1;
    }
    spans
}

impl Topology {
    /// A topology of the named processes and the given channels.
    ///
    /// Channels are numbered by source, and those of one source in the order in which they are given: so the outgoing
    /// channels of a process are a range of numbers, and need no list.
    ///
    /// # Errors
    /// When a name is unusable or taken, or a channel names a process that is not there, leads back to its own
    /// source, or is there already.
    pub fn new(names: Vec<String>, mut channels: Vec<Channel>) -> Result<Self, TopologyError> {
        if names.is_empty() {
            return Err(TopologyError::NoProcess);
        }
        let mut seen = BTreeSet::new();
        for name in &names {
            if name.is_empty() || name.contains(char::is_control) {
                return Err(TopologyError::BadName(name.clone()));
            }
            if !seen.insert(name) {
                return Err(TopologyError::DuplicateName(name.clone()));
            }
        }
        let mut seen = BTreeMap::new();
        for channel in &channels {
            for process in [channel.source, channel.target] {
                if process.index() >= names.len() {
                    return Err(TopologyError::UnknownProcess(process.0));
                }
            }
            let (source, target) = (&names[channel.source.index()], &names[channel.target.index()]);
            if source == target {
                return Err(TopologyError::SelfLoop(source.clone()));
            }
            if seen.insert((channel.source, channel.target), ()).is_some() {
                return Err(TopologyError::DuplicateChannel(format!("{source}->{target}")));
            }
        }
        channels.sort_by_key(|channel| channel.source);
        let mut incoming_channels: Vec<ChannelId> = (0..).map(ChannelId).take(channels.len()).collect();
        incoming_channels.sort_by_key(|id| channels[id.index()].target);
        let outgoing = spans(names.len(), channels.iter().map(|channel| channel.source));
        let incoming = spans(names.len(), channels.iter().map(|channel| channel.target));
        Ok(Self { names, channels, outgoing, incoming_channels, incoming })
    }

    /// Processes in a ring, each with one channel to the next: `P` and `Q` when there are two, else `p0 p1 …`.
    ///
    /// # Errors
    /// When there are fewer than two.
    pub fn ring(processes: u32) -> Result<Self, TopologyError> {
        if processes < 2 {
            return Err(TopologyError::SmallRing(processes));
        }
        let names = if processes == 2 {
            vec!["P".to_string(), "Q".to_string()]
        } else {
            (0..processes).map(|p| format!("p{p}")).collect()
        };
        let next = |p: u32| Channel {
            source: ProcessId(p),
            target: ProcessId((p + 1) % processes),
            order: Order::Fifo,
        };
        Self::new(names, (0..processes).map(next).collect())
    }

    /// The same graph with every channel of the given discipline.
    #[must_use]
    pub fn with_order(mut self, order: Order) -> Self {
        for channel in &mut self.channels {
            channel.order = order;
        }
        self
    }

    /// Every process, in order.
    pub fn processes(&self) -> impl ExactSizeIterator<Item = ProcessId> + use<> {
        let count = u32::try_from(self.names.len()).expect("process numbers are 32 bits wide");
        (0..count).map(ProcessId)
    }

    /// Every channel, in order: `channels()[id.index()]` is channel `id`.
    #[must_use]
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The numbers of all channels, in order.
    pub fn channel_ids(&self) -> impl ExactSizeIterator<Item = ChannelId> + use<> {
        let count = u32::try_from(self.channels.len()).expect("channel numbers are 32 bits wide");
        (0..count).map(ChannelId)
    }

    /// One channel.
    ///
    /// # Panics
    /// When the channel is not of this topology.
    #[inline]
    #[must_use]
    pub fn channel(&self, channel: ChannelId) -> Channel {
        self.channels[channel.index()]
    }

    /// The channels on which a process sends, in the order of their declaration.
    #[inline(always)]
    pub fn outgoing(&self, process: ProcessId) -> impl ExactSizeIterator<Item = ChannelId> + Clone + use<> {
        let (start, end) = self.outgoing[process.index()];
        (start..end).map(ChannelId)
    }

    /// The channels from which a process receives, in the order of their numbers.
    #[inline]
    #[must_use]
    pub fn incoming(&self, process: ProcessId) -> &[ChannelId] {
        let (start, end) = self.incoming[process.index()];
        &self.incoming_channels[start as usize..end as usize]
    }

    /// A process's name.
    #[must_use]
    pub fn name(&self, process: ProcessId) -> &str {
        &self.names[process.index()]
    }

    /// The process of that name, if there is one.
    #[must_use]
    pub fn process(&self, name: &str) -> Option<ProcessId> {
        self.processes().find(|p| self.name(*p) == name)
    }

    /// The channel from one process to another, if there is one.
    #[must_use]
    pub fn between(&self, source: ProcessId, target: ProcessId) -> Option<ChannelId> {
        self.outgoing(source).find(|c| self.channel(*c).target == target)
    }

    /// A channel's name: `P->Q`.
    #[must_use]
    pub fn channel_name(&self, channel: ChannelId) -> String {
        let Channel { source, target, .. } = self.channel(channel);
        format!("{}->{}", self.name(source), self.name(target))
    }

    /// Which processes a chain of channels leads to from any of `from` (themselves included), by process.
    #[must_use]
    pub fn reachable_from(&self, from: &[ProcessId]) -> Vec<bool> {
        let mut reached = vec![false; self.names.len()];
        let mut frontier = from.to_vec();
        while let Some(process) = frontier.pop() {
            if !std::mem::replace(&mut reached[process.index()], true) {
                frontier.extend(self.outgoing(process).map(|c| self.channel(c).target));
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(source: u32, target: u32) -> Channel {
        Channel { source: ProcessId(source), target: ProcessId(target), order: Order::Fifo }
    }

    fn names(count: u32) -> Vec<String> {
        (0..count).map(|p| format!("p{p}")).collect()
    }

    #[test]
    fn the_exercise_is_a_ring_of_p_and_q() {
        let ring = Topology::ring(2).unwrap();
        let channels: Vec<_> = ring.channel_ids().map(|c| ring.channel_name(c)).collect();
        assert_eq!(channels, ["P->Q", "Q->P"]);
        assert!(ring.outgoing(ProcessId(1)).eq([ChannelId(1)]));
        assert_eq!(ring.incoming(ProcessId(1)), [ChannelId(0)]);
    }

    #[test]
    fn channels_are_numbered_by_source_and_then_as_declared() {
        let fork = vec![channel(2, 0), channel(0, 2), channel(0, 1)];
        let fork = Topology::new(names(3), fork).unwrap();
        let named: Vec<_> = fork.channel_ids().map(|c| fork.channel_name(c)).collect();
        assert_eq!(named, ["p0->p2", "p0->p1", "p2->p0"]);
        assert!(fork.outgoing(ProcessId(0)).eq([ChannelId(0), ChannelId(1)]));
        assert_eq!(fork.outgoing(ProcessId(1)).len(), 0);
        assert_eq!(fork.incoming(ProcessId(0)), [ChannelId(2)]);
    }

    #[test]
    fn what_would_be_ambiguous_is_refused() {
        let twice = Topology::new(names(2), vec![channel(0, 1), channel(0, 1)]);
        assert_eq!(twice, Err(TopologyError::DuplicateChannel("p0->p1".into())));
        let own = Topology::new(names(2), vec![channel(0, 0)]);
        assert_eq!(own, Err(TopologyError::SelfLoop("p0".into())));
        let nobody = Topology::new(names(2), vec![channel(0, 2)]);
        assert_eq!(nobody, Err(TopologyError::UnknownProcess(2)));
        assert!(Topology::new(vec!["a\nb".into()], vec![]).is_err());
        assert!(Topology::new(vec!["a".into(), "a".into()], vec![]).is_err());
        assert_eq!(Topology::ring(1), Err(TopologyError::SmallRing(1)));
    }

    #[test]
    fn a_process_without_incoming_channels_is_reached_only_from_itself() {
        let line = Topology::new(names(3), vec![channel(0, 1), channel(1, 2)]).unwrap();
        assert_eq!(line.reachable_from(&[ProcessId(1)]), [false, true, true]);
    }
}
