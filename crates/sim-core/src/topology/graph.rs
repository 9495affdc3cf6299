//! The graph: which process has which channels.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::channel::{Channel, Order};
use super::error::TopologyError;
use super::names::Names;
use crate::id::{ChannelId, ProcessId};

/// The processes and channels of a computation.
///
/// It takes 16 bytes a process and its name, and 16 bytes a channel: 39 MB for a ring of a million processes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topology {
    names: Arc<Names>,
    /// Sorted by source.
    channels: Vec<Channel>,
    /// For each process, where its channels in `channels` begin; they end where the next process's begin.
    outgoing: Vec<u32>,
    /// Sorted by target, and those of one target by their numbers: so by source, too.
    incoming_channels: Vec<ChannelId>,
    /// For each process, where its channels in `incoming_channels` begin.
    incoming: Vec<u32>,
    /// In ascending order.
    pub(super) back_edges: Vec<ChannelId>,
}

impl Topology {
    /// A topology of the named processes and the given channels.
    ///
    /// Channels are numbered by source, and those of one source in the order in which they are given: so the outgoing
    /// channels of a process are a range of numbers, and need no list.
    ///
    /// # Errors
    /// When a name is unusable or taken, or a channel names a process that is not there, is there already, would be
    /// called as another is, or is not causal though others are.
    #[expect(clippy::needless_pass_by_value, reason = "the names are the topology's from here on")]
    pub fn new(names: Vec<String>, channels: Vec<Channel>) -> Result<Self, TopologyError> {
        Self::of(Names::listed(&names)?, channels)
    }

    pub(super) fn of(names: Names, mut channels: Vec<Channel>) -> Result<Self, TopologyError> {
        if names.len() == 0 {
            return Err(TopologyError::NoProcess);
        }
        if u32::try_from(channels.len()).is_err() {
            return Err(TopologyError::ManyChannels);
        }
        check_ends(&names, &channels)?;
        channels.sort_by_key(|channel| channel.source);
        check_distinct(&names, &channels)?;
        check_names(&names, &channels)?;
        check_causal(&names, &channels)?;
        let outgoing = starts(names.len(), channels.iter().map(|channel| channel.source));
        let incoming = starts(names.len(), channels.iter().map(|channel| channel.target));
        let mut incoming_channels = vec![ChannelId(0); channels.len()];
        let mut next = incoming.clone();
        for (id, channel) in (0..).map(ChannelId).zip(&channels) {
            let place = &mut next[channel.target.index()];
            incoming_channels[*place as usize] = id;
            *place += 1;
        }
        let names = Arc::new(names);
        Ok(Self { names, channels, outgoing, incoming_channels, incoming, back_edges: Vec::new() })
    }

