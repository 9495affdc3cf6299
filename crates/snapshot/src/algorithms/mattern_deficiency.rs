//! The algorithm of Mattern (1989) in its other form: one process counts what is missing.
//!
//! Colours are as in [`mattern`](super::mattern): who receives a red message records first. Only the end is found differently:
//!
//! * The initiator records and asks everybody. Who is asked records, if it has not before, and reports its *deficiency*: how many white
//!   messages it has sent, less those that it has received. Of all processes together that is how many are in the channels.
//! * Each white message that a red process receives is recorded, and forwarded to the initiator.
//! * When the initiator has all reports, and as many white messages as are missing have been forwarded or come to itself, the snapshot is
//!   complete: it closes all channels.
//!
//! Assumes channels that lose nothing, in any order, and one initiator with channels to and from everybody. Pays with an integer on every
//! message, and with 2(n−1) messages and one more for each that was on its way to somebody else: more than one a channel where much is
//! under way, and much less where there are many channels. No counts by channel are kept.
//!
//! A report brings the recorded state along, where somebody wants to have all of it in one place; here it says the number alone.
//! Who is made to record by a red message may not know yet who asks. It keeps its report and what it has to forward until it is asked.

use std::fmt::Display;

use sim_core::{ChannelId, Context, Value};

use super::colour::Colour;
use crate::algorithm::{At, ClosedBy, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};
use crate::wire::{Extra, Kind, Note, Wire};

/// Mattern's algorithm with deficiency counting; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct MatternDeficiency;

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Says<M> {
    /// The initiator asks everybody to record.
    Request,
    /// Of a process: the white messages that it has sent, less those that it has received.
    Report(i64),
    /// A white message that has come to a red process.
    Forward(M),
}

impl<M: Value + Display> Extra<M> for Says<M> {
    fn print(&self) -> Note {
        Some(match self {
            Self::Request => "request".into(),
            Self::Report(deficiency) => format!("report {deficiency}").into(),
            Self::Forward(message) => format!("forward {message}").into(),
        })
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        match note?.split_once(' ') {
            None => (note? == "request").then_some(Self::Request),
            Some(("report", deficiency)) => deficiency.parse().ok().map(Self::Report),
            Some(("forward", text)) => message(text).map(Self::Forward),
            Some(_) => None,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Request => "request".into(),
            Self::Report(_) => "report".into(),
            Self::Forward(_) => "forward".into(),
        }
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Deficient<M> {
    /// How many snapshots it has recorded.
    colour: Colour,
    /// The messages that it has sent, less those that it has received.
    deficiency: i64,
    /// The channel to the initiator, once it is known.
    back: Option<ChannelId>,
    /// The snapshots that it has recorded and was not asked for yet.
    unasked: Vec<Unasked<M>>,
    /// At the initiator: those that are not complete.
    open: Vec<Open>,
}

/// What a process has to say of a snapshot as soon as it is asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Unasked<M> {
    snapshot: SnapshotId,
    deficiency: i64,
    forward: Vec<M>,
}

/// What the initiator knows of a snapshot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Open {
    snapshot: SnapshotId,
    /// From how many processes there is no report.
    reports_missing: i64,
    /// How many white messages are in the channels, as far as is known.
    messages_missing: i64,
}

impl<M: Clone> Deficient<M> {
    /// Records the state for all snapshots up to the one that the colour makes red, and is still to be asked for them.
    fn redden<S: Clone>(
        &mut self,
        state: &S,
        colour: Colour,
        before: bool,
        effects: &mut impl Sink<S, M, Colour, Says<M>>,
    ) {
        while self.colour < colour {
            let snapshot = self.colour.next();
            effects.observe(Recorded::Process { snapshot, state: state.clone(), before });
            self.unasked.push(Unasked { snapshot, deficiency: self.deficiency, forward: Vec::new() });
            self.colour = Colour(snapshot.0);
        }
    }

    /// What it has to say of the snapshot, if it was not asked before.
    fn take_unasked(&mut self, snapshot: SnapshotId) -> Option<Unasked<M>> {
        let place = self.unasked.iter().position(|unasked| unasked.snapshot == snapshot)?;
        Some(self.unasked.remove(place))
    }

