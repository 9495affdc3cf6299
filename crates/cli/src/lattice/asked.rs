//! What was asked of a lattice, and what was found.

use observed::detect::{Found, Question};
use observed::lattice::Counts;
use observed::predicate::Predicate;
use snapshot::oracle::Overall;

use super::part::{Part, bound};
use crate::args::LatticeArgs;
use crate::failure::Failure;
use crate::progress::Progress;

/// What is asked of a predicate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Possibly,
    Definitely,
}

/// A question with its answer.
pub(super) struct Asked<'a> {
    pub(super) kind: Kind,
    /// The predicate as it was typed.
    pub(super) text: &'a str,
    pub(super) found: Found,
    /// Whether it occurred in the run as it went.
    pub(super) occurred: Found,
}

impl Kind {
    /// As it is said.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Possibly => "possibly",
            Self::Definitely => "definitely",
        }
    }
}

impl Asked<'_> {
    /// What the answer comes to.
    fn overall(&self) -> Overall {
        of(self.found.is_so)
    }
}

/// The predicates that were typed, and what is asked of each.
pub(super) fn questions(args: &LatticeArgs) -> impl Iterator<Item = (Kind, &str)> {
    let possibly = args.possibly.iter().map(|text| (Kind::Possibly, text.as_str()));
    possibly.chain(args.definitely.iter().map(|text| (Kind::Definitely, text.as_str())))
}

/// Everything that was asked; each question may look at as many cuts as are allowed.
pub(super) fn ask<'a>(args: &'a LatticeArgs, part: &Part<'_>) -> Result<Vec<Asked<'a>>, Failure> {
    let _progress = Progress::doing("going through the lattice");
    let answer = |(kind, text): (Kind, &'a str)| {
        let predicate = Predicate::read(text, part.run)?;
        let question = Question::new(part.run, &part.steps, &predicate);
        let found = match kind {
            Kind::Possibly => question.possibly(&mut bound(args)),
            Kind::Definitely => question.definitely(&mut bound(args)),
        };
        Ok(Asked { kind, text, found, occurred: question.occurred(part.went.as_deref()) })
    };
    questions(args).map(answer).collect()
}

/// How many cuts and orders there are.
pub(super) fn count(args: &LatticeArgs, part: &Part<'_>) -> Counts {
    let _progress = Progress::doing("counting cuts");
    Counts::of(&part.steps, &mut bound(args))
}

/// All answers together; where nothing is asked, whether the numbers are exact.
pub(super) fn overall(part: &Part<'_>, asked: &[Asked<'_>], counts: &Counts) -> Overall {
    let is_exact = counts.cuts.is_exact && counts.orders.is_exact && part.steps.unsent == 0;
    match answers(asked) {
        None => of(is_exact.then_some(true)),
        Some(overall) => overall,
    }
}

/// All answers together, where something is asked.
pub(super) fn answers(asked: &[Asked<'_>]) -> Option<Overall> {
    (!asked.is_empty()).then(|| Overall::of(asked.iter().map(Asked::overall)))
}

fn of(is_so: Option<bool>) -> Overall {
    match is_so {
        Some(true) => Overall::Holds,
        Some(false) => Overall::Violated,
        None => Overall::Unknown,
    }
}
