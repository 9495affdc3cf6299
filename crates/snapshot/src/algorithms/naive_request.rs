//! The first idea of everybody, and wrong: ask all processes for their states.
//!
//! A hub records its state and sends a request to everybody; who gets one records its state. All channels are taken to be empty.
//!
//! *It assumes* a hub; nothing else would help. *It pays* n − 1 control messages. *What is wrong*: the requests come at different times. A message that was sent after one
//! process recorded is received before another did, so that it is in the one state and never left the other: money from nowhere.
//! One that is on its way the other way round is in no state and no channel: money that is gone.

use sim_core::{ChannelId, Context};

use super::chandy_lamport::Recordings;
use super::naive;
use crate::algorithm::{At, Named, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::{Extra, Note, Wire};

/// The algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct NaiveRequest;

/// What the hub says: record your state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Request;

const REQUEST: &str = "request";

impl<M> Extra<M> for Request {
    fn print(&self) -> Note {
        Some(REQUEST.into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        (note? == REQUEST).then_some(Self)
    }
}

impl Named for NaiveRequest {
    const NAME: &'static str = "naive-request";
    const ABOUT: &'static str =
        "wrong: each records when it is asked; what is sent meanwhile is lost, or counted twice";
    const NEEDS: Needs = Needs { hub: true, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for NaiveRequest {
    type Local = Recordings;
    type Tag = ();
    type Control = Request;

    fn initial_local(&self, _: Context<'_>) -> Recordings {
        Recordings::default()
    }

    fn has_recorded(&self, recordings: &Recordings, snapshot: SnapshotId) -> bool {
        recordings.contains(snapshot)
    }

    fn next_missing(&self, recordings: &Recordings, from: SnapshotId) -> SnapshotId {
        recordings.next_missing(from)
    }

    fn initiate(
        &self,
        at: At<'_, S, Recordings>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Request>,
    ) {
        if at.local.contains(snapshot) {
            return;
        }
        for channel in at.cx.outgoing() {
            effects.send(channel, Wire::Control { snapshot, body: Request });
        }
        naive::record(at, snapshot, effects);
    }

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        _: &mut Recordings,
        _: &mut impl Sink<S, M, (), Request>,
    ) {
    }

    fn receive_message(
        &self,
        _: At<'_, S, Recordings>,
        _: ChannelId,
        _: &M,
        (): &(),
        _: &mut impl Sink<S, M, (), Request>,
    ) {
    }

    fn receive_control(
        &self,
        at: At<'_, S, Recordings>,
        snapshot: SnapshotId,
        _: ChannelId,
        _: &Request,
        effects: &mut impl Sink<S, M, (), Request>,
    ) {
        naive::record(at, snapshot, effects);
    }

    /// The requests go out in the step that records.
    fn may_send(&self, _: Context<'_>, _: &Recordings, _: ChannelId) -> bool {
        false
    }
}
