//! How many control messages each algorithm sends for a snapshot: data, by which the oracle counts. No algorithm is asked.
//!
//! The law of an algorithm that can be asked for by name stands [beside it](crate::algorithms). What is due in a run is worked out
//! [from what the oracle itself sees](super::due).

/// The control messages of a snapshot: of each kind as many as its rule says, and no others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Law(pub &'static [Rule]);

/// So many control messages of this kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What the messages [are](crate::Extra::kind).
    pub kind: &'static str,
    /// How many there are to be, and where.
    pub due: Due,
}

/// How many there are to be. Who started the snapshot is an initiator, everybody else one of the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// One on each channel: `e`.
    Each,
    /// At most one on each channel.
    AtMostOne,
    /// One on each channel from an initiator: `n - 1` from a hub.
    FromInitiator,
    /// One on each channel to an initiator: `n - 1` to a hub.
    ToInitiator,
    /// At most one on each channel from an initiator to another.
    BetweenInitiators,
    /// To each of the others one, along whichever channel: `n - 1` down a tree.
    ToOthers,
    /// From each of the others one, along whichever channel: `n - r` up the trees of `r` initiators.
    FromOthers,
    /// One on each channel that the computation used since its sender last recorded: `u`. What it did before anybody looked is not known.
    Used,
    /// One on each channel on which the computation sent after its sender recorded, unless there is one of this kind: `l`.
    Unless(&'static str),
    /// On each channel as many as of this kind on the channel back.
    Answers(&'static str),
    /// On each channel to an initiator as many as messages were recorded in channels to its source: `k` in all.
    Forwards,
}

impl Law {
    /// One marker on each channel.
    pub const MARKERS: Self = Self(&[Rule { kind: "marker", due: Due::Each }]);

    /// The rule for messages of this kind, if there may be any.
    pub(crate) fn rule(&self, kind: &str) -> Option<&'static Rule> {
        self.0.iter().find(|rule| rule.kind == kind)
    }

    /// Whether it depends on what the computation sent, and when.
    pub(super) fn asks_traffic(&self) -> bool {
        self.0.iter().any(|rule| matches!(rule.due, Due::Used | Due::Unless(_)))
    }

    /// What is so where it is kept: `one marker and one ack on each channel`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let same = self.0.chunk_by(|one, other| one.due == other.due);
        let phrases = same.map(|rules| {
            let kinds: Vec<_> = rules.iter().map(|rule| rule.due.many(rule.kind)).collect();
            format!("{} {}", kinds.join(" and "), rules[0].due.place())
        });
        let phrases: Vec<_> = phrases.collect();
        if phrases.is_empty() { "no message of the algorithm".to_string() } else { phrases.join(", ") }
    }

    /// What a message of the algorithm is called, if it has but one kind.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.0 {
            [only] => only.kind,
            _ => CONTROL,
        }
    }
}

/// What a message of an algorithm is called that has several kinds of them, or none that are known.
pub(crate) const CONTROL: &str = "control message";

impl Due {
    /// How many of a kind there are to be in each place.
    fn many(self, kind: &str) -> String {
        match self {
            Self::AtMostOne | Self::BetweenInitiators => format!("at most one {kind}"),
            Self::Answers(_) | Self::Forwards => format!("as many {kind}s"),
            _ => format!("one {kind}"),
        }
    }

    /// Where, and for what.
    fn place(self) -> String {
        match self {
            Self::Each | Self::AtMostOne => "on each channel".into(),
            Self::FromInitiator => "from the initiator to each other process".into(),
            Self::ToInitiator => "from each other process to the initiator".into(),
            Self::BetweenInitiators => "on each channel between initiators".into(),
            Self::ToOthers => "to each process that did not start".into(),
            Self::FromOthers => "from each process that did not start".into(),
            Self::Used => "on each channel used since the last snapshot".into(),
            Self::Unless(kind) => format!("on each other channel that is used before the next {kind}"),
            Self::Answers(kind) => format!("as {kind}s the other way"),
            Self::Forwards => "to the initiator as messages were recorded in channels to others".into(),
        }
    }

    /// Whether there may be more than one in a channel.
    pub(crate) const fn may_repeat(self) -> bool {
        matches!(self, Self::Forwards)
    }
}
