//! Causal delivery, as a layer over any protocol: of two messages to one process, of which the sending of one happened before that of
//! the other, the process takes that one first (Raynal, Schiper & Toueg 1991).
//!
//! Every message has a stamp: how many messages have been sent on each channel, as far as its sender knows, and how many before it on its
//! own. A process refuses a message as long as it has not taken all those that its stamp says were sent to it before; so the message
//! waits in its channel, which lets others past. *All that a step sends is one event*, and has one stamp, in which all of it is counted:
//! what is sent to all in one step is taken by each of them before anything that comes of it. Were each message an event of its own, one to
//! somebody further down the list could be taken after what the first brought about; and so could the second of two to one process, if the
//! first did not tell of it.
//!
//! Only on a topology that is [causal](crate::Order::Causal) are messages stamped; on any other the layer does nothing. The price is an
//! integer for each channel, and one more, on each message.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::id::ChannelId;
use crate::layered::Layered;
use crate::protocol::{Context, Effect, Effects, Event, Protocol, Timer};
use crate::topology::Topology;

/// A protocol whose messages are delivered in causal order, where the topology asks for that.
#[derive(Clone, Debug)]
pub struct Causal<Q> {
    /// What is run.
    pub inner: Q,
    /// How many channels there are, if they are causal.
    channels: Option<usize>,
}

/// A message with its stamp.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Stamped<M> {
    /// The message.
    pub body: M,
    /// What its sender knew; nothing, where the order does not matter.
    pub stamp: Option<Stamp>,
}

/// What the sender of a message knew. Prints as `<0: 1 0 2>`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Stamp {
    /// How many messages were sent on its channel before it.
    before: u64,
    /// By channel, how many messages were sent, those of the same step with them. All messages of a step share it.
    sent: Arc<[u64]>,
}

/// What a process knows of the messages that were sent, and has taken of those to it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Clock {
    /// By channel, how many messages were sent.
    sent: Arc<[u64]>,
    /// How many messages were taken from each incoming channel, in the order of their numbers.
    taken: Box<[u64]>,
}

impl<Q> Causal<Q> {
    /// The protocol on this topology.
    #[must_use]
    pub fn new(inner: Q, topology: &Topology) -> Self {
        Self { inner, channels: topology.is_causal().then(|| topology.channels().len()) }
    }

    /// Whether a message may have this stamp: one that comes from elsewhere is not believed.
    #[must_use]
    pub fn may_have(&self, stamp: Option<&Stamp>) -> bool {
        stamp.map(|stamp| stamp.sent.len()) == self.channels
    }
}

impl Stamp {
    /// How many integers it has.
    #[must_use]
    pub fn numbers(&self) -> u64 {
        1 + self.sent.len() as u64
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sent: Vec<_> = self.sent.iter().map(u64::to_string).collect();
        write!(f, "<{}: {}>", self.before, sent.join(" "))
    }
}

/// The text is not what a stamp prints as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a stamp is written as '<0: 1 0 2>'")]
pub struct StampError;

impl FromStr for Stamp {
    type Err = StampError;

    fn from_str(text: &str) -> Result<Self, StampError> {
        let numbers = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).ok_or(StampError)?;
        let (before, sent) = numbers.split_once(": ").ok_or(StampError)?;
        let sent: Result<_, _> = sent.split(' ').map(str::parse).collect();
        match (before.parse(), sent) {
            (Ok(before), Ok(sent)) => Ok(Self { before, sent }),
            _ => Err(StampError),
        }
    }
}

impl Clock {
    /// Whether all that was sent to the process before a message on this channel has been taken.
    fn is_time_for(&self, cx: Context<'_>, on: ChannelId, stamp: &Stamp) -> bool {
        cx.incoming().iter().zip(&self.taken).all(|(channel, taken)| {
            *taken >= if *channel == on { stamp.before } else { stamp.sent[channel.index()] }
        })
    }

    /// A message is taken: the process knows what its sender knew.
    fn take(&mut self, cx: Context<'_>, channel: ChannelId, stamp: &Stamp) {
        for (known, told) in Arc::make_mut(&mut self.sent).iter_mut().zip(&*stamp.sent) {
            *known = (*known).max(*told);
        }
        if let Ok(place) = cx.incoming().binary_search(&channel) {
            self.taken[place] += 1;
        }
    }

