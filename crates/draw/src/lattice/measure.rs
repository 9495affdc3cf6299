//! How large things are in the picture.

/// About as wide as a letter is.
pub(super) const LETTER: i64 = 7;
/// From one line of text to the next.
pub(super) const LINE: i64 = 18;
/// Between the picture and its edge.
pub(super) const MARGIN: i64 = 16;
/// The least width.
pub(super) const NARROW: i64 = 620;

/// What is drawn, and how large it is.
pub(super) struct Drawn {
    pub(super) out: Vec<u8>,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// How many letters a text has.
pub(super) fn letters(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX / 100)
}

/// A text of so many letters at most.
pub(super) fn shortened(line: &str, most: i64) -> String {
    if letters(line) <= most {
        return line.to_string();
    }
    line.chars().take(usize::try_from(most - 1).unwrap_or(0)).chain(['…']).collect()
}
