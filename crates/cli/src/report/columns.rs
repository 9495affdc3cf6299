//! Columns of a terminal: some characters are two of them wide.

use unicode_width::UnicodeWidthStr;

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// A text and blanks behind it, so many columns in all.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Blanks and a text behind them, so many columns in all.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(left("北京", 6), "北京  ");
        assert_eq!(right("北京", 6), "  北京");
        assert_eq!(left("é", 2), "é ");
        assert_eq!(right("12345", 3), "12345");
    }
}
