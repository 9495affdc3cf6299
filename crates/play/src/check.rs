//! Many seeds, run and judged: how many fail, and which is the first.

use std::ops::Range;

use serde::Serialize;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::{Overall, overall};
use snapshot::{Program, Wanted};
use trace::plan::Refused;

use crate::answer::{Told, refused};
use crate::bounds;
use crate::experiment::Experiment;

/// What the seeds came to.
#[derive(Serialize, Default)]
struct Tally {
    /// How many were run.
    seeds: u64,
    /// For how many a check fails.
    failed: u64,
    /// For how many not all checks could be made, and none fails.
    unknown: u64,
    /// The first for which a check fails.
    first_failure: Option<u64>,
    /// The first for which not all could be made.
    first_unknown: Option<u64>,
    /// The seed to go on with, if there was no room for all.
    next: Option<u64>,
}

/// Runs and judges these seeds, or as many as there is room for.
pub(crate) fn check(experiment: &Experiment, seeds: Range<u64>) -> Result<Told, Refused> {
    experiment.refuse_typed(|entry| entry.chooses, "each seed is run")?;
    if let Some(why) = experiment.plan.draws_nothing() {
        return Err(refused(format!("there is one run, whatever the seed: {why}"), "ask to run it"));
    }
    let count = seeds.end.saturating_sub(seeds.start);
    if count == 0 || count > bounds::SEEDS {
        let most = bounds::SEEDS;
        let what = format!(
            "from {} to {} there are {count} seeds, and for one request 1 to {most}",
            seeds.start, seeds.end
        );
        return Err(refused(what, "ask again for others"));
    }
    let command = experiment.command_of_all("check");
    let command = format!("{command} --seeds {}..{}", seeds.start, seeds.end);
    let tally = experiment.plan.visit(Seeds { experiment, seeds })?;
    Ok(Told {
        verdict: Some(tally.verdict()),
        output: serde_json::to_string(&tally).expect("numbers are JSON"),
        command: Some(command),
        notes: Vec::new(),
    })
}

struct Seeds<'a> {
    experiment: &'a Experiment,
    seeds: Range<u64>,
}

impl Visitor for Seeds<'_> {
    type Output = Result<Tally, Refused>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let plan = &self.experiment.plan;
        let systems = plan.systems::<P, A>(&algorithm)?;
        let setup = self.experiment.setup(&systems);
        let (mut tally, mut room) = (Tally::default(), bounds::EVENTS_OF_SEEDS);
        let mut running = setup.timed(&plan.timing, self.seeds.start).forgetting();
        for seed in self.seeds {
            if room == 0 {
                tally.next = Some(seed);
                break;
            }
            running.restart(seed);
            let stopped = running.run_until(bounds::EVENTS, &mut ());
            if stopped.expect("a scheduler of its own picks enabled actions only").is_none() {
                let most = bounds::EVENTS;
                let what = format!(
                    "the run of seed {seed} is not over after {most} events, and here no run has more"
                );
                return Err(refused(what, "'max-events' says when a run is given up"));
            }
            room = room.saturating_sub(running.events_so_far());
            let mut verdict = None;
            let judged = running.judge_each(Wanted::ALWAYS, |judged| {
                verdict = Some(Overall::of(verdict.into_iter().chain([overall(judged.checks)])));
                Ok(())
            });
            judged.expect("it is wanted to the end");
            tally.add(seed, Overall::of(verdict));
        }
        Ok(tally)
    }
}

impl Tally {
    fn add(&mut self, seed: u64, verdict: Overall) {
        self.seeds += 1;
        match verdict {
            Overall::Holds => {}
            Overall::Violated => {
                self.failed += 1;
                self.first_failure.get_or_insert(seed);
            }
            Overall::Unknown => {
                self.unknown += 1;
                self.first_unknown.get_or_insert(seed);
            }
        }
    }

    fn verdict(&self) -> Overall {
        if self.failed > 0 {
            Overall::Violated
        } else if self.unknown > 0 || self.next.is_some() {
            Overall::Unknown
        } else {
            Overall::Holds
        }
    }
}
