//! Checkpoints of those who must, so that nobody remembers what nobody sent (Koo & Toueg, "Checkpointing and rollback-recovery for distributed
//! systems", 1987).
//!
//! It takes no global states but *recovery lines*: a checkpoint of each process, such that no message was received before the line and sent
//! after it (no *orphan*). Whoever goes back to a line goes back to something that could have been, but for the messages that cross it: these are lost
//! if nobody sends them again, and no channel is recorded here. At the beginning the initial state of each process is its checkpoint.
//!
//! * Who starts a line takes a *tentative* checkpoint, and sends a *request* to its *cohort*: to each process from which it received something
//!   since its last checkpoint. A request says how many messages had come from there.
//! * Who is asked takes a tentative checkpoint if the last of these was sent after its own last checkpoint, for then it would be an orphan; and
//!   asks its own cohort in turn. When all of these have *answered*, it answers. Who need not take one answers at once; so does who has a
//!   tentative one, for it has sent nothing since.
//! * When all have answered, who started the line makes its checkpoint *permanent*, and sends the *decision* to those who took theirs because it asked;
//!   they do the same.
//! * *Nobody sends between its tentative checkpoint and the decision*, or what it sends could be received before a checkpoint of the same line.
//!
//! It assumes FIFO channels, on which how many came says which ones, a channel back for each, one process that starts all lines, and a computation that
//! sends nothing upon a receipt: its messages are not taken while nothing may be sent. It pays two messages for each member of a cohort, one
//! for each other process that took a checkpoint, and the wait. Failures are not modelled: everybody is willing, so the decision is always to go
//! through with it, and no tentative checkpoint is undone. Where a message comes twice the counts of its channel differ for good: so nobody takes a second
//! checkpoint for a line, however often it is asked, and what is said of another line is not heard; or requests and answers would go round for ever.

use sim_core::{ChannelId, Context};

use super::counts::Counts;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};
use crate::wire::{Extra, Note, Wire};

/// Koo and Toueg's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KooToueg;

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Checkpointed {
    /// The line for which it took its last checkpoint; 0, if that is its initial state.
    present: SnapshotId,
    /// How many messages it has sent and received.
    now: Counts,
    /// How many it had when it took its last checkpoint.
    then: Counts,
    /// What it waits for, while its checkpoint is tentative.
    tentative: Option<Box<Tentative>>,
}

/// What is known of a tentative checkpoint.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Tentative {
    /// The channel to who asked for it; none, if it started the line.
    asked_by: Option<ChannelId>,
    /// How many of the cohort have not answered.
    awaited: usize,
    /// The channels to those who took theirs because this process asked.
    followers: Vec<ChannelId>,
}

/// What a message of the algorithm says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// So many of your messages came before my checkpoint: take one, if you have to.
    Request(u64),
    /// I took one because you asked; or I did not.
    Answer(bool),
    /// It is permanent.
    Decision,
}

impl<M> Extra<M> for Says {
    fn print(&self) -> Note {
        Some(match self {
            Self::Request(received) => format!("request {received}").into(),
            Self::Answer(true) => "answer taken".into(),
            Self::Answer(false) => "answer no need".into(),
            Self::Decision => "decision".into(),
        })
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        Some(match note? {
            "answer taken" => Self::Answer(true),
            "answer no need" => Self::Answer(false),
            "decision" => Self::Decision,
            request => Self::Request(request.strip_prefix("request ")?.parse().ok()?),
        })
    }
}

impl KooToueg {
    /// The process takes a tentative checkpoint, and asks its cohort.
    fn take<S: Clone, M>(
        At { cx, state, local }: At<'_, S, Checkpointed>,
        snapshot: SnapshotId,
        asked_by: Option<ChannelId>,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        let mut awaited = 0;
        for channel in cx.incoming() {
            let received = local.now.received(cx, *channel);
            if received > local.then.received(cx, *channel) {
                let back = back(cx, *channel);
                effects.send(back, Wire::Control { snapshot, body: Says::Request(received) });
                awaited += 1;
            }
        }
        (local.present, local.then) = (snapshot, local.now.clone());
        local.tentative = Some(Box::new(Tentative { asked_by, awaited, followers: Vec::new() }));
        Self::go_on(local, effects);
    }

