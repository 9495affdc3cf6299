//! How a process comes to its end, and how that is said.

use std::time::Duration;

use sim_core::words::{counted, were};

/// How a process comes to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// With the others: each tells its neighbours when it is done.
    Together,
    /// By itself as soon as it is done, as the exercise's P.
    Alone,
    /// When its neighbour hangs up, as the exercise's Q.
    HungUp,
}

/// How a process came to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
    /// It has done what it was there for, and so have its neighbours.
    Complete,
    /// A neighbour is gone.
    Disconnected {
        /// Its name.
        peer: String,
        /// How many messages were received from it.
        after: u64,
    },
    /// A neighbour sent something that nothing can be made of.
    Broken {
        /// Its name.
        peer: String,
        /// How many messages were received from it.
        after: u64,
        /// What it sent.
        what: String,
    },
    /// A neighbour gave up.
    GaveUp {
        /// Its name.
        peer: String,
        /// Why.
        why: String,
    },
    /// Nothing happened for so long.
    Silent {
        /// How long.
        silence: Duration,
        /// Those that did not read what was sent to them.
        unread: Vec<String>,
    },
    /// It went on for so long.
    Late(Duration),
    /// There were as many events as are allowed.
    MaxEvents(u64),
    /// A message is too long to be sent.
    TooLong {
        /// To whom.
        peer: String,
        /// Its length in bytes.
        bytes: usize,
    },
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Complete => write!(f, "complete"),
            Self::Disconnected { peer, after } => write!(f, "{peer} disconnected after message {after}"),
            Self::Broken { peer, after, what } => write!(f, "{peer} sent {what}, after message {after}"),
            Self::GaveUp { peer, why } => write!(f, "{peer} gave up: {why}"),
            Self::Silent { silence, unread } if unread.is_empty() => {
                write!(f, "nothing happened for {} ms", silence.as_millis())
            }
            Self::Silent { silence, unread } => {
                write!(f, "{} did not read for {} ms", unread.join(", "), silence.as_millis())
            }
            Self::Late(allowed) => write!(f, "it was not over within {} ms", allowed.as_millis()),
            Self::MaxEvents(events) => {
                write!(f, "{} {} not enough", counted(*events, "event"), were(*events))
            }
            Self::TooLong { peer, bytes } => {
                write!(f, "a message to {peer} of {} is too long to be sent", counted(*bytes, "byte"))
            }
        }
    }
}
