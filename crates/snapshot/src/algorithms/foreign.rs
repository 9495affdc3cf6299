//! An algorithm of the user's own, that somebody else answers for: asked once a step, in texts.
//!
//! Who answers is a [`Respondent`]; what stands behind it is not known here. Its answers are *pure*, as those of any algorithm are: what it
//! remembers at a process is a text that it is shown, and gives back. Whoever answers has seen to it that the answer fits the question. When it
//! cannot answer, nothing more is done: it knows why, and whoever drives the run asks it.
//!
//! Whoever works out what a channel held says of a message which one of its channel it was. Then the layer counts what is sent, and each message has
//! its number before what the algorithm adds: `3:"red"`.
//!
//! A message of the algorithm goes out before those that the computation sends in the same step, if its snapshot was recorded *before* the step;
//! and else behind them.

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};
use std::sync::Arc;

use sim_core::{ChannelId, Context, ProcessId, Topology, Value};

use super::lai_yang::Numbers;
use crate::algorithm::{At, Recorded, Sink, SnapshotAlgorithm, Which};
use crate::id::SnapshotId;
use crate::whole::{Happens, Whole};
use crate::wire::{Extra, Note, Wire};

/// Who answers for an algorithm.
pub trait Respondent: fmt::Debug + Sync {
    /// Is told of the processes and channels; how it is to be asked about them, if it can be.
    fn greet(&self, topology: &Topology) -> Option<World>;

    /// What the algorithm remembers at a process at first.
    fn begin(&self, world: u32, process: ProcessId) -> Arc<str>;

    /// What the algorithm does in a step; nothing, if it is not known any more.
    fn answer(&self, world: u32, cx: Context<'_>, question: &Question<'_>) -> Option<Answer>;
}

/// Processes and channels that a respondent was told of.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// Under which number.
    pub number: u32,
    /// Whether a process may refuse something there, or keep the computation from acting.
    pub waits: bool,
    /// Whether messages are numbered.
    pub numbers: bool,
}

/// What happens at a process, in texts.
pub struct Question<'a> {
    /// What happens.
    pub what: Happens<'a, str, Note, Note>,
    /// The state before a message was received.
    pub before: Option<&'a str>,
    /// The state after the step.
    pub state: &'a str,
    /// Which message of its channel it is that is received, if they are numbered.
    pub nth: Option<u64>,
    /// What the computation sends, each with its number, if they are numbered.
    pub sends: &'a [(ChannelId, String, Option<u64>)],
    /// Whether a text is that of a message.
    pub is_message: &'a dyn Fn(&str) -> bool,
    /// What the algorithm remembers.
    pub me: &'a str,
    /// How many snapshots there are.
    pub snapshots: u32,
}

/// What the algorithm does.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it remembers from now on.
    pub me: Arc<str>,
    /// What it records, in order.
    pub record: Vec<Entry>,
    /// What it sends.
    pub control: Vec<(ChannelId, SnapshotId, Note)>,
    /// What it adds to each message that the computation sends.
    pub tags: Vec<Note>,
    /// The channels from which nothing is taken until the next step of the process.
    pub refuse: Vec<ChannelId>,
    /// Whether the computation may not act until then.
    pub pause: bool,
}

/// One thing that is recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// The state of the process.
    Process {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// Whether that before the message that is received.
        before: bool,
    },
    /// The message that is received.
    Received(SnapshotId),
    /// A message of a channel.
    Nth {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The channel it came from.
        channel: ChannelId,
        /// Which one of the channel.
        nth: u64,
        /// As it prints.
        message: String,
    },
    /// That the state of a channel is complete.
    Close(SnapshotId, ChannelId),
}

/// What is remembered at a process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mind {
    /// By the algorithm itself.
    me: Arc<str>,
    /// The snapshots for which the process has recorded its state.
    recorded: Numbers,
    refuse: Vec<ChannelId>,
    pause: bool,
    /// How many messages were sent on each outgoing channel, if they are numbered.
    sent: Vec<u64>,
}

/// What is added to a message: its number before what the algorithm adds, if messages are numbered.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tag(Note);

/// Between the number and the rest. No JSON begins with digits and this.
const COLON: char = ':';

