//! What each algorithm's snapshots are to be, and how many control messages it sends for one: data, by which oracles judge. No algorithm is
//! asked.
//!
//! The law of an algorithm that can be asked for by name stands [beside it](crate::algorithms). Whether it is kept,
//! [`super::count`] says.

use std::fmt;

use crate::aim::Aim;

/// What a snapshot is to be, and its control messages: of each kind as many as its rule says, and no others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Law {
    /// What is to be recorded.
    pub aim: Aim,
    /// How many control messages there are to be; nothing, where nobody knows.
    pub rules: Option<&'static [Rule]>,
}

/// How many control messages of this kind there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What the messages [are](crate::Extra::kind).
    pub kind: &'static str,
    /// Where there is one.
    pub on: On,
}

/// Some of the channels, with one message each; or so many messages, wherever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// All of them.
    Each,
    /// Those from a process that started the snapshot.
    FromInitiator,
    /// Those to a process that started the snapshot.
    ToInitiator,
    /// Those on which the computation sent something since their source recorded for the snapshot before. What was before the window
    /// is not known: there may be one, then.
    Used,
    /// Those on which none of this kind was sent, but the computation sent something after their source had recorded, and before it
    /// recorded for the next snapshot.
    UsedAfter(&'static str),
    /// Those to a process from which the source, if it took a checkpoint, received something since the one that it took before.
    ToCohort,
    /// On channels between processes that started the snapshot; there need not be one.
    SomeBetweenInitiators,
    /// So many, on whatever channels.
    Anywhere(Sum),
}

/// A number of messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sum {
    /// One for each process that recorded and did not start the snapshot.
    Followers,
    /// One for each message that was recorded in a channel that does not lead to a process that started the snapshot.
    RecordedElsewhere,
    /// As many as of this kind.
    As(&'static str),
}

impl Law {
    /// One marker on each channel.
    pub const MARKERS: Self = Self::of(&[Rule { kind: "marker", on: On::Each }]);

    /// Of an algorithm of the user's that records global states: nobody says how many control messages it should send.
    pub const UNTOLD: Self = Self { aim: Aim::GlobalState, rules: None };

    /// Of an algorithm that records global states.
    #[must_use]
    pub const fn of(rules: &'static [Rule]) -> Self {
        Self { aim: Aim::GlobalState, rules: Some(rules) }
    }

    /// Of an algorithm that takes recovery lines.
    #[must_use]
    pub const fn of_lines(rules: &'static [Rule]) -> Self {
        Self { aim: Aim::RecoveryLine, rules: Some(rules) }
    }

    /// Of an algorithm that takes checkpoints, and has nothing to say about them.
    pub const CHECKPOINTS: Self = Self { aim: Aim::Checkpoints, rules: Some(&[]) };

    /// What is to be recorded by an algorithm with this law; a global state, if it is not known.
    #[must_use]
    pub fn aim_of(law: Option<Self>) -> Aim {
        law.map(|law| law.aim).unwrap_or_default()
    }

    /// Whether it says how many control messages there are to be.
    pub(crate) const fn tells(&self) -> bool {
        self.rules.is_some()
    }

    /// The rule for messages of this kind, if there may be any.
    pub(crate) fn rule(&self, kind: &str) -> Option<&'static Rule> {
        self.rules?.iter().find(|rule| rule.kind == kind)
    }

    /// The first kind of which there is one on each channel, if there is such a kind: the one by which everybody hears of a snapshot.
    #[must_use]
    pub fn on_each(law: Option<Self>) -> Option<&'static str> {
        law?.rules?.iter().find(|rule| rule.on == On::Each).map(|rule| rule.kind)
    }

    /// What a message of an algorithm with this law is called: its kind, if there is but one, and that is known.
    #[must_use]
    pub const fn word(law: Option<Self>) -> &'static str {
        match law {
            Some(Self { rules: Some([only]), .. }) => only.kind,
            _ => "control message",
        }
    }
}

/// What is so where it is kept: `one marker on each channel`.
impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(rules) = self.rules else { return f.write_str("any control messages") };
        let rules: Vec<_> = rules.iter().map(ToString::to_string).collect();
        if rules.is_empty() { f.write_str("no control message") } else { f.write_str(&rules.join(", ")) }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind;
        match self.on {
            On::Each => write!(f, "one {kind} on each channel"),
            On::FromInitiator => write!(f, "one {kind} on each channel from the initiator"),
            On::ToInitiator => write!(f, "one {kind} on each channel to the initiator"),
            On::Used => write!(f, "one {kind} on each channel used since the last snapshot"),
            On::UsedAfter(other) => write!(f, "one {kind} on each used later, without a {other}"),
            On::ToCohort => {
                write!(
                    f,
                    "one {kind} to each from whom one who took a checkpoint had received since its last"
                )
            }
            On::SomeBetweenInitiators => write!(f, "at most one {kind} on a channel between initiators"),
            On::Anywhere(Sum::Followers) => write!(f, "one {kind} for each process that followed"),
            On::Anywhere(Sum::RecordedElsewhere) => {
                write!(f, "one {kind} for each message recorded in a channel not to the initiator")
            }
            On::Anywhere(Sum::As(other)) => write!(f, "one {kind} for each {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_said_in_words() {
        assert_eq!(Law::MARKERS.to_string(), "one marker on each channel");
        assert_eq!(Law::of(&[]).to_string(), "no control message");
        let tree = Law::of(&[
            Rule { kind: "init", on: On::Anywhere(Sum::Followers) },
            Rule { kind: "ack", on: On::Anywhere(Sum::As("regular")) },
        ]);
        assert_eq!(tree.to_string(), "one init for each process that followed, one ack for each regular");
    }
}
