//! The values that options take, as text.

use std::fmt;
use std::io::Write as _;
use std::ops::Range;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trace::spec::values;
use trace::spec::values::Seed;
pub(crate) use trace::spec::values::positive;

use crate::failure::Failure;
use crate::stderr::stderr;

/// A range of seeds, half-open; never empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub(crate) struct Seeds(pub(crate) Range<u64>);

impl Seeds {
    /// How many there are.
    pub(crate) const fn count(&self) -> u64 {
        self.0.end - self.0.start
    }
}

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (start, end) = text.split_once("..").ok_or("expected a range of seeds such as 0..1000")?;
        let start = values::seed(start)?;
        let end = match end.strip_prefix('=') {
            Some(last) => {
                values::seed(last)?.checked_add(1).ok_or("the last seed of a range is below 2^64 - 1")?
            }
            None => values::seed(end)?,
        };
        if start < end { Ok(Self(start..end)) } else { Err(format!("the range {text} is empty")) }
    }
}

impl TryFrom<String> for Seeds {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Seeds> for String {
    fn from(seeds: Seeds) -> Self {
        seeds.to_string()
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.0.start, self.0.end)
    }
}

/// The seed that is meant; one that is drawn is told.
pub(crate) fn drawn(wanted: Seed) -> Result<u64, Failure> {
    match wanted {
        Seed::Given(seed) => Ok(seed),
        Seed::Random => {
            let seed = rand::random();
            writeln!(stderr(), "seed {seed}")?;
            Ok(seed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_seeds_are_half_open_as_in_rust_and_never_empty() {
        assert_eq!("0..10".parse(), Ok(Seeds(0..10)));
        assert_eq!("5..=9".parse(), Ok(Seeds(5..10)));
        for bad in ["", "5", "5..5", "9..5", "..5", "5..", "0..=18446744073709551615"] {
            assert!(bad.parse::<Seeds>().is_err(), "{bad}");
        }
    }
}