    /// A white message came to this process, which had recorded the snapshot.
    fn came<S>(
        &mut self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        message: &M,
        effects: &mut impl Sink<S, M, Colour, Says<M>>,
    ) {
        if let Some(unasked) = self.unasked.iter_mut().find(|unasked| unasked.snapshot == snapshot) {
            unasked.forward.push(message.clone());
        } else if let Some(back) = self.back {
            effects.send(back, Wire::Control { snapshot, body: Says::Forward(message.clone()) });
        } else {
            self.hear(cx, snapshot, (0, -1), effects);
        }
    }

    /// The initiator hears of so many reports, and of so many more messages in the channels.
    fn hear<S>(
        &mut self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        (reports, messages): (i64, i64),
        effects: &mut impl Sink<S, M, Colour, Says<M>>,
    ) {
        let Some(place) = self.open.iter().position(|open| open.snapshot == snapshot) else { return };
        let open = &mut self.open[place];
        open.reports_missing -= reports;
        open.messages_missing += messages;
        if (open.reports_missing, open.messages_missing) == (0, 0) {
            self.open.remove(place);
            for channel in cx.topology.channel_ids() {
                effects.observe(Recorded::Closed { snapshot, channel });
            }
        }
    }
}

impl Named for MatternDeficiency {
    const NAME: &'static str = "mattern-deficiency";
    const ABOUT: &'static str =
        "Mattern, 1989: a colour on every message, and one process that counts what is missing";
    const NEEDS: Needs = Needs { hub: true, initiators: Starters::One, ..Needs::nothing() };
    const CLOSED_BY: ClosedBy = ClosedBy::Initiator;
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for MatternDeficiency {
    type Local = Deficient<M>;
    type Tag = Colour;
    type Control = Says<M>;

    fn initial_local(&self, _: Context<'_>) -> Deficient<M> {
        let (unasked, open) = (Vec::new(), Vec::new());
        Deficient { colour: Colour::default(), deficiency: 0, back: None, unasked, open }
    }

    fn has_recorded(&self, local: &Deficient<M>, snapshot: SnapshotId) -> bool {
        local.colour.is_red(snapshot)
    }

    fn next_missing(&self, local: &Deficient<M>, from: SnapshotId) -> SnapshotId {
        from.max(local.colour.next())
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Deficient<M>>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Colour, Says<M>>,
    ) {
        local.redden(state, Colour(snapshot.0), false, effects);
        for Unasked { snapshot, deficiency, .. } in std::mem::take(&mut local.unasked) {
            let reports_missing = i64::try_from(cx.topology.processes().len()).expect("32 bits are enough");
            local.open.push(Open { snapshot, reports_missing, messages_missing: 0 });
            for channel in cx.outgoing() {
                effects.send(channel, Wire::Control { snapshot, body: Says::Request });
            }
            local.hear(cx, snapshot, (1, deficiency), effects);
        }
    }

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        local: &mut Deficient<M>,
        _: &mut impl Sink<S, M, Colour, Says<M>>,
    ) -> Colour {
        local.deficiency += 1;
        local.colour
    }

    fn receive_message(
        &self,
        At { cx, state, local }: At<'_, S, Deficient<M>>,
        channel: ChannelId,
        message: &M,
        colour: &Colour,
        effects: &mut impl Sink<S, M, Colour, Says<M>>,
    ) {
        local.redden(state, *colour, true, effects);
        local.deficiency -= 1;
        for snapshot in (colour.0 + 1..=local.colour.0).map(SnapshotId) {
            effects.observe(Recorded::received(snapshot, channel, message));
            local.came(cx, snapshot, message, effects);
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Deficient<M>>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says<M>,
        effects: &mut impl Sink<S, M, Colour, Says<M>>,
    ) {
        match says {
            Says::Request => {
                local.redden(state, Colour(snapshot.0), false, effects);
                let back = cx.topology.back(channel);
                let back = back.expect("the initiator has a channel from everybody");
                local.back = Some(back);
                let Some(Unasked { deficiency, forward, .. }) = local.take_unasked(snapshot) else { return };
                let mut say = |body| effects.send(back, Wire::Control { snapshot, body });
                say(Says::Report(deficiency));
                forward.into_iter().map(Says::Forward).for_each(say);
            }
            Says::Report(deficiency) => local.hear(cx, snapshot, (1, *deficiency), effects),
            Says::Forward(_) => local.hear(cx, snapshot, (0, -1), effects),
        }
    }
}
