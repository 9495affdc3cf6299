//! A small language for what may be so in a global state, after what Cooper & Marzullo (1991) ask of one: `P.count < 102 && in(P->Q) == 0`.
//!
//! ```text
//! predicate  =  predicate "||" predicate  |  predicate "&&" predicate  |  "!" predicate  |  "(" predicate ")"
//!            |  number ("==" | "!=" | "<" | "<=" | ">" | ">=") number  |  text ("==" | "!=") text
//! number     =  digits  |  number ("+" | "-") number  |  "-" number  |  "(" number ")"
//!            |  process ".count"               the number that its state is
//!            |  process ".holds" ["." good]    how much it holds of what is conserved
//!            |  "in(" process "->" process ["," text] ")"    how many messages are in that channel, or say that
//! text       =  '"' … '"'  |  process ".state"
//! process    =  letters, digits and "_"  |  '"' … '"'
//! ```
//!
//! `!` binds most, then `+` and `-`, what compares, `&&`, `||`. What a run does not tell makes a predicate unknown, but where the rest
//! decides it all the same. It is no programming language: there are no variables, no times, and nothing of any other cut.

mod conjunction;
mod meaning;
mod mistake;
mod seen;
mod token;
mod traffic;
mod tree;
mod value;

use sim_core::ProcessId;
use trace::text::TextError;

use crate::lattice::Steps;
use crate::model::Run;
use meaning::Truth;
use seen::Seen;

pub use seen::Why;

/// Something that may be so in a global state of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Predicate {
    truth: Truth,
    processes: Vec<ProcessId>,
}

impl Predicate {
    /// Reads one about this run.
    ///
    /// # Errors
    /// When it is none, or is about what is not in the run; with the place.
    pub fn read(text: &str, run: &Run) -> Result<Self, TextError> {
        let truth = tree::read(text).and_then(|tree| meaning::of(&tree, run));
        let truth = truth.map_err(|mistake| mistake.shown(text))?;
        let processes = truth.about().processes.into_iter().collect();
        Ok(Self { truth, processes })
    }

    /// The processes that it is about, at either end of a channel too.
    #[must_use]
    pub fn processes(&self) -> &[ProcessId] {
        &self.processes
    }

    /// The same, ready to be asked in any cut of these steps, which are those of its processes.
    #[must_use]
    pub fn over<'a>(&'a self, run: &'a Run, steps: &'a Steps) -> Over<'a> {
        Over { truth: &self.truth, seen: Seen::of(run, steps, &self.truth.about().channels) }
    }

    /// If it is a conjunction of what is each about the state of one process alone: the part of each process, in their order.
    #[must_use]
    pub fn conjuncts(&self) -> Option<Vec<Self>> {
        let local = |(process, truth)| Self { truth, processes: vec![process] };
        Some(conjunction::of(&self.truth)?.into_iter().map(local).collect())
    }
}

/// A predicate over the steps of a run.
pub struct Over<'a> {
    truth: &'a Truth,
    seen: Seen<'a>,
}

impl Over<'_> {
    /// Whether it is so in this cut.
    ///
    /// # Errors
    /// When that is unknown: why.
    pub fn value(&self, cut: &[u32]) -> Result<bool, Why> {
        self.truth.value(&self.seen, cut)
    }
}
