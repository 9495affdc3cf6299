//! Rules for the single steps of a process, from which follows that a complete snapshot is as it should be.
//!
//! They are the two of Chandy and Lamport, and that the computation is left alone; they ask nothing of the algorithm but look at
//! what a step does:
//!
//! 1. *Alone.* Nobody refuses a message. Before and after the step the process is offered what the computation alone would offer it. A step of the
//!    computation leads to the state, and sends the messages, that its own handler says; any other leaves the state as it is
//!    and sends none of its messages. Of each good there is as much after the step as before.
//! 2. *Recording.* A process records its state once for each snapshot: the state after the step, behind all messages that the
//!    step sends. Behind that, in the same step, it sends one marker of that snapshot on each outgoing channel; and nothing else of
//!    the algorithm's, then or at any other time.
//! 3. *Closing.* In the step that receives a marker, and in no other, its channel is closed for its snapshot, once; and after it
//!    the process has recorded for that snapshot.
//! 4. *Messages.* In the step that receives a message, it is recorded, once, for each snapshot for which the process had recorded
//!    and not closed the channel; and nothing else is recorded.
//!
//! *Claim.* Channels are FIFO, all steps of a schedule from the initial state keep the rules, and after it each process has recorded
//! its state, and closed all its channels, for each snapshot. Then all [claims](PROVED) hold of each snapshot, and what is
//! recorded is what the processes have shown.
//!
//! *Proof*, for each snapshot by itself. **complete**: once at each process, by 2; each channel, once, by 3. **states**: by 2, as the
//! cut falls behind the step. **markers**: by 2, one on each channel. **consistent**: a message that is sent in a step after its
//! sender's recording is behind the sender's marker in their channel; so its receiver has received the marker before it, and has
//! recorded, by 3, in a step before the message's. **channels**: by 4, what is recorded of a channel is what was received in steps after
//! the recording of its target and before the marker, that is, by 2, what its source sent before it recorded; in its order; and
//! all of it, as the marker was received. That is what was in flight across the cut. **undisturbed**: 1. **reachable**: by 1 the steps are
//! a computation, and by consistency Theorem 1 has it that the prerecording ones first are one too, on the way to the same end; in
//! between, its states are those recorded, and its channels hold what was in flight across the cut. **conserved**: by 1 there is as much
//! in each state of a computation as in the first, and what is recorded is a state of one.

use explore::Met;
use sim_core::{ChannelId, Context, Effect, Event, Protocol, Shows as _, System};

use super::shown::Shown;
use crate::algorithm::{Recorded, Which};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::layer::Act;
use crate::layer::Layer;
use crate::offers::{Offered, Offers};
use crate::oracle::{
    Claim, channel_contents, complete, consistent_cut, markers, one_message, process_states, reachable,
    undisturbed,
};
use crate::wire::{Carries as _, MARKER};

/// The claims that are proved above. Where an oracle claims something else, each end is judged.
pub(super) const PROVED: [Claim; 8] = [
    complete::CLAIM,
    consistent_cut::CLAIM,
    channel_contents::CLAIM,
    process_states::CLAIM,
    one_message::CLAIM,
    reachable::CLAIM,
    markers::CLAIM,
    undisturbed::CLAIM,
];

/// A step of a protocol around a computation.
type Step<'a, P, L> = Met<'a, L, Shown<<P as Protocol>::State, <P as Protocol>::Message>>;

/// Whether a step keeps the rules.
pub(super) fn kept<P: Computation, L: Layer<P>>(
    systems: (&System<P>, &System<L>),
    cx: Context<'_>,
    step: &Step<'_, P, L>,
) -> bool {
    !systems.0.protocol.refuses()
        && !systems.1.protocol.refuses()
        && [step.before.0, step.after.0].into_iter().all(|state| offered_as_alone(systems, cx, state))
        && as_alone::<P, L>(systems.0, cx, step)
        && records::<P, L>(cx, step)
        && closes::<P, L>(step)
        && records_messages::<P, L>(step)
}

fn offered_as_alone<P: Computation, L: Layer<P>>(
    systems: (&System<P>, &System<L>),
    cx: Context<'_>,
    state: &L::State,
) -> bool {
    let mut offers = Offers::default();
    offers.compare(systems, (0, cx.process, 0), state);
    offers.seen() == Offered::AsAlone
}

/// Rule 1.
fn as_alone<P: Computation, L: Layer<P>>(alone: &System<P>, cx: Context<'_>, step: &Step<'_, P, L>) -> bool {
    let (before, after) = (step.before.0.shown(), step.after.0.shown());
    let sent: Vec<_> = messages::<P, L>(step).map(|(channel, message)| (channel, message.clone())).collect();
    let event = match step.event {
        Event::Receive { channel, message } => match message.message() {
            Some(message) => Event::Receive { channel: *channel, message: message.clone() },
            None => return before == after && sent.is_empty(),
        },
        Event::Internal(Act::Underlying(command)) => Event::Internal(command.clone()),
        Event::Internal(Act::Initiate(_) | Act::Fault(_)) => return before == after && sent.is_empty(),
    };
    let (state, effects) = alone.protocol.apply(cx, before, event.clone());
    let sends = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send(channel, message) => Some((channel, message)),
        Effect::Observe(()) => None,
    });
    state == *after
        && sends.eq(sent.iter().cloned())
        && conserves(&alone.protocol, before, &event, after, &sent)
}

