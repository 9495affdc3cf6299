//! The lines and words of these files, and what is wrong in one.

use std::ops::Range;

use snapshot::script::{Mistake, ScriptError};

use crate::text::TextError;

/// The longest name of a server, in bytes.
pub const MAX_NAME: usize = 64;
/// The most tokens there may be in a file, all together: 2^53.
pub const MAX_TOKENS: u64 = snapshot::script::MAX_AMOUNT;

/// Why a text is not such a file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {mistake}")]
pub struct LineError {
    /// The line, from 1.
    pub line: usize,
    /// What was expected there, and what was found.
    pub mistake: Mistake,
}

impl LineError {
    pub(super) fn new(line: usize, mistake: impl Into<Mistake>) -> Self {
        Self { line, mistake: mistake.into() }
    }

    /// The same as a complete message, with the line of the text and carets under what is to blame; `file` is what the text is called.
    #[must_use]
    pub fn shown(self, file: &str, text: &str) -> TextError {
        let text = without_mark(text);
        let span = self.span(text);
        crate::text::shown(file, text, span, self.mistake.what, self.mistake.tip)
    }

    /// Which bytes of the text are to blame: the words that are, or else all that the line says.
    fn span(&self, text: &str) -> Range<usize> {
        let before = text.split_inclusive('\n').take(self.line.saturating_sub(1));
        let start = before.map(str::len).sum::<usize>();
        let line = text[start..].lines().next().unwrap_or_default();
        let said = said(line);
        let words = if self.mistake.words.is_empty() { said } else { &self.mistake.words };
        let is_word = |place: &usize| {
            let beside = |c: char| c.is_whitespace() || matches!(c, ',' | '"');
            let (left, right) = (&line[..*place], &line[place + words.len()..]);
            left.chars().next_back().is_none_or(beside) && right.chars().next().is_none_or(beside)
        };
        let mut places = line.match_indices(words).map(|(place, _)| place);
        match places.find(is_word) {
            Some(place) => start + place..start + place + words.len(),
            None => start + line.len() - line.trim_start().len()..start + line.trim_end().len(),
        }
    }
}

impl From<ScriptError> for LineError {
    fn from(ScriptError { line, mistake }: ScriptError) -> Self {
        Self { line, mistake }
    }
}

/// The text without the mark with which some editors begin it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// What a line says: all but space and a comment. A `#` begins one where it begins a word, and is not in double quotes.
fn said(line: &str) -> &str {
    let (mut quoted, mut before) = (false, ' ');
    for (place, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted && before.is_whitespace() => return line[..place].trim(),
            _ => {}
        }
        before = c;
    }
    line.trim()
}

/// The lines that say something, with their numbers; ends with the line after the last.
pub(super) struct Lines<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    /// The number of the line that was looked at last.
    last: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { lines: without_mark(text).lines().enumerate(), last: 0 }
    }

    /// The next one, which must be there.
    pub(super) fn expect(&mut self, what: &str) -> Result<(usize, &'a str), LineError> {
        let next = self.next();
        next.ok_or_else(|| {
            LineError::new(self.last + 1, format!("expected {what}, found the end of the file"))
        })
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        for (place, line) in self.lines.by_ref() {
            self.last = place + 1;
            let line = said(line);
            if !line.is_empty() {
                return Some((self.last, line));
            }
        }
        None
    }
}

/// The words of a line, if there are just so many.
pub(super) fn words<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut words = line.split_whitespace();
    let mut found = [""; N];
    for slot in &mut found {
        *slot = words.next()?;
    }
    words.next().is_none().then_some(found)
}

/// A number as it is written: digits only, and not more than `most`.
pub(super) fn number(text: &str, what: &str, most: u64) -> Result<u64, Mistake> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Mistake::new(format!("expected {what}, found '{}'", shown(text))).at(text));
    }
    let small = text.parse().ok().filter(|number| *number <= most);
    let mistake = || format!("expected {what} of at most {most}, found {}", shown(text));
    small.ok_or_else(|| Mistake::new(mistake()).at(text))
}

pub(super) fn name(text: &str) -> Result<String, Mistake> {
    if text.len() > MAX_NAME {
        let what = format!("a name has at most {MAX_NAME} bytes, and '{}' is longer", shown(text));
        return Err(Mistake::new(what).at(text));
    }
    if text.contains(char::is_control) {
        return Err(Mistake::new(format!("a name has no control characters, and {text:?} has")).at(text));
    }
    Ok(text.to_string())
}

/// What was found, as an error tells it: not more than is read at a glance.
pub(super) fn shown(text: &str) -> String {
    let mut shown = printable(text.chars().take(60));
    if text.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}

/// What does nothing to a terminal but be there.
pub(super) fn printable(text: impl Iterator<Item = char>) -> String {
    text.map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
