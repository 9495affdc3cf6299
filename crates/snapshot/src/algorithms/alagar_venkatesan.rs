//! The algorithm of Alagar & Venkatesan, "An optimal algorithm for distributed snapshots with causal message ordering", Information
//! Processing Letters 50, 1994: three rounds around an initiator.
//!
//! * The initiator records its state and sends a *token* to everybody. Who receives a token records its state and answers *done*.
//! * From then on a process records, as the state of the channel, each *old* message that comes.
//! * When everybody has answered, the initiator sends *terminate* to everybody. Upon that the state of each channel into the process is
//!   what was recorded so far.
//!
//! A message is **old** if it was sent before its sender recorded. That is not to say that its sending happened before that of the
//! token: what was sent concurrently with the token is old, too. By causal order the old messages are just those whose sending
//! does not come after that of the token.
//!
//! It assumes causal delivery of all messages, its own included, and channels between the initiator and everybody. What is sent after its
//! sender recorded is then handled after the token, and what was sent before that is handled before *terminate*, which comes after
//! the sender's *done*. It pays with what causal order costs, and with one bit on each message: whether its sender had recorded. Snapshots
//! may overlap, so here it is a colour, as Lai and Yang's.

use std::collections::BTreeMap;

use sim_core::{ChannelId, Context, Order};

use super::colour::Colour;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};
use crate::wire::{Extra, Kind, Note, Wire};

/// Alagar & Venkatesan's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AlagarVenkatesan;

/// What a message of the algorithm says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// Record your state.
    Token,
    /// It is recorded.
    Done,
    /// All are: no old message is on its way to you.
    Terminate,
}

impl Says {
    const ALL: [Self; 3] = [Self::Token, Self::Done, Self::Terminate];

    const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Done => "done",
            Self::Terminate => "terminate",
        }
    }
}

impl<M> Extra<M> for Says {
    fn print(&self) -> Note {
        Some(self.word().into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        Self::ALL.into_iter().find(|says| note == Some(says.word()))
    }

    fn numbers(&self) -> u64 {
        0
    }

    fn kind(&self) -> Kind {
        self.word().into()
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Memory {
    /// How many snapshots it has recorded.
    colour: Colour,
    /// The snapshots for which it still records old messages; at the initiator, how many have yet to answer.
    open: BTreeMap<SnapshotId, usize>,
}

/// Records the state, and from now on old messages; so many are to answer.
fn record<S: Clone, M>(
    At { state, local, .. }: At<'_, S, Memory>,
    (snapshot, answers): (SnapshotId, usize),
    effects: &mut impl Sink<S, M, Colour, Says>,
) {
    local.colour = local.colour.max(Colour(snapshot.0));
    local.open.insert(snapshot, answers);
    effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
}

fn tell_everybody<S, M>(
    cx: Context<'_>,
    snapshot: SnapshotId,
    says: Says,
    effects: &mut impl Sink<S, M, Colour, Says>,
) {
    cx.outgoing().for_each(|channel| effects.send(channel, Wire::Control { snapshot, body: says }));
}

/// Everybody has recorded: all old messages are there.
fn close<S, M>(
    cx: Context<'_>,
    snapshot: SnapshotId,
    local: &mut Memory,
    effects: &mut impl Sink<S, M, Colour, Says>,
) {
    if local.open.remove(&snapshot).is_some() {
        let all = cx.incoming().iter().copied();
        all.for_each(|channel| effects.observe(Recorded::Closed { snapshot, channel }));
    }
}

/// The initiator goes on to the third round when nobody has yet to answer.
fn terminate<S, M>(
    cx: Context<'_>,
    snapshot: SnapshotId,
    local: &mut Memory,
    effects: &mut impl Sink<S, M, Colour, Says>,
) {
    if local.open.get(&snapshot) == Some(&0) {
        tell_everybody(cx, snapshot, Says::Terminate, effects);
        close(cx, snapshot, local, effects);
    }
}

impl Named for AlagarVenkatesan {
    const NAME: &'static str = "alagar-venkatesan";
    const ABOUT: &'static str = "Alagar and Venkatesan, 1994: token, done, terminate, in causal order";
    const NEEDS: Needs =
        Needs { order: Order::Causal, hub: true, initiators: Starters::One, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for AlagarVenkatesan {
    type Local = Memory;
    type Tag = Colour;
    type Control = Says;

    fn initial_local(&self, _: Context<'_>) -> Memory {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory, snapshot: SnapshotId) -> bool {
        local.colour.is_red(snapshot)
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Colour, Says>,
    ) {
        record(At { cx, state, local }, (snapshot, cx.outgoing().len()), effects);
        tell_everybody(cx, snapshot, Says::Token, effects);
        terminate(cx, snapshot, local, effects);
    }

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        local: &mut Memory,
        _: &mut impl Sink<S, M, Colour, Says>,
    ) -> Colour {
        local.colour
    }

    fn receive_message(
        &self,
        At { local, .. }: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        colour: &Colour,
        effects: &mut impl Sink<S, M, Colour, Says>,
    ) {
        let is_old = |snapshot: &&SnapshotId| !colour.is_red(**snapshot);
        for snapshot in local.open.keys().filter(is_old) {
            effects.observe(Recorded::received(*snapshot, channel, message));
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says,
        effects: &mut impl Sink<S, M, Colour, Says>,
    ) {
        match says {
            Says::Token => {
                record(At { cx, state, local }, (snapshot, 0), effects);
                let back = cx.topology.back(channel);
                let back = back.expect("the initiator has a channel from everybody");
                effects.send(back, Wire::Control { snapshot, body: Says::Done });
            }
            Says::Done => {
                let open = local.open.get_mut(&snapshot);
                open.into_iter().for_each(|answers| *answers = answers.saturating_sub(1));
                terminate(cx, snapshot, local, effects);
            }
            Says::Terminate => close(cx, snapshot, local, effects),
        }
    }

    /// All but *terminate* is sent in the step that records the state.
    fn may_send(&self, _: Context<'_>, local: &Memory, _: ChannelId) -> bool {
        local.open.values().any(|answers| *answers > 0)
    }
}
