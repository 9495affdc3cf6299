//! From bytes to what a person sees: line, column, and a caret under the right character.
//!
//! Columns count characters, carets the cells that a terminal gives them. Of a very long line only the part around the
//! caret is shown.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::error::{Finding, TextError};

/// How many characters of a line are shown.
const SHOWN: usize = 100;

/// How many of them come before the caret, at most, in a line that is cut.
const BEFORE: usize = 40;

/// How many characters of a sentence are shown: names in it may be of any length.
const SENTENCE: usize = 400;

/// Shows a finding. A span that is not in the text is moved into it.
pub(crate) fn shown_at(file: &str, text: &str, finding: Finding) -> TextError {
    let Finding { span, what, tip } = finding;
    let start = inside(text, span.start);
    let line_start = line_start(text, start);
    let line = line_at(text, start);
    // The end of a line belongs to it.
    let from = (start - line_start).min(line.len());
    let to = floor(line, span.end.saturating_sub(line_start)).max(from);
    let number = 1 + text[..line_start].bytes().filter(|byte| *byte == b'\n').count();
    let column = 1 + line[..from].chars().count();
    let margin = " ".repeat(number.to_string().len());
    let (shown, caret) = excerpt(line, from..to);
    let message = format!(
        "{}:{number}:{column}: {}\n{number} | {shown}\n{margin} | {caret}",
        sentence(file),
        sentence(&what)
    );
    TextError { line: number, column, message, what, span, tip: tip.map(|tip| sentence(&tip)) }
}

/// The line in which a byte is, without its end.
pub(super) fn line_at(text: &str, at: usize) -> &str {
    text[line_start(text, inside(text, at))..].lines().next().unwrap_or_default()
}

/// The place itself; for the empty line after the last one, the end of the last one.
fn inside(text: &str, at: usize) -> usize {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    floor(lines, at)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The last place up to this one at which a character begins or the text ends.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).expect("a text begins with a boundary")
}

/// What is shown of a line, and what stands beneath it.
fn excerpt(line: &str, span: Range<usize>) -> (String, String) {
    let before = line[..span.start].chars().count();
    let total = before + line[span.start..].chars().count();
    let skipped = if total > SHOWN { before.saturating_sub(BEFORE).min(total - SHOWN) } else { 0 };
    let byte = |character: usize| line.char_indices().nth(character).map_or(line.len(), |(byte, _)| byte);
    let window = byte(skipped)..byte(skipped + SHOWN);
    let (left, right) = (dots(window.start > 0), dots(window.end < line.len()));
    let padding = visible(&line[window.start..span.start]).width() + left.len();
    let marked = visible(&line[span.start..span.end.min(window.end)]).width().max(1);
    let shown = format!("{left}{}{right}", visible(&line[window]));
    (shown.trim_end().to_string(), format!("{}{}", " ".repeat(padding), "^".repeat(marked)))
}

/// A sentence of a length that can be read.
fn sentence(text: &str) -> String {
    let mut shown: String = visible(text).chars().take(SENTENCE + 1).collect();
    if let Some((cut, _)) = shown.char_indices().nth(SENTENCE) {
        shown.replace_range(cut.., "...");
    }
    shown
}

const fn dots(cut: bool) -> &'static str {
    if cut { "..." } else { "" }
}

/// The text as any terminal shows it: tabs as four spaces, and nothing that moves the cursor or turns the line around.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => shown.push_str("    "),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.push(char::REPLACEMENT_CHARACTER);
            }
            c if c.is_control() => shown.push(char::REPLACEMENT_CHARACTER),
            c => shown.push(c),
        }
    }
    shown
}
