//! How large things are in the picture.

/// About as wide as a letter is.
pub(super) const LETTER: u64 = 7;
/// From one line of text to the next.
pub(super) const LINE: u64 = 18;
/// Between the picture and its edge.
pub(super) const MARGIN: u64 = 16;

/// How many letters a text has.
pub(super) fn letters(text: &str) -> u64 {
    text.chars().count() as u64
}

/// How long something is on a scale that is so long up to `most`.
pub(super) fn scaled(value: u64, most: u64, length: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(length) / u128::from(most.max(1));
    u64::try_from(scaled).unwrap_or(length)
}

/// As a text, cut where there is room for no more letters.
pub(super) fn fitted(text: &str, most: u64) -> String {
    if letters(text) <= most {
        return text.to_string();
    }
    let most = usize::try_from(most.saturating_sub(1)).unwrap_or(usize::MAX);
    text.chars().take(most).chain(['…']).collect()
}
