//! What a predicate is in a cut: so, not so, or unknown because the run does not tell what it asks for (Kleene's three values).

use super::meaning::{Comparison, Number, Text, Truth};
use super::seen::{Seen, Why};

impl Truth {
    /// Whether it is so in this cut.
    pub(super) fn value(&self, seen: &Seen<'_>, cut: &[u32]) -> Result<bool, Why> {
        match self {
            Self::Compare(comparison, one, other) => {
                Ok(comparison.holds(one.value(seen, cut)?, other.value(seen, cut)?))
            }
            Self::Same(wanted, one, other) => {
                Ok((one.value(seen, cut)? == other.value(seen, cut)?) == *wanted)
            }
            Self::Not(of) => Ok(!of.value(seen, cut)?),
            Self::And(one, other) => decided(false, one.value(seen, cut), || other.value(seen, cut)),
            Self::Or(one, other) => decided(true, one.value(seen, cut), || other.value(seen, cut)),
        }
    }
}

/// Of two things one that is `enough` decides, whatever the other is.
fn decided(
    enough: bool,
    one: Result<bool, Why>,
    other: impl FnOnce() -> Result<bool, Why>,
) -> Result<bool, Why> {
    match one {
        Ok(value) if value == enough => Ok(enough),
        Ok(_) => other(),
        Err(why) => {
            if other() == Ok(enough) {
                Ok(enough)
            } else {
                Err(why)
            }
        }
    }
}

impl Comparison {
    fn holds(self, one: i128, other: i128) -> bool {
        match self {
            Self::Equal => one == other,
            Self::Unequal => one != other,
            Self::Less => one < other,
            Self::AtMost => one <= other,
            Self::Greater => one > other,
            Self::AtLeast => one >= other,
        }
    }
}

impl Number {
    /// The number in this cut. A predicate is so short that no sum in it is too large.
    fn value(&self, seen: &Seen<'_>, cut: &[u32]) -> Result<i128, Why> {
        match self {
            Self::Is(number) => Ok((*number).into()),
            Self::Count(process) => seen.count(*process, cut).map(i128::from),
            Self::Holds(process, good) => seen.holds(*process, good.as_deref(), cut).map(i128::from),
            Self::In(channel) => seen.messages(channel, cut).map(i128::from),
            Self::Minus(of) => Ok(-of.value(seen, cut)?),
            Self::Plus(one, other) => Ok(one.value(seen, cut)? + other.value(seen, cut)?),
        }
    }
}

impl Text {
    fn value<'a>(&'a self, seen: &Seen<'a>, cut: &[u32]) -> Result<&'a str, Why> {
        match self {
            Self::Is(text) => Ok(text),
            Self::State(process) => seen.state(*process, cut),
        }
    }
}
