//! Why an experiment cannot be: what is wrong with what was asked for, and how to mend it.

use std::fmt;

use crate::spec::FieldError;
use crate::text::TextError;

/// Why an experiment cannot be.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}{}", Tip(tip.as_deref()))]
pub struct Refused {
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub tip: Option<String>,
}

struct Tip<'a>(Option<&'a str>);

impl fmt::Display for Tip<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |tip| write!(f, "; {tip}"))
    }
}

impl Refused {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), tip: None }
    }

    pub(super) fn with_tip(what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { what: what.into(), tip: Some(tip.into()) }
    }
}

impl From<TextError> for Refused {
    /// A mistake at a place in a text.
    fn from(TextError { message: what, tip, .. }: TextError) -> Self {
        Self { what, tip }
    }
}

impl From<FieldError> for Refused {
    /// A field of a saved configuration.
    fn from(error: FieldError) -> Self {
        Self::new(error.to_string())
    }
}
