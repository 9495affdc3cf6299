//! The algorithm of Mattern (1989), for channels of any order: a colour on every message, and counts. Nobody waits, and no history is kept.
//!
//! *White* is who has not recorded its state yet, and what was sent by one; *red* is who has, and what it sends from then on.
//!
//! * A process records its state of its own accord, upon a message of the algorithm, or **before it receives the first red message**:
//!   so no red message is received by a white process, and the cut is consistent.
//! * When it records, it sends on each outgoing channel how many white messages it has sent there.
//! * White messages that a red process receives were in the channel when the snapshot was taken: they are recorded as they come. The
//!   channel is done when as many white ones have come as its source says it has sent.
//!
//! In FIFO channels a marker says *this is where the white ones end*; without their order a number has to say it. It is written that each
//! red message carries that number. Here one message of the algorithm does, so that a channel without red messages is done too.
//!
//! Assumes channels that lose nothing. Pays with an integer on every message and a count at each end of a channel. Several snapshots may overlap, and several
//! processes may start the same one: a [`Colour`] is a number. [`mattern_deficiency`](super::mattern_deficiency) is another form of it.

use sim_core::{ChannelId, Context};

use super::colour::Colour;
use super::counts::Counts;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::Wire;

/// Mattern's algorithm, with a count for each channel; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Mattern;

/// What a process remembers.
#[derive(PartialEq, Eq, Hash, Debug)]
pub struct Coloured {
    /// How many snapshots it has recorded.
    colour: Colour,
    counts: Counts,
    /// The snapshots that it has recorded and of which not all channels are done. What is over is forgotten.
    open: Vec<Open>,
}

/// A snapshot that a process has recorded, and that waits for white messages.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Open {
    snapshot: SnapshotId,
    /// The white messages of each incoming channel, in the order of their numbers.
    white: Vec<White>,
}

/// The white messages of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct White {
    received: u64,
    /// How many its source sent; not known, until it says so.
    sent: Option<u64>,
}

impl White {
    const fn is_done(self) -> bool {
        matches!(self.sent, Some(sent) if sent == self.received)
    }
}

impl Clone for Coloured {
    // As derived, but without a call where nothing is open: it is done at every step that waits for a snapshot. With that, and counts that
    // are copied alike, a delivery on a ring takes 212 instructions, and 147 under Chandy and Lamport's.
    #[inline(always)]
    fn clone(&self) -> Self {
        Self { colour: self.colour, counts: self.counts.clone(), open: self.open.clone() }
    }

    #[inline(always)]
    fn clone_from(&mut self, source: &Self) {
        self.colour = source.colour;
        self.counts.clone_from(&source.counts);
        if !(self.open.is_empty() && source.open.is_empty()) {
            copy_open(&mut self.open, &source.open);
        }
    }
}

#[cold]
#[inline(never)]
fn copy_open(open: &mut Vec<Open>, source: &Vec<Open>) {
    open.clone_from(source);
}

/// Records the state for all snapshots up to the one that the colour makes red.
// Cold, as all of a snapshot is in a long run.
#[cold]
#[inline(never)]
fn redden<S: Clone, M>(
    At { cx, state, local }: At<'_, S, Coloured>,
    colour: Colour,
    before: bool,
    effects: &mut impl Sink<S, M, Colour, u64>,
) {
    while local.colour < colour {
        let snapshot = local.colour.next();
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before });
        for channel in cx.outgoing() {
            effects.send(channel, Wire::Control { snapshot, body: local.counts.sent(cx, channel) });
        }
        // All that was received is white: a red one would have been recorded for.
        let white = |channel: &ChannelId| White { received: local.counts.received(cx, *channel), sent: None };
        let white: Vec<_> = cx.incoming().iter().map(white).collect();
        if !white.is_empty() {
            local.open.push(Open { snapshot, white });
        }
        local.colour = Colour(snapshot.0);
    }
}

/// Records a message for each snapshot for which it is white and the process red.
#[cold]
#[inline(never)]
fn record<S, M: Clone>(
    cx: Context<'_>,
    open: &mut Vec<Open>,
    (channel, colour): (ChannelId, Colour),
    message: &M,
    effects: &mut impl Sink<S, M, Colour, u64>,
) {
    let place = cx.place_incoming(channel);
    for Open { snapshot, white } in open.iter_mut().filter(|open| !colour.is_red(open.snapshot)) {
        let snapshot = *snapshot;
        effects.observe(Recorded::received(snapshot, channel, message));
        white[place].received += 1;
        if white[place].is_done() {
            effects.observe(Recorded::Closed { snapshot, channel });
        }
    }
    forget(open);
}

/// Forgets what is over.
fn forget(open: &mut Vec<Open>) {
    open.retain(|open| !open.white.iter().all(|white| white.is_done()));
    if open.is_empty() {
        // It keeps no room: there may be a million processes.
        *open = Vec::new();
    }
}

impl Named for Mattern {
    const NAME: &'static str = "mattern";
    const ABOUT: &'static str = "Mattern, 1989: a colour on every message, and counts; channels of any order";
    const NEEDS: Needs = Needs::nothing();
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Mattern {
    type Local = Coloured;
    type Tag = Colour;
    /// How many white messages were sent on the channel.
    type Control = u64;

    fn initial_local(&self, _: Context<'_>) -> Coloured {
        Coloured { colour: Colour::default(), counts: Counts::default(), open: Vec::new() }
    }

    fn has_recorded(&self, local: &Coloured, snapshot: SnapshotId) -> bool {
        local.colour.is_red(snapshot)
    }

    fn next_missing(&self, local: &Coloured, from: SnapshotId) -> SnapshotId {
        from.max(local.colour.next())
    }

    #[inline(always)]
    fn initiate(
        &self,
        at: At<'_, S, Coloured>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Colour, u64>,
    ) {
        redden(at, Colour(snapshot.0), false, effects);
    }

    #[inline(always)]
    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Coloured,
        _: &mut impl Sink<S, M, Colour, u64>,
    ) -> Colour {
        local.counts.send(cx, channel);
        local.colour
    }

    #[inline(always)]
    fn receive_message(
        &self,
        At { cx, state, local }: At<'_, S, Coloured>,
        channel: ChannelId,
        message: &M,
        colour: &Colour,
        effects: &mut impl Sink<S, M, Colour, u64>,
    ) {
        if *colour > local.colour {
            redden(At { cx, state, local: &mut *local }, *colour, true, effects);
        }
        local.counts.receive(cx, channel);
        // Mostly there is none, and that is seen at once.
        if !local.open.is_empty() {
            record(cx, &mut local.open, (channel, *colour), message, effects);
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Coloured>,
        snapshot: SnapshotId,
        channel: ChannelId,
        sent: &u64,
        effects: &mut impl Sink<S, M, Colour, u64>,
    ) {
        redden(At { cx, state, local: &mut *local }, Colour(snapshot.0), false, effects);
        let place = cx.place_incoming(channel);
        for open in local.open.iter_mut().filter(|open| open.snapshot == snapshot) {
            open.white[place].sent = Some(*sent);
            if open.white[place].is_done() {
                effects.observe(Recorded::Closed { snapshot, channel });
            }
        }
        forget(&mut local.open);
    }

    /// All counts are sent in the step that records the state.
    fn may_send(&self, _: Context<'_>, _: &Coloured, _: ChannelId) -> bool {
        false
    }
}
