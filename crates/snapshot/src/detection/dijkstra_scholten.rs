//! Dijkstra and Scholten (1980): every message is acknowledged, and who is made active by one acknowledges it last.
//!
//! The active processes are a tree: the parent of one is who made it active. Any other message is acknowledged at once; that of the parent
//! when the process is passive and has all acknowledgements of its own, whereupon it leaves the tree. When the starter, which is the root, is
//! passive and has all of its own, nobody else is in the tree. *It assumes* a channel back for each channel, in any order, and pays with one
//! control message for each message. Who is active at first, besides the starter, is taken for a child of it from the start, and pays one
//! more: such a process needs a channel to the starter.

use sim_core::{ChannelId, Context};

use super::{Acts, Beginning, Part, Says};

/// The part of a process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DijkstraScholten {
    /// Whether it is in the tree.
    engaged: bool,
    /// The channel to its parent; nothing at the root, and where it is in no tree.
    parent: Option<ChannelId>,
    /// How many acknowledgements are to come.
    deficit: i64,
}

impl DijkstraScholten {
    pub(super) fn new(cx: Context<'_>, beginning: &Beginning) -> Self {
        let Beginning { starter, active } = beginning;
        if cx.process == *starter {
            let deficit = i64::try_from(beginning.others().count()).expect("32 bits are enough");
            return Self { engaged: true, parent: None, deficit };
        }
        let engaged = active[cx.process.index()];
        let parent = engaged.then(|| cx.topology.between(cx.process, *starter)).flatten();
        Self { engaged, parent, deficit: 0 }
    }
}

impl Part for DijkstraScholten {
    fn send(&mut self) -> Option<i32> {
        self.deficit += 1;
        None
    }

    fn receive(&mut self, cx: Context<'_>, channel: ChannelId, _: Option<i32>, acts: &mut Acts) {
        let back = cx.topology.back(channel).expect("each channel has one back");
        if self.engaged {
            acts.send(back, Says::Ack);
        } else {
            (self.engaged, self.parent) = (true, Some(back));
        }
    }

    fn hear(&mut self, _: Context<'_>, _: ChannelId, _: &Says, _: bool, _: &mut Acts) {
        self.deficit -= 1;
    }

    fn settle(&mut self, _: Context<'_>, passive: bool, acts: &mut Acts) {
        if !self.engaged || !passive || self.deficit > 0 {
            return;
        }
        match self.parent.take() {
            Some(parent) => {
                self.engaged = false;
                acts.send(parent, Says::Ack);
            }
            None => acts.announce(),
        }
    }
}
