//! Two saved runs held against each other: where they part, and what came of each.
//!
//! It compares, and never judges: the verdicts are those that the files have. Two events are the same if the same happened in them, whatever their
//! numbers are; when it happened is told apart. `happened` says what that is, `sequence` compares the events, `settings` what was run, `recorded` the recorded
//! states, `verdicts` what the oracles said. What it is in words, the crate `draw` says.

mod happened;
mod recorded;
mod sequence;
mod settings;
mod verdicts;

use crate::digest::Digest;
use crate::model::{Event, What};
use crate::saved::Saved;

pub use happened::is_of_the_computation;
pub use recorded::{Part, Recorded};
pub use sequence::Sequence;
pub use settings::Setting;
pub use verdicts::Judged;

/// The same of each of the two runs.
pub type Two<T> = [T; 2];

/// How two runs compare.
#[derive(Clone, PartialEq, Debug)]
pub struct Diff<'a> {
    /// What was run, as far as it differs.
    pub settings: Vec<Setting>,
    /// The processes that are in one run alone.
    pub alone: Two<Vec<&'a str>>,
    /// Whether no process is in both, so that nothing can be lined up by names.
    pub nothing_in_common: bool,
    /// Whether each run has a result; one that was cut off has none.
    pub over: Two<bool>,
    /// The verdict of each: that all checks hold, that one does not, or neither.
    pub verdicts: Two<Option<bool>>,
    /// What each oracle said of each run.
    pub judged: Vec<Judged<'a>>,
    /// The events of the computation alone, without what the algorithm does.
    pub computation: Sequence,
    /// All events.
    pub all: Sequence,
    /// The recorded states, by snapshot.
    pub recorded: Vec<Recorded<'a>>,
    /// How much there is in each.
    pub counts: Two<Counts>,
    /// The hash of all events of each; the log of another program has none.
    pub digests: Two<Option<String>>,
}

/// How much there is in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Events.
    pub events: usize,
    /// Messages of the computation that were sent.
    pub messages: usize,
    /// Messages of the algorithm that were sent: markers, or of whatever kinds they are.
    pub control: usize,
    /// The time of the last event; absent where there are no times.
    pub ticks: Option<u64>,
}

impl<'a> Diff<'a> {
    /// Holds two runs against each other.
    #[must_use]
    pub fn of(runs: Two<&'a Saved>) -> Self {
        let names = runs.map(|run| &run.header.config.processes);
        let alone = |of: usize| {
            let is_alone = |name: &&'a str| !names[1 - of].iter().any(|other| other == name);
            names[of].iter().map(String::as_str).filter(is_alone).collect::<Vec<_>>()
        };
        let alone = [alone(0), alone(1)];
        Self {
            settings: settings::that_differ(runs),
            nothing_in_common: alone[0].len() == names[0].len(),
            alone,
            over: runs.map(|run| run.footer.is_some()),
            verdicts: runs.map(Saved::verdict),
            judged: verdicts::of_each(runs),
            computation: sequence::compared(runs, true),
            all: sequence::compared(runs, false),
            recorded: recorded::compared(runs),
            counts: runs.map(Counts::of),
            digests: runs.map(|run| run.foreign.is_none().then(|| Digest::of(&run.events))),
        }
    }

    /// Whether the computation and the verdicts are the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.computation.first.is_none()
            && self.over[0] == self.over[1]
            && self.verdicts[0] == self.verdicts[1]
            && !self.judged.iter().any(Judged::differs)
    }
}

impl Counts {
    fn of(run: &Saved) -> Self {
        let sent = |control: bool| {
            let is_one = |event: &&Event| match &event.what {
                What::Send { snapshot, .. } => snapshot.is_some() == control,
                What::Lost(astray) => astray.snapshot.is_some() == control,
                _ => false,
            };
            run.events.iter().filter(is_one).count()
        };
        let last = run.events.last().map_or(0, |event| event.t);
        Self {
            events: run.events.len(),
            messages: sent(false),
            control: sent(true),
            ticks: run.is_timed().then_some(last),
        }
    }
}

#[cfg(test)]
mod tests;
