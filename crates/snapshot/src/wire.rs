//! What travels in channels under an algorithm: the computation's messages, each with the algorithm's tag on it, and the algorithm's
//! own between them.
//!
//! Whoever watches asks two questions, [`message()`](Carries::message) and [`control()`](Carries::control), and sees of tags and
//! contents only what they print as ([`Logged`]): so no log, oracle or file depends on the algorithm, and none can ask it.

use std::borrow::Cow;

use sim_core::Value;

use crate::id::SnapshotId;

/// What travels in a channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wire<M, T = (), C = ()> {
    /// A message of the underlying computation.
    Message {
        /// What the computation says.
        body: M,
        /// What the algorithm adds.
        tag: T,
    },
    /// A message of the algorithm: in Chandy and Lamport's, a marker.
    Control {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// What it says besides.
        body: C,
    },
}

/// What travels in a channel, as logs have it.
pub type Logged<M> = Wire<M, Note, Note>;

/// A tag or the contents of a message of the algorithm, as it prints; none, for `()`.
pub type Note = Option<Box<str>>;

/// What kind of message of the algorithm something is, where an algorithm has several: `token`, `reply`.
pub type Kind = Cow<'static, str>;

/// The kind of a message of the algorithm that does not begin with a word.
pub(crate) const MARKER: &str = "marker";

/// What an algorithm adds to what travels. What it prints as is complete: it is read back to the very value.
pub trait Extra<M>: Value {
    /// Of a tag that has it: how many messages of the computation were sent on the channel up to the one that it is on. Then what was
    /// recorded as [the n-th of a channel](crate::Which::Nth) is found on the messages themselves. Where no tag ever has it, nobody asks.
    const NTH: Option<fn(&Self) -> Option<u64>> = None;

    /// What it prints as; nothing, if it says nothing.
    fn print(&self) -> Note;

    /// The value that prints as this; `message` reads what the computation's messages print as.
    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self>;

    /// How many numbers it takes: what it costs to send along. Those that its text has, unless it says otherwise.
    fn numbers(&self) -> u64 {
        let text = self.print().unwrap_or_default();
        let written = text.split(|letter: char| !letter.is_ascii_digit());
        written.filter(|digits| !digits.is_empty()).count() as u64
    }

    /// Of a control message: what kind it is. The word that its text begins with, so that whoever has but the text knows it too.
    fn kind(&self) -> Kind {
        let Some(text) = self.print() else { return MARKER.into() };
        let end = text.find(|letter: char| !letter.is_alphabetic() && letter != '-').unwrap_or(text.len());
        if end == 0 { MARKER.into() } else { text[..end].to_string().into() }
    }
}

/// Nothing is added.
impl<M> Extra<M> for () {
    #[inline(always)]
    fn print(&self) -> Note {
        None
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        note.is_none().then_some(())
    }

    #[inline(always)]
    fn numbers(&self) -> u64 {
        0
    }
}

/// A number.
impl<M> Extra<M> for u64 {
    fn print(&self) -> Note {
        Some(self.to_string().into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        note?.parse().ok()
    }

    #[inline(always)]
    fn numbers(&self) -> u64 {
        1
    }
}

/// What is known of a text only is that text.
impl<M> Extra<M> for Note {
    fn print(&self) -> Note {
        self.clone()
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        Some(note.map(Into::into))
    }
}

/// What can be asked of whatever travels in a channel: it is either a message of the computation or one of the algorithm.
pub trait Carries<M> {
    /// Whether [`nth`](Self::nth) ever answers.
    const NUMBERED: bool;

    /// The message of the computation, if it is one.
    fn message(&self) -> Option<&M>;
    /// The snapshot that it is about, if it is the algorithm's own.
    fn control(&self) -> Option<SnapshotId>;
    /// [What kind](Extra::kind) of the algorithm's own messages it is, if it is one.
    fn kind(&self) -> Option<Kind>;
    /// How many messages of the computation were sent on the channel up to this one, if [its tag says so](Extra::NTH).
    fn nth(&self) -> Option<u64>;
    /// How many [numbers](Extra::numbers) the algorithm adds to a message of the computation, or says in one of its own.
    fn numbers(&self) -> u64;
    /// What it is in a log.
    fn logged(&self) -> Logged<M>;
}

impl<M: Clone, T: Extra<M>, C: Extra<M>> Carries<M> for Wire<M, T, C> {
    const NUMBERED: bool = T::NTH.is_some();

    #[inline(always)]
    fn message(&self) -> Option<&M> {
        match self {
            Self::Message { body, .. } => Some(body),
            Self::Control { .. } => None,
        }
    }

    #[inline(always)]
    fn control(&self) -> Option<SnapshotId> {
        match self {
            Self::Message { .. } => None,
            Self::Control { snapshot, .. } => Some(*snapshot),
        }
    }

    fn kind(&self) -> Option<Kind> {
        match self {
            Self::Message { .. } => None,
            Self::Control { body, .. } => Some(body.kind()),
        }
    }

    #[inline(always)]
    fn nth(&self) -> Option<u64> {
        match self {
            Self::Message { tag, .. } => T::NTH.and_then(|nth| nth(tag)),
            Self::Control { .. } => None,
        }
    }

    #[inline(always)]
    fn numbers(&self) -> u64 {
        match self {
            Self::Message { tag, .. } => tag.numbers(),
            Self::Control { body, .. } => body.numbers(),
        }
    }

    fn logged(&self) -> Logged<M> {
        match self {
            Self::Message { body, tag } => Wire::Message { body: body.clone(), tag: tag.print() },
            Self::Control { snapshot, body } => Wire::Control { snapshot: *snapshot, body: body.print() },
        }
    }
}

impl<M, T, C> Wire<M, T, C> {
    /// The same, to be looked at.
    #[inline(always)]
    pub const fn as_ref(&self) -> Wire<&M, &T, &C> {
        match self {
            Self::Message { body, tag } => Wire::Message { body, tag },
            Self::Control { snapshot, body } => Wire::Control { snapshot: *snapshot, body },
        }
    }
}

impl<M, T: Default, C: Default> Wire<M, T, C> {
    /// A message of the computation without anything added.
    #[inline(always)]
    pub fn bare(body: M) -> Self {
        Self::Message { body, tag: T::default() }
    }

    /// A message of the algorithm that says nothing but which snapshot it is about.
    #[inline(always)]
    pub fn marker(snapshot: SnapshotId) -> Self {
        Self::Control { snapshot, body: C::default() }
    }
}