fn conserves<P: Computation>(
    computation: &P,
    before: &P::State,
    event: &Event<P::Message, P::Command>,
    after: &P::State,
    sent: &[(ChannelId, P::Message)],
) -> bool {
    (0..computation.conserved().len()).all(|good| {
        let received = match event {
            Event::Receive { message, .. } => computation.carried(message, good),
            Event::Internal(_) => 0,
        };
        let mut sent = sent.iter().map(|(_, message)| computation.carried(message, good));
        let there_was = computation.held(before, good).checked_add(received);
        let there_is = sent.try_fold(computation.held(after, good), u64::checked_add);
        there_was.is_some() && there_was == there_is
    })
}

/// Rule 2.
fn records<P: Computation, L: Layer<P>>(cx: Context<'_>, step: &Step<'_, P, L>) -> bool {
    // For each snapshot that is recorded in this step, on how many channels its markers have been sent.
    let mut recorded: Vec<(SnapshotId, Vec<ChannelId>)> = Vec::new();
    for effect in step.effects {
        let keeps = match effect {
            Effect::Observe(Recorded::Process { snapshot, state, before }) => {
                let first = step.before.1.state(*snapshot).is_none()
                    && recorded.iter().all(|(other, _)| other != snapshot);
                recorded.push((*snapshot, Vec::new()));
                first && !before && state == step.after.0.shown()
            }
            Effect::Observe(Recorded::Incident(_)) => false,
            Effect::Observe(_) => true,
            Effect::Send(channel, message) => match message.control() {
                None => recorded.is_empty(),
                Some(snapshot) => {
                    let sent = recorded.iter_mut().find(|(recorded, _)| *recorded == snapshot);
                    message.kind().is_some_and(|kind| kind == MARKER)
                        && sent.is_some_and(|(_, sent)| {
                            let first = !sent.contains(channel);
                            sent.push(*channel);
                            first
                        })
                }
            },
        };
        if !keeps {
            return false;
        }
    }
    recorded.iter().all(|(_, sent)| sent.len() == cx.outgoing().len())
}

/// Rule 3.
fn closes<P: Computation, L: Layer<P>>(step: &Step<'_, P, L>) -> bool {
    let marker = match step.event {
        Event::Receive { channel, message } => message.control().map(|snapshot| (snapshot, *channel)),
        Event::Internal(_) => None,
    };
    let closed = observations::<P, L>(step).filter_map(|recorded| match recorded {
        Recorded::Closed { snapshot, channel } => Some((*snapshot, *channel)),
        _ => None,
    });
    closed.eq(marker)
        && marker.is_none_or(|(snapshot, channel)| {
            !step.before.1.has_closed(snapshot, channel) && step.after.1.state(snapshot).is_some()
        })
}

/// Rule 4.
fn records_messages<P: Computation, L: Layer<P>>(step: &Step<'_, P, L>) -> bool {
    let recorded = observations::<P, L>(step).filter_map(|recorded| match recorded {
        Recorded::Message { snapshot, channel, message, which } => {
            Some((*snapshot, *channel, message, *which))
        }
        _ => None,
    });
    let mut recorded: Vec<_> = recorded.collect();
    recorded.sort_by_key(|(snapshot, ..)| *snapshot);
    let received = match step.event {
        Event::Receive { channel, message } => message.message().map(|message| (*channel, message)),
        Event::Internal(_) => None,
    };
    let expected = received.into_iter().flat_map(|(channel, message)| {
        let before = step.before.1;
        let open = before.snapshots().filter(move |snapshot| !before.has_closed(*snapshot, channel));
        open.map(move |snapshot| (snapshot, channel, message, Which::Received))
    });
    recorded.into_iter().eq(expected)
}

/// The messages of the computation that the step sends.
fn messages<'a, P: Computation, L: Layer<P>>(
    step: &Step<'a, P, L>,
) -> impl Iterator<Item = (ChannelId, &'a P::Message)> {
    step.effects.iter().filter_map(|effect| match effect {
        Effect::Send(channel, message) => Some((*channel, message.message()?)),
        Effect::Observe(_) => None,
    })
}

/// What the step shows.
fn observations<'a, P: Computation, L: Layer<P>>(
    step: &Step<'a, P, L>,
) -> impl Iterator<Item = &'a Recorded<P::State, P::Message>> {
    step.effects.iter().filter_map(|effect| match effect {
        Effect::Observe(recorded) => Some(recorded),
        Effect::Send(..) => None,
    })
}
