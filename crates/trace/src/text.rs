//! A text that a person wrote, and where in it a mistake is.
//!
//! `syntax` is TOML, `reader` how a value of it is read, `place` and `error` how a mistake is shown, in a `source` later too, `similar` what was
//! probably meant. What may be said where is not known here: that is [`scenario`](crate::scenario)'s business.

use std::ops::Range;

mod error;
mod place;
pub(crate) mod reader;
mod similar;
mod source;
mod syntax;
#[cfg(test)]
mod tests;

pub use error::TextError;
pub use similar::closest;
pub(crate) use similar::meant;
pub use source::Source;
pub use toml::Spanned;

pub(crate) use error::Finding;
pub(crate) use place::shown_at;
pub(crate) use syntax::document;

/// A mistake in any text of many lines, as a complete message; `span` is which bytes say it.
#[must_use]
pub fn shown(file: &str, text: &str, span: Range<usize>, what: String, tip: Option<String>) -> TextError {
    shown_at(file, text, Finding { span, what, tip })
}