    /// Whether every channel delivers in the order of sending.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.channels.iter().all(|channel| channel.order == Order::Fifo)
    }

    /// Whether messages are to come in causal order: on all channels, or on none.
    #[must_use]
    pub fn is_causal(&self) -> bool {
        self.channels.first().is_some_and(|channel| channel.order == Order::Causal)
    }

    /// The same graph with every channel of the given discipline.
    #[must_use]
    pub fn with_order(mut self, order: Order) -> Self {
        for channel in &mut self.channels {
            channel.order = order;
        }
        self
    }

    /// The same graph with some channels of another discipline.
    ///
    /// # Errors
    /// When some channels would be causal and others not.
    pub fn in_order(&self, order: impl Fn(ChannelId) -> Option<Order>) -> Result<Self, TopologyError> {
        let mut changed = self.clone();
        for (id, channel) in (0..).map(ChannelId).zip(&mut changed.channels) {
            channel.order = order(id).unwrap_or(channel.order);
        }
        check_causal(&changed.names, &changed.channels).map(|()| changed)
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
        // The end first: if it is there, so is the beginning, and that is not looked at again (3 of a delivery's instructions).
        let end = self.outgoing[process.index() + 1];
        (self.outgoing[process.index()]..end).map(ChannelId)
    }

    /// The channels from which a process receives, in the order of their numbers.
    #[inline]
    #[must_use]
    pub fn incoming(&self, process: ProcessId) -> &[ChannelId] {
        let (start, end) = (self.incoming[process.index()], self.incoming[process.index() + 1]);
        &self.incoming_channels[start as usize..end as usize]
    }

    /// A process's name.
    #[must_use]
    pub fn name(&self, process: ProcessId) -> &str {
        self.names.name(process)
    }

    /// All names, for who prints processes and has no topology at hand. To share them costs nothing.
    #[must_use]
    pub const fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// The process of that name, if there is one. Takes a time logarithmic in the number of processes.
    #[must_use]
    pub fn process(&self, name: &str) -> Option<ProcessId> {
        self.names.process(name)
    }

    /// The channel from one process to another, if there is one. Takes a time logarithmic in the target's incoming
    /// channels, which unlike the source's outgoing ones are sorted by their other end.
    #[must_use]
    pub fn between(&self, source: ProcessId, target: ProcessId) -> Option<ChannelId> {
        let incoming = self.incoming(target);
        let place = incoming.binary_search_by_key(&source, |id| self.channel(*id).source).ok()?;
        Some(incoming[place])
    }

    /// Between the same two processes, the channel the other way, if there is one.
    #[must_use]
    pub fn back(&self, channel: ChannelId) -> Option<ChannelId> {
        let Channel { source, target, .. } = self.channel(channel);
        self.between(target, source)
    }

    /// A channel's name: `P->Q`.
    #[must_use]
    pub fn channel_name(&self, channel: ChannelId) -> String {
        let Channel { source, target, .. } = self.channel(channel);
        format!("{}->{}", self.name(source), self.name(target))
    }

    /// The channel of this name, if there is one.
    #[must_use]
    pub fn channel_called(&self, name: &str) -> Option<ChannelId> {
        let ends =
            name.match_indices("->").map(|(place, arrow)| (&name[..place], &name[place + arrow.len()..]));
        ends.filter_map(|(source, target)| self.between(self.process(source)?, self.process(target)?)).next()
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let channels = self.incoming_channels.len() + self.back_edges.len();
        let numbers = self.outgoing.len() + self.incoming.len() + channels;
        self.names.bytes() + size_of_val(self.channels.as_slice()) + numbers * size_of::<u32>()
    }

    /// Whether the channels make one ring of all processes: one out of each, and one way round.
    #[must_use]
    pub fn is_ring(&self) -> bool {
        let one_each = self.processes().all(|process| self.outgoing(process).len() == 1);
        one_each
            && self.reachable_from(&[ProcessId(0)]).into_iter().all(|reached| reached)
            && self.processes().all(|process| self.incoming(process).len() == 1)
    }

    /// Which processes a chain of channels leads to from any of `from` (themselves included), by process.
    #[must_use]
    pub fn reachable_from(&self, from: &[ProcessId]) -> Vec<bool> {
        let mut reached = vec![false; self.names.len()];
        let mut frontier = Vec::new();
        let mut reach = |process: ProcessId, frontier: &mut Vec<ProcessId>| {
            if !std::mem::replace(&mut reached[process.index()], true) {
                frontier.push(process);
            }
        };
        from.iter().for_each(|process| reach(*process, &mut frontier));
        while let Some(process) = frontier.pop() {
            self.outgoing(process).for_each(|id| reach(self.channel(id).target, &mut frontier));
        }
        reached
    }
}

/// Whether every channel leads from a process to a process.
fn check_ends(names: &Names, channels: &[Channel]) -> Result<(), TopologyError> {
    for Channel { source, target, .. } in channels {
        if let Some(unknown) = [source, target].into_iter().find(|process| process.index() >= names.len()) {
            return Err(TopologyError::UnknownProcess(unknown.0));
        }
    }
    Ok(())
}

