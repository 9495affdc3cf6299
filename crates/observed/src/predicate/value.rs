//! What a predicate is in a global state: so, not so, or unknown because nobody tells what it asks for (Kleene's three values).

use std::borrow::Cow;

use sim_core::ProcessId;

use super::meaning::{Channel, Comparison, Number, Text, Truth};
use super::why::Why;

/// Who tells of a global state: a log of a cut, or the state itself.
pub(super) trait Tells {
    /// The state of a process, as it is written.
    fn state(&self, process: ProcessId) -> Result<Cow<'_, str>, Why>;

    /// The number that the state of a process is.
    fn count(&self, process: ProcessId) -> Result<i64, Why> {
        self.state(process)?.trim().parse().map_err(|_| Why::NoNumber(process))
    }

    /// How much a process holds of a good; of the only one, if none is named.
    fn holds(&self, process: ProcessId, good: Option<&str>) -> Result<i64, Why>;

    /// Whether that is so which the computation declares by this name.
    fn declared(&self, name: &'static str) -> bool;

    /// How many messages are in a channel.
    fn messages(&self, channel: &Channel) -> Result<i64, Why>;
}

impl Truth {
    /// Whether it is so there.
    pub(super) fn value(&self, told: &impl Tells) -> Result<bool, Why> {
        match self {
            Self::Compare(comparison, one, other) => {
                Ok(comparison.holds(one.value(told)?, other.value(told)?))
            }
            Self::Same(wanted, one, other) => Ok((one.value(told)? == other.value(told)?) == *wanted),
            Self::Declared(name) => Ok(told.declared(name)),
            Self::Not(of) => Ok(!of.value(told)?),
            Self::And(one, other) => decided(false, one.value(told), || other.value(told)),
            Self::Or(one, other) => decided(true, one.value(told), || other.value(told)),
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
    /// The number there. A predicate is so short that no sum in it is too large.
    fn value(&self, told: &impl Tells) -> Result<i128, Why> {
        match self {
            Self::Is(number) => Ok((*number).into()),
            Self::Count(process) => told.count(*process).map(i128::from),
            Self::Holds(process, good) => told.holds(*process, good.as_deref()).map(i128::from),
            Self::In(channel) => told.messages(channel).map(i128::from),
            Self::Minus(of) => Ok(-of.value(told)?),
            Self::Plus(one, other) => Ok(one.value(told)? + other.value(told)?),
        }
    }
}

impl Text {
    fn value<'a>(&'a self, told: &'a impl Tells) -> Result<Cow<'a, str>, Why> {
        match self {
            Self::Is(text) => Ok(Cow::Borrowed(text)),
            Self::State(process) => told.state(*process),
        }
    }
}
