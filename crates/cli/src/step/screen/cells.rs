//! Text in the cells of a terminal: wide characters take two, control characters are shown escaped.

use std::fmt::Write as _;

use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders};
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
        let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).collect();
        let fitting = ends.partition_point(|end| text[..*end].width() <= room);
        text.truncate(ends[fitting.saturating_sub(1)]);
        text.push_str(&CUT[..cells.min(CUT.len())]);
    }
    let missing = cells.saturating_sub(text.width());
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// A text in lines of at most so many cells, broken between words; later lines are indented.
pub(super) fn wrap(text: &str, cells: u16, indent: usize) -> Vec<String> {
    let cells = usize::from(cells.max(1));
    let indent = " ".repeat(indent.min(cells / 3));
    let options = Options::new(cells).subsequent_indent(&indent);
    textwrap::wrap(&clean(text), options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// No more lines than there are rows: what is too much is cut at the end of the last.
pub(super) fn shorten(lines: &mut Vec<String>, room: Rect) {
    let (rows, cells) = (usize::from(room.height), usize::from(room.width));
    if rows < lines.len() {
        let rest = lines.split_off(rows.saturating_sub(1)).join(" ");
        lines.push(fit(&rest, cells));
    }
}

/// The same as lines to draw.
pub(super) fn wrapped(text: &str, cells: u16, indent: usize) -> Vec<Line<'static>> {
    wrap(text, cells, indent).into_iter().map(Line::from).collect()
}

/// Spaces between texts that are side by side.
const GAP: usize = 2;

/// Texts side by side, as many in a line as there is room for, each under the one above. A text that takes more than half a line
/// has its lines for itself.
pub(super) fn grid(texts: &[String], cells: u16) -> Vec<Line<'static>> {
    let room = usize::from(cells);
    let half = room.saturating_sub(GAP) / 2;
    let width_of = |text: &String| width(&clean(text));
    let is_short = |text: &String| width_of(text) <= half;
    let widest = texts.iter().map(width_of).filter(|width| *width <= half).max().unwrap_or(0);
    let in_a_line = ((room + GAP) / (widest + GAP)).max(1);
    let row = |texts: &[String]| {
        let fitted: Vec<_> = texts.iter().map(|text| fit(text, widest)).collect();
        Line::from(fitted.join(&" ".repeat(GAP)))
    };
    let alike = texts.chunk_by(|one, other| is_short(one) && is_short(other));
    let lines = alike.flat_map(|texts| match texts {
        [long] if !is_short(long) && width_of(long) <= room => vec![Line::from(fit(long, room))],
        [long] if !is_short(long) => wrapped(long, cells, 4),
        short => short.chunks(in_a_line).map(row).collect(),
    });
    lines.collect()
}

/// A line above something: its title, and the first of several remarks that fits beside it.
pub(super) fn titled(title: Line<'static>, remarks: &[String], columns: u16) -> Block<'static> {
    let room = usize::from(columns).saturating_sub(title.width() + 1);
    let remark = remarks.iter().find(|remark| width(remark) <= room).cloned().unwrap_or_default();
    Block::new().borders(Borders::TOP).title(title).title(Line::from(remark).right_aligned())
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
        assert_eq!(fit(&"北京".repeat(100_000), 8), "北京北..");
        assert_eq!(fit("", 2), "  ");
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

    #[test]
    fn a_long_text_is_shown_whole_and_does_not_spread_the_short_ones() {
        let texts: Vec<String> =
            ["a: 1", "b: 2", "c: a long state of several words", "d: 4"].map(String::from).into();
        let lines: Vec<_> = grid(&texts, 20).iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["a: 1  b: 2", "c: a long state of", "    several words", "d: 4"]);
    }
}
