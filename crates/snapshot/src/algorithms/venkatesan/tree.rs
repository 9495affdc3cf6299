//! The spanning tree that a search in breadth finds from its root, trying channels in their order.
//!
//! It follows from the network and the root alone. So each process works out its own place when it first needs it, and keeps that and
//! not the tree: a time of O(channels) once, and never O(processes) of memory.

use std::collections::VecDeque;

use sim_core::{ChannelId, Context, ProcessId};

/// A process's place in the tree.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// The root of the tree.
    pub root: ProcessId,
    /// The channel to its parent; none, at the root.
    pub parent: Option<ChannelId>,
    /// The channels to its children.
    pub children: Vec<ChannelId>,
}

impl Place {
    /// The place of this process in the tree from the root, where there is a channel back for each.
    pub(super) fn of(cx: Context<'_>, root: ProcessId) -> Self {
        let topology = cx.topology;
        let mut place = Self { root, parent: None, children: Vec::new() };
        let mut unseen = topology.processes().len() - 1;
        let mut seen: Vec<_> = topology.processes().map(|process| process == root).collect();
        // None, if what came from elsewhere names a root that is not there.
        let mut queue: VecDeque<_> = topology.processes().filter(|process| *process == root).collect();
        // Where all are seen nobody has more children: in a complete network after the first.
        while unseen > 0
            && let Some(process) = queue.pop_front()
        {
            for channel in topology.outgoing(process) {
                let target = topology.channel(channel).target;
                if !std::mem::replace(&mut seen[target.index()], true) {
                    unseen -= 1;
                    queue.push_back(target);
                    place.note(cx, process, channel);
                }
            }
            if process == cx.process {
                break;
            }
        }
        place
    }

    /// The search has found its way from a process along a channel.
    fn note(&mut self, cx: Context<'_>, from: ProcessId, channel: ChannelId) {
        if from == cx.process {
            self.children.push(channel);
        } else if cx.topology.channel(channel).target == cx.process {
            self.parent = cx.topology.between(cx.process, from);
        }
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Order, Shape, Topology};

    use super::*;

    /// Of each process the parent, by name; and how many children it has.
    fn tree(shape: &str, root: u32) -> Vec<(Option<u32>, usize)> {
        let topology: Topology = shape.parse::<Shape>().unwrap().build(Order::Fifo).unwrap();
        let place = |process| Place::of(Context { process, topology: &topology }, ProcessId(root));
        let parent = |channel| topology.channel(channel).target.0;
        let places = topology.processes().map(place);
        places.map(|place| (place.parent.map(parent), place.children.len())).collect()
    }

    #[test]
    fn each_process_finds_its_own_place_in_one_and_the_same_tree() {
        assert_eq!(tree("line:4", 1), [(Some(1), 0), (None, 2), (Some(1), 1), (Some(2), 0)]);
        assert_eq!(tree("complete:3", 2), [(Some(2), 0), (Some(2), 0), (None, 2)]);
        // p1 p2
        // p3 p4: the last is reached from two, and is a child of the first.
        assert_eq!(tree("grid:2x2", 0), [(None, 2), (Some(0), 1), (Some(0), 0), (Some(1), 0)]);
        assert_eq!(tree("star:1", 0), [(None, 0)]);
        for shape in ["grid:4x5", "star:9", "random:12,132,3"] {
            let tree = tree(shape, 3);
            let children: usize = tree.iter().map(|(_, children)| children).sum();
            assert_eq!(children, tree.len() - 1);
            assert_eq!(tree.iter().filter(|(parent, _)| parent.is_none()).count(), 1);
        }
    }
}
