//! Both algorithms in the plainest way: everything is kept, in maps, and every message tells all that its sender knows. And the
//! classical ways to get them wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use sim_core::{ChannelId, Context, Value};
use snapshot::{At, Extra, Note, Recorded, Sink, SnapshotAlgorithm, SnapshotId, Which, Wire};

/// An algorithm around an initiator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Twin {
    /// Acharya and Badrinath's.
    RoundTrip {
        /// The initiator counts its own messages when all replies are there, and not when it recorded.
        counts_late: bool,
    },
    /// Alagar and Venkatesan's.
    ThreeRounds {
        /// A message is old if its sending happened before that of the token, and not if it was sent before its sender recorded.
        old_is_known: bool,
    },
}

/// By channel, how many messages were sent, as far as somebody knows; or received.
type Counts = BTreeMap<ChannelId, u64>;
type Sent<M> = BTreeMap<ChannelId, Vec<M>>;

/// What is added to a message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Tag {
    /// The snapshots that its sender had recorded.
    recorded: BTreeSet<SnapshotId>,
    nth: u64,
    known: Counts,
}

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Says<M> {
    word: &'static str,
    known: Counts,
    sent: Sent<M>,
    received: Counts,
}

impl<M> Extra<M> for Tag {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|tag| Some(tag.nth));

    fn print(&self) -> Note {
        Some(format!("{self:?}").into())
    }

    fn parse(_: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        None
    }
}

impl<M: Value> Extra<M> for Says<M> {
    fn print(&self) -> Note {
        Some(self.word.into())
    }

    fn parse(_: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        None
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Memory<M> {
    recorded: BTreeSet<SnapshotId>,
    closed: BTreeSet<SnapshotId>,
    sent: Sent<M>,
    received: Counts,
    known: Counts,
    /// By snapshot, what the sender of the token knew when it sent it.
    token: BTreeMap<SnapshotId, Counts>,
    /// By snapshot, what everybody had sent and received who has answered.
    answers: BTreeMap<SnapshotId, Vec<(Sent<M>, Counts)>>,
}

impl<M> Default for Memory<M> {
    fn default() -> Self {
        Self {
            recorded: BTreeSet::new(),
            closed: BTreeSet::new(),
            sent: BTreeMap::new(),
            received: BTreeMap::new(),
            known: BTreeMap::new(),
            token: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }
}

impl<M: Clone> Memory<M> {
    fn learn(&mut self, told: &Counts) {
        for (channel, told) in told {
            let known = self.known.entry(*channel).or_default();
            *known = (*known).max(*told);
        }
    }

    fn says(&self, word: &'static str) -> Says<M> {
        let (known, sent, received) = (self.known.clone(), self.sent.clone(), self.received.clone());
        Says { word, known, sent, received }
    }

    fn record<S: Clone>(
        &mut self,
        snapshot: SnapshotId,
        (state, token): (&S, Counts),
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        self.recorded.insert(snapshot);
        self.token.insert(snapshot, token);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
    }

    fn close<S>(
        &mut self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        self.closed.insert(snapshot);
        for channel in cx.incoming() {
            effects.observe(Recorded::Closed { snapshot, channel: *channel });
        }
    }

    /// The state of each channel, as it follows from the answers.
    fn work_out<S>(
        &self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        let answers = &self.answers[&snapshot];
        for channel in cx.topology.channel_ids() {
            let sent = answers.iter().find_map(|(sent, _)| sent.get(&channel));
            let received = answers.iter().find_map(|(_, received)| received.get(&channel).copied());
            for (nth, message) in (1..).zip(sent.into_iter().flatten()) {
                if nth > received.unwrap_or_default() {
                    let (message, which) = (message.clone(), Which::Nth(nth));
                    effects.observe(Recorded::Message { snapshot, channel, message, which });
                }
            }
            effects.observe(Recorded::Closed { snapshot, channel });
        }
    }
}

impl Twin {
    const fn answer(self) -> &'static str {
        match self {
            Self::RoundTrip { .. } => "reply",
            Self::ThreeRounds { .. } => "done",
        }
    }

    fn tell_all<S, M: Clone>(
        cx: Context<'_>,
        (snapshot, body): (SnapshotId, &Says<M>),
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        cx.outgoing().for_each(|to| effects.send(to, Wire::Control { snapshot, body: body.clone() }));
    }

    /// Everybody has answered.
    fn go_on<S, M: Clone>(
        self,
        cx: Context<'_>,
        (snapshot, local): (SnapshotId, &mut Memory<M>),
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        match self {
            Self::RoundTrip { counts_late } => {
                if counts_late {
                    let now = (local.sent.clone(), local.received.clone());
                    local.answers.get_mut(&snapshot).expect("it was started here")[0] = now;
                }
                local.work_out(cx, snapshot, effects);
            }
            Self::ThreeRounds { .. } => {
                Self::tell_all(cx, (snapshot, &local.says("terminate")), effects);
                local.close(cx, snapshot, effects);
            }
        }
    }
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for Twin {
    type Local = Memory<M>;
    type Tag = Tag;
    type Control = Says<M>;

    fn initial_local(&self, _: Context<'_>) -> Memory<M> {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory<M>, snapshot: SnapshotId) -> bool {
        local.recorded.contains(&snapshot)
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        local.record(snapshot, (state, local.known.clone()), effects);
        local.answers.insert(snapshot, vec![(local.sent.clone(), local.received.clone())]);
        Self::tell_all(cx, (snapshot, &local.says("token")), effects);
    }

    fn tag(
        &self,
        _: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Memory<M>,
        _: &mut impl Sink<S, M, Tag, Says<M>>,
    ) -> Tag {
        let sent = local.sent.entry(channel).or_default();
        sent.push(message.clone());
        let nth = sent.len() as u64;
        local.known.insert(channel, nth);
        Tag { recorded: local.recorded.clone(), nth, known: local.known.clone() }
    }

    fn receive_message(
        &self,
        At { local, .. }: At<'_, S, Memory<M>>,
        channel: ChannelId,
        message: &M,
        tag: &Tag,
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        local.learn(&tag.known);
        *local.received.entry(channel).or_default() += 1;
        let Self::ThreeRounds { old_is_known } = self else { return };
        for snapshot in local.recorded.difference(&local.closed).copied() {
            let known = local.token[&snapshot].get(&channel).copied().unwrap_or_default();
            let is_old = if *old_is_known { tag.nth <= known } else { !tag.recorded.contains(&snapshot) };
            if is_old {
                let (message, which) = (message.clone(), Which::Received);
                effects.observe(Recorded::Message { snapshot, channel, message, which });
            }
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says<M>,
        effects: &mut impl Sink<S, M, Tag, Says<M>>,
    ) {
        local.learn(&says.known);
        match says.word {
            "token" => {
                local.record(snapshot, (state, says.known.clone()), effects);
                let back = cx.topology.between(cx.process, cx.topology.channel(channel).source);
                let body = local.says(self.answer());
                effects.send(back.expect("there is a hub"), Wire::Control { snapshot, body });
            }
            "terminate" => local.close(cx, snapshot, effects),
            _ => {
                let answers = local.answers.get_mut(&snapshot).expect("it was started here");
                answers.push((says.sent.clone(), says.received.clone()));
                if answers.len() == cx.topology.processes().len() {
                    self.go_on(cx, (snapshot, local), effects);
                }
            }
        }
    }
}
