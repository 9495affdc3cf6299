//! The files of a course's simulator of token-passing servers: topologies, events, snapshots and lists of delays.
//!
//! ```text
//! .top      N                                  how many servers there are
//!           ID TOKENS                          N lines
//!           SRC DST                            one link a line; the simulator ignores SRC = DST
//! .events   hold ID AMOUNT [UNIT], …           what a server has at the start
//!           send SRC DST AMOUNT [UNIT], … ["label"]
//!           snapshot ID                        snapshots are numbered 0, 1, 2, … in the order of the file
//!           tick [K]                           K ticks, or 1
//! .snap     NUMBER
//!           ID TOKENS                          recorded tokens
//!           SRC DST token(K)                   a recorded message, in the order of arrival
//! delays    D                                  one a line, in the order of sending
//! ```
//!
//! Blank lines and lines that begin with `#` say nothing. Units, labels and `hold` lines are our own: with them a figure
//! of a textbook can be written down, and every file of the course's means what it meant there. What is not of the
//! grammar is an error that names the line; nothing is guessed or skipped.
//!
//! What a clock makes of such files is [`Ticked`](sim_core::Ticked)'s business, what the statements come to is
//! [`Script`](snapshot::Script)'s.

pub mod delays;
pub mod events;
pub mod snap;
pub mod top;

pub use snap::{Snap, SnapMessage};
pub use top::{Server, Top};

/// The longest name of a server, in bytes.
pub const MAX_NAME: usize = 64;
/// The most tokens there may be in a file, all together: 2^53.
pub const MAX_TOKENS: u64 = snapshot::computation::script::amount::MAX_AMOUNT;

/// Why a text is not such a file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct LineError {
    /// The line, from 1.
    pub line: usize,
    /// What was expected there, and what was found.
    pub what: String,
}

impl LineError {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// The lines that say something, with their numbers; ends with the line after the last.
struct Lines<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    /// The number of the line that was looked at last.
    last: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { lines: text.lines().enumerate(), last: 0 }
    }

    /// The next one, which must be there.
    fn expect(&mut self, what: &str) -> Result<(usize, &'a str), LineError> {
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
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                return Some((self.last, line));
            }
        }
        None
    }
}

/// The words of a line, if there are just so many.
fn words<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut words = line.split_whitespace();
    let mut found = [""; N];
    for slot in &mut found {
        *slot = words.next()?;
    }
    words.next().is_none().then_some(found)
}

/// A number as it is written: digits only, and not more than `most`.
fn number(text: &str, what: &str, most: u64) -> Result<u64, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("expected {what}, found '{}'", shown(text)));
    }
    let small = text.parse().ok().filter(|number| *number <= most);
    small.ok_or_else(|| format!("expected {what} of at most {most}, found {}", shown(text)))
}

fn name(text: &str) -> Result<String, String> {
    if text.len() > MAX_NAME {
        return Err(format!("a name has at most {MAX_NAME} bytes, and '{}' is longer", shown(text)));
    }
    if text.contains(char::is_control) {
        return Err(format!("a name has no control characters, and {text:?} has"));
    }
    Ok(text.to_string())
}

/// What was found, as an error tells it: not more than is read at a glance.
fn shown(text: &str) -> String {
    let mut shown = printable(text.chars().take(60));
    if text.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}

/// What does nothing to a terminal but be there.
fn printable(text: impl Iterator<Item = char>) -> String {
    text.map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests;
