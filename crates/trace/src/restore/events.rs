//! The events of a saved run, as what happened: each is one that could be part of a trace.

use std::collections::BTreeSet;

use sim_core::{ChannelId, Happening, MessageId, ProcessId, Protocol, System, Topology, TraceEvent};
use snapshot::{
    Act, Carries as _, Extra, Good, Incident, LogEvent, Logged, Note, Noted, Program, Recorded, SnapshotId,
    Underlying, Wire, WrittenState,
};

use super::error::RestoreError;
use crate::describe::{self, MARKER};
use crate::model::{self, Astray, Event, What};
use crate::spec::values::order_name;

/// What is wrong with an event: the field, and why.
type Wrong = (&'static str, String);

/// Says in which field something is wrong.
fn of(field: &'static str) -> impl Fn(String) -> Wrong {
    move |what| (field, what)
}

/// The events, as the oracles look at them.
pub(super) fn read<P: Program>(
    system: &System<P>,
    events: &[Event],
) -> Result<Vec<LogEvent<P>>, RestoreError> {
    let in_flight = vec![BTreeSet::new(); system.topology.channels().len()];
    let mut reader = Reader { system, sent: Vec::new(), in_flight, acting: None, receives: None };
    let read = |event: &Event| {
        let at = |(field, what)| RestoreError::Event { seq: event.seq, field, what };
        reader.event(event).map_err(at)
    };
    events.iter().map(read).collect()
}

fn process(topology: &Topology, name: &str) -> Result<ProcessId, String> {
    topology.process(name).ok_or_else(|| format!("there is no process '{name}'"))
}

fn is_good<P: Program>(program: &P, name: &str) -> bool {
    program.goods().iter().any(|good| good.name == name)
}

/// What happened, in a run of `P`.
type Happened<P> = Happening<State<P>, Logged<Message<P>>, Act<Command<P>>, Noted<State<P>, Message<P>>>;
type State<P> = <P as Protocol>::State;
type Message<P> = <P as Protocol>::Message;
type Command<P> = <P as Protocol>::Command;

struct Reader<'a, P: Program> {
    system: &'a System<P>,
    /// On which channel each message was sent, and what it says, by its number.
    sent: Vec<(ChannelId, Logged<P::Message>)>,
    /// What was sent on each channel and not received. Messages are numbered in the order of sending, so the first is the oldest.
    in_flight: Vec<BTreeSet<u64>>,
    /// Whose step it is.
    acting: Option<ProcessId>,
    /// The message of the computation that the step receives.
    receives: Option<MessageId>,
}

