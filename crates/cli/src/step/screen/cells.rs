//! Text in the cells of a terminal: wide characters take two, control characters are shown escaped.

use std::fmt::Write as _;

use ratatui::text::Line;
use textwrap::Options;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands for the rest of a text that is cut.
const CUT: &str = "..";

/// How many cells a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// A text without anything that a terminal would obey, or that cannot be seen.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::new();
    for char in text.chars() {
        if char.is_control() || (char.width() == Some(0) && !is_mark(char)) {
            let _ = write!(clean, "{}", char.escape_unicode());
        } else {
            clean.push(char);
        }
    }
    clean
}

/// Whether a character without a width of its own belongs to the one before it.
const fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{200d}')
}

/// A text in just so many cells: filled up with spaces, or cut.
pub(super) fn fit(text: &str, cells: usize) -> String {
    let mut text = clean(text);
    if text.width() > cells {
        let room = cells.saturating_sub(CUT.len());
        while text.width() > room {
            text.pop();
        }
        text.push_str(&CUT[..cells.min(CUT.len())]);
    }
    let missing = cells.saturating_sub(text.width());
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// A text in lines of at most so many cells, broken between words; later lines are indented.
pub(super) fn wrap(text: &str, cells: u16, indent: usize) -> Vec<String> {
    let cells = usize::from(cells.max(1));
    let indent = " ".repeat(indent.min(cells / 4));
    let options = Options::new(cells).subsequent_indent(&indent);
    textwrap::wrap(&clean(text), options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The same as lines to draw.
pub(super) fn wrapped(text: &str, cells: u16, indent: usize) -> Vec<Line<'static>> {
    wrap(text, cells, indent).into_iter().map(Line::from).collect()
}

/// Texts side by side, as many in a line as there is room for, each under the one above.
pub(super) fn grid(texts: &[String], cells: u16) -> Vec<Line<'static>> {
    const GAP: usize = 2;
    let cells = usize::from(cells);
    let widest = texts.iter().map(|text| width(&clean(text))).max().unwrap_or(0).min(cells);
    let in_a_line = ((cells + GAP) / (widest + GAP)).max(1);
    let line = |texts: &[String]| {
        let fitted: Vec<_> = texts.iter().map(|text| fit(text, widest)).collect();
        Line::from(fitted.join(&" ".repeat(GAP)))
    };
    texts.chunks(in_a_line).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_takes_two_cells() {
        assert_eq!(fit("北京", 6), "北京  ");
        assert_eq!(fit("北京市", 5), "北.. ");
        assert_eq!(width(&fit("北京市", 5)), 5);
        assert_eq!(fit("北京", 1), ".");
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}\n"), "a\\u{1b}[2Jb\\u{202e}\\u{a}");
        assert_eq!(clean("e\u{301}"), "e\u{301}");
    }

    #[test]
    fn no_line_is_wider_than_its_cells() {
        for cells in 1..30 {
            for line in wrap("P 北京 send marker #203 to averyveryverylongname", cells, 4) {
                assert!(width(&line) <= usize::from(cells).max(2), "{line:?} in {cells}");
            }
        }
    }

    #[test]
    fn a_grid_has_as_many_columns_as_fit() {
        let texts: Vec<String> = ["a: 1", "b: 22", "c: 3"].map(String::from).into();
        let text = |cells| grid(&texts, cells).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(text(12), ["a: 1   b: 22", "c: 3 "]);
        assert_eq!(text(5), ["a: 1 ", "b: 22", "c: 3 "]);
    }
}
