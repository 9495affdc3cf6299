//! States and amounts of a saved run, as a log has them.

use trace::model::{Amounts, Held, State};

use crate::line::Amount;

/// The state itself.
pub(super) fn text(held: &Held) -> String {
    match &held.state {
        State::Count(count) => count.to_string(),
        State::Text(text) => text.clone(),
        State::Untold => String::new(),
    }
}

/// What is held or carried.
pub(super) fn amount(amounts: &Amounts) -> Amount {
    Amount::Each(
        amounts
            .iter()
            .map(|(good, amount)| (good.clone(), i64::try_from(*amount).unwrap_or(i64::MAX)))
            .collect(),
    )
}
