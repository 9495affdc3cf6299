//! The state of a process that follows a script: what it has, and which of its events that includes.
//!
//! Its own statements are done in their order, and a channel delivers in the order of sending unless it is unordered: how many
//! statements, and how many messages from whom, says which. In what order they came makes no difference.

use std::fmt;
use std::sync::Arc;

use sim_core::ProcessId;
use sim_core::words::counted;

use super::Script;
use super::amount::{Amount, Unit, list};
use super::name::Written;

/// The state of a process. Prints as `150 $, 2000 widgets after 1 statement, received 1 from p1`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ScriptState {
    /// How much it has of each unit of the script, in the script's order.
    pub holdings: Vec<Amount>,
    /// How many of its statements it has carried out.
    pub position: u32,
    /// What it has received: the sources from which anything came, in the order of the processes.
    pub received: Vec<Receipts>,
}

/// How many messages came from one process; not none. Prints as `2 from Q`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Receipts {
    /// The process.
    pub source: ProcessId,
    /// Its name.
    pub name: Arc<str>,
    /// How many.
    pub count: u32,
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

    /// Counts one more message from this process.
    pub(super) fn receive(&mut self, source: ProcessId, name: impl FnOnce() -> Arc<str>) {
        match self.received.binary_search_by_key(&source, |receipts| receipts.source) {
            // A damaged file may tell of more messages than were sent.
            Ok(place) => self.received[place].count = self.received[place].count.saturating_add(1),
            Err(place) => self.received.insert(place, Receipts { source, name: name(), count: 1 }),
        }
    }

    /// The state of a process of this script that prints as this text.
    pub(super) fn parse(script: &Script, text: &str) -> Option<Self> {
        let (before, receipts) = match text.split_once(RECEIVED) {
            Some((before, receipts)) => (before, Receipts::list(script, receipts)?),
            None => (text, Vec::new()),
        };
        let (holdings, statements) = match before.strip_prefix(AFTER.trim_start()) {
            Some(statements) => ("", statements),
            None => before.rsplit_once(AFTER)?,
        };
        let position = statements.split_once(' ')?.0.parse().ok()?;
        let state = Self { holdings: script.holdings(holdings)?, position, received: receipts };
        let in_order = state.received.is_sorted_by(|one, next| one.source < next.source);
        Some(state).filter(|state| in_order && state.to_string() == text)
    }
}

/// What stands between holdings and events; units are words, so that the last such place is the one.
const AFTER: &str = " after ";
/// What stands between statements and receipts; before a word after a comma stands a number in what comes before.
const RECEIVED: &str = ", received ";
/// What stands between two sources.
const SEPARATOR: &str = ", ";

impl fmt::Display for ScriptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.holdings)?;
        f.write_str(if self.holdings.is_empty() { AFTER.trim_start() } else { AFTER })?;
        f.write_str(&counted(self.position, "statement"))?;
        for (place, receipts) in self.received.iter().enumerate() {
            write!(f, "{}{receipts}", if place == 0 { RECEIVED } else { SEPARATOR })?;
        }
        Ok(())
    }
}

impl fmt::Display for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.count, Written(&self.name))
    }
}

impl Receipts {
    /// Those of a list as states have it.
    fn list(script: &Script, mut text: &str) -> Option<Vec<Self>> {
        let mut list = Vec::new();
        loop {
            let (count, rest) = text.split_once(" from ")?;
            let (name, rest) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"')?,
                None => rest.split_at(rest.find(SEPARATOR).unwrap_or(rest.len())),
            };
            let (name, source) = script.senders.get_key_value(name)?;
            let count = count.parse().ok().filter(|count| *count > 0)?;
            list.push(Self { source: *source, name: name.clone(), count });
            match rest.strip_prefix(SEPARATOR) {
                Some(more) => text = more,
                None => return rest.is_empty().then_some(list),
            }
        }
    }
}
