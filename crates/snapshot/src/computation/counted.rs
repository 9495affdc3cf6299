//! The notation of a state that is a count and some of a conserved quantity: `102`, `102,m`, `102,3m`.

use std::fmt;

/// Writes the state.
pub(super) fn write(f: &mut fmt::Formatter<'_>, count: u64, held: u32, quantity: &str) -> fmt::Result {
    write!(f, "{count}")?;
    match held {
        0 => Ok(()),
        1 => write!(f, ",{quantity}"),
        several => write!(f, ",{several}{quantity}"),
    }
}

/// Reads what [`write`] writes: the count, and how much is held.
pub(super) fn parse(text: &str, quantity: &str) -> Option<(u64, u32)> {
    let Some((count, held)) = text.split_once(',') else { return Some((number(text)?, 0)) };
    let held = match held.strip_suffix(quantity)? {
        "" => 1,
        several => u32::try_from(number(several)?).ok().filter(|several| *several > 1)?,
    };
    Some((number(count)?, held))
}

/// A number as it is printed: digits alone, without needless zeros.
pub(super) fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
