//! That something became so in a run, for whoever waited for it: where a line is drawn.

use trace::model::{Footer, Until};

/// Something that became so in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Became {
    /// What: `it is terminated`, `P.count > 103`.
    pub what: String,
    /// The number of the event with which the step began since which it is so.
    pub event: u64,
}

impl Became {
    /// What became so according to the file.
    pub(super) fn told(footer: Option<&Footer>) -> Option<Self> {
        let until = footer?.outcome.until.as_ref()?;
        Some(Self { what: what(until), event: until.since?.event })
    }
}

/// What is so, in words: a name is one, and what is written out speaks for itself.
pub(crate) fn what(Until { predicate, .. }: &Until) -> String {
    match predicate.chars().all(|letter| letter.is_alphanumeric() || letter == '-') {
        true => format!("it is {predicate}"),
        false => predicate.clone(),
    }
}
