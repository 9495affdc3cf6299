//! What programs print alike: a state that is a count and some of a conserved quantity (`102`, `102,m`, `102,3m`), and numbers.

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

/// A number as it is printed: digits alone, without needless zeros.
pub(super) fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
