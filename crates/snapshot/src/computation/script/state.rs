//! The state of a process that follows a script: what it has, and which of its events that includes.
//!
//! Its own statements are done in their order, and a channel delivers in the order of sending unless it is unordered: how many
//! statements, and how many messages from whom, says which. In what order they came makes no difference.

use std::fmt;

use sim_core::words::counted;

use super::amount::{Amount, Unit, list};
use super::plan::Script;
use super::received::Received;

/// The state of a process. Prints as `150 $, 2000 widgets after 1 statement, received 1 from p1`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ScriptState {
    /// How much it has of each unit of the script, in the script's order.
    pub holdings: Vec<Amount>,
    /// How many of its statements it has carried out.
    pub position: u32,
    /// What it has received.
    pub received: Received,
}

impl ScriptState {
    /// How much it has of a unit.
    #[must_use]
    pub fn holds(&self, unit: &Unit) -> u64 {
        self.holdings.iter().find(|held| held.unit == *unit).map_or(0, |held| held.count)
    }

    /// Changes how much it has of a unit of the script.
    pub(super) fn change(&mut self, unit: &Unit, change: impl Fn(u64) -> u64) {
        let held = self.holdings.iter_mut().find(|held| held.unit == *unit);
        held.into_iter().for_each(|held| held.count = change(held.count));
    }

    /// The state of a process of this script that prints as this text.
    pub(super) fn parse(script: &Script, text: &str) -> Option<Self> {
        let (before, received) = match text.split_once(RECEIVED) {
            Some((before, received)) => (before, Received::parse(script, received)?),
            None => (text, Received::NOTHING),
        };
        let (holdings, statements) = match before.strip_prefix(AFTER.trim_start()) {
            Some(statements) => ("", statements),
            None => before.rsplit_once(AFTER)?,
        };
        let position = statements.split_once(' ')?.0.parse().ok()?;
        let state = Self { holdings: script.holdings(holdings)?, position, received };
        Some(state).filter(|state| state.to_string() == text)
    }
}

/// What stands between holdings and events; units are words, so that the last such place is the one.
const AFTER: &str = " after ";
/// What stands between statements and receipts; before a word after a comma stands a number in what comes before.
const RECEIVED: &str = ", received ";

impl fmt::Display for ScriptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.holdings)?;
        f.write_str(if self.holdings.is_empty() { AFTER.trim_start() } else { AFTER })?;
        f.write_str(&counted(self.position, "statement"))?;
        if self.received != Received::NOTHING {
            write!(f, "{RECEIVED}{}", self.received)?;
        }
        Ok(())
    }
}
