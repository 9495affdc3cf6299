//! What formulae speak of: quantities of a network and of a run, each with a symbol.

/// What a formula speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// Processes.
    Processes,
    /// Channels.
    Channels,
    /// Bits of a number.
    Word,
    /// How far the farthest process is from the nearest initiator, in channels.
    Eccentricity,
    /// Processes that are as far as that.
    Farthest,
    /// The most channels on a shortest way from the nearest initiator through a channel: what goes out on every channel has come then.
    Through,
    /// The longest way from a source, in channels; no way goes through a back-edge.
    LongestPath,
    /// The same, and of a way that ends with a back-edge.
    LongestBack,
    /// Messages recorded in channels that do not lead to an initiator.
    Elsewhere,
    /// Messages recorded in back-edges.
    InBackEdges,
    /// Messages recorded in all channels.
    Recorded,
    /// Messages that the computation sent from the first recording until the completion.
    Meanwhile,
    /// Messages that the computation ever sent, until the completion.
    Ever,
    /// Messages that were sent by who had recorded, and overtaken by the message upon which their target recorded.
    Overtaken,
    /// Channels on which the computation sent something between two recordings of their source: that for the snapshot before and this.
    Used,
    /// Channels on which it did so only after that, and before the recording for the next snapshot.
    UsedLater,
    /// Channels on which those who recorded had received something since they last did.
    Cohorts,
    /// Processes that recorded and did not start the snapshot.
    Forced,
    /// Processes that started the snapshot.
    Starters,
    /// Processes that did not.
    Followers,
    /// Channels between initiators of adjacent regions.
    Adjacent,
    /// Of a detection: processes that are active at first, besides the one that begins it.
    Active,
    /// Of a detection: steps in which who begins it sends messages of it.
    Rounds,
    /// Of a detection: how often another process comes to be passive.
    Rests,
}

impl Quantity {
    /// All of them, in the order in which they are explained.
    pub const ALL: [Self; 24] = [
        Self::Processes,
        Self::Channels,
        Self::Word,
        Self::Eccentricity,
        Self::Farthest,
        Self::Through,
        Self::LongestPath,
        Self::LongestBack,
        Self::Elsewhere,
        Self::InBackEdges,
        Self::Recorded,
        Self::Meanwhile,
        Self::Ever,
        Self::Overtaken,
        Self::Used,
        Self::UsedLater,
        Self::Cohorts,
        Self::Forced,
        Self::Starters,
        Self::Followers,
        Self::Adjacent,
        Self::Active,
        Self::Rounds,
        Self::Rests,
    ];

    /// As it is written in a formula.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Processes => "n",
            Self::Channels => "e",
            Self::Word => "w",
            Self::Eccentricity => "ecc",
            Self::Farthest => "m",
            Self::Through => "far",
            Self::LongestPath => "path",
            Self::LongestBack => "path'",
            Self::Elsewhere => "k",
            Self::InBackEdges => "b",
            Self::Recorded => "t",
            Self::Meanwhile => "s",
            Self::Ever => "h",
            Self::Overtaken => "o",
            Self::Used => "u",
            Self::UsedLater => "l",
            Self::Cohorts => "c",
            Self::Forced => "d",
            Self::Starters => "i",
            Self::Followers => "f",
            Self::Adjacent => "g",
            Self::Active => "a",
            Self::Rounds => "r",
            Self::Rests => "p",
        }
    }

    /// What it is.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Processes => "processes",
            Self::Channels => "channels",
            Self::Word => "bits of a number",
            Self::Eccentricity => "channels from the initiator to the farthest process",
            Self::Farthest => "processes that are as far as that",
            Self::Through => "channels from the initiator through the farthest channel",
            Self::LongestPath => "channels on the longest path from a source without back-edges",
            Self::LongestBack => "the same, with a back-edge at its end where there is one",
            Self::Elsewhere => "messages recorded in channels that do not lead to the initiator",
            Self::InBackEdges => "messages recorded in back-edges",
            Self::Recorded => "messages recorded in channels",
            Self::Meanwhile => "messages sent from the first recording to the completion",
            Self::Ever => "messages sent from the beginning to the completion",
            Self::Overtaken => "messages from who had recorded, overtaken by what their target recorded upon",
            Self::Used => "channels used between the recordings of two snapshots by their source",
            Self::UsedLater => "channels used only after that, and before the next",
            Self::Cohorts => "channels on which those who recorded had received since they last did",
            Self::Forced => "processes that recorded and did not start",
            Self::Starters => "processes that started the snapshot",
            Self::Followers => "processes that did not start the snapshot",
            Self::Adjacent => "channels between initiators of adjacent regions",
            Self::Active => "processes that are active at first, besides who begins the detection",
            Self::Rounds => "rounds, waves or snapshots that were begun",
            Self::Rests => "times that another process came to be passive",
        }
    }
}

/// What quantities come to.
pub trait Counts {
    /// This one, if it is known.
    fn count(&self, quantity: Quantity) -> Option<u64>;
}