/// Whether channels that are sorted by source are all different.
fn check_distinct(names: &Names, channels: &[Channel]) -> Result<(), TopologyError> {
    // For each process, the last source that was seen to have a channel to it; at first a number that no process has.
    let mut last = vec![ProcessId(u32::MAX); names.len()];
    for Channel { source, target, .. } in channels {
        if std::mem::replace(&mut last[target.index()], *source) == *source {
            let ends = (names.name(*source), names.name(*target));
            return Err(TopologyError::two_channels(ends, ends));
        }
    }
    Ok(())
}

/// Whether channels have names of their own: of two that are called alike, each has an end whose name holds an arrow.
fn check_names(names: &Names, channels: &[Channel]) -> Result<(), TopologyError> {
    if !names.may_hold("->") {
        return Ok(());
    }
    let mut named = BTreeMap::new();
    for Channel { source, target, .. } in channels {
        let ends = (names.name(*source), names.name(*target));
        if (ends.0.contains("->") || ends.1.contains("->"))
            && let Some(other) = named.insert(format!("{}->{}", ends.0, ends.1), ends)
        {
            return Err(TopologyError::two_channels(other, ends));
        }
    }
    Ok(())
}

/// Whether all channels are causal or none is: the order of messages on one channel is then also a matter of all others.
fn check_causal(names: &Names, channels: &[Channel]) -> Result<(), TopologyError> {
    let other = channels.iter().find(|channel| channel.order != Order::Causal);
    match other.filter(|_| channels.iter().any(|channel| channel.order == Order::Causal)) {
        Some(Channel { source, target, .. }) => {
            let (source, target) = (names.name(*source), names.name(*target));
            Err(TopologyError::PartlyCausal(format!("{source}->{target}")))
        }
        None => Ok(()),
    }
}

