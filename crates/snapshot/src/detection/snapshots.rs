//! Snapshots, again and again: Chandy and Lamport (1985), until one shows that the computation has terminated.
//!
//! Of a recorded state it is enough to know whether the process was passive, and of the channels that lead to it whether they were empty: that
//! each process reports to the starter. If all say so the computation had terminated in S\*, and has: it is stable. Else the starter takes the
//! next snapshot, when it is passive. *It assumes* FIFO channels, and a starter with channels to and from everybody. It pays with a
//! marker on each channel and n−1 reports, a snapshot.

use sim_core::{ChannelId, Context};

use super::{Acts, Beginning, Part, Says};

/// The part of a process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Snapshots {
    /// The channel to the starter; nothing, at the starter.
    back: Option<ChannelId>,
    /// While it records: the channels without a marker yet.
    open: Option<Vec<ChannelId>>,
    /// Whether it recorded that it is passive, and nothing in its channels.
    quiet: bool,
    /// At the starter, while a snapshot is taken: how many reports are missing, and whether all others say that it is quiet.
    missing: Option<(usize, bool)>,
}

impl Snapshots {
    pub(super) fn new(cx: Context<'_>, beginning: &Beginning) -> Self {
        let other = cx.process != beginning.starter;
        let back = other.then(|| cx.topology.between(cx.process, beginning.starter)).flatten();
        Self { back, open: None, quiet: false, missing: None }
    }

    /// Records the state, and all channels but the one that the marker came on.
    fn record(&mut self, cx: Context<'_>, marked: Option<ChannelId>, passive: bool, acts: &mut Acts) {
        self.quiet = passive;
        self.open = Some(cx.incoming().iter().copied().filter(|channel| Some(*channel) != marked).collect());
        cx.outgoing().for_each(|channel| acts.send(channel, Says::Marker));
        self.close(acts);
    }

    /// Reports, when all channels are closed.
    fn close(&mut self, acts: &mut Acts) {
        if self.open.take_if(|open| open.is_empty()).is_none() {
            return;
        }
        match self.back {
            Some(back) => acts.send(back, Says::Report(self.quiet)),
            None => self.reported(self.quiet, acts),
        }
    }

    /// The starter hears whether somebody is quiet.
    fn reported(&mut self, quiet: bool, acts: &mut Acts) {
        let Some((missing, all)) = self.missing else { return };
        let (missing, all) = (missing - 1, all && quiet);
        self.missing = (missing > 0).then_some((missing, all));
        if missing == 0 && all {
            acts.announce();
        }
    }
}

impl Part for Snapshots {
    fn receive(&mut self, _: Context<'_>, channel: ChannelId, _: Option<i32>, _: &mut Acts) {
        let is_open = self.open.as_ref().is_some_and(|open| open.contains(&channel));
        self.quiet &= !is_open;
    }

    fn hear(&mut self, cx: Context<'_>, channel: ChannelId, says: &Says, passive: bool, acts: &mut Acts) {
        match (says, &mut self.open) {
            (Says::Report(quiet), _) => self.reported(*quiet, acts),
            (_, None) => self.record(cx, Some(channel), passive, acts),
            (_, Some(open)) => {
                open.retain(|other| *other != channel);
                self.close(acts);
            }
        }
    }

    fn settle(&mut self, cx: Context<'_>, passive: bool, acts: &mut Acts) {
        let starts = self.back.is_none() && self.missing.is_none();
        if starts && passive && !acts.announces {
            self.missing = Some((cx.topology.processes().len(), true));
            self.record(cx, None, passive, acts);
        }
    }
}
