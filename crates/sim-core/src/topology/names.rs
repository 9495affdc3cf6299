//! The names of all processes in one piece of text, and which process has a name.
//!
//! A `String` for each of a million processes would cost more than the processes do.

use std::fmt::Write;

use super::error::TopologyError;
use crate::id::ProcessId;

/// Names by process, and processes by name: the text and 8 bytes a process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    /// One after another.
    text: String,
    /// For each process, where its name ends in `text` and the next one begins.
    ends: Vec<u32>,
    /// Every process, in the byte order of the names.
    sorted: Vec<ProcessId>,
}

impl Names {
    /// The given names, by process.
    pub(super) fn listed(names: &[String]) -> Result<Self, TopologyError> {
        if let Some(bad) = names.iter().find(|name| name.is_empty() || name.contains(char::is_control)) {
            return Err(TopologyError::BadName(bad.clone()));
        }
        let mut all = Self::with_capacity(names.len());
        for name in names {
            all.text.push_str(name);
            all.end_name()?;
        }
        all.sort()?;
        Ok(all)
    }

    /// `p0 p1 …`
    pub(super) fn numbered(count: u32) -> Result<Self, TopologyError> {
        let mut all = Self::with_capacity(count as usize);
        for process in 0..count {
            write!(all.text, "p{process}").expect("writing to a String does not fail");
            all.end_name()?;
        }
        all.sort()?;
        Ok(all)
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + (self.ends.len() + self.sorted.len()) * size_of::<u32>()
    }

    fn with_capacity(count: usize) -> Self {
        Self { text: String::new(), ends: Vec::with_capacity(count), sorted: Vec::new() }
    }

    fn end_name(&mut self) -> Result<(), TopologyError> {
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| TopologyError::LongNames)?);
        Ok(())
    }

    /// Finds the byte order. The first eight bytes of a name travel with it, because they decide most comparisons.
    fn sort(&mut self) -> Result<(), TopologyError> {
        self.text.shrink_to_fit();
        let keyed = (0..).take(self.len()).map(|p| (head(self.name(ProcessId(p))), ProcessId(p)));
        let mut keyed: Vec<(u64, ProcessId)> = keyed.collect();
        keyed.sort_unstable_by(|(a, p), (b, q)| a.cmp(b).then_with(|| self.name(*p).cmp(self.name(*q))));
        self.sorted = keyed.into_iter().map(|(_, process)| process).collect();
        let twice = self.sorted.windows(2).find(|pair| self.name(pair[0]) == self.name(pair[1]));
        match twice {
            Some(pair) => Err(TopologyError::DuplicateName(self.name(pair[0]).to_string())),
            None => Ok(()),
        }
    }

    /// Whether some name may hold this text; if not, none does.
    #[must_use]
    pub fn may_hold(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The name of a process.
    ///
    /// # Panics
    /// When there is no such process.
    #[must_use]
    pub fn name(&self, process: ProcessId) -> &str {
        let start = process.index().checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[process.index()] as usize]
    }

    /// The process of that name, if there is one.
    #[must_use]
    pub fn process(&self, name: &str) -> Option<ProcessId> {
        let place = self.sorted.binary_search_by(|process| self.name(*process).cmp(name)).ok()?;
        Some(self.sorted[place])
    }
}

/// The first eight bytes, as a number in the same order.
fn head(name: &str) -> u64 {
    let mut head = [0; 8];
    let length = name.len().min(head.len());
    head[..length].copy_from_slice(&name.as_bytes()[..length]);
    u64::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_process_is_found_by_its_name_and_nothing_else_is() {
        let names = Names::numbered(2000).unwrap();
        for p in 0..2000 {
            assert_eq!(names.process(&format!("p{p}")), Some(ProcessId(p)));
        }
        for absent in ["", "p", "p2000", "p01", "q", "P1", "p1 "] {
            assert_eq!(names.process(absent), None, "{absent}");
        }
    }

    #[test]
    fn names_that_differ_late_or_by_their_length_only_are_different_names() {
        let given = ["a-long-name-2", "a-long-name", "a-long-name-1", "ab", "a", "é", "a\u{a0}"];
        let given: Vec<String> = given.map(String::from).to_vec();
        let names = Names::listed(&given).unwrap();
        for (p, name) in (0..).map(ProcessId).zip(&given) {
            assert_eq!(names.name(p), name);
            assert_eq!(names.process(name), Some(p));
        }
    }
}