impl<P: Program> Reader<'_, P> {
    fn event(&mut self, event: &Event) -> Result<LogEvent<P>, Wrong> {
        let process = process(&self.system.topology, &event.proc).map_err(of("proc"))?;
        match &event.what {
            What::Internal { .. } | What::Recv { .. } => {
                self.acting = Some(process);
                self.receives = None;
            }
            _ if self.acting != Some(process) => {
                return Err((
                    "proc",
                    format!("'{}' does this without having received or done anything", event.proc),
                ));
            }
            _ => {}
        }
        Ok(TraceEvent { time: event.t, process, what: self.what(process, &event.what)? })
    }

    fn what(&mut self, process: ProcessId, what: &What) -> Result<Happened<P>, Wrong> {
        let name = self.system.topology.name(process);
        Ok(match what {
            What::Internal { command, state } => Happening::Internal {
                command: self.command(command).map_err(of("command"))?,
                state: self.state(process, state)?,
            },
            What::Recv { msg, body, from, state, waited, snapshot, control, tag, .. } => {
                let channel = self.channel(from, name).map_err(of("from"))?;
                let said = |body: &str| self.said(Some(*msg), body);
                let (message, body) = (MessageId(*msg), self.wire(body, said, *snapshot, (control, tag))?);
                self.receives = body.message().map(|_| message);
                self.receive(channel, *msg, &body).map_err(of("msg"))?;
                let (state, waited) = (self.state(process, state)?, *waited);
                Happening::Receive { channel, message, body, state, waited }
            }
            What::Send { msg, body, to, carries, snapshot, control, tag } => {
                let channel = self.channel(name, to).map_err(of("to"))?;
                if *msg != self.sent.len() as u64 {
                    let next = self.sent.len();
                    return Err(("msg", format!("the next message has the number {next}, not {msg}")));
                }
                let said = |body: &str| self.message(body, carries);
                let body = self.wire(body, said, *snapshot, (control, tag))?;
                self.sent.push((channel, body.clone()));
                self.in_flight[channel.index()].insert(*msg);
                Happening::Send { channel, message: MessageId(*msg), body }
            }
            What::Record { snapshot, state, before } => Happening::Observe(Recorded::Process {
                snapshot: SnapshotId(*snapshot),
                state: self.state(process, state)?,
                before: *before,
            }),
            What::RecordMessage { snapshot, channel, body, msg } => {
                let channel = self.named(process, channel).map_err(of("channel"))?;
                Happening::Observe(Recorded::Message {
                    snapshot: SnapshotId(*snapshot),
                    channel,
                    message: self
                        .said(msg.or(self.receives.map(|MessageId(msg)| msg)), body)
                        .map_err(of("body"))?,
                    which: self.which(channel, *msg).map_err(of("msg"))?,
                })
            }
            What::Close { snapshot, channel } => Happening::Observe(Recorded::Closed {
                snapshot: SnapshotId(*snapshot),
                channel: self.named(process, channel).map_err(of("channel"))?,
            }),
            What::Permanent { snapshot } => {
                Happening::Observe(Recorded::Permanent { snapshot: SnapshotId(*snapshot) })
            }
            What::Lost(astray) => {
                let (channel, message) = self.astray(name, astray)?;
                Happening::Observe(Recorded::Incident(Box::new(Incident::Lost { channel, message })))
            }
            What::Doubled(astray) => {
                let (channel, message) = self.astray(name, astray)?;
                Happening::Observe(Recorded::Incident(Box::new(Incident::Doubled { channel, message })))
            }
            What::Crashed => Happening::Observe(Recorded::Incident(Box::new(Incident::Crashed))),
        })
    }

    /// What went astray, and on which channel.
    fn astray(
        &self,
        from: &str,
        Astray { body, to, carries, snapshot, control, tag }: &Astray,
    ) -> Result<(ChannelId, Logged<P::Message>), Wrong> {
        let channel = self.channel(from, to).map_err(of("to"))?;
        let said = |body: &str| self.message(body, carries);
        Ok((channel, self.wire(body, said, *snapshot, (control, tag))?))
    }

    /// Takes a message out of its channel. Whether a message of the computation could come now is the oracles' question;
    /// a marker is not theirs, so that it comes once and in its turn is asked here.
    fn receive(&mut self, channel: ChannelId, msg: u64, body: &Logged<P::Message>) -> Result<(), String> {
        let name = self.system.topology.channel_name(channel);
        match usize::try_from(msg).ok().and_then(|msg| self.sent.get(msg)) {
            Some((on, _)) if *on != channel => {
                return Err(format!("message {msg} was not sent on {name} before"));
            }
            Some((_, said)) if said != body => {
                return Err(format!("message {msg} said something else when it was sent"));
            }
            Some(_) => {}
            None => return Err(format!("message {msg} was not sent on {name} before")),
        }
        let waiting = &mut self.in_flight[channel.index()];
        let waits = waiting.remove(&msg);
        match body.kind() {
            None => Ok(()),
            Some(kind) if !waits => Err(format!("{kind} {msg} was received from {name} before")),
            Some(kind) => self.check_turn(channel, &kind, msg),
        }
    }

    /// Whether no message that is still in the channel goes before a marker, or whatever kind of control message it is.
    fn check_turn(&self, channel: ChannelId, kind: &str, marker: u64) -> Result<(), String> {
        let order = self.system.topology.channel(channel).order;
        let goes_first = |earlier: &&u64| {
            let sent = usize::try_from(**earlier).ok().and_then(|earlier| self.sent.get(earlier));
            order.goes_first(sent.is_some_and(|(_, body)| body.control().is_some()), true)
        };
        let mut earlier = self.in_flight[channel.index()].range(..marker).filter(|_| order.keeps_order());
        earlier.find(goes_first).map_or(Ok(()), |first| {
            let (name, order) = (self.system.topology.channel_name(channel), order_name(order));
            Err(format!("{kind} {marker} overtakes message {first} in {name}, which is {order}"))
        })
    }

    fn channel(&self, from: &str, to: &str) -> Result<ChannelId, String> {
        let (source, target) = (process(&self.system.topology, from)?, process(&self.system.topology, to)?);
        let channel = self.system.topology.between(source, target);
        channel.ok_or_else(|| format!("there is no channel from '{from}' to '{to}'"))
    }

    /// The channel of this name: mostly one into the process, and any for an algorithm whose initiator works out the states of all.
    fn named(&self, process: ProcessId, name: &str) -> Result<ChannelId, String> {
        let topology = &self.system.topology;
        let source = name.strip_suffix(topology.name(process)).and_then(|rest| rest.strip_suffix("->"));
        let source = source.and_then(|source| topology.process(source));
        let incoming = source.and_then(|source| topology.between(source, process));
        let any = || topology.channel_ids().find(|channel| topology.channel_name(*channel) == name);
        incoming.or_else(any).ok_or_else(|| format!("there is no channel '{name}'"))
    }

    /// Which message was recorded: the one with this number, or else the one that the step receives.
    fn which(&self, channel: ChannelId, msg: Option<u64>) -> Result<Option<MessageId>, String> {
        let Some(msg) = msg else { return Ok(self.receives) };
        match usize::try_from(msg).ok().and_then(|msg| self.sent.get(msg)) {
            Some((on, said)) if *on == channel && said.message().is_some() => Ok(Some(MessageId(msg))),
            _ => {
                let name = self.system.topology.channel_name(channel);
                Err(format!("message {msg} was not sent on {name} before"))
            }
        }
    }

    fn state(&self, process: ProcessId, held: &model::Held) -> Result<P::State, Wrong> {
        let program = &self.system.protocol;
        if let Some(unknown) = held.holds.keys().find(|name| !is_good(program, name)) {
            return Err(("holds", format!("'{}' conserves no '{unknown}'", program.entry().name)));
        }
        let written = match &held.state {
            model::State::Count(count) => WrittenState::Count(*count),
            model::State::Text(text) => WrittenState::Text(text),
            model::State::Untold => return Err(("state", "it is not told".to_string())),
        };
        program.read_state(written, &self.amounts(&held.holds)).ok_or_else(|| {
            let text = |state: &model::State| match state {
                model::State::Count(count) => count.to_string(),
                model::State::Text(text) => format!("'{text}'"),
                model::State::Untold => "that is told".to_string(),
            };
            let initial: Underlying<P> = self.system.initial_state();
            let first = &initial.processes[process.index()];
            let (theirs, first) = (text(&held.state), text(&describe::held(program, first).state));
            ("state", format!("there is no state {theirs}; the first one of this process is {first}"))
        })
    }

    /// So much of each good, in the order of the goods.
    fn amounts(&self, amounts: &model::Amounts) -> Vec<u64> {
        let of = |good: &Good| amounts.get(&*good.name).copied().unwrap_or_default();
        self.system.protocol.goods().iter().map(of).collect()
    }

    fn message(&self, body: &str, carries: &model::Amounts) -> Result<P::Message, String> {
        let message = self.system.protocol.read_message(body, &self.amounts(carries));
        message.ok_or_else(|| format!("there is no message '{body}'"))
    }

    /// The message of this number, if it was sent with this body: where it was sent, the file says what it carries.
    fn said(&self, msg: Option<u64>, body: &str) -> Result<P::Message, String> {
        let sent = msg.and_then(|msg| self.sent.get(usize::try_from(msg).ok()?));
        let said = sent.and_then(|(_, said)| said.message());
        let alike = said.filter(|said| self.system.protocol.print_message(said) == body);
        alike.map_or_else(|| self.message(body, &model::Amounts::new()), |said| Ok(said.clone()))
    }

    fn command(&self, text: &str) -> Result<Act<P::Command>, String> {
        let command = Act::parse(text, |text| self.system.protocol.parse_command(text));
        command.ok_or_else(|| format!("there is no command '{text}'"))
    }

    fn wire(
        &self,
        body: &str,
        message: impl FnOnce(&str) -> Result<P::Message, String>,
        snapshot: Option<u32>,
        (control, tag): (&Option<String>, &Option<String>),
    ) -> Result<Logged<P::Message>, Wrong> {
        let note = |text: &Option<String>| -> Note { text.as_deref().map(Into::into) };
        match snapshot {
            Some(_) if tag.is_some() => Err(("tag", "a control message has no tag".to_string())),
            None if control.is_some() => Err(("control", format!("'{body}' is not a control message"))),
            Some(snapshot) if Extra::<P::Message>::kind(&note(control)) == body => {
                Ok(Wire::Control { snapshot: SnapshotId(snapshot), body: note(control) })
            }
            None if body == MARKER => {
                Err(("snapshot", "a marker without the number of its snapshot".to_string()))
            }
            Some(_) => Err(("snapshot", format!("'{body}' is not a control message, but has a snapshot"))),
            None => {
                let body = message(body).map_err(of("body"))?;
                Ok(Wire::Message { body, tag: note(tag) })
            }
        }
    }
}