/// For each process and one more, where its channels begin in an array sorted by process.
fn starts(processes: usize, ends: impl Iterator<Item = ProcessId>) -> Vec<u32> {
    let mut starts = vec![0; processes + 1];
    for process in ends {
        starts[process.index() + 1] += 1;
    }
    let mut start = 0;
    for count in &mut starts {
        start += *count;
        *count = start;
    }
    starts
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
    fn a_ring_is_one_way_through_all_and_back() {
        let is_ring = |processes: usize, ends: &[(u32, u32)]| {
            let channel = |(source, target): &(u32, u32)| {
                let (source, target) = (ProcessId(*source), ProcessId(*target));
                Channel { source, target, order: Order::Fifo }
            };
            let names = (0..processes).map(|number| format!("p{number}")).collect();
            Topology::new(names, ends.iter().map(channel).collect()).unwrap().is_ring()
        };
        assert!(is_ring(3, &[(0, 2), (2, 1), (1, 0)]));
        assert!(!is_ring(4, &[(0, 1), (1, 0), (2, 3), (3, 2)]), "two rings");
        assert!(!is_ring(3, &[(0, 1), (1, 2), (2, 1)]), "nobody leads back to the first");
        assert!(!is_ring(2, &[(0, 1)]), "a line");
        assert!(!is_ring(3, &[(0, 1), (1, 0), (1, 2), (2, 1)]), "both ways");
    }

    #[test]
    fn a_topology_takes_what_its_lists_do() {
        // Of each process the bytes of its name and sixteen more, of each channel sixteen, and two ends.
        assert_eq!(Topology::ring(1_000).unwrap().bytes(), 3_890 + 16 * 1_000 + 16 * 1_000 + 8);
        let alone = Topology::new(vec!["alone".into()], Vec::new()).unwrap();
        assert_eq!(alone.bytes(), 5 + 16 + 8);
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
    fn a_channel_is_found_by_its_ends_in_whatever_order_channels_were_declared() {
        let mixed = [(3, 0), (0, 2), (1, 2), (0, 1), (3, 2), (0, 3), (3, 1)];
        let mixed = Topology::new(names(4), mixed.map(|(s, t)| channel(s, t)).to_vec()).unwrap();
        let mut found = 0;
        for source in mixed.processes() {
            for target in mixed.processes() {
                let searched =
                    mixed.outgoing(source).find(|channel| mixed.channel(*channel).target == target);
                assert_eq!(mixed.between(source, target), searched);
                found += u32::from(searched.is_some());
            }
        }
        assert_eq!(found, 7);
    }

    #[test]
    fn what_would_be_ambiguous_is_refused() {
        let twice = Topology::new(names(3), vec![channel(0, 1), channel(0, 2), channel(2, 1), channel(0, 1)]);
        assert_eq!(twice, Err(TopologyError::DuplicateChannel("p0->p1".into())));
        let twice = Topology::new(names(2), vec![channel(0, 0), channel(0, 1), channel(0, 0)]);
        assert_eq!(twice, Err(TopologyError::DuplicateChannel("p0->p0".into())));
        let nobody = Topology::new(names(2), vec![channel(0, 2)]);
        assert_eq!(nobody, Err(TopologyError::UnknownProcess(2)));
        assert!(Topology::new(vec!["a\nb".into()], vec![]).is_err());
        let namesakes = Topology::new(vec!["a".into(), "b".into(), "a".into()], vec![]);
        assert_eq!(namesakes, Err(TopologyError::DuplicateName("a".into())));
        assert_eq!(Topology::new(vec![], vec![]), Err(TopologyError::NoProcess));
    }

    #[test]
    fn a_topology_is_causal_as_a_whole_or_not_at_all() {
        let ring = |orders: [Order; 2]| {
            let ends = [(0, 1), (1, 0)].into_iter().zip(orders);
            Topology::new(names(2), ends.map(|((s, t), order)| Channel { order, ..channel(s, t) }).collect())
        };
        let error = ring([Order::Causal, Order::Unordered]).unwrap_err();
        assert_eq!(error.to_string(), "p1->p0 is not causal, though other channels are");
        assert!(ring([Order::Causal; 2]).is_ok() && ring([Order::Overtaking, Order::Unordered]).is_ok());
    }

    #[test]
    fn channels_that_would_be_called_alike_are_refused_and_others_with_arrows_in_their_names_are_not() {
        let named = |names: [&str; 4], ends: [(u32, u32); 2]| {
            Topology::new(names.map(String::from).to_vec(), ends.map(|(s, t)| channel(s, t)).to_vec())
        };
        let arrows = ["a", "a->b", "b->c", "c"];
        assert_eq!(
            named(arrows, [(0, 2), (1, 3)]).unwrap_err().to_string(),
            "two channels are called a->b->c: one leads from 'a' to 'b->c', one from 'a->b' to 'c'"
        );
        let arrows = named(arrows, [(0, 2), (1, 2)]).unwrap();
        let found = ["a->b->c", "a->b->b->c", "a->c", "b", "a->b->"].map(|name| arrows.channel_called(name));
        assert_eq!(found, [Some(ChannelId(0)), Some(ChannelId(1)), None, None, None]);
        assert!(named(["a", "a-", "->b", ">b"], [(0, 2), (1, 3)]).is_ok());
    }

    #[test]
    fn a_channel_may_lead_from_a_process_to_itself() {
        let own = Topology::new(names(2), vec![channel(1, 1), channel(0, 1), channel(0, 0)]).unwrap();
        let named: Vec<_> = own.channel_ids().map(|c| own.channel_name(c)).collect();
        assert_eq!(named, ["p0->p1", "p0->p0", "p1->p1"]);
        assert_eq!(own.between(ProcessId(1), ProcessId(1)), Some(ChannelId(2)));
        assert_eq!(own.incoming(ProcessId(1)), [ChannelId(0), ChannelId(2)]);
        assert!(!own.is_ring());
        assert_eq!(own.reachable_from(&[ProcessId(1)]), [false, true]);
    }

    #[test]
    fn a_process_without_incoming_channels_is_reached_only_from_itself() {
        let line = Topology::new(names(3), vec![channel(0, 1), channel(1, 2)]).unwrap();
        assert_eq!(line.reachable_from(&[ProcessId(1)]), [false, true, true]);
    }
}
