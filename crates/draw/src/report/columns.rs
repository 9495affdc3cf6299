//! Columns of a table, and how a table stands where there is no room for them: below each other, never broken within a cell that
//! would fit.

use std::ops::Range;

use textwrap::core::display_width;

use crate::wrap;

/// How far a row is indented, and what of it stands below.
const INDENTS: (usize, usize) = (2, 4);
/// Between two cells.
const GAP: &str = "  ";

/// How many columns a text takes; styles take none.
#[must_use]
pub fn width(text: &str) -> usize {
    display_width(text)
}

/// A text and blanks behind it, so many columns in all.
fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Blanks and a text behind them, so many columns in all.
fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A column: on which side its cells begin, and how wide they are.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// On the left.
    Left(usize),
    /// On the right.
    Right(usize),
}

impl Column {
    const fn width(self) -> usize {
        match self {
            Self::Left(width) | Self::Right(width) => width,
        }
    }

    fn cell(self, text: &str) -> String {
        match self {
            Self::Left(width) => left(text, width),
            Self::Right(width) => right(text, width),
        }
    }
}

/// The columns of a table, each row of which is laid out in the same way.
#[derive(Debug)]
pub struct Columns {
    columns: Vec<Column>,
    /// Which of them stand in a line; those of the next line are below.
    lines: Vec<Range<usize>>,
    room: Option<usize>,
}

impl Columns {
    /// As many columns in a line as there is room for. In the last one texts may be longer than it is wide.
    #[must_use]
    pub fn new(columns: Vec<Column>, room: Option<usize>) -> Self {
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut taken = 0;
        for (place, column) in columns.iter().enumerate() {
            let more = GAP.len() + column.width();
            match lines.last_mut() {
                Some(line) if room.is_none_or(|room| taken + more <= room) => line.end = place + 1,
                _ => {
                    taken = if lines.is_empty() { 0 } else { INDENTS.1 - INDENTS.0 };
                    lines.push(place..place + 1);
                }
            }
            taken += more;
        }
        Self { columns, lines, room }
    }

    /// Whether there is room for all of them in one line.
    pub(super) fn is_one_line(&self) -> bool {
        self.lines.len() == 1
    }

    /// A row: a line, or several; lines in which all cells are empty are left out.
    #[must_use]
    pub fn row(&self, cells: &[&str]) -> String {
        let filled = |line: &&Range<usize>| {
            self.is_one_line() || cells[(*line).clone()].iter().any(|cell| !cell.is_empty())
        };
        let lines = self.lines.iter().filter(filled).map(|line| self.line(line, cells));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn line(&self, line: &Range<usize>, cells: &[&str]) -> String {
        let indent = if line.start == 0 { INDENTS.0 } else { INDENTS.1 };
        let mut text = " ".repeat(indent);
        for place in line.clone() {
            let gap = if place == line.start { "" } else { GAP };
            let last = place + 1 == cells.len();
            let cell = if last {
                self.last(cells[place], width(&text) + gap.len())
            } else {
                self.columns[place].cell(cells[place])
            };
            text = text + gap + &cell;
        }
        text.trim_end().to_string()
    }

    /// The last cell of a row, with its later lines below the first.
    fn last(&self, text: &str, column: usize) -> String {
        let Some(room) = self.room else { return text.to_string() };
        let lines = wrap::words(text, room.saturating_sub(column));
        lines.join(&format!("\n{}", " ".repeat(column)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: [&str; 3] = ["北京", "7", "two words"];

    fn row(room: Option<usize>, cells: &[&str]) -> String {
        Columns::new(vec![Column::Left(6), Column::Right(5), Column::Left(9)], room).row(cells)
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(left("北京", 6), "北京  ");
        assert_eq!(right("北京", 6), "  北京");
        assert_eq!(left("é", 2), "é ");
        assert_eq!(right("12345", 3), "12345");
    }

    #[test]
    fn cells_for_which_there_is_no_room_stand_below() {
        let one = "  北京        7  two words";
        assert_eq!(row(None, &CELLS), one);
        assert_eq!(row(Some(26), &CELLS), one);
        assert_eq!(row(Some(25), &CELLS), "  北京        7\n    two words");
        assert_eq!(row(Some(14), &CELLS), "  北京\n        7\n    two words");
        assert_eq!(row(Some(12), &CELLS), "  北京\n        7\n    two\n    words");
    }

    #[test]
    fn a_line_without_anything_is_left_out() {
        assert_eq!(row(None, &["", "", "x"]), "                 x");
        assert_eq!(row(Some(25), &["", "", "x"]), "    x");
        assert_eq!(row(Some(25), &["P", "7", ""]), "  P           7");
    }
}
