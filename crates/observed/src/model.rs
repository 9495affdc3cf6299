//! A run as its logs tell of it, as plain data. Nothing here knows a handler, a state's meaning or a verdict.
//!
//! Only the order of each process's own events is known. What else happened before what follows from the messages
//! ([`Run::arrows`]), and where there are none, from the clocks that were given.

mod at;
mod incidents;
mod message;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sim_core::{MessageId, ProcessId};

pub use at::{At, Ends, Place};
pub use message::{Incident, Message};
pub use records::{Amounts, ChannelRecord, Recording, Snapshot};

/// All that the logs tell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// The names of the files.
    pub files: Vec<String>,
    /// The processes, those that were declared first.
    pub processes: Vec<Process>,
    /// The channels that were declared; else those that occur.
    pub channels: BTreeSet<Ends>,
    /// Whether channels were declared.
    pub declares_channels: bool,
    /// Whether the log says that its channels are to keep the order.
    pub fifo: bool,
    /// The messages, each sent once and received once at most.
    pub messages: Vec<Message>,
    /// The snapshots, by their numbers.
    pub snapshots: BTreeMap<u64, Snapshot>,
    /// What went wrong, by the event with which it did.
    pub incidents: BTreeMap<At, Incident>,
    /// What the logs say and no run can have done.
    pub faults: Faults,
    /// What follows from the clocks alone, where there are no messages.
    pub known: Vec<Arrow>,
    /// Whether it is a saved run of the laboratory: places are the numbers of events then, and not of lines, and say in which order all of them
    /// happened.
    pub is_saved: bool,
}

/// A process.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// What it did, in its order.
    pub events: Vec<Event>,
    /// What it began with, if that is told.
    pub began_with: Option<Amounts>,
    /// The state it began in, if that is told.
    pub began_in: Option<String>,
}

/// A vector clock: its entries, in the order of the processes; one that is not there is 0.
pub type Clock = Box<[(ProcessId, u64)]>;

/// One thing that a process did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Where it is told.
    pub place: Place,
    /// What it was.
    pub what: What,
    /// The vector clock that the log gives it, by process.
    pub clock: Option<Clock>,
    /// What it was, in the words of the log.
    pub note: Option<Box<str>>,
    /// When it was, by the log.
    pub time: Option<u64>,
    /// What is told of the process after it.
    pub after: Option<Box<After>>,
    /// Whether it belongs to the same step as the event before it, so that no cut falls between them.
    pub is_same_step: bool,
}

/// What a process was after an event, as far as that is told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct After {
    /// Its state.
    pub state: Option<String>,
    /// What it held.
    pub holds: Option<Amounts>,
}

/// What an event was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// A message was sent.
    Send(MessageId),
    /// A message was received.
    Receive(MessageId),
    /// The process recorded its state for this snapshot: its cut falls just here.
    Record(u64),
    /// The process did something of its own; or sent what was lost.
    Local,
    /// The process crashed.
    Crashed,
    /// Nothing happened to the process: something else is told.
    Other,
}

/// That one event happened before another one, at another process.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrow {
    /// What happened before.
    pub from: At,
    /// What happened after it.
    pub to: At,
    /// The message by which that is known; without one a clock says so.
    pub message: Option<MessageId>,
}

/// What no run can have done: the first of it in words, and how much of it there is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults {
    /// The first ones.
    pub told: Vec<String>,
    /// How many there are.
    pub count: u64,
}

impl Faults {
    /// So many are told.
    const MOST: usize = 20;

    /// One more.
    pub fn add(&mut self, what: String) {
        if self.told.len() < Self::MOST {
            self.told.push(what);
        }
        self.count += 1;
    }
}

impl Run {
    /// All processes.
    pub fn process_ids(&self) -> impl Iterator<Item = ProcessId> + use<> {
        (0..u32::try_from(self.processes.len()).expect("processes are numbered")).map(ProcessId)
    }

    /// All messages, with their numbers.
    pub fn all_messages(&self) -> impl Iterator<Item = (MessageId, &Message)> {
        (0..).map(MessageId).zip(&self.messages)
    }

