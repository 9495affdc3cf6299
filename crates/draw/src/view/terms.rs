//! What the parts of a picture are called: those of a snapshot, or those of a cut that somebody asked for, along which nobody recorded anything.

use super::View;

/// The words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// What is before the cut.
    pub before: &'static str,
    /// What is after it.
    pub after: &'static str,
    /// What a state or a message is that belongs to the global state.
    pub is_in: &'static str,
    /// What such a message means.
    pub message: &'static str,
    /// What the sign at a process means.
    pub point: &'static str,
}

const OF_A_SNAPSHOT: Terms = Terms {
    before: "prerecording",
    after: "postrecording",
    is_in: "recorded",
    message: "message recorded in a channel",
    point: "process records its state",
};

const ASKED: Terms = Terms {
    before: "before the cut",
    after: "after the cut",
    is_in: "at the cut",
    message: "message in a channel at the cut",
    point: "where the cut goes through a process",
};

impl View<'_> {
    /// What its parts are called.
    #[must_use]
    pub fn terms(&self) -> &'static Terms {
        if self.is_asked() { &ASKED } else { &OF_A_SNAPSHOT }
    }
}
