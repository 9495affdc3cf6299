//! What can be claimed of the costs of a snapshot, and what an algorithm pays with.

use std::fmt;

use super::formula::Formula;

/// Something that a snapshot costs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cost {
    /// Control messages that were sent.
    Control,
    /// Bits that a message of the computation carries for the algorithm and for the order of its channels.
    Bits,
    /// Ticks from the first recording of a process to the last.
    Recorded,
    /// Ticks from the first recording of a process until the last channel is closed.
    Complete,
    /// Messages recorded in channels.
    Messages,
    /// Messages kept at the completion: those recorded, and what is kept besides.
    Stored,
    /// Deliveries that were refused.
    Refused,
    /// Ticks in which processes were kept from what they would have done, all added up.
    Blocked,
}

impl Cost {
    /// All of them, in the order of a table.
    pub const ALL: [Self; 8] = [
        Self::Control,
        Self::Bits,
        Self::Recorded,
        Self::Complete,
        Self::Messages,
        Self::Stored,
        Self::Refused,
        Self::Blocked,
    ];

    /// Its name in tables and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Bits => "bits",
            Self::Recorded => "recorded",
            Self::Complete => "complete",
            Self::Messages => "messages",
            Self::Stored => "stored",
            Self::Refused => "refused",
            Self::Blocked => "blocked",
        }
    }

    /// What is counted.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Control => "control messages sent",
            Self::Bits => "bits that each message of the computation carries besides",
            Self::Recorded => "ticks until the last process has recorded",
            Self::Complete => "ticks until the last channel is closed",
            Self::Messages => "messages recorded in channels",
            Self::Stored => "messages kept at the completion, recorded or not",
            Self::Refused => "deliveries refused",
            Self::Blocked => "ticks in which processes were kept from acting",
        }
    }

    /// Whether it is a time, or comes of times: what a formula says of it is so if every message takes one tick.
    #[must_use]
    pub const fn goes_by_time(self) -> bool {
        matches!(self, Self::Recorded | Self::Complete | Self::Refused | Self::Blocked)
    }
}

/// How a cost stands to a formula.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// It is the same.
    Is,
    /// It is no more.
    AtMost,
}

impl Relation {
    /// Whether it is so.
    #[must_use]
    pub const fn holds(self, cost: u64, formula: u64) -> bool {
        match self {
            Self::Is => cost == formula,
            Self::AtMost => cost <= formula,
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Is => "=",
            Self::AtMost => "<=",
        })
    }
}

/// What a cost comes to, in every run in which the needs of the algorithm hold.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// The cost.
    pub cost: Cost,
    /// How it stands to the formula.
    pub relation: Relation,
    /// The formula.
    pub formula: Formula,
}

impl Claim {
    /// Whether it says a number, and that is what it comes to.
    #[must_use]
    pub const fn is_constant(&self) -> bool {
        matches!((self.relation, self.formula), (Relation::Is, Formula::Number(_)))
    }
}

/// As it is said behind what something cost: `= e`.
impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.formula {
            Formula::Number(number) if self.is_constant() => write!(f, "always {number}"),
            formula => write!(f, "{} {formula}", self.relation),
        }
    }
}

/// What a snapshot is paid with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coin {
    /// The network keeps an order of messages.
    Order,
    /// Something is carried by every message.
    Bits,
    /// Processes wait, to send or to receive.
    Waiting,
}

impl Coin {
    /// In a word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Bits => "bits",
            Self::Waiting => "waiting",
        }
    }
}

/// What an algorithm pays.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// The algorithm.
    pub algorithm: &'static str,
    /// With what.
    pub with: &'static [Coin],
    /// Whether that is enough: whether it is right wherever its needs hold. What is left out of it makes the others instructive.
    pub enough: bool,
    /// What it comes to.
    pub claims: &'static [Claim],
}
