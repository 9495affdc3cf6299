//! Takes out of a schedule what the failure does not need: delta debugging (A. Zeller, R. Hildebrandt, "Simplifying and
//! Isolating Failure-Inducing Input", 2002) over actions.
//!
//! What is left after a cut is followed as far as it can be: an action that is no longer enabled goes with those that were
//! cut. So a message that is never sent takes its receipt along. Of messages that may be delivered in any order the oldest is
//! preferred, and of the things a process offers the first; so what overtakes in the end has to.

use sim_core::{Action, Listed, Schedule};

use super::numbers;
use super::search::{Run, Search};
use crate::computation::Program;
use crate::layer::Layer;
use crate::setup::Setup;

/// The run without what can be left out of it: without any one of its actions it would not fail, unless the search was stopped.
pub(super) fn minimal<P: Program, Q: Layer<P>>(
    search: &mut Search<'_>,
    setup: &Setup<'_, P, Q>,
    mut run: Run,
) -> Run {
    loop {
        let before = run.schedule.clone();
        let mut size = run.schedule.0.len() / 2;
        while size > 1 {
            run = without_chunks(search, setup, run, size);
            size = size.min(run.schedule.0.len()) / 2;
        }
        run = without_chunks(search, setup, run, 1);
        run = with_first_choices(search, setup, run);
        if run.schedule == before || search.stopped {
            return run;
        }
    }
}

/// Takes out chunks of this size, from the end to the beginning, where what is left still fails.
fn without_chunks<P: Program, Q: Layer<P>>(
    search: &mut Search<'_>,
    setup: &Setup<'_, P, Q>,
    mut run: Run,
    size: usize,
) -> Run {
    let mut end = run.schedule.0.len();
    while end > 0 && !search.stopped {
        search.steps = run.schedule.0.len();
        let start = end.saturating_sub(size);
        let mut fewer = run.schedule.clone();
        fewer.0.drain(start..end);
        // What comes before the cut is performed as before, so it is still there when the cut succeeds.
        run = search.failing(setup, Listed::where_enabled(fewer)).unwrap_or(run);
        end = start;
    }
    run
}

/// Replaces deliveries of younger messages, and later commands, by earlier ones where that still fails.
fn with_first_choices<P: Program, Q: Layer<P>>(
    search: &mut Search<'_>,
    setup: &Setup<'_, P, Q>,
    mut run: Run,
) -> Run {
    let mut place = 0;
    while let Some(action) = run.schedule.0.get(place) {
        let instead = earlier_choices(*action).into_iter().find_map(|action| {
            let Schedule(mut actions) = run.schedule.clone();
            actions[place] = action;
            search.failing(setup, Listed::where_enabled(Schedule(actions)))
        });
        run = instead.unwrap_or(run);
        place += 1;
    }
    run
}

/// The same with an older message or an earlier command, the first one first.
fn earlier_choices(action: Action) -> Vec<Action> {
    let earlier = |number: u32| {
        let numbers = numbers::smaller(u64::from(number), 0);
        numbers.into_iter().map(|number| u32::try_from(number).expect("it is smaller than one of 32 bits"))
    };
    match action {
        Action::Deliver { channel, position } => {
            earlier(position).map(|position| Action::Deliver { channel, position }).collect()
        }
        Action::Internal { process, command } => {
            earlier(command).map(|command| Action::Internal { process, command }).collect()
        }
    }
}