impl Tag {
    fn new(nth: Option<u64>, note: Note) -> Self {
        let Some(nth) = nth else { return Self(note) };
        Self(Some(format!("{nth}{COLON}{}", note.as_deref().unwrap_or_default()).into()))
    }

    /// The number and the rest.
    fn parts(&self) -> (Option<u64>, Note) {
        let numbered = self.0.as_deref().and_then(|text| text.split_once(COLON));
        match numbered.and_then(|(nth, rest)| Some((nth.parse().ok()?, rest))) {
            Some((nth, rest)) => (Some(nth), Some(rest).filter(|rest| !rest.is_empty()).map(Into::into)),
            None => (None, self.0.clone()),
        }
    }
}

impl<M> Extra<M> for Tag {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|tag| tag.parts().0);

    fn print(&self) -> Note {
        self.0.clone()
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        Some(Self(note.map(Into::into)))
    }
}

/// An algorithm that somebody answers for.
#[derive(Clone, Copy, Debug)]
pub struct Foreign {
    respondent: &'static dyn Respondent,
    /// Where it is asked: set when it is known.
    world: Option<World>,
    snapshots: u32,
}

impl Foreign {
    /// The algorithm that this respondent answers for, nowhere yet.
    #[must_use]
    pub const fn of(respondent: &'static dyn Respondent) -> Self {
        Self { respondent, world: None, snapshots: 0 }
    }

    /// The same on this topology, for so many snapshots.
    pub(super) fn on(self, topology: &Topology, snapshots: u32) -> Self {
        Self { world: self.respondent.greet(topology), snapshots, ..self }
    }

    fn waits(&self) -> bool {
        self.world.is_some_and(|world| world.waits)
    }

    /// Whether messages are numbered.
    fn numbers(&self) -> bool {
        self.world.is_some_and(|world| world.numbers)
    }

