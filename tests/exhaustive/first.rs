//! What a search asks of a puzzle: the first thing that each process shows.

use explore::{Property, Reached};
use sim_core::{Context, GlobalState};

use crate::exhaustive::puzzle::{Mode, Puzzle};

/// The first thing that each process has shown; a schedule ends when each has shown something.
pub(crate) struct First;

pub(crate) type Seen = Option<u64>;
/// What was seen and, where nothing is enabled any more, how the processes are then.
pub(crate) type Outcome = (Vec<Seen>, Option<Vec<Mode>>);

pub(crate) fn observe(seen: &mut Seen, shown: &u64) {
    seen.get_or_insert(*shown);
}

pub(crate) fn ends(seen: &[Seen]) -> bool {
    seen.iter().all(Option::is_some)
}

pub(crate) fn judge(seen: &[Seen], state: &GlobalState<Mode, u64>) -> Outcome {
    (seen.to_vec(), (!ends(seen)).then(|| state.processes.clone()))
}

impl Property<Puzzle> for First {
    type Seen = Seen;
    type Outcome = Outcome;
    type Violation = ();

    fn observe(&self, _: Context<'_>, seen: &mut Seen, shown: &u64) {
        observe(seen, shown);
    }

    fn ends(&self, reached: &Reached<'_, Puzzle, Seen>) -> bool {
        reached.topology().processes().all(|process| reached.seen(process).is_some())
    }

    fn judge(&self, end: &Reached<'_, Puzzle, Seen>) -> Result<Outcome, ()> {
        let seen: Vec<_> = end.topology().processes().map(|process| *end.seen(process)).collect();
        assert!(self.ends(end) || end.is_quiescent());
        Ok(judge(&seen, &end.to_global_state()))
    }
}
