//! What is wrong with a predicate, and where.

use std::ops::Range;

use trace::text::{TextError, shown};

/// A mistake in a predicate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mistake {
    /// Which bytes of it.
    pub(super) span: Range<usize>,
    /// What is wrong there.
    pub(super) what: String,
    /// How to mend it.
    pub(super) tip: Option<String>,
}

impl Mistake {
    pub(super) fn at(span: Range<usize>, what: impl Into<String>) -> Self {
        Self { span, what: what.into(), tip: None }
    }

    pub(super) fn tip(self, tip: impl Into<String>) -> Self {
        Self { tip: Some(tip.into()), ..self }
    }

    pub(super) fn shown(self, text: &str) -> TextError {
        shown("predicate", text, self.span, self.what, self.tip)
    }
}
