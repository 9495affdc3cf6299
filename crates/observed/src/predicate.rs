//! A small language for what may be so in a global state, after what Cooper & Marzullo (1991) ask of one: `P.count < 102 && in(P->Q) == 0`.
//!
//! ```text
//! predicate  =  predicate "||" predicate  |  predicate "&&" predicate  |  "!" predicate  |  "(" predicate ")"
//!            |  name                          what the computation declares: `terminated`, `deadlocked`
//!            |  number ("==" | "!=" | "<" | "<=" | ">" | ">=") number  |  text ("==" | "!=") text
//! number     =  digits  |  number ("+" | "-") number  |  "-" number  |  "(" number ")"
//!            |  process ".count"               the number that its state is
//!            |  process ".holds" ["." good]    how much it holds of what is conserved
//!            |  "in(" process "->" process ["," text] ")"    how many messages are in that channel, or say that
//! text       =  '"' … '"'  |  process ".state"
//! process    =  letters, digits and "_"  |  '"' … '"'
//! ```
//!
//! `!` binds most, then `+` and `-`, what compares, `&&`, `||`. It is asked of any cut of a run, or of a global state
//! itself, and only there is anything declared. What a run does not tell makes a predicate unknown, but where the rest decides it all the same. It is no programming language: there are no variables, no times, and nothing of any other cut.

mod conjunction;
mod meaning;
mod mistake;
mod seen;
mod state;
mod subjects;
mod token;
mod traffic;
mod tree;
mod value;
mod why;

use sim_core::{GlobalState, ProcessId, System};
use snapshot::Computation;
use trace::text::TextError;

use crate::lattice::Steps;
use crate::model::Run;
use meaning::Truth;
use seen::Seen;
use state::Whole;
use subjects::Subjects;

pub use why::Why;

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
        Self::about(text, &Subjects::of_run(run))
    }

    /// Reads one about the global states of a computation.
    ///
    /// # Errors
    /// When it is none, or is about what is not there; with the place.
    pub fn read_of<P: Computation>(text: &str, system: &System<P>) -> Result<Self, TextError> {
        Self::about(text, &Subjects::of_system(system))
    }

    fn about(text: &str, subjects: &Subjects) -> Result<Self, TextError> {
        let truth = tree::read(text).and_then(|tree| meaning::of(&tree, subjects));
        let truth = truth.map_err(|mistake| mistake.shown(text))?;
        let processes = truth.about().processes.into_iter().collect();
        Ok(Self { truth, processes })
    }

    /// Whether it is so in a global state of the computation that it was read of.
    ///
    /// # Errors
    /// When that is unknown: the process of which a number is asked, and whose state is none.
    pub fn in_state<P: Computation, K>(
        &self,
        system: &System<P>,
        state: &GlobalState<P::State, P::Message, K>,
    ) -> Result<bool, Why> {
        self.truth.value(&Whole { system, state })
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
        self.truth.value(&self.seen.at(cut))
    }
}
