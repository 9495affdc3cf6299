//! The spanning tree that a search in breadth finds from its root, trying channels in their order.
//!
//! It follows from the network and the root alone, and is the same for all. So the root works it out once and sends it along with the first
//! init; each process keeps its own place, and not the tree. In a text a tree is its root: who reads it there works it out again.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sim_core::{ChannelId, Context, ProcessId, Topology};

/// The tree from a root.
#[derive(Clone, Debug)]
pub struct Tree {
    root: ProcessId,
    /// Of each process the parent, if that was worked out.
    parents: Option<Arc<[Option<ProcessId>]>>,
}

// The rest follows from it.
impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl Eq for Tree {}

impl Hash for Tree {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.root.hash(state);
    }
}

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

impl Tree {
    /// The tree from this root.
    #[must_use]
    pub const fn from(root: ProcessId) -> Self {
        Self { root, parents: None }
    }

    /// The root.
    #[must_use]
    pub const fn root(&self) -> ProcessId {
        self.root
    }

    /// The place of this process, where there is a channel back for each. If the tree was not worked out it is from now on.
    pub(super) fn place(&mut self, cx: Context<'_>) -> Place {
        let topology = cx.topology;
        let parents = self.parents.get_or_insert_with(|| parents(topology, self.root));
        let parent = |process: ProcessId| parents[process.index()];
        let is_child = |channel: &ChannelId| parent(topology.channel(*channel).target) == Some(cx.process);
        Place {
            root: self.root,
            parent: parent(cx.process).and_then(|parent| topology.between(cx.process, parent)),
            children: cx.outgoing().filter(is_child).collect(),
        }
    }
}

/// Of each process the parent in the tree. Nobody has one, if what came from elsewhere names a root that is not there.
fn parents(topology: &Topology, root: ProcessId) -> Arc<[Option<ProcessId>]> {
    let mut parents = vec![None; topology.processes().len()];
    let mut queue: VecDeque<_> = topology.processes().filter(|process| *process == root).collect();
    while let Some(process) = queue.pop_front() {
        for channel in topology.outgoing(process) {
            let target = topology.channel(channel).target;
            let parent = &mut parents[target.index()];
            if target != root && parent.is_none() {
                *parent = Some(process);
                queue.push_back(target);
            }
        }
    }
    parents.into()
}

#[cfg(test)]
mod tests {
    use sim_core::{Effect, Order, Shape};

    use super::*;
    use crate::algorithm::{At, Recorded, SnapshotAlgorithm};
    use crate::algorithms::venkatesan::{Says, Venkatesan};
    use crate::id::SnapshotId;
    use crate::wire::Wire;

    type Happened = Effect<Wire<(), (), Says>, Recorded<(), ()>>;

    fn shaped(shape: &str) -> Topology {
        shape.parse::<Shape>().unwrap().build(Order::Fifo).unwrap()
    }

    /// Of each process the parent, by name; and how many children it has.
    fn tree(shape: &str, root: u32) -> Vec<(Option<u32>, usize)> {
        let topology = shaped(shape);
        let mut tree = Tree::from(ProcessId(root));
        let mut place = |process| tree.place(Context { process, topology: &topology });
        let parent = |channel| topology.channel(channel).target.0;
        let places = topology.processes().map(&mut place);
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

    #[test]
    fn the_root_works_the_tree_out_and_an_init_takes_it_along() {
        let topology = shaped("star:3");
        let cx = Context { process: ProcessId(0), topology: &topology };
        let mut effects = Vec::<Happened>::new();
        let mut local = SnapshotAlgorithm::<(), ()>::initial_local(&Venkatesan, cx);
        Venkatesan.initiate(At { cx, state: &(), local: &mut local }, SnapshotId(1), &mut effects);
        let taken_along = effects.iter().filter_map(|effect| match effect {
            Effect::Send(_, Wire::Control { body: Says::Init(tree), .. }) => Some(tree.parents.is_some()),
            _ => None,
        });
        assert_eq!(taken_along.collect::<Vec<_>>(), [true; 2]);
    }

    #[test]
    fn a_root_that_is_not_there_has_no_tree() {
        assert!(tree("line:4", 9).iter().all(|place| *place == (None, 0)));
    }
}
