//! Lines that fit a terminal: broken between words, and what follows indented under the text.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthChar as _;

/// So much room the text of a line keeps at least, however far it is indented.
const ROOM: usize = 18;
/// What stands before the text of a line, as a label, is at most so wide.
const LABEL: usize = 14;
/// So much further a line without a label is indented where it goes on.
const FURTHER: usize = 2;

/// A line in lines of at most so many columns. A word that is longer than that stays whole: it may have to be copied.
pub(crate) fn wrap(line: &str, columns: usize) -> String {
    if display_width(line) <= columns {
        return line.to_string();
    }
    let text = line.trim_start_matches(' ');
    let before = &line[..line.len() - text.len()];
    lines(text, columns, before, &" ".repeat(hang(line, columns))).join("\n")
}

/// A text in lines of at most so many columns.
pub(crate) fn words(text: &str, columns: usize) -> Vec<String> {
    lines(text, columns, "", "")
}

fn lines(text: &str, columns: usize, first: &str, other: &str) -> Vec<String> {
    let options = Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(other)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// How far a line is indented where it goes on: under its text, which begins behind labels with two or more blanks after each;
/// without a label a little further than it is itself.
fn hang(line: &str, columns: usize) -> usize {
    let (mut column, mut blanks, mut label) = (0, 0, 0);
    let mut hang = None;
    for char in anstream::adapter::strip_str(line).flat_map(str::chars) {
        if char == ' ' {
            blanks += 1;
        } else {
            if label == 0 {
                hang = hang.or(Some(column + FURTHER));
            } else if blanks >= 2 {
                if label > LABEL || column + ROOM > columns {
                    break;
                }
                (hang, label) = (Some(column), 0);
            } else {
                label += blanks;
            }
            label += char.width().unwrap_or(0);
            blanks = 0;
        }
        column += char.width().unwrap_or(0);
    }
    hang.unwrap_or(FURTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(line: &str) -> Vec<String> {
        wrap(line, 40).lines().map(str::to_string).collect()
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        for line in ["", "  ok    complete      every process", &"x".repeat(40), &"北".repeat(20)] {
            assert_eq!(wrap(line, 40), line);
        }
    }

    #[test]
    fn a_line_is_broken_between_words_and_goes_on_under_its_text() {
        assert_eq!(
            wrapped("  ok    complete      every process recorded, every channel closed"),
            [
                "  ok    complete      every process",
                "                      recorded, every",
                "                      channel closed"
            ]
        );
        assert_eq!(
            wrapped("Did it happen?  yes: the run was in this state from t=2076 until t=2091"),
            [
                "Did it happen?  yes: the run was in this",
                "                state from t=2076 until",
                "                t=2091"
            ]
        );
        assert_eq!(
            wrapped("          sent by P at t=2062, before P recorded (t=2062)"),
            ["          sent by P at t=2062, before P", "            recorded (t=2062)"]
        );
        assert_eq!(
            wrapped("p0<10+10> p0c(p1)<1msg> p0c(p2)<1msg> p0c(p3)<1msg>"),
            ["p0<10+10> p0c(p1)<1msg> p0c(p2)<1msg>", "  p0c(p3)<1msg>"]
        );
    }

    #[test]
    fn wide_characters_count_twice_and_colours_not_at_all() {
        let cities = ["北京"; 12].join(" ");
        assert_eq!(wrapped(&cities), [["北京"; 8].join(" "), format!("  {}", ["北京"; 4].join(" "))]);
        let plain = "  ok    complete      every process recorded, every channel closed";
        let coloured = plain.replace("ok", "\u{1b}[32mok\u{1b}[0m");
        assert_eq!(wrap(&coloured, 40).replace("\u{1b}[32mok\u{1b}[0m", "ok"), wrap(plain, 40));
    }

    #[test]
    fn a_long_word_stays_whole_and_nothing_is_lost() {
        let schedule = "'P!".to_string() + &"x".repeat(60) + "'";
        assert_eq!(
            wrapped(&format!("  or by --schedule {schedule} it is")),
            ["  or by --schedule", &format!("    {schedule}"), "    it is"]
        );
        for columns in 0..80 {
            let line = "  ok    complete      every process recorded,   every -- channel closed";
            let joined = wrap(line, columns).replace('\n', " ");
            assert!(joined.split_whitespace().eq(line.split_whitespace()), "{columns}: {joined}");
        }
    }
}
