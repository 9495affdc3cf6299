//! States and messages as somebody told them: texts, and what they have of the goods. To copy one costs nothing.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A state of a process.
///
/// Two are the same if they are written alike and hold the same; what a process may do then follows from that.
#[derive(Clone, Debug)]
pub struct Told(Arc<State>);

#[derive(Debug)]
struct State {
    text: Box<str>,
    count: Option<u64>,
    held: Box<[u64]>,
    offers: Option<Vec<Arc<str>>>,
}

impl Told {
    /// A state that is a text.
    #[must_use]
    pub fn text(text: &str, held: &[u64], offers: Option<Vec<Arc<str>>>) -> Self {
        Self::new(text.into(), None, held, offers)
    }

    /// A state that is a count.
    #[must_use]
    pub fn counted(count: u64, held: &[u64], offers: Option<Vec<Arc<str>>>) -> Self {
        Self::new(count.to_string().into(), Some(count), held, offers)
    }

    fn new(text: Box<str>, count: Option<u64>, held: &[u64], offers: Option<Vec<Arc<str>>>) -> Self {
        Self(Arc::new(State { text, count, held: trimmed(held).into(), offers }))
    }

    /// The number that it is, if it is one.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        self.0.count
    }

    /// How much of a good it holds, by the good's place.
    #[must_use]
    pub fn held(&self, good: usize) -> u64 {
        self.0.held.get(good).copied().unwrap_or_default()
    }

    /// What the process may do of its own accord. Of a state that was read from a file that is not known.
    #[must_use]
    pub fn offers(&self) -> Option<&[Arc<str>]> {
        self.0.offers.as_deref()
    }

    fn key(&self) -> (&str, Option<u64>, &[u64]) {
        (&self.0.text, self.0.count, &self.0.held)
    }
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.key() == other.key()
    }
}

impl Eq for Told {}

impl PartialOrd for Told {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Told {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Told {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key().hash(hasher);
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

/// A message.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Letter(Arc<(Box<str>, Box<[u64]>)>);

impl Letter {
    /// A message that carries so much of each good.
    #[must_use]
    pub fn new(text: &str, carried: &[u64]) -> Self {
        Self(Arc::new((text.into(), trimmed(carried).into())))
    }

    /// How much of a good it carries, by the good's place.
    #[must_use]
    pub fn carried(&self, good: usize) -> u64 {
        self.0.1.get(good).copied().unwrap_or_default()
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.0)
    }
}

/// Amounts without those at the end that are nothing: there is one form of each.
fn trimmed(amounts: &[u64]) -> &[u64] {
    let some = amounts.iter().rposition(|amount| *amount > 0).map_or(0, |last| last + 1);
    &amounts[..some]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_the_same_if_they_are_written_alike_and_hold_the_same() {
        let offers = || Some(vec![Arc::from("go")]);
        assert_eq!(Told::text("a", &[1, 0], offers()), Told::text("a", &[1], None));
        assert_ne!(Told::text("a", &[1], None), Told::text("a", &[2], None));
        assert_ne!(Told::text("1", &[], None), Told::counted(1, &[], None));
        assert_eq!(Told::counted(7, &[], None).to_string(), "7");
    }
}
