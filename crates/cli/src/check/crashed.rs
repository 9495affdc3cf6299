//! `sim check --crash`: in each run all go back when a process crashes, and on; what that costs, and whether it is right.
//!
//! A run is judged as without a crash, and then by what is said of one that [begins again](crate::restore::checks).

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::Timed;
use snapshot::oracle::{Check, Overall, overall};
use snapshot::rollback::{BackTo, Checkpointed, Loss, run_on};
use snapshot::{LogEvent, Program};
use trace::{Finished, notation};

use super::sweep::{Done, Portion, goes_on};
use crate::crash::{Crash, Lost, OverBefore};
use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::foreign;
use crate::one_run::Runs;
use crate::restore;
use crate::spread::Spread;
use crate::tally::Tally;

/// After so many steps a run has gone on for long enough.
const MOST: u64 = 1000;

/// One of the things that it costs: its name, what that is, and how much it is.
type Figure = (&'static str, &'static str, fn(&Loss) -> Option<u64>);

/// All of them.
pub(super) const FIGURES: [Figure; 6] = [
    ("steps", "steps done in vain, which are done again", |loss| Some(loss.steps)),
    ("messages", "messages sent in them", |loss| Some(loss.messages)),
    ("ticks", "ticks from the first of them to the crash", |loss| Some(loss.ticks)),
    (
        "left",
        "outputs that have left: steps of a process's own accord that a complete snapshot covers",
        |loss| Some(loss.outputs.left),
    ),
    ("held", "outputs held back until then", |loss| Some(loss.outputs.held)),
    ("waited", "ticks that one which has left had to wait at most", |loss| {
        (loss.outputs.left > 0).then_some(loss.outputs.longest)
    }),
];

/// What the crashes of all runs cost.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Losses {
    /// In how many runs all went back to the beginning: no snapshot was complete.
    pub(super) to_beginning: u64,
    /// How many runs were over before it.
    pub(super) over: u64,
    /// The first of them, and how it was over.
    pub(super) first_over: Option<(u64, OverBefore)>,
    /// How many were not.
    crashed: u64,
    /// How often each figure had which value.
    pub(super) spreads: [Spread; FIGURES.len()],
}

impl Losses {
    /// One more seed; they come in their order.
    pub(super) fn add(&mut self, Lost { seed, loss }: &Lost) {
        let loss = match loss {
            Ok(loss) => loss,
            Err(over) => {
                self.over += 1;
                self.first_over.get_or_insert((*seed, *over));
                return;
            }
        };
        self.crashed += 1;
        self.to_beginning += u64::from(loss.back_to == BackTo::Beginning);
        for (spread, (.., figure)) in self.spreads.iter_mut().zip(FIGURES) {
            figure(loss).into_iter().for_each(|value| spread.add(value));
        }
    }
}

impl Losses {
    /// Adds those of other seeds.
    pub(super) fn merge(&mut self, other: Self) {
        self.to_beginning += other.to_beginning;
        self.over += other.over;
        self.crashed += other.crashed;
        let both = self.first_over.into_iter().chain(other.first_over);
        self.first_over = both.min_by_key(|(seed, _)| *seed);
        self.spreads.iter_mut().zip(other.spreads).for_each(|(spread, other)| spread.merge(other));
    }

    /// Whether they can be those of so many seeds.
    pub(super) fn is_within(&self, seeds: u64) -> bool {
        let runs = self.over.checked_add(self.crashed);
        runs.is_some_and(|runs| runs <= seeds)
            && self.to_beginning <= self.crashed
            && self.spreads.iter().all(|spread| spread.is_within(self.crashed))
    }

    /// Refuses a crash that comes in no run.
    pub(super) fn refuse_none(&self, crash: &Crash) -> Result<(), Failure> {
        match self.first_over {
            Some((seed, over)) if self.crashed == 0 => Err(crash.never(over, Some(seed))),
            _ => Ok(()),
        }
    }
}

/// Runs and judges these seeds, each with the crash.
pub(super) fn run_portion<P: Program>(prepared: &dyn Runs<P>, crash: &Crash, seeds: Range<u64>) -> Done<P> {
    let (mut tally, mut portion) = (Tally::default(), Portion::default());
    let system = prepared.system();
    for seed in seeds.take_while(|_| goes_on()) {
        let Some((finished, after)) = run(prepared, crash, seed)? else { break };
        for judgement in &finished.judgements {
            tally.add_recorded(seed, &judgement.recorded, |value| notation::line(system, value));
        }
        let (loss, verdict) = match after {
            Ok((loss, checks)) => (Ok(loss), Crash::verdict(&finished, overall(&checks))),
            Err(over) => (Err(over), finished.verdict()),
        };
        tally.add_verdict(seed, verdict);
        if verdict == Overall::Violated {
            portion.failed.push(seed);
        }
        portion.lost.push(Lost { seed, loss });
    }
    foreign::check()?;
    Ok((tally, portion))
}

/// What came of a run, and of the crash in it, unless it was over before.
type Crashed<'a, P> = (Finished<'a, P>, Result<(Loss, Vec<Check>), OverBefore>);

/// Runs and judges one seed; nothing, if no more is wanted meanwhile.
pub(super) fn run<'a, P: Program>(
    prepared: &'a dyn Runs<P>,
    crash: &Crash,
    seed: u64,
) -> Result<Option<Crashed<'a, P>>, Failure> {
    let mut events = Vec::new();
    let mut keep = |step: &[LogEvent<P>]| events.extend_from_slice(step);
    let watching = Watching::Events(&mut keep);
    let Some(mut ran) = prepared.run_unless(seed, Keep::Nothing, watching, &|_| !goes_on())? else {
        return Ok(None);
    };
    let told = goes_back(prepared, crash, seed, (&ran.finished, &events));
    if told.is_ok() {
        crash.judges_before(&mut ran.finished);
    }
    Ok(Some((ran.finished, told)))
}

/// Has all go back at the crash, and on from the same seed: what that costs, and what is to be said of it.
fn goes_back<P: Program>(
    prepared: &dyn Runs<P>,
    crash: &Crash,
    seed: u64,
    (finished, events): (&Finished<'_, P>, &[LogEvent<P>]),
) -> Result<(Loss, Vec<Check>), OverBefore> {
    let system = prepared.system();
    let before_crash = crash.events_before::<P>(events, finished.stopped)?;
    let before = usize::try_from(finished.events_before).expect("they are in the log");
    let in_log = |judgement: &snapshot::Judgement<P>| {
        (judgement.snapshot, (*judgement.recorded).clone().after(before))
    };
    let recorded: Vec<_> = finished.judgements.iter().map(in_log).collect();
    let base = system.initial_state();
    let recorded = recorded.iter().map(|(number, state)| (*number, state));
    let run = Checkpointed::new((system, &base), events, recorded);
    let loss = run.loss(before_crash, crash.time);
    let start = run.start(loss.back_to);
    let scheduler = Timed::new(&system.topology, &prepared.scenario().timing, seed);
    let life = run_on(system, scheduler, &start, MOST, &mut ()).expect("no schedule is given");
    Ok((loss, restore::checks(system, (&start, &life.end), None, Some(&loss))))
}
