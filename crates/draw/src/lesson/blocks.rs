//! What a chapter is made of. In a text, `[[word]]` or `[[word|as it stands]]` is a word of the glossary, and what is between two
//! backticks is to be typed.

/// A chapter.
pub(super) struct Chapter {
    /// Where the address leads.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What it has; or why it is left out.
    pub(super) body: Result<Vec<Block>, String>,
}

/// A part of a chapter.
pub(super) enum Block {
    Text(String),
    /// Some sentences, one under another.
    Points(Vec<String>),
    /// Words of the paper, and where they stand in it.
    Quote(&'static str, &'static str),
    Picture(Picture),
    /// Pictures beside each other.
    Beside(Vec<Picture>),
    /// What can be recorded: each state, how often, and what the oracles say of it.
    States(String, Vec<(String, String, Option<bool>)>),
    /// What an oracle says, and of what.
    Verdict(Option<bool>, String),
    Question(Question),
}

impl Block {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A diagram of a run.
pub(super) struct Picture {
    /// The name of its run.
    pub(super) run: String,
    /// Which parts there are beside the diagram: `step`, `cut`, `slide`, `verdict`.
    pub(super) shows: &'static str,
    pub(super) at: At,
    /// Of each process how many of the steps that are shown are before the cut; as recorded, if this is not said.
    pub(super) cut: Option<Vec<u32>>,
    /// Whether nothing in it says what a cut is worth.
    pub(super) quiet: bool,
    /// What is seen.
    pub(super) caption: String,
}

/// Where the reader is in a run at first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Start,
    End,
}

impl Picture {
    pub(super) fn of(run: &str, shows: &'static str, at: At, caption: impl Into<String>) -> Self {
        Self { run: run.to_string(), shows, at, cut: None, quiet: false, caption: caption.into() }
    }
}

/// A question.
pub(super) struct Question {
    pub(super) text: String,
    /// What it is about, if it has a picture of its own.
    pub(super) picture: Option<Picture>,
    pub(super) kind: Kind,
}

/// How it is answered.
pub(super) enum Kind {
    /// With a cut in the picture that is consistent.
    Place,
    /// With one of these.
    Choice(Vec<Choice>),
}

/// An answer that may be chosen.
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) right: bool,
    pub(super) why: String,
}
