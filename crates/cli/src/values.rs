//! The values that options take, as text.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use sim_core::delay::MAX_TICKS;

/// A seed as it was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seed {
    /// This one.
    Given(u64),
    /// Draw one and say which.
    Random,
}

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "random" {
            return Ok(Self::Random);
        }
        number(text).map(Self::Given).map_err(|what| format!("{what}, or 'random'"))
    }
}

/// A range of seeds, half-open; never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Seeds(pub(crate) Range<u64>);

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (start, end) = text.split_once("..").ok_or("expected a range of seeds such as 0..1000")?;
        let start = number(start)?;
        let end = match end.strip_prefix('=') {
            Some(last) => number(last)?.checked_add(1).ok_or("the last seed of a range is below 2^64 - 1")?,
            None => number(end)?,
        };
        if start < end { Ok(Self(start..end)) } else { Err(format!("the range {text} is empty")) }
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.0.start, self.0.end)
    }
}

/// A number of 64 bits, decimal or `0x` and hexadecimal.
fn number(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let parsed = match digits {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16)
        }
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse(),
        _ => return Err("expected a number, decimal or 0x and hexadecimal".into()),
    };
    parsed.map_err(|error| match error.kind() {
        std::num::IntErrorKind::PosOverflow => "a seed is below 2^64".into(),
        _ => "expected a number, decimal or 0x and hexadecimal".into(),
    })
}

/// A count that JSON readers have exactly: up to 2^53.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(count) if count <= MAX_TICKS => Ok(count),
        Ok(_) => Err("it is past 2^53, up to which numbers are exact everywhere".into()),
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => {
            Err("it is past 2^53, up to which numbers are exact everywhere".into())
        }
        Err(_) => Err("expected a number that is not negative".into()),
    }
}

/// What an initiator waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Trigger {
    /// Its state reaches this count.
    Count(u64),
    /// Nothing: it starts of its own accord.
    None,
}

impl FromStr for Trigger {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        count(text).map(Self::Count).map_err(|what| format!("{what}, or 'none'"))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::None => f.write_str("none"),
        }
    }
}

/// A parameter and its value: `KEY=VALUE`.
pub(crate) fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_string(), value.to_string()))
}

/// A [`count`] of at least 1.
pub(crate) fn positive(text: &str) -> Result<u64, String> {
    match count(text)? {
        0 => Err("it is at least 1".into()),
        count => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_read_in_decimal_and_hexadecimal() {
        assert_eq!("7".parse(), Ok(Seed::Given(7)));
        assert_eq!("0xff".parse(), Ok(Seed::Given(255)));
        assert_eq!("0xffffffffffffffff".parse(), Ok(Seed::Given(u64::MAX)));
        assert_eq!("random".parse(), Ok(Seed::Random));
        for bad in ["", "-1", "+1", "x", "0x", "1e3", "18446744073709551616", "0x+1"] {
            assert!(bad.parse::<Seed>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ranges_of_seeds_are_half_open_as_in_rust_and_never_empty() {
        assert_eq!("0..10".parse(), Ok(Seeds(0..10)));
        assert_eq!("5..=9".parse(), Ok(Seeds(5..10)));
        for bad in ["", "5", "5..5", "9..5", "..5", "5..", "0..=18446744073709551615"] {
            assert!(bad.parse::<Seeds>().is_err(), "{bad}");
        }
    }
}
