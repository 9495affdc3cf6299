//! Back-edges: channels that are marked such that no way along the others leads back to where it began.
//!
//! Who waits for all its incoming channels must not wait for itself: it leaves these out. A mark on a channel changes nothing of how it
//! delivers. Whether the marks are enough is asked ([`Topology::cycle`]) and not demanded; which are, a search finds.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::graph::Topology;
use crate::id::{ChannelId, ProcessId};

/// How far a search is with a process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    /// It is on the way to where the search is.
    OnTheWay,
    /// So is nothing that it leads to.
    Done,
}

impl Topology {
    /// The same graph with just these channels as its back-edges.
    #[must_use]
    pub fn with_back_edges(mut self, channels: impl IntoIterator<Item = ChannelId>) -> Self {
        self.back_edges = channels.into_iter().collect();
        self.back_edges.sort_unstable();
        self.back_edges.dedup();
        self
    }

    /// The back-edges, in order.
    #[must_use]
    pub fn back_edges(&self) -> &[ChannelId] {
        &self.back_edges
    }

    /// Whether the channel is one.
    #[inline]
    #[must_use]
    pub fn is_back_edge(&self, channel: ChannelId) -> bool {
        self.back_edges.binary_search(&channel).is_ok()
    }

    /// Whether nothing leads to the process but back-edges.
    #[must_use]
    pub fn is_source(&self, process: ProcessId) -> bool {
        self.incoming(process).iter().all(|channel| self.is_back_edge(*channel))
    }

    /// The channels that lead back on the ways from these roots: to a root, or to a process on the way to where they begin. The ways are
    /// those of a depth-first search, which takes roots and channels in order; so are the answers.
    #[must_use]
    pub fn leading_back(&self, roots: &[ProcessId]) -> Vec<ChannelId> {
        let mut is_root = vec![false; self.processes().len()];
        roots.iter().for_each(|root| is_root[root.index()] = true);
        let mut back: BTreeSet<_> = roots.iter().flat_map(|root| self.incoming(*root)).copied().collect();
        let to_root = |channel| is_root[self.channel(channel).target.index()];
        let _ = self.depth_first(roots.iter().copied(), to_root, |channel, _| {
            back.insert(channel);
            ControlFlow::<()>::Continue(())
        });
        back.into_iter().collect()
    }

    /// A cycle of channels that are no back-edges, if there is one: its processes, in order.
    #[must_use]
    pub fn cycle(&self) -> Option<Vec<ProcessId>> {
        let is_back = |channel| self.is_back_edge(channel);
        let found = self.depth_first(self.processes(), is_back, |channel, way| {
            let target = self.channel(channel).target;
            ControlFlow::Break(way.iter().copied().skip_while(|process| *process != target).collect())
        });
        found.break_value()
    }

    /// Goes along the channels that are not left out, from each of these; tells of each channel that leads to a process on the way to
    /// where the channel begins, and of that way.
    fn depth_first<B>(
        &self,
        from: impl Iterator<Item = ProcessId>,
        left_out: impl Fn(ChannelId) -> bool,
        mut leads_back: impl FnMut(ChannelId, &[ProcessId]) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut seen = vec![Seen::Not; self.processes().len()];
        let (mut way, mut untried) = (Vec::new(), Vec::new());
        for start in from {
            let mut next = Some(start);
            loop {
                if let Some(process) = next.take().filter(|process| seen[process.index()] == Seen::Not) {
                    seen[process.index()] = Seen::OnTheWay;
                    way.push(process);
                    untried.push(self.outgoing(process));
                }
                let (Some(process), Some(channels)) = (way.last(), untried.last_mut()) else { break };
                if let Some(channel) = channels.find(|channel| !left_out(*channel)) {
                    let target = self.channel(channel).target;
                    if seen[target.index()] == Seen::OnTheWay {
                        leads_back(channel, &way)?;
                    }
                    next = Some(target);
                } else {
                    seen[process.index()] = Seen::Done;
                    way.pop();
                    untried.pop();
                }
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::{Channel, Order, Shape};

    fn shape(text: &str) -> Topology {
        text.parse::<Shape>().unwrap().build(Order::Fifo).unwrap()
    }

    fn found(topology: &Topology, roots: &[u32]) -> Vec<String> {
        let roots: Vec<_> = roots.iter().copied().map(ProcessId).collect();
        let marked = topology.clone().with_back_edges(topology.leading_back(&roots));
        assert_eq!(marked.cycle(), None);
        assert!(roots.iter().all(|root| marked.is_source(*root)));
        marked.back_edges().iter().map(|channel| marked.channel_name(*channel)).collect()
    }

    #[test]
    fn what_leads_back_is_found_in_the_order_of_channels() {
        assert_eq!(found(&shape("ring:4"), &[0]), ["p3->p0"]);
        assert_eq!(found(&shape("ring:4"), &[0, 2]), ["p1->p2", "p3->p0"]);
        assert_eq!(found(&shape("line:3"), &[1]), ["p0->p1", "p2->p1"]);
        assert_eq!(found(&shape("complete:3"), &[0]), ["p1->p0", "p2->p0", "p2->p1"]);
        // What a root leads to is no reason to mark a channel that leads away from it.
        assert_eq!(found(&shape("complete:3"), &[0, 1]), ["p0->p1", "p1->p0", "p2->p0", "p2->p1"]);
    }

    #[test]
    fn in_any_graph_no_cycle_is_left_and_without_cycles_nothing_leads_back() {
        for seed in 0..50 {
            let topology = shape(&format!("random:9,{},{seed}", 9 + seed));
            assert!(!found(&topology, &[u32::try_from(seed % 9).unwrap()]).is_empty());
            let forward = |channel: &&Channel| channel.source < channel.target;
            let acyclic = topology.channels().iter().filter(forward).copied().collect();
            let names = (0..9).map(|p| format!("p{p}")).collect();
            let acyclic = Topology::new(names, acyclic).unwrap();
            let sources: Vec<_> = (0..9).filter(|p| acyclic.incoming(ProcessId(*p)).is_empty()).collect();
            assert_eq!(found(&acyclic, &sources), [""; 0]);
        }
    }

    #[test]
    fn a_cycle_is_named_as_long_as_none_of_its_channels_is_marked() {
        let ring = shape("ring:3");
        assert_eq!(ring.cycle(), Some([0, 1, 2].map(ProcessId).to_vec()));
        assert_eq!(ring.clone().with_back_edges([ChannelId(1)]).cycle(), None);
        let both = shape("line:2").with_back_edges([ChannelId(1), ChannelId(1)]);
        assert_eq!((both.back_edges(), both.cycle()), (&[ChannelId(1)][..], None));
        assert_ne!(both, shape("line:2"));
    }

    #[test]
    fn a_long_way_is_searched_without_a_call_a_process() {
        let ring = shape("ring:300000");
        assert_eq!(ring.cycle().map(|cycle| cycle.len()), Some(300_000));
        assert_eq!(ring.leading_back(&[ProcessId(7)]), [ChannelId(6)]);
    }
}