    /// Whether the log tells of channels, so that a snapshot is to have them all: it declares them, or one was recorded.
    #[must_use]
    pub fn tells_of_channels(&self) -> bool {
        self.declares_channels || self.snapshots.values().any(|snapshot| !snapshot.channels.is_empty())
    }

    /// A message.
    ///
    /// # Panics
    /// When it is not one of this run.
    #[must_use]
    pub fn message(&self, id: MessageId) -> &Message {
        &self.messages[usize::try_from(id.0).expect("it is a place in a list")]
    }

    /// The name of a process.
    #[must_use]
    pub fn name(&self, process: ProcessId) -> &str {
        &self.processes[process.index()].name
    }

    /// A channel, as people write it: `p0->p1`.
    #[must_use]
    pub fn channel(&self, (source, target): Ends) -> String {
        format!("{}->{}", self.name(source), self.name(target))
    }

    /// The event there; none past the last.
    #[must_use]
    pub fn event(&self, At { process, index }: At) -> Option<&Event> {
        self.processes[process.index()].events.get(index as usize)
    }

    /// The place of an event among all: those of a process come after those of the one before it.
    #[must_use]
    pub fn place(&self, At { process, index }: At) -> usize {
        let before = self.processes[..process.index()].iter().map(|process| process.events.len());
        before.sum::<usize>() + index as usize
    }

    /// The event at such a place.
    #[must_use]
    pub fn at(&self, mut place: usize) -> Option<At> {
        for (process, told) in self.process_ids().zip(&self.processes) {
            if place < told.events.len() {
                return Some(At { process, index: u32::try_from(place).ok()? });
            }
            place -= told.events.len();
        }
        None
    }

    /// Where the event is told: `a.log:7`.
    #[must_use]
    pub fn told_at(&self, at: At) -> String {
        self.event(at).map_or_else(|| "after the last line".to_string(), |event| self.line(event.place))
    }

    /// A file and a line of it: `a.log:7`; of a saved run the number of the event.
    #[must_use]
    pub fn line(&self, Place { file, line }: Place) -> String {
        let name = &self.files[file as usize];
        if self.is_saved { format!("{name}, event {line}") } else { format!("{name}:{line}") }
    }

    /// The goods that are told of, by their names; the usual one has none.
    #[must_use]
    pub fn goods(&self) -> BTreeSet<&str> {
        let began = self.processes.iter().filter_map(|process| process.began_with.as_ref());
        let carried = self.messages.iter().filter_map(|message| message.carries.as_ref());
        let recorded = self.snapshots.values().flat_map(|snapshot| snapshot.processes.values().flatten());
        let events = self.processes.iter().flat_map(|process| &process.events);
        let held = events.filter_map(|event| event.after.as_ref()?.holds.as_ref());
        let recorded = recorded.filter_map(|recording| recording.holds.as_ref());
        let named = began.chain(carried).chain(recorded).chain(held).flat_map(Amounts::keys);
        named.map(String::as_str).filter(|name| !name.is_empty()).collect()
    }

    /// What a message is called: its identity, and what it says where that is another thing.
    #[must_use]
    pub fn called(&self, id: MessageId) -> String {
        self.message_in_words(self.message(id))
    }

    pub(crate) fn message_in_words(&self, message: &Message) -> String {
        let body = message.body.as_ref().map_or_else(String::new, |body| format!(" ({body})"));
        match (&message.name, message.ends()) {
            (Some(name), _) => format!("{name}{body}"),
            (None, Some(ends)) => format!("a message{body} in {}", self.channel(ends)),
            (None, None) => format!("a message{body}"),
        }
    }

    /// What happened before what, at different processes, of the computation alone: the sending of each message before its receipt; of a
    /// log without messages what the clocks say.
    pub fn arrows(&self) -> impl Iterator<Item = Arrow> {
        let arrow = |(id, message): (MessageId, &Message)| {
            let (from, to) = message.sent.zip(message.received)?;
            message.control.is_none().then_some(Arrow { from, to, message: Some(id) })
        };
        self.all_messages().filter_map(arrow).chain(self.known.iter().copied())
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.told.first().map_or("", String::as_str))?;
        if self.count > 1 { write!(f, ", the first of {} faults", self.count) } else { Ok(()) }
    }
}
