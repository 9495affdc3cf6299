//! What the oracles see of a snapshot as it is taken, and in the end.

use std::collections::BTreeSet;

use sim_core::{ChannelId, ProcessId, System};

use super::held::Held;
use super::law::Law;
use crate::algorithm::Noted;
use crate::alone::Alone;
use crate::computation::Computation;
use crate::control::Control;
use crate::crossing::Crossing;
use crate::meanwhile::Meanwhile;
use crate::offers::Offered;
use crate::recorded::RecordedOf;
use crate::wire::Kind;

/// What a sign of a snapshot is about.
#[derive(Debug)]
pub enum Sign<'a, P: Computation> {
    /// A control message of this kind was sent.
    Sent(ChannelId, &'a Kind),
    /// A control message was received.
    Received(ChannelId),
    /// Something was recorded.
    Recorded(&'a Noted<P::State, P::Message>),
}

/// The process at which there is a sign of a snapshot.
#[derive(Debug)]
pub struct Scene<'a, P: Computation> {
    /// Where.
    pub process: ProcessId,
    /// Whether it has recorded before.
    pub has_recorded: bool,
    /// Its state after the step, as the run says; before it, if that is what was recorded.
    pub told: &'a P::State,
    /// The same, if it does the same by itself.
    pub alone: &'a P::State,
}

/// A snapshot at the end of a run.
#[derive(Debug)]
pub struct Taken<'a, P: Computation> {
    /// The computation alone.
    pub system: &'a System<P>,
    /// What was recorded.
    pub recorded: &'a RecordedOf<P>,
    /// Whether [all of it](crate::RecordedGlobalState::is_whole) was.
    pub whole: bool,
    /// By channel: how the cut crosses it.
    pub crossings: &'a [Crossing<P::Message>],
    /// The same of the snapshot with the number before, and of the one after, if they have begun.
    pub previous: Option<&'a [Crossing<P::Message>]>,
    /// See there.
    pub next: Option<&'a [Crossing<P::Message>]>,
    /// How many control messages were sent.
    pub control: &'a Control,
    /// The processes that recorded of their own accord.
    pub initiators: &'a [ProcessId],
    /// How many there should be, if that is known.
    pub law: Option<Law>,
    /// How many control messages were sent and not received, and may be: not those to a process that crashed.
    pub under_way: u64,
    /// Whether a message that carries something conserved came twice.
    pub doubled: bool,
    /// The processes that crashed.
    pub crashed: &'a BTreeSet<ProcessId>,
    /// How much there is of each good.
    pub goods: &'a [u64],
    /// Of each predicate that is to be stable, whether it held.
    pub held: &'a [Held],
    /// Whether a step of the run made one of them false again.
    pub went_back: bool,
    /// What the computation does by itself.
    pub alone: &'a Alone<P>,
    /// What processes were offered to do.
    pub offers: Offered<'a>,
    /// Whether nothing can happen any more.
    pub over: bool,
}

/// What those who watched a run are told when it has ended.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// What was measured of it.
    pub meanwhile: Meanwhile,
    /// What processes were offered to do.
    pub offers: Offered<'a>,
    /// Whether nothing can happen any more.
    pub over: bool,
    /// How many control messages there should be, if that is known.
    pub law: Option<Law>,
}
