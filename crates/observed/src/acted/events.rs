//! The events of a log, with the states that the handlers come to.

use std::collections::{BTreeMap, VecDeque};

use sim_core::{ChannelId, Effect, Event, MessageId, ProcessId};
use snapshot::{Act, Program};
use trace::model::{self, Amounts, Astray, Held, State, What};
use trace::{Restored, describe};

use crate::cut::Cut;
use crate::linear::Linear;
use crate::model::{At, Ends, Incident, Message, Place, Run};
use crate::question::channels::{Recorded, contents};

/// Why a log cannot be such a run: where, and what.
pub type Untold = (Option<Place>, String);

/// What the algorithm's messages are called: of which kind each is, a log does not tell.
const MARKER: &str = "marker";

/// The events in an order in which they can have happened, and where each is told.
pub(super) fn events<P: Program>(
    run: &Run,
    empty: &Restored<P>,
    snapshots: &[u64],
) -> Result<(Vec<model::Event>, Vec<Place>), Untold> {
    let linear = Linear::of(run);
    if let Some(stuck) = linear.stuck.first() {
        let place = run.event(*stuck).map(|event| event.place);
        return Err((place, "it is received before it is sent".to_string()));
    }
    let states = empty.base.processes.clone();
    let mut writer = Writer {
        run,
        empty,
        snapshots,
        due: vec![VecDeque::new(); states.len()],
        states,
        numbers: BTreeMap::new(),
        acting: None,
        events: Vec::new(),
        places: Vec::new(),
        records: records(run),
    };
    for at in linear.order {
        let event = run.event(at).expect("it is one of the run");
        writer.event(at).map_err(|what| (Some(event.place), what))?;
    }
    Ok((writer.events, writer.places))
}

/// Which lines are records of channels, and of what.
fn records(run: &Run) -> BTreeMap<Place, (u64, Ends, Option<Vec<Recorded<'_>>>)> {
    let mut records = BTreeMap::new();
    for (number, snapshot) in &run.snapshots {
        let mut known = contents(run, snapshot, &Cut::of(run, snapshot));
        for (ends, told) in &snapshot.channels {
            let mut messages = known.remove(ends);
            for record in told {
                records.insert(record.place, (*number, *ends, messages.take()));
            }
        }
    }
    records
}

struct Writer<'a, P: Program> {
    run: &'a Run,
    empty: &'a Restored<P>,
    snapshots: &'a [u64],
    /// The state of each process.
    states: Vec<P::State>,
    /// What each process has still to send in its step.
    due: Vec<VecDeque<(ChannelId, P::Message)>>,
    /// The numbers of messages, in the order of sending.
    numbers: BTreeMap<MessageId, u64>,
    /// Whose step it is.
    acting: Option<ProcessId>,
    events: Vec<model::Event>,
    places: Vec<Place>,
    records: BTreeMap<Place, (u64, Ends, Option<Vec<Recorded<'a>>>)>,
}

