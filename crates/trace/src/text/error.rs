//! What is wrong with a text: first as a finding at a place in the text, then as something to show.

use std::fmt;
use std::ops::Range;

/// Why a text cannot be used: a complete message.
///
/// ```text
/// ring.toml:3:1: unknown key 'toplogy'
/// 3 | toplogy = "ring:2"
///   | ^^^^^^^
///
///   tip: a similar key exists: 'topology'
/// ```
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}{}", Tip(tip.as_deref()))]
pub struct TextError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// File, line, column and what is wrong, then the line and a caret under it: all but the tip.
    pub message: String,
    /// What is wrong, alone.
    pub what: String,
    /// Which bytes of the text say it.
    pub span: Range<usize>,
    /// How to mend it.
    pub tip: Option<String>,
}

struct Tip<'a>(Option<&'a str>);

impl fmt::Display for Tip<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |tip| write!(f, "\n\n  tip: {tip}"))
    }
}

/// What is wrong, and which bytes of the text say it.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) span: Range<usize>,
    pub(crate) what: String,
    pub(crate) tip: Option<String>,
}

impl Finding {
    pub(crate) fn new(span: Range<usize>, what: impl Into<String>) -> Self {
        Self { span, what: what.into(), tip: None }
    }

    pub(crate) fn tip(self, tip: impl Into<String>) -> Self {
        Self { tip: Some(tip.into()), ..self }
    }
}
