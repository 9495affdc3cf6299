//! What is done in another way than may have been meant: whoever asked is told.

/// Something that was said, and what is done of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// It is done as another program does it too.
    Note(String),
    /// It changes nothing.
    Warning(String),
}
