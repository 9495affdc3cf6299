//! An algorithm of the user's own, that somebody else answers for: asked once a step, in texts.
//!
//! Who answers is a [`Respondent`]; what stands behind it is not known here. Its answers are *pure*, as those of any algorithm are: what it
//! remembers at a process is a text that it is shown, and gives back. Whoever answers has seen to it that the answer fits the question. When it
//! cannot answer, nothing more is done: it knows why, and whoever drives the run asks it.
//!
//! A message of the algorithm goes out before those that the computation sends in the same step, if its snapshot was recorded *before* the step;
//! and else behind them.

use std::fmt::{self, Display};
use std::sync::Arc;

use sim_core::{ChannelId, Context, ProcessId, Topology, Value};

use super::lai_yang::Numbers;
use crate::algorithm::{At, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::whole::{Happens, Whole};
use crate::wire::{Note, Wire};

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
}

/// What happens at a process, in texts.
#[derive(Debug)]
pub struct Question<'a> {
    /// What happens.
    pub what: Happens<'a, str, Note, Note>,
    /// The state before a message was received.
    pub before: Option<&'a str>,
    /// The state after the step.
    pub state: &'a str,
    /// What the computation sends.
    pub sends: &'a [(ChannelId, String)],
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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

    fn ask<S, M: Display>(
        &self,
        cx: Context<'_>,
        me: &str,
        step: &Whole<'_, S, M, Note, Note>,
    ) -> Option<Answer> {
        let sends: Vec<_> =
            step.sends.iter().map(|(channel, message)| (*channel, message.to_string())).collect();
        let received = match step.what {
            Happens::Receive { message, .. } => message.to_string(),
            _ => String::new(),
        };
        let what = match step.what {
            Happens::Initiate(snapshot) => Happens::Initiate(snapshot),
            Happens::Act => Happens::Act,
            Happens::Receive { channel, tag, .. } => Happens::Receive { channel, message: &*received, tag },
            Happens::Control { channel, snapshot, body } => Happens::Control { channel, snapshot, body },
        };
        let before = step.before.as_ref().map(|(_, text)| text.as_str());
        let (state, snapshots) = (&*step.state, self.snapshots);
        let question = Question { what, before, state, sends: &sends, me, snapshots };
        self.respondent.answer(self.world?.number, cx, &question)
    }
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for Foreign {
    type Local = Box<Mind>;
    type Tag = Note;
    type Control = Note;

    fn initial_local(&self, cx: Context<'_>) -> Box<Mind> {
        let me =
            self.world.map_or_else(|| "".into(), |world| self.respondent.begin(world.number, cx.process));
        Box::new(Mind { me, recorded: Numbers::default(), refuse: Vec::new(), pause: false })
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
        step: Whole<'_, S, M, Note, Note>,
        effects: &mut impl Sink<S, M, Note, Note>,
    ) {
        let Some(answer) = self.ask(cx, &mind.me, &step) else {
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
        for ((channel, body), tag) in
            step.sends.into_iter().zip(tags.into_iter().chain(std::iter::repeat(None)))
        {
            effects.send(channel, Wire::Message { body, tag });
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
                Entry::Close(snapshot, channel) => Recorded::Closed { snapshot, channel },
            });
        }
        after.into_iter().map(send).for_each(|(channel, wire)| effects.send(channel, wire));
        (mind.me, mind.refuse, mind.pause) = (me, refuse, pause);
    }

    // It is asked by steps, and so not at these places of one.

    fn initiate(&self, _: At<'_, S, Box<Mind>>, _: SnapshotId, _: &mut impl Sink<S, M, Note, Note>) {}

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        _: &mut Box<Mind>,
        _: &mut impl Sink<S, M, Note, Note>,
    ) -> Note {
        None
    }

    fn receive_message(
        &self,
        _: At<'_, S, Box<Mind>>,
        _: ChannelId,
        _: &M,
        _: &Note,
        _: &mut impl Sink<S, M, Note, Note>,
    ) {
    }

    fn receive_control(
        &self,
        _: At<'_, S, Box<Mind>>,
        _: SnapshotId,
        _: ChannelId,
        _: &Note,
        _: &mut impl Sink<S, M, Note, Note>,
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
        _: Wire<&M, &Note, &Note>,
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