    /// If all of the cohort have answered, who asked is told; or it is decided.
    fn go_on<S, M>(local: &mut Checkpointed, effects: &mut impl Sink<S, M, (), Says>) {
        let Some(tentative) = &local.tentative else { return };
        match (tentative.awaited, tentative.asked_by) {
            (0, Some(channel)) => {
                let (snapshot, body) = (local.present, Says::Answer(true));
                effects.send(channel, Wire::Control { snapshot, body });
            }
            (0, None) => Self::decide(local, effects),
            _ => {}
        }
    }

    /// The checkpoint becomes permanent, and so do those that were taken because of it.
    fn decide<S, M>(local: &mut Checkpointed, effects: &mut impl Sink<S, M, (), Says>) {
        let Some(tentative) = local.tentative.take() else { return };
        let snapshot = local.present;
        effects.observe(Recorded::Permanent { snapshot });
        for channel in tentative.followers {
            effects.send(channel, Wire::Control { snapshot, body: Says::Decision });
        }
    }
}

/// The channel to who sent this.
fn back(cx: Context<'_>, channel: ChannelId) -> ChannelId {
    cx.topology.back(channel).expect("there is a channel back for each")
}

impl Named for KooToueg {
    const NAME: &'static str = "koo-toueg";
    const ABOUT: &'static str =
        "Koo and Toueg, 1987: recovery lines, checkpoints only of those who must; no channels are recorded";
    const NEEDS: Needs =
        Needs { back_channels: true, silent_receipts: true, initiators: Starters::One, ..Needs::fifo() };
}

impl<S: Clone, M> SnapshotAlgorithm<S, M> for KooToueg {
    type Local = Checkpointed;
    type Tag = ();
    type Control = Says;

    fn initial_local(&self, _: Context<'_>) -> Checkpointed {
        let (now, then) = (Counts::default(), Counts::default());
        Checkpointed { present: SnapshotId(0), now, then, tentative: None }
    }

    fn has_recorded(&self, local: &Checkpointed, snapshot: SnapshotId) -> bool {
        snapshot <= local.present
    }

    fn next_missing(&self, local: &Checkpointed, from: SnapshotId) -> SnapshotId {
        from.max(SnapshotId(local.present.0 + 1))
    }

    /// One line after the other.
    fn may_start(&self, local: &Checkpointed, _: SnapshotId) -> bool {
        local.tentative.is_none()
    }

    fn initiate(
        &self,
        at: At<'_, S, Checkpointed>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        Self::take(at, snapshot, None, effects);
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Checkpointed,
        _: &mut impl Sink<S, M, (), Says>,
    ) {
        local.now.send(cx, channel);
    }

    fn receive_message(
        &self,
        At { cx, local, .. }: At<'_, S, Checkpointed>,
        channel: ChannelId,
        _: &M,
        (): &(),
        _: &mut impl Sink<S, M, (), Says>,
    ) {
        local.now.receive(cx, channel);
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Checkpointed>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        match says {
            Says::Request(received) => {
                let asked_by = back(cx, channel);
                if snapshot > local.present && *received > local.then.sent(cx, asked_by) {
                    Self::take(At { cx, state, local }, snapshot, Some(asked_by), effects);
                } else {
                    effects.send(asked_by, Wire::Control { snapshot, body: Says::Answer(false) });
                }
            }
            Says::Answer(taken) => {
                if let Some(tentative) = &mut local.tentative
                    && snapshot == local.present
                {
                    tentative.awaited = tentative.awaited.saturating_sub(1);
                    if *taken {
                        tentative.followers.push(back(cx, channel));
                    }
                    Self::go_on(local, effects);
                }
            }
            Says::Decision => {
                if snapshot == local.present {
                    Self::decide(local, effects);
                }
            }
        }
    }

    fn blocks(&self) -> bool {
        true
    }

    fn may_act(&self, _: Context<'_>, local: &Checkpointed) -> bool {
        local.tentative.is_none()
    }
}
