//! One round trip from a hub, where messages are delivered in causal order (after Acharya & Badrinath 1992).
//!
//! The hub records, and tells everybody to; each records and replies with what it has sent and how much it has received. The hub then
//! *works out* the state of every channel, its own and those between others: what was sent on it without what was received.
//!
//! Nothing that is sent after its sender recorded comes before the token of its receiver, for the token was sent before it. Channels alone
//! do not promise that. On a star with the hub in its middle FIFO channels do: all that comes to another process comes through one channel.

use std::collections::BTreeMap;
use std::fmt::Display;

use sim_core::{ChannelId, Context, Value};
use snapshot::algorithm::{At, Sink, SnapshotAlgorithm};
use snapshot::{
    ClosedBy, Extra, Law, Named, Needs, Note, On, Recorded, Rule, SnapshotId, Starters, Which, Wire,
};

use super::Lawful;

/// The algorithm, or one that is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AcharyaBadrinath {
    /// As it should be.
    Right,
    /// The hub counts its own messages when all replies are there, and not when it recorded.
    CountsLate,
    /// Whoever replies does so twice.
    RepliesTwice,
    /// Whoever has received nothing does not reply.
    KeepsSilent,
}

/// The place of a message among those of its channel, as its tag.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Nth(u64);

impl<M> Extra<M> for Nth {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|Self(nth)| Some(*nth));

    fn print(&self) -> Note {
        Some(self.0.to_string().into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        note?.parse().ok().map(Self)
    }
}

/// What a process has sent and received up to a moment, by channel.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Counted<M> {
    sent: BTreeMap<ChannelId, Vec<M>>,
    received: BTreeMap<ChannelId, usize>,
}

impl<M> Default for Counted<M> {
    fn default() -> Self {
        Self { sent: BTreeMap::new(), received: BTreeMap::new() }
    }
}

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Says<M> {
    Token,
    Reply(Counted<M>),
}

impl<M: Value + Display> Extra<M> for Says<M> {
    /// `reply|3:2|5=[m][m]`: two came from channel 3, and two m went into channel 5.
    fn print(&self) -> Note {
        let Self::Reply(Counted { sent, received }) = self else { return Some("token".into()) };
        let received = received.iter().map(|(channel, count)| format!("|{}:{count}", channel.0));
        let sent = sent.iter().map(|(channel, messages)| {
            let messages: String = messages.iter().map(|message| format!("[{message}]")).collect();
            format!("|{}={messages}", channel.0)
        });
        Some(["reply".to_string()].into_iter().chain(received).chain(sent).collect::<String>().into())
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let mut parts = note?.split('|');
        match parts.next()? {
            "token" => return Some(Self::Token),
            "reply" => {}
            _ => return None,
        }
        let mut counted = Counted::default();
        for part in parts {
            if let Some((channel, messages)) = part.split_once('=') {
                let inner = |text: &str| message(text.strip_prefix('[')?);
                let messages = messages.split_terminator(']').map(inner).collect::<Option<_>>()?;
                counted.sent.insert(ChannelId(channel.parse().ok()?), messages);
            } else {
                let (channel, count) = part.split_once(':')?;
                counted.received.insert(ChannelId(channel.parse().ok()?), count.parse().ok()?);
            }
        }
        Some(Self::Reply(counted))
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Memory<M> {
    /// How many snapshots it has recorded.
    recorded: u32,
    now: Counted<M>,
    /// At the hub: by snapshot, what was counted there when it recorded, and what the others replied.
    replies: BTreeMap<SnapshotId, Vec<Counted<M>>>,
}

impl<M> Default for Memory<M> {
    fn default() -> Self {
        Self { recorded: 0, now: Counted::default(), replies: BTreeMap::new() }
    }
}

impl AcharyaBadrinath {
    /// All replies are there: the state of each channel.
    fn work_out<S, M: Clone>(
        cx: Context<'_>,
        snapshot: SnapshotId,
        counted: &[Counted<M>],
        effects: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        for channel in cx.topology.channel_ids() {
            let sent = counted.iter().find_map(|of| of.sent.get(&channel));
            let received = counted.iter().find_map(|of| of.received.get(&channel)).copied();
            let received = received.unwrap_or(0);
            for (nth, message) in (1..).zip(sent.into_iter().flatten()).skip(received) {
                let (message, which) = (message.clone(), Which::Nth(nth));
                effects.observe(Recorded::Message { snapshot, channel, message, which });
            }
            effects.observe(Recorded::Closed { snapshot, channel });
        }
    }
}

impl Lawful for AcharyaBadrinath {
    const LAW: Law = Law::of(&[
        Rule { kind: "token", on: On::FromInitiator },
        Rule { kind: "reply", on: On::ToInitiator },
    ]);
}

impl Named for AcharyaBadrinath {
    const NAME: &'static str = "round-trip";
    const ABOUT: &'static str = "a token to everybody, a reply from everybody";
    const NEEDS: Needs = Needs { hub: true, initiators: Starters::One, ..Needs::fifo() };
    const CLOSED_BY: ClosedBy = ClosedBy::Initiator;
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for AcharyaBadrinath {
    type Local = Memory<M>;
    type Tag = Nth;
    type Control = Says<M>;

    fn initial_local(&self, _: Context<'_>) -> Memory<M> {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory<M>, snapshot: SnapshotId) -> bool {
        local.recorded >= snapshot.0
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        local.recorded = snapshot.0;
        local.replies.insert(snapshot, vec![local.now.clone()]);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        cx.outgoing().for_each(|hub_to| effects.send(hub_to, Wire::Control { snapshot, body: Says::Token }));
    }

    fn tag(
        &self,
        _: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Memory<M>,
        _: &mut impl Sink<S, M, Nth, Says<M>>,
    ) -> Nth {
        let sent = local.now.sent.entry(channel).or_default();
        sent.push(message.clone());
        Nth(sent.len() as u64)
    }

    fn receive_message(
        &self,
        at: At<'_, S, Memory<M>>,
        channel: ChannelId,
        _: &M,
        _: &Nth,
        _: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        *at.local.now.received.entry(channel).or_default() += 1;
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says<M>,
        effects: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        match says {
            Says::Token => {
                local.recorded = snapshot.0;
                effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
                let back = cx.topology.between(cx.process, cx.topology.channel(channel).source);
                let times = match self {
                    Self::RepliesTwice => 2,
                    Self::KeepsSilent if local.now.received.is_empty() => 0,
                    _ => 1,
                };
                for _ in 0..times {
                    let body = Says::Reply(local.now.clone());
                    effects.send(back.expect("there is a hub"), Wire::Control { snapshot, body });
                }
            }
            Says::Reply(counted) => {
                let replies = local.replies.entry(snapshot).or_default();
                replies.push(counted.clone());
                if replies.len() == cx.topology.processes().len() {
                    if *self == Self::CountsLate {
                        replies[0] = local.now.clone();
                    }
                    Self::work_out(cx, snapshot, replies, effects);
                }
            }
        }
    }
}
