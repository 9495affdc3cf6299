//! What the oracles said of each run, side by side.

use crate::model::Check;
use crate::saved::Saved;

/// What an oracle said.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged<'a> {
    /// Of which snapshot; 0, where it is the run as a whole.
    pub snapshot: u32,
    /// The name of the check.
    pub name: &'a str,
    /// What it says of each run; absent in one that has no such check.
    pub checks: [Option<&'a Check>; 2],
}

impl Judged<'_> {
    /// Whether it says something else of one run than of the other. What is judged in one run alone does not.
    #[must_use]
    pub fn differs(&self) -> bool {
        matches!(self.checks, [Some(one), Some(other)] if one.ok != other.ok)
    }
}

/// All checks of either run: those of the first, then what only the second has.
pub(super) fn of_each<'a>(runs: [&'a Saved; 2]) -> Vec<Judged<'a>> {
    let [one, other] = runs.map(|run| run.checks().collect::<Vec<_>>());
    let find = |checks: &[(u32, &'a Check)], (of, like): (u32, &Check)| {
        let is_it = |(at, check): &&(u32, &'a Check)| *at == of && check.name == like.name;
        checks.iter().find(is_it).map(|(_, check)| *check)
    };
    let of_first = one.iter().map(|(snapshot, check)| Judged {
        snapshot: *snapshot,
        name: &check.name,
        checks: [Some(*check), find(&other, (*snapshot, check))],
    });
    let rest = other.iter().filter(|(snapshot, check)| find(&one, (*snapshot, check)).is_none());
    let of_second = rest.map(|(snapshot, check)| Judged {
        snapshot: *snapshot,
        name: &check.name,
        checks: [None, Some(*check)],
    });
    of_first.chain(of_second).collect()
}
