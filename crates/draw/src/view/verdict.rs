//! What came of a run, in a word and a sentence: what the oracles said of it, as its file has that, and nothing else.

use sim_core::words::counted;
use snapshot::oracle::Law;
use snapshot::{Aim, oracle};
use trace::model::Check;

use super::View;
use crate::words;

/// What the checks come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// All hold.
    Good,
    /// One is violated.
    Bad,
    /// None is violated, and of one it is not known; or there is none.
    Unsure,
}

impl Mark {
    /// Its name, as style sheets and scripts have it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unsure => "unsure",
        }
    }

    /// A sign for which no colour is needed.
    pub(crate) const fn sign(self) -> char {
        match self {
            Self::Good => '✓',
            Self::Bad => '✗',
            Self::Unsure => '?',
        }
    }

    /// In a word or two.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Good => "Holds",
            Self::Bad => "Fails",
            Self::Unsure => "No verdict",
        }
    }
}

/// What came of a run.
#[derive(Clone, Debug)]
pub(crate) struct Verdict<'a> {
    pub(crate) mark: Mark,
    /// Which checks, and what is to be said of the first.
    pub(crate) text: String,
    /// The first check that decides it, and of which snapshot it is; none where all hold.
    pub(crate) deciding: Option<(u32, &'a Check)>,
}

impl<'a> View<'a> {
    /// What came of the run.
    pub(crate) fn verdict(&self) -> Verdict<'a> {
        let checks: Vec<_> = self.checks().collect();
        let of = |ok| checks.iter().filter(move |(_, check)| check.ok == ok).collect::<Vec<_>>();
        let (failed, unknown) = (of(Some(false)), of(None));
        let sentence = |check| words::check(check, &self.run.header.config);
        if let [(of, first), ..] = failed[..] {
            let text = format!("{}: {}", self.named(&failed), sentence(first));
            return Verdict { mark: Mark::Bad, text, deciding: Some((*of, *first)) };
        }
        if let [(of, first), ..] = unknown[..] {
            let text = format!("{} {}", self.named(&unknown), sentence(first));
            return Verdict { mark: Mark::Unsure, text, deciding: Some((*of, *first)) };
        }
        let (mark, text) = match checks.len() {
            0 => (Mark::Unsure, "the file has none".to_string()),
            count => (Mark::Good, self.all_hold(count)),
        };
        Verdict { mark, text, deciding: None }
    }

    /// The names of checks, each with its snapshot where there are several.
    fn named(&self, checks: &[&(u32, &Check)]) -> String {
        let several = self.run.footer.as_ref().is_some_and(|footer| footer.snapshots.len() > 1);
        let name = |(of, check): &&(u32, &Check)| match of {
            0 => check.name.clone(),
            of if several => format!("{} (snapshot {of})", check.name),
            _ => check.name.clone(),
        };
        checks.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// That all checks hold, and of how many snapshots.
    fn all_hold(&self, checks: usize) -> String {
        let snapshots = self.run.footer.as_ref().map_or(0, |footer| footer.snapshots.len());
        let of =
            if snapshots > 1 { format!(" of {}", counted(snapshots, "snapshot")) } else { String::new() };
        let all = match checks {
            1 => format!("the only check{of} holds"),
            _ => format!("all {checks} checks{of} hold"),
        };
        let law = self.run.law();
        let not_judged: Vec<_> = oracle::not_judged(law).map(|claim| claim.name).collect();
        if Law::aim_of(law) == Aim::GlobalState || not_judged.is_empty() {
            return all;
        }
        format!("{all}; not judged: {}", not_judged.join(", "))
    }
}
