//! The steps of a run, with the vector time of each: only events of the computation, those together that are one step.

use sim_core::ProcessId;

use super::steps::{Cut, Step, Steps};
use super::times;
use crate::bounds;
use crate::model::{At, Run, What};

/// Why a run has no lattice.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoSteps {
    /// No order of its events can have happened.
    #[error("no run can have done this: {0} waits for what comes after it")]
    Impossible(String),
    /// There is more than is looked at.
    #[error("there are {steps} steps of {processes} processes, more than are held against each other")]
    TooMany {
        /// So many.
        steps: usize,
        /// Of so many processes.
        processes: usize,
    },
}

impl Steps {
    /// The steps of all processes of a run.
    ///
    /// # Errors
    /// When nothing can have happened in this way, or too much did.
    pub fn of(run: &Run) -> Result<Self, NoSteps> {
        let processes: Vec<_> = run.process_ids().collect();
        let of: Vec<Vec<Step>> = run.process_ids().map(|process| steps_of(run, process)).collect();
        let (count, wide) = (of.iter().map(Vec::len).sum::<usize>(), processes.len());
        if count.saturating_mul(wide) > bounds::TIMES {
            return Err(NoSteps::TooMany { steps: count, processes: wide });
        }
        let to = of.iter().map(|steps| u32::try_from(steps.len()).expect("lines are bounded")).collect();
        let from = vec![0; wide].into();
        let unsent =
            run.messages.iter().filter(|message| message.control.is_none() && message.sent.is_none());
        let mut steps = Self { processes, of, from, to, unsent: unsent.count() };
        match times::tell(run, &mut steps) {
            None => Ok(steps),
            Some(waits) => Err(NoSteps::Impossible(run.told_at(waits))),
        }
    }
}

/// The steps of a process, before anything is known of their times.
fn steps_of(run: &Run, process: ProcessId) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (index, event) in (0..).zip(&run.processes[process.index()].events) {
        let at = At { process, index };
        match steps.last_mut() {
            _ if !is_of_the_computation(run, event.what) => {}
            Some(step) if event.is_same_step => step.last = at,
            _ => steps.push(Step { first: at, last: at, after: Cut::default() }),
        }
    }
    steps
}

/// Whether an event is one of the computation, and not of the algorithm.
fn is_of_the_computation(run: &Run, what: What) -> bool {
    match what {
        What::Send(id) | What::Receive(id) => run.message(id).control.is_none(),
        What::Local => true,
        What::Record(_) | What::Crashed | What::Other => false,
    }
}
