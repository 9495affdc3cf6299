//! The units of a script, in their order: in it every state lists what is held, and every message what it carries.

use std::borrow::Cow;

use super::amount::{Amount, Amounts, Unit, amounts};
use super::plan::Script;
use crate::computation::good::Good;

/// How a script says that somebody has something.
pub(super) const HOLD: &str = "before everything else, 'hold ID AMOUNT [UNIT], …' says what a process has";

/// A unit as what is conserved. A unit has one word, whatever the amount; what has no unit is a token.
pub(super) fn good(unit: &Unit) -> Good {
    if unit.name().is_empty() {
        return Good::new("tokens", "token", "tokens");
    }
    let word: Cow<'static, str> = unit.name().to_string().into();
    Good { name: word.clone(), one: word.clone(), many: word }
}

impl Script {
    /// The place of a unit among the script's, and the script's own word for it; none, if it has no such unit.
    pub(super) fn unit(&self, unit: &Unit) -> Option<(usize, &Unit)> {
        self.units.iter().enumerate().find(|(_, known)| *known == unit)
    }

    /// What a process holds, as its state writes it: so much of each unit, in the script's order.
    pub(super) fn holdings(&self, text: &str) -> Option<Vec<Amount>> {
        let held = if text.is_empty() { Vec::new() } else { amounts(text).ok()? };
        let units = self.units.iter().cloned();
        let held = held.into_iter().zip(units).filter(|(amount, unit)| amount.unit == *unit);
        Some(held.map(|(amount, unit)| Amount { unit, ..amount }).collect())
            .filter(|held: &Vec<_>| held.len() == self.units.len())
    }

    /// What a message carries of these amounts, as every message of the script that carries the same has it: no zeros, and
    /// the units in the script's order. Nothing is carried of tokens where there are none.
    ///
    /// # Errors
    /// With the first amount of a unit that the script does not have.
    pub(super) fn carried_in_order(&self, amounts: &[Amount]) -> Result<Amounts, Amount> {
        let nothing = Amount { count: 0, unit: Unit::default() };
        let mut carried = Vec::new();
        for amount in amounts.iter().filter(|amount| **amount != nothing) {
            let (place, unit) = self.unit(&amount.unit).ok_or_else(|| amount.clone())?;
            carried.push((place, Amount { count: amount.count, unit: unit.clone() }));
        }
        carried.sort_unstable();
        Ok(carried.into_iter().map(|(_, amount)| amount).filter(|amount| amount.count > 0).collect())
    }
}
