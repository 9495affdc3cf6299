//! Names of processes as a script writes them: a word, or in double quotes.

use std::fmt;

/// A name, in double quotes if it is not one word. Of names with a quote in them only words can be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a>(pub(super) &'a str);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(name) = self;
        if name.contains(char::is_whitespace) || name.starts_with('#') {
            write!(f, "\"{name}\"")
        } else {
            f.write_str(name)
        }
    }
}

/// The name that a text begins with, up to the end of a word or of the quotes, and what comes after; none, if quotes do not end.
#[must_use]
pub fn first_name(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => Some(text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))),
    }
}