impl<P: Program> Writer<'_, P> {
    fn event(&mut self, at: At) -> Result<(), String> {
        use crate::model::What as Told;
        let event = self.run.event(at).expect("it is one of the run");
        match event.what {
            Told::Receive(id) => self.receive(at, id),
            Told::Send(id) => self.send(at, id),
            Told::Local => match self.run.incidents.get(&at) {
                Some(Incident::Lost(message)) => self.loses(at, message),
                _ => self.acts(at),
            },
            Told::Record(number) => {
                let recordings = &self.run.snapshots[&number].processes[&at.process];
                let recording = recordings.iter().find(|recording| recording.at == at);
                let recording = recording.expect("it is one of the snapshot");
                let state = recording.state.as_ref().ok_or("which state it records is not in the log")?;
                let state = self.told(state, recording.holds.as_ref());
                let snapshot = self.number(number);
                self.begin(at, snapshot);
                self.put(at, What::Record { snapshot, state, before: false });
                Ok(())
            }
            // That a process does nothing any more is seen by what it does.
            Told::Crashed => Ok(()),
            Told::Other => self.records.remove(&event.place).map_or(Ok(()), |record| self.close(at, record)),
        }
    }

    /// The number of a snapshot in the run.
    fn number(&self, number: u64) -> u32 {
        let place = self.snapshots.iter().position(|snapshot| *snapshot == number);
        place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or(1)
    }

    fn put(&mut self, at: At, what: What) {
        let seq = self.events.len() as u64;
        let proc = self.run.name(at.process).to_string();
        self.events.push(model::Event { seq, t: seq, proc, what, clock: None, lamport: None });
        self.places.push(self.run.event(at).expect("it is one of the run").place);
    }

    /// Begins a step of the algorithm, if the process is in none: it starts the snapshot.
    fn begin(&mut self, at: At, snapshot: u32) {
        if self.acting != Some(at.process) {
            let command = Act::<()>::Initiate(snapshot::SnapshotId(snapshot)).print(|()| String::new());
            let state = self.held(at.process);
            self.acting = Some(at.process);
            self.put(at, What::Internal { command, state });
        }
    }

    /// The state of a process as its handlers have it.
    fn held(&self, process: ProcessId) -> Held {
        describe::held(&self.empty.system.protocol, &self.states[process.index()])
    }

    /// A state as the log tells it.
    fn told(&self, state: &str, holds: Option<&crate::model::Amounts>) -> Held {
        let whole = |(good, amount): (&String, &i64)| Some((good.clone(), u64::try_from(*amount).ok()?));
        let holds: Amounts =
            holds.into_iter().flatten().filter_map(whole).filter(|(_, amount)| *amount > 0).collect();
        let program = &self.empty.system.protocol;
        let count = state.parse().ok().filter(|count| program.counted(*count, 0).is_some());
        let state = count.map_or_else(|| State::Text(state.to_string()), State::Count);
        Held { state, holds }
    }

    /// Lets the handlers of a process do something, which begins a step.
    fn perform(&mut self, process: ProcessId, event: Event<P::Message, P::Command>) -> Held {
        let system = &self.empty.system;
        let state = &self.states[process.index()];
        let (state, effects) = system.protocol.apply(system.context(process), state, event);
        self.states[process.index()] = state;
        self.due[process.index()] = sent::<P>(effects).collect();
        self.acting = Some(process);
        self.held(process)
    }

    fn receive(&mut self, at: At, id: MessageId) -> Result<(), String> {
        let message = self.run.message(id);
        let number = *self.numbers.get(&id).ok_or("the sending of this message is not in the log")?;
        let source = message.source.ok_or("who sent this message is not in the log")?;
        let (state, body, snapshot) = match message.control {
            Some(number) => {
                self.acting = Some(at.process);
                (self.held(at.process), MARKER.to_string(), Some(self.number(number)))
            }
            None => {
                let (body, message) = self.body(message)?;
                let channel = self.channel((source, at.process))?;
                (self.perform(at.process, Event::Receive { channel, message }), body, None)
            }
        };
        let from = self.run.name(source).to_string();
        let (recorded, waited, control, tag) = (false, 0, None, None);
        self.put(at, What::Recv { msg: number, body, from, state, recorded, waited, snapshot, control, tag });
        Ok(())
    }

    /// What a message says.
    fn body(&self, message: &Message) -> Result<(String, P::Message), String> {
        let body = message.body.clone().ok_or("what the message says is not in the log: 'body'")?;
        let message = self.empty.system.protocol.parse_message(&body);
        let message = message.ok_or_else(|| format!("'{}' has no message '{body}'", self.program()))?;
        Ok((body, message))
    }

    fn channel(&self, (source, target): Ends) -> Result<ChannelId, String> {
        let between = self.empty.system.topology.between(source, target);
        between.ok_or_else(|| "there is no such channel".to_string())
    }

    fn send(&mut self, at: At, id: MessageId) -> Result<(), String> {
        let message = self.run.message(id);
        let sent = if self.run.incidents.contains_key(&at) {
            // The channel sends it, and no handler.
            let again = self.astray(message)?;
            self.put(at, What::Doubled(again.clone()));
            again
        } else {
            self.sends(at, message)?
        };
        let Astray { body, to, carries, snapshot, control, tag } = sent;
        let msg = self.numbers.len() as u64;
        self.numbers.insert(id, msg);
        self.put(at, What::Send { msg, body, to, carries, snapshot, control, tag });
        Ok(())
    }

    /// Sends what its channel loses.
    fn loses(&mut self, at: At, message: &Message) -> Result<(), String> {
        let lost = self.sends(at, message)?;
        self.put(at, What::Lost(lost));
        Ok(())
    }

    /// What a message is that a process sends.
    fn astray(&self, message: &Message) -> Result<Astray, String> {
        let to = self.run.name(message.target.expect("it is sent to somebody")).to_string();
        let (body, carries, snapshot) = match message.control {
            Some(number) => (MARKER.to_string(), Amounts::default(), Some(self.number(number))),
            None => {
                let (body, said) = self.body(message)?;
                (body, describe::message(&self.empty.system.protocol, None, &said).carries, None)
            }
        };
        Ok(Astray { body, to, carries, snapshot, control: None, tag: None })
    }

    /// Lets a process send this: what its handlers have it send in its step, or the first thing of another one.
    fn sends(&mut self, at: At, message: &Message) -> Result<Astray, String> {
        match message.control {
            Some(number) => self.begin(at, self.number(number)),
            None => {
                let (_, said) = self.body(message)?;
                let channel = self.channel((at.process, message.target.expect("it is sent to somebody")))?;
                if self.acting != Some(at.process) || self.due[at.process.index()].is_empty() {
                    self.find_command(at, (channel, &said))?;
                }
                self.due[at.process.index()].pop_front();
            }
        }
        self.astray(message)
    }

    /// The command that sends this, where the log does not tell it: one of those that the process offers now.
    fn find_command(&mut self, at: At, (channel, message): (ChannelId, &P::Message)) -> Result<(), String> {
        let (system, state) = (&self.empty.system, &self.states[at.process.index()]);
        let context = || system.context(at.process);
        let mut found = None;
        system.protocol.commands(context(), state, |command: P::Command| {
            let (_, effects) = system.protocol.apply(context(), state, Event::Internal(command.clone()));
            let first = sent::<P>(effects).next();
            if first.is_some_and(|(on, said)| on == channel && said == *message) {
                found.get_or_insert(command);
            }
        });
        let command = found.ok_or_else(|| {
            format!(
                "no command of '{}' that {} offers now sends this",
                self.program(),
                self.run.name(at.process)
            )
        })?;
        self.command(at, command);
        Ok(())
    }

    fn command(&mut self, at: At, command: P::Command) {
        let text = self.empty.system.protocol.print_command(&command);
        let state = self.perform(at.process, Event::Internal(command));
        self.put(at, What::Internal { command: text, state });
    }

    /// What the program is called.
    fn program(&self) -> &'static str {
        self.empty.system.protocol.entry().name
    }

    /// Whether a process may do now what prints like this.
    fn offers(&self, process: ProcessId, printed: &str) -> bool {
        let (system, mut is_offered) = (&self.empty.system, false);
        system.protocol.commands(
            system.context(process),
            &self.states[process.index()],
            |command: P::Command| {
                is_offered |= system.protocol.print_command(&command) == printed;
            },
        );
        is_offered
    }

    /// Something of its own: a command, if it is one; else a note, which says nothing.
    fn acts(&mut self, at: At) -> Result<(), String> {
        let note = self.run.event(at).and_then(|event| event.note.as_deref()).unwrap_or_default();
        let Some(command) = self.empty.system.protocol.parse_command(note) else { return Ok(()) };
        if !self.offers(at.process, note) {
            return Err(format!("'{}' offers {} no '{note}' now", self.program(), self.run.name(at.process)));
        }
        self.command(at, command);
        Ok(())
    }

    /// A channel is closed, with what was recorded there.
    fn close(&mut self, at: At, record: (u64, Ends, Option<Vec<Recorded<'_>>>)) -> Result<(), String> {
        let (number, ends, messages) = record;
        let (snapshot, channel) = (self.number(number), self.run.channel(ends));
        let messages = messages
            .ok_or("which messages are recorded here is not in the log: only how many, or how much")?;
        self.begin(at, snapshot);
        for message in messages {
            let Recorded::Known(id) = message else {
                return Err("a message is recorded here of which nothing else is in the log".to_string());
            };
            let (body, _) = self.body(self.run.message(id))?;
            let msg = self.numbers.get(&id).copied();
            let msg = Some(msg.ok_or("a message is recorded here before it is sent")?);
            self.put(at, What::RecordMessage { snapshot, channel: channel.clone(), body, msg });
        }
        self.put(at, What::Close { snapshot, channel });
        Ok(())
    }
}

/// What is sent in a step.
fn sent<P: Program>(
    effects: Vec<Effect<P::Message, P::Observation>>,
) -> impl Iterator<Item = (ChannelId, P::Message)> {
    effects.into_iter().filter_map(|effect| match effect {
        Effect::Send(channel, message) => Some((channel, message)),
        Effect::Observe(_) => None,
    })
}