    /// What a step sends and shows goes out, its messages with their stamps.
    fn send<M, O>(&mut self, step: Vec<Effect<M, O>>, effects: &mut impl Effects<Stamped<M>, O>) {
        let mut before = Arc::clone(&self.sent);
        for effect in &step {
            if let Effect::Send(channel, _) = effect {
                Arc::make_mut(&mut self.sent)[channel.index()] += 1;
            }
        }
        for effect in step {
            match effect {
                Effect::Observe(observation) => effects.observe(observation),
                Effect::Send(channel, body) => {
                    let before = &mut Arc::make_mut(&mut before)[channel.index()];
                    let stamp = Stamp { before: *before, sent: Arc::clone(&self.sent) };
                    *before += 1;
                    effects.send(channel, Stamped { body, stamp: Some(stamp) });
                }
            }
        }
    }
}

impl<Q: Protocol> Protocol for Causal<Q> {
    /// With a clock where the order matters.
    type State = Layered<Q::State, Option<Box<Clock>>>;
    type Message = Stamped<Q::Message>;
    type Command = Q::Command;
    type Observation = Q::Observation;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        let taken = || vec![0; cx.incoming().len()].into();
        let clock = |channels| Box::new(Clock { sent: vec![0; channels].into(), taken: taken() });
        Layered { underlying: self.inner.initial_state(cx), local: self.channels.map(clock) }
    }

    #[inline(always)]
    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(Q::Command)) {
        self.inner.commands(cx, &state.underlying, offer);
    }

    #[inline(always)]
    fn count_commands(&self, cx: Context<'_>, state: &Self::State, count: impl FnMut(u32, Timer)) {
        self.inner.count_commands(cx, &state.underlying, count);
    }

    #[inline(always)]
    fn command(&self, cx: Context<'_>, state: &Self::State, place: u32) -> Option<Q::Command> {
        self.inner.command(cx, &state.underlying, place)
    }

    #[inline(always)]
    fn timer(&self, command: &Q::Command) -> Timer {
        self.inner.timer(command)
    }

    fn may_send(&self, cx: Context<'_>, state: &Self::State, channel: ChannelId) -> bool {
        self.inner.may_send(cx, &state.underlying, channel)
    }

    #[inline(always)]
    fn refuses(&self) -> bool {
        self.channels.is_some() || self.inner.refuses()
    }

    #[inline(always)]
    fn is_urgent(message: &Self::Message) -> bool {
        Q::is_urgent(&message.body)
    }

    fn accepts(
        &self,
        cx: Context<'_>,
        state: &Self::State,
        channel: ChannelId,
        message: &Self::Message,
    ) -> bool {
        let stamped = state.local.as_ref().zip(message.stamp.as_ref());
        stamped.is_none_or(|(clock, stamp)| clock.is_time_for(cx, channel, stamp))
            && self.inner.accepts(cx, &state.underlying, channel, &message.body)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        let Layered { underlying, local: clock } = state;
        let event = match event {
            Event::Receive { channel, message: Stamped { body, stamp } } => {
                if let Some((clock, stamp)) = clock.as_mut().zip(stamp) {
                    clock.take(cx, channel, &stamp);
                }
                Event::Receive { channel, message: body }
            }
            Event::Internal(command) => Event::Internal(command),
        };
        let Some(clock) = clock else {
            return self.inner.handle(cx, underlying, event, &mut Bare(effects));
        };
        let mut step = Vec::new();
        self.inner.handle(cx, underlying, event, &mut step);
        clock.send(step, effects);
    }
}

/// Messages on their way out without a stamp.
struct Bare<'a, E>(&'a mut E);

impl<M, O, E: Effects<Stamped<M>, O>> Effects<M, O> for Bare<'_, E> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: M) {
        self.0.send(channel, Stamped { body, stamp: None });
    }

    #[inline(always)]
    fn observe(&mut self, observation: O) {
        self.0.observe(observation);
    }
}

#[cfg(test)]
mod tests;
