//! What can be asked for while one steps through a run; [`keys`](super::keys) say how, [`model`](super::model) does it.

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Act {
    Nothing,
    /// So many events forward, or back.
    Move(isize),
    First,
    Last,
    /// To the next recording of a state, or the one before.
    Recording {
        forward: bool,
    },
    /// To the next sending or receipt of a marker, or the one before.
    Marker {
        forward: bool,
    },
    /// To the next event that says what was looked for, or the one before.
    Again {
        forward: bool,
    },
    Ask(Question),
    Type(char),
    Erase,
    Answer,
    /// To the next pane, or the one before.
    Focus(isize),
    Scroll(isize),
    /// The processes of the diagram, to the right or to the left.
    Columns(isize),
    /// Another snapshot's recorded state.
    Snapshot(isize),
    Help,
    /// Closes what is open, or leaves.
    Leave,
    Suspend,
    Quit,
}

/// What is asked on the last line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Question {
    /// To which event?
    Number,
    /// Which text?
    Text,
}
