//! Runs the underlying events of a trace again, through the same handlers, without the algorithm.
//!
//! What two oracles share: each step of the trace is performed by the transition relation of the *underlying* system,
//! and must be enabled and send just what the trace says it sent. The oracles differ in the order of the steps and in
//! what they compare afterwards.

use sim_core::{Action, ChannelId, Envelope, Happening, MessageId, ProcessId, System};

use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying};
use crate::faults::Copies;
use crate::layer::Act;
use crate::log::LogEvent;
use crate::wire::Carries as _;

/// The steps of a trace: each a receipt or a command, and what came of it.
pub(crate) fn steps<P: Computation>(events: &[LogEvent<P>]) -> impl Iterator<Item = &[LogEvent<P>]> {
    events.chunk_by(|_, next| !next.begins_step())
}

/// The identity of what is nowhere.
const LOST: MessageId = MessageId(u64::MAX);

/// Performs one step of the trace on `state`; a step of the algorithm alone does nothing.
///
/// # Errors
/// Why the computation alone would not have done this.
pub(crate) fn rerun<P: Computation>(
    system: &System<P>,
    state: &mut Underlying<P>,
    step: &[LogEvent<P>],
) -> Result<(), String> {
    let (cause, effects) = step.split_first().expect("a step is not empty");
    let mut expecting =
        Expecting::<P> { effects: effects.iter(), copies: Copies::default(), surprised: false };
    if let Some(action) = action(system, state, cause)? {
        let number = |channel, body: &P::Message| expecting.number(channel, body);
        system.step(state, cause.time, action, number).expect("the action was found enabled");
    }
    if expecting.surprised || expecting.next_send().is_some() {
        let name = system.topology.name(cause.process);
        return Err(format!("{name} alone would not have sent what it sent at t={}", cause.time));
    }
    suffer::<P>(state, effects);
    Ok(())
}

/// What the step sent enters the channels as the trace says: what was lost does not, and what was doubled does twice.
fn suffer<P: Computation>(state: &mut Underlying<P>, effects: &[LogEvent<P>]) {
    let incident = |event: &LogEvent<P>| match &event.what {
        Happening::Observe(Recorded::Incident(incident)) => incident.message().map(|(channel, _)| channel),
        _ => None,
    };
    for channel in effects.iter().filter_map(incident) {
        let sent = |event: &&LogEvent<P>| matches!(&event.what, Happening::Send { channel: on, .. } if *on == channel);
        let queue = &mut state.channels[channel.index()];
        let is_sent = |id| {
            effects
                .iter()
                .any(|event| matches!(&event.what, Happening::Send { message, .. } if *message == id))
        };
        queue.retain(|waiting| waiting.id != LOST && !is_sent(waiting.id));
        effects.iter().filter(sent).for_each(|event| told::<P>(state, event));
    }
}

/// Turns the global state before an event into the one after it, by what the trace says and no handler.
pub(crate) fn told<P: Computation>(state: &mut Underlying<P>, event: &LogEvent<P>) {
    match &event.what {
        Happening::Receive { channel, message, body, state: after, .. } => {
            let queue = &mut state.channels[channel.index()];
            if body.message().is_some()
                && let Some(place) = queue.iter().position(|waiting| waiting.id == *message)
            {
                queue.remove(place);
            }
            state.processes[event.process.index()].clone_from(after);
        }
        Happening::Internal { state: after, .. } => {
            state.processes[event.process.index()].clone_from(after);
        }
        Happening::Send { channel, message, body } => {
            let queue = &mut state.channels[channel.index()];
            queue.extend(body.message().map(|body| Envelope { id: *message, body: body.clone() }));
        }
        Happening::Observe(_) => {}
    }
}

/// The action of the underlying system that the event was, if it was one.
fn action<P: Computation>(
    system: &System<P>,
    state: &Underlying<P>,
    cause: &LogEvent<P>,
) -> Result<Option<Action>, String> {
    match &cause.what {
        Happening::Receive { channel, message, body, .. } => {
            let Some(body) = body.message() else { return Ok(None) };
            let place = place_of(system, state, *channel, *message, body).ok_or_else(|| {
                let (target, channel) =
                    (system.topology.name(cause.process), system.topology.channel_name(*channel));
                let body = system.protocol.print_message(body);
                format!("{target} cannot receive {body} #{} now: it is not the next in {channel}", message.0)
            })?;
            Ok(Some(Action::Deliver { channel: *channel, position: place }))
        }
        Happening::Internal { command: Act::Initiate(_) | Act::Fault(_), .. } => Ok(None),
        Happening::Internal { command: Act::Underlying(command), .. } => {
            let place = place_of_command(system, state, cause.process, command).ok_or_else(|| {
                let command = system.protocol.print_command(command);
                format!("{} cannot {command} at t={}", system.topology.name(cause.process), cause.time)
            })?;
            Ok(Some(Action::Internal { process: cause.process, command: place }))
        }
        Happening::Send { .. } | Happening::Observe(_) => {
            Err("an event without the step it is part of".into())
        }
    }
}

/// Where a message waits, if the discipline of its channel lets it be delivered.
fn place_of<P: Computation>(
    system: &System<P>,
    state: &Underlying<P>,
    channel: ChannelId,
    message: MessageId,
    body: &P::Message,
) -> Option<u32> {
    let queue = state.channel(channel);
    let is_it = |waiting: &Envelope<P::Message, MessageId>| waiting.id == message && waiting.body == *body;
    let place = match system.topology.channel(channel).order.keeps_order() {
        true => queue.front().filter(|waiting| is_it(waiting)).map(|_| 0),
        false => queue.iter().position(is_it),
    };
    place.and_then(|place| u32::try_from(place).ok())
}

fn place_of_command<P: Computation>(
    system: &System<P>,
    state: &Underlying<P>,
    process: ProcessId,
    wanted: &P::Command,
) -> Option<u32> {
    let (mut place, mut found) = (0, None);
    system.protocol.commands(system.context(process), state.process(process), |command| {
        if found.is_none() && command == *wanted {
            found = Some(place);
        }
        place += 1;
    });
    found
}

/// Checks the sends of a step against those of the trace, and gives them the same identities.
struct Expecting<'a, P: Computation> {
    effects: std::slice::Iter<'a, LogEvent<P>>,
    copies: Copies,
    surprised: bool,
}

impl<'a, P: Computation> Expecting<'a, P> {
    /// What the process sent next, as it was before anything went wrong with it.
    fn next_send(&mut self) -> Option<(ChannelId, MessageId, &'a P::Message)> {
        let Self { effects, copies, .. } = self;
        effects.find_map(|event| match &event.what {
            Happening::Send { channel, message, body } => {
                let is_copy = copies.is_copy();
                body.message().filter(|_| !is_copy).map(|body| (*channel, *message, body))
            }
            Happening::Observe(Recorded::Incident(incident)) => {
                copies.after(incident);
                incident.lost().map(|(channel, body)| (channel, LOST, body))
            }
            _ => None,
        })
    }

    /// The identity that the trace has for the message that is sent next.
    fn number(&mut self, channel: ChannelId, body: &P::Message) -> MessageId {
        match self.next_send() {
            Some((expected, message, told)) if expected == channel && told == body => message,
            _ => {
                self.surprised = true;
                LOST
            }
        }
    }
}
