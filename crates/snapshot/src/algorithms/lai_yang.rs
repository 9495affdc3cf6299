//! The algorithm of Lai and Yang (1987), for channels of any order: a colour on every message, and histories. Nobody waits.
//!
//! *White* is who has not recorded its state yet, and what was sent by one; *red* is who has, and what it sends from then on.
//!
//! * A process records its state of its own accord, upon a message of the algorithm, or **before it receives the first red message**.
//! * It keeps all that it has sent and received. The state of a channel is *worked out*: the white messages that were sent on it,
//!   without those that the target had received when it recorded.
//!
//! It is written that a process sends its histories to the initiator, and that whoever gets no red message is told by some other way. Here
//! it sends on each outgoing channel what it had sent there, and the target works out the state: that reaches everybody, too.
//!
//! Assumes channels that lose nothing. Pays with two integers on every message, its colour and its place among those of the channel, which stands
//! for its identity; and with histories: all messages ever sent are kept, and sent again with each snapshot. Nobody waits for what is in a
//! channel: what is recorded there may be yet to come. Several snapshots may overlap, and several processes may start the same one.

mod numbers;

use std::fmt::Display;

use sim_core::{ChannelId, Context, Value};

use super::colour::Colour;
use super::history::History;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm, Which};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::{Extra, Note, Wire};

pub use numbers::Numbers;

/// Lai and Yang's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct LaiYang;

/// What is added to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Stamp {
    /// Its colour.
    pub colour: Colour,
    /// Its place among the messages of its channel, from 1.
    pub nth: u64,
}

impl<M> Extra<M> for Stamp {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|stamp| Some(stamp.nth));

    fn print(&self) -> Note {
        Some(format!("{}:{}", self.colour.0, self.nth).into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let (colour, nth) = note?.split_once(':')?;
        Some(Self { colour: Colour(colour.parse().ok()?), nth: nth.parse().ok()? })
    }

    fn numbers(&self) -> u64 {
        2
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Historian<M> {
    /// How many snapshots it has recorded.
    colour: Colour,
    /// What it has sent on each outgoing channel, in the order of their numbers.
    sent: Vec<History<M>>,
    /// What it has received from each incoming channel, in the order of their numbers.
    received: Vec<Numbers>,
    /// The snapshots that it has recorded and of which not all histories have come.
    open: Vec<Open>,
}

/// A snapshot that a process has recorded.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Open {
    snapshot: SnapshotId,
    /// What it had received then, from each incoming channel of which the history has not come.
    received: Vec<Option<Numbers>>,
}

/// Records the state for all snapshots up to the one that the colour makes red.
fn redden<S: Clone, M: Value + Display>(
    At { cx, state, local }: At<'_, S, Historian<M>>,
    colour: Colour,
    before: bool,
    effects: &mut impl Sink<S, M, Stamp, History<M>>,
) {
    while local.colour < colour {
        let snapshot = local.colour.next();
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before });
        for (channel, sent) in cx.outgoing().zip(&local.sent) {
            effects.send(channel, Wire::Control { snapshot, body: sent.clone() });
        }
        if !local.received.is_empty() {
            let received = local.received.iter().cloned().map(Some).collect();
            local.open.push(Open { snapshot, received });
        }
        local.colour = Colour(snapshot.0);
    }
}

impl<M> Historian<M> {
    /// What the process had received from the channel when it recorded the snapshot; nothing, if that was asked before.
    fn take_received(
        &mut self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        channel: ChannelId,
    ) -> Option<Numbers> {
        let place = self.open.iter().position(|open| open.snapshot == snapshot)?;
        let open = &mut self.open[place].received;
        let received = open[cx.place_incoming(channel)].take();
        if open.iter().all(Option::is_none) {
            self.open.remove(place);
        }
        received
    }
}

impl Named for LaiYang {
    const NAME: &'static str = "lai-yang";
    const ABOUT: &'static str =
        "Lai and Yang, 1987: a colour on every message, and histories; channels of any order";
    const NEEDS: Needs = Needs::nothing();
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for LaiYang {
    type Local = Historian<M>;
    type Tag = Stamp;
    type Control = History<M>;

    fn initial_local(&self, cx: Context<'_>) -> Historian<M> {
        Historian {
            colour: Colour::default(),
            sent: vec![History::default(); cx.outgoing().len()],
            received: vec![Numbers::default(); cx.incoming().len()],
            open: Vec::new(),
        }
    }

    fn has_recorded(&self, local: &Historian<M>, snapshot: SnapshotId) -> bool {
        local.colour.is_red(snapshot)
    }

    fn next_missing(&self, local: &Historian<M>, from: SnapshotId) -> SnapshotId {
        from.max(local.colour.next())
    }

    fn initiate(
        &self,
        at: At<'_, S, Historian<M>>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Stamp, History<M>>,
    ) {
        redden(at, Colour(snapshot.0), false, effects);
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Historian<M>,
        _: &mut impl Sink<S, M, Stamp, History<M>>,
    ) -> Stamp {
        let sent = &mut local.sent[cx.place_outgoing(channel)];
        sent.push(message.clone());
        Stamp { colour: local.colour, nth: sent.len() as u64 }
    }

    fn receive_message(
        &self,
        At { cx, state, local }: At<'_, S, Historian<M>>,
        channel: ChannelId,
        _: &M,
        stamp: &Stamp,
        effects: &mut impl Sink<S, M, Stamp, History<M>>,
    ) {
        redden(At { cx, state, local: &mut *local }, stamp.colour, true, effects);
        local.received[cx.place_incoming(channel)].insert(stamp.nth);
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Historian<M>>,
        snapshot: SnapshotId,
        channel: ChannelId,
        sent: &History<M>,
        effects: &mut impl Sink<S, M, Stamp, History<M>>,
    ) {
        redden(At { cx, state, local: &mut *local }, Colour(snapshot.0), false, effects);
        let Some(received) = local.take_received(cx, snapshot, channel) else { return };
        for (nth, message) in (1..).zip(sent.iter()).filter(|(nth, _)| !received.contains(*nth)) {
            let (message, which) = (message.clone(), Which::Nth(nth));
            effects.observe(Recorded::Message { snapshot, channel, message, which });
        }
        effects.observe(Recorded::Closed { snapshot, channel });
    }

    fn stored(&self, local: &Historian<M>) -> u64 {
        local.sent.iter().map(|sent| sent.len() as u64).sum()
    }

    /// All histories are sent in the step that records the state.
    fn may_send(&self, _: Context<'_>, _: &Historian<M>, _: ChannelId) -> bool {
        false
    }
}
