//! What a process has received: how many messages from whom.

use std::fmt;
use std::sync::Arc;

use sim_core::ProcessId;

use super::name::Written;
use super::plan::Script;

/// Up to so many sources are told one by one, so that no state grows with the number of processes.
pub const MAX_SOURCES: usize = 12;

/// How many messages came, from each source as long as those are few.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Received {
    /// From these, in the order of the processes; at most [`MAX_SOURCES`].
    Each(Vec<Receipts>),
    /// So many, from more sources than that.
    InAll(u32),
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

impl Received {
    /// Nothing yet.
    pub const NOTHING: Self = Self::Each(Vec::new());

    /// Counts one more message from this process. A damaged file may tell of more messages than were sent.
    pub(super) fn count(&mut self, source: ProcessId, name: impl FnOnce() -> Arc<str>) {
        let each = match self {
            Self::Each(each) => each,
            Self::InAll(count) => return *count = count.saturating_add(1),
        };
        match each.binary_search_by_key(&source, |receipts| receipts.source) {
            Ok(place) => each[place].count = each[place].count.saturating_add(1),
            Err(_) if each.len() == MAX_SOURCES => {
                let before = each.iter().fold(0, |sum: u32, receipts| sum.saturating_add(receipts.count));
                *self = Self::InAll(before.saturating_add(1));
            }
            Err(place) => each.insert(place, Receipts { source, name: name(), count: 1 }),
        }
    }

    /// What prints as this text, under a script.
    pub(super) fn parse(script: &Script, text: &str) -> Option<Self> {
        if let Some(count) = text.strip_suffix(IN_ALL) {
            let count = count.parse().ok()?;
            return (count as usize > MAX_SOURCES).then_some(Self::InAll(count));
        }
        let (mut each, mut rest) = (Vec::new(), Some(text));
        while let Some(text) = rest {
            let (count, name, more) = parts(text)?;
            let (name, source) = script.senders.get_key_value(name)?;
            let count = count.parse().ok().filter(|count| *count > 0)?;
            each.push(Receipts { source: *source, name: name.clone(), count });
            rest = if more.is_empty() { None } else { Some(more.strip_prefix(SEPARATOR)?) };
        }
        let in_order = each.is_sorted_by(|one, next| one.source < next.source);
        (in_order && each.len() <= MAX_SOURCES).then_some(Self::Each(each))
    }
}

/// What stands between two sources.
const SEPARATOR: &str = ", ";
/// What stands after a sum.
const IN_ALL: &str = " in all";

/// The count and the name with which a list of sources begins, and what comes after.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (count, rest) = text.split_once(" from ")?;
    let (name, more) = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => rest.split_at(rest.find(SEPARATOR).unwrap_or(rest.len())),
    };
    Some((count, name, more))
}

impl fmt::Display for Received {
    /// `1 from Q, 2 from R`, or `40 in all`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InAll(count) => write!(f, "{count}{IN_ALL}"),
            Self::Each(each) => each.iter().enumerate().try_for_each(|(place, receipts)| {
                write!(f, "{}{receipts}", if place == 0 { "" } else { SEPARATOR })
            }),
        }
    }
}

impl fmt::Display for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.count, Written(&self.name))
    }
}
