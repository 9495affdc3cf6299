//! A file of TOML as it is, kept to show in it a mistake that is found only when more is known than the file says.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use super::error::{Finding, TextError};
use super::{document, shown_at};

/// A file, and what is in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    file: Arc<str>,
    text: Arc<str>,
}

impl Source {
    /// The text of this file.
    #[must_use]
    pub fn new(file: &str, text: &str) -> Self {
        Self { file: file.into(), text: text.strip_prefix('\u{feff}').unwrap_or(text).into() }
    }

    /// What is wrong with these bytes of a text, and how to mend it, shown where the list under this key has the text; nothing, if it has not.
    #[must_use]
    pub fn shown(
        &self,
        key: &str,
        (said, within): (&str, Range<usize>),
        (what, tip): (String, Option<String>),
    ) -> Option<TextError> {
        let table = document(&self.text).ok()?;
        let DeValue::Array(list) = table.get(key)?.get_ref() else { return None };
        let is_said = |value: &DeValue<'_>| matches!(value, DeValue::String(text) if text == said);
        let span = list.iter().find(|value| is_said(value.get_ref()))?.span();
        // Between quotes a text stands as it is, unless something in it is escaped.
        let is_plain = self.text.get(span.start + 1..span.end - 1) == Some(said);
        let span = if is_plain { span.start + 1 + within.start..span.start + 1 + within.end } else { span };
        Some(shown_at(&self.file, &self.text, Finding { span, what, tip }))
    }
}
