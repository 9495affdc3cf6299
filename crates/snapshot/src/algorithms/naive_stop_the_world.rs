//! Stop everybody, look, go on: wrong, because channels are not stopped.
//!
//! A hub says *stop*, and stops; who is told to stops, and says that it has *stopped*. When all have, the hub records its state and says *go*;
//! who is told to records its state and goes on. All channels are taken to be empty.
//!
//! *Who refuses what*: a process that was stopped takes no message of the computation until it may go on, so the cut is consistent: nobody who
//! has gone on can disturb one who has not. The hub takes what comes, for on a FIFO channel the answer lies behind what was sent before.
//! A computation that sends when it receives cannot let the hub do so; on FIFO channels it is a deadlock.
//!
//! *It assumes* a hub that alone starts snapshots, one after the other. *It pays* 3(n − 1) control messages and a world that stands still.
//! *What is wrong*: what was on its way when the world stopped is in no state and no channel. It would have to be drained first.

use sim_core::{ChannelId, Context};

use super::chandy_lamport::Recordings;
use super::naive;
use crate::algorithm::{At, Named, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};
use crate::wire::{Extra, Note, Wire};

/// The algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct NaiveStopTheWorld;

/// What a message of the algorithm says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Order {
    /// The hub: do nothing.
    Stop,
    /// To the hub: nothing is done.
    Stopped,
    /// The hub: record, and go on.
    Go,
}

const WORDS: [(Order, &str); 3] = [(Order::Stop, "stop"), (Order::Stopped, "stopped"), (Order::Go, "go")];

impl<M> Extra<M> for Order {
    fn print(&self) -> Note {
        WORDS.iter().find(|(order, _)| order == self).map(|(_, word)| (*word).into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        WORDS.iter().find(|(_, word)| note == Some(word)).map(|(order, _)| *order)
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Standstill {
    recordings: Recordings,
    /// At the hub: how many have not stopped yet.
    running: u32,
    /// At the others: for how many snapshots it has stopped. On channels without order the next *stop* may come before *go*.
    stopped: u32,
}

fn tell<S, M>(
    (cx, snapshot): (Context<'_>, SnapshotId),
    body: Order,
    effects: &mut impl Sink<S, M, (), Order>,
) {
    for channel in cx.outgoing() {
        effects.send(channel, Wire::Control { snapshot, body });
    }
}

/// Everybody has stopped.
fn finish<S: Clone, M>(
    At { cx, state, local }: At<'_, S, Standstill>,
    snapshot: SnapshotId,
    effects: &mut impl Sink<S, M, (), Order>,
) {
    naive::record(At { cx, state, local: &mut local.recordings }, snapshot, effects);
    tell((cx, snapshot), Order::Go, effects);
}

impl Named for NaiveStopTheWorld {
    const NAME: &'static str = "naive-stop-the-world";
    const ABOUT: &'static str =
        "wrong: all stop, all record, all go on; what is in the channels meanwhile is lost";
    const NEEDS: Needs =
        Needs { silent_receipts: true, hub: true, initiators: Starters::One, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for NaiveStopTheWorld {
    type Local = Standstill;
    type Tag = ();
    type Control = Order;

    fn initial_local(&self, _: Context<'_>) -> Standstill {
        Standstill::default()
    }

    fn has_recorded(&self, local: &Standstill, snapshot: SnapshotId) -> bool {
        local.recordings.contains(snapshot)
    }

    fn next_missing(&self, local: &Standstill, from: SnapshotId) -> SnapshotId {
        local.recordings.next_missing(from)
    }

    fn may_start(&self, local: &Standstill, _: SnapshotId) -> bool {
        local.running == 0
    }

    fn initiate(
        &self,
        at: At<'_, S, Standstill>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Order>,
    ) {
        if at.local.recordings.contains(snapshot) || at.local.running > 0 {
            return;
        }
        at.local.running = naive::others(at.cx);
        tell((at.cx, snapshot), Order::Stop, effects);
        if at.local.running == 0 {
            finish(at, snapshot, effects);
        }
    }

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        _: &mut Standstill,
        _: &mut impl Sink<S, M, (), Order>,
    ) {
    }

    fn receive_message(
        &self,
        _: At<'_, S, Standstill>,
        _: ChannelId,
        _: &M,
        (): &(),
        _: &mut impl Sink<S, M, (), Order>,
    ) {
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Standstill>,
        snapshot: SnapshotId,
        channel: ChannelId,
        order: &Order,
        effects: &mut impl Sink<S, M, (), Order>,
    ) {
        match order {
            Order::Stop => {
                local.stopped += 1;
                let hub = cx.topology.back(channel);
                let hub = hub.expect("the algorithm needs a hub with channels to and from everybody");
                effects.send(hub, Wire::Control { snapshot, body: Order::Stopped });
            }
            Order::Stopped => {
                local.running = local.running.saturating_sub(1);
                if local.running == 0 {
                    finish(At { cx, state, local }, snapshot, effects);
                }
            }
            Order::Go => {
                local.stopped = local.stopped.saturating_sub(1);
                naive::record(At { cx, state, local: &mut local.recordings }, snapshot, effects);
            }
        }
    }

    fn refuses(&self) -> bool {
        true
    }

    fn accepts(&self, _: Context<'_>, local: &Standstill, _: ChannelId, wire: Wire<&M, &(), &Order>) -> bool {
        local.stopped == 0 || matches!(wire, Wire::Control { .. })
    }

    fn blocks(&self) -> bool {
        true
    }

    fn may_act(&self, _: Context<'_>, local: &Standstill) -> bool {
        local.stopped == 0 && local.running == 0
    }
}
