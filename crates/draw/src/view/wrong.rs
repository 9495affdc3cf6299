//! What can be wrong with a message that is drawn, and its signs.

/// What is wrong with a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// It crosses the cut backwards.
    Backward,
    /// It was in the channel at the cut and was not recorded there.
    Lost,
    /// It was recorded in the channel and was not there at the cut.
    Misrecorded,
    /// It was recorded more than once.
    Twice,
}

/// A message that a snapshot has wrongly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong with it.
    pub wrong: Wrong,
    /// In which snapshot.
    pub snapshot: u32,
}

impl Wrong {
    /// The sign of it, for which no colour is needed.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Lost => '!',
            Self::Backward | Self::Misrecorded | Self::Twice => '✗',
        }
    }

    /// In few words, behind the message's name.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Backward => "backwards",
            Self::Lost => "not recorded",
            Self::Misrecorded => "wrongly recorded",
            Self::Twice => "recorded twice",
        }
    }
}