    fn ask<S, M: Display>(
        &self,
        cx: Context<'_>,
        me: &str,
        (step, numbers): (&Whole<'_, S, M, Tag, Note>, &[Option<u64>]),
    ) -> Option<Answer> {
        let sends = step.sends.iter().zip(numbers);
        let sends: Vec<_> = sends.map(|((channel, sent), nth)| (*channel, sent.to_string(), *nth)).collect();
        let (received, (nth, note)) = match step.what {
            Happens::Receive { message, tag, .. } => (message.to_string(), tag.parts()),
            _ => Default::default(),
        };
        let what = match step.what {
            Happens::Initiate(snapshot) => Happens::Initiate(snapshot),
            Happens::Act => Happens::Act,
            Happens::Receive { channel, .. } => Happens::Receive { channel, message: &*received, tag: &note },
            Happens::Control { channel, snapshot, body } => Happens::Control { channel, snapshot, body },
        };
        let before = step.before.as_ref().map(|(_, text)| text.as_str());
        let (state, snapshots) = (&*step.state, self.snapshots);
        let is_message = |text: &str| (step.read)(text).is_some();
        let is_message = &is_message;
        let question = Question { what, before, state, nth, sends: &sends, is_message, me, snapshots };
        self.respondent.answer(self.world?.number, cx, &question)
    }
}

impl Mind {
    /// Counts what is sent, if messages are numbered: their numbers.
    fn count<M>(&mut self, cx: Context<'_>, sends: &[(ChannelId, M)]) -> Vec<Option<u64>> {
        let numbered = sends.iter().map(|(channel, _)| {
            let sent = self.sent.get_mut(cx.place_outgoing(*channel))?;
            *sent += 1;
            Some(*sent)
        });
        numbered.collect()
    }
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for Foreign {
    type Local = Box<Mind>;
    type Tag = Tag;
    type Control = Note;

    fn initial_local(&self, cx: Context<'_>) -> Box<Mind> {
        let me =
            self.world.map_or_else(|| "".into(), |world| self.respondent.begin(world.number, cx.process));
        let sent = if self.numbers() { vec![0; cx.outgoing().len()] } else { Vec::new() };
        Box::new(Mind { me, recorded: Numbers::default(), refuse: Vec::new(), pause: false, sent })
    }

    fn has_recorded(&self, mind: &Box<Mind>, snapshot: SnapshotId) -> bool {
        mind.recorded.contains(u64::from(snapshot.0))
    }

    fn by_steps(&self) -> bool {
        true
    }

    fn step(
        &self,
        At { cx, state, local: mind }: At<'_, S, Box<Mind>>,
        step: Whole<'_, S, M, Tag, Note>,
        effects: &mut impl Sink<S, M, Tag, Note>,
    ) {
        let numbers = mind.count(cx, &step.sends);
        let Some(answer) = self.ask(cx, &mind.me, (&step, &numbers)) else {
            return step
                .sends
                .into_iter()
                .for_each(|(channel, body)| effects.send(channel, Wire::bare(body)));
        };
        let Answer { me, record, control, tags, refuse, pause } = answer;
        let first: Vec<_> = record.iter().filter_map(Entry::before).collect();
        let (before, after): (Vec<_>, Vec<_>) =
            control.into_iter().partition(|(_, snapshot, _)| first.contains(snapshot));
        let send = |(channel, snapshot, body)| (channel, Wire::Control { snapshot, body });
        before.into_iter().map(send).for_each(|(channel, wire)| effects.send(channel, wire));
        let tags = tags.into_iter().chain(std::iter::repeat(None));
        for (((channel, body), nth), note) in step.sends.into_iter().zip(numbers).zip(tags) {
            effects.send(channel, Wire::Message { body, tag: Tag::new(nth, note) });
        }
        let before = step.before.as_ref().map_or(state, |(before, _)| before);
        for entry in record {
            effects.observe(match entry {
                Entry::Process { snapshot, before: is_before } => {
                    mind.recorded.insert(u64::from(snapshot.0));
                    let state = if is_before { before.clone() } else { state.clone() };
                    Recorded::Process { snapshot, state, before: is_before }
                }
                Entry::Received(snapshot) => {
                    let Happens::Receive { channel, message, .. } = step.what else { continue };
                    Recorded::received(snapshot, channel, message)
                }
                Entry::Nth { snapshot, channel, nth, message } => {
                    let message = (step.read)(&message).expect("it was seen to be one");
                    Recorded::Message { snapshot, channel, message, which: Which::Nth(nth) }
                }
                Entry::Close(snapshot, channel) => Recorded::Closed { snapshot, channel },
            });
        }
        after.into_iter().map(send).for_each(|(channel, wire)| effects.send(channel, wire));
        (mind.me, mind.refuse, mind.pause) = (me, refuse, pause);
    }

    // It is asked by steps, and so not at these places of one.

    fn initiate(&self, _: At<'_, S, Box<Mind>>, _: SnapshotId, _: &mut impl Sink<S, M, Tag, Note>) {}

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        _: &mut Box<Mind>,
        _: &mut impl Sink<S, M, Tag, Note>,
    ) -> Tag {
        Tag::default()
    }

    fn receive_message(
        &self,
        _: At<'_, S, Box<Mind>>,
        _: ChannelId,
        _: &M,
        _: &Tag,
        _: &mut impl Sink<S, M, Tag, Note>,
    ) {
    }

    fn receive_control(
        &self,
        _: At<'_, S, Box<Mind>>,
        _: SnapshotId,
        _: ChannelId,
        _: &Note,
        _: &mut impl Sink<S, M, Tag, Note>,
    ) {
    }

    fn refuses(&self) -> bool {
        self.waits()
    }

    fn accepts(
        &self,
        _: Context<'_>,
        mind: &Box<Mind>,
        channel: ChannelId,
        _: Wire<&M, &Tag, &Note>,
    ) -> bool {
        !mind.refuse.contains(&channel)
    }

    fn blocks(&self) -> bool {
        self.waits()
    }

    fn may_act(&self, _: Context<'_>, mind: &Box<Mind>) -> bool {
        !mind.pause
    }
}

impl Entry {
    /// The snapshot whose cut falls before the step.
    fn before(&self) -> Option<SnapshotId> {
        match self {
            Self::Process { snapshot, before: true } => Some(*snapshot),
            _ => None,
        }
    }
}

/// Nobody: for who tells of an algorithm and runs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Respondent for Nobody {
    fn greet(&self, _: &Topology) -> Option<World> {
        None
    }

    fn begin(&self, _: u32, _: ProcessId) -> Arc<str> {
        "".into()
    }

    fn answer(&self, _: u32, _: Context<'_>, _: &Question<'_>) -> Option<Answer> {
        None
    }
}
