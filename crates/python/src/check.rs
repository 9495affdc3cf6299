//! Many seeds, run and judged on all cores. What they come to does not depend on how many cores there are.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::exploration::RecordedValue;
use snapshot::oracle::{Overall, overall};
use snapshot::{Program, Wanted};
use trace::notation;

use crate::bounds;
use crate::experiment::Experiment;
use crate::failure::Failure;
use crate::run::word;
use crate::waiting::Stop;

/// The most seeds that one thread takes at a time.
const PORTION: u64 = 256;

/// What the seeds came to.
#[derive(Serialize)]
struct Checked {
    verdict: &'static str,
    seeds: u64,
    failed: u64,
    unknown: u64,
    first_failure: Option<u64>,
    first_unknown: Option<u64>,
    recorded: Vec<Recorded>,
    command: Option<String>,
    remarks: Vec<String>,
}

/// A state that was recorded.
#[derive(Serialize)]
struct Recorded {
    state: String,
    times: u64,
    first_seed: u64,
}

/// Runs and judges these seeds, from the first to the one before the last.
pub(crate) fn check(
    experiment: &Experiment,
    (from, to): (u64, u64),
    jobs: NonZeroUsize,
    stop: Stop<'_>,
) -> Result<String, Failure> {
    experiment.refuse_typed(|entry| entry.chooses, "each seed is run")?;
    if let Some(why) = experiment.plan.draws_nothing() {
        let what = format!("there is one run, whatever the seed: {why}");
        return Err(Failure::with_tip(what, "'run' judges it"));
    }
    let count = to.saturating_sub(from);
    if count == 0 || count > bounds::SEEDS {
        let most = bounds::SEEDS;
        return Err(Failure::new(format!(
            "from {from} to {to} there are {count} seeds; 1 to {most} are checked"
        )));
    }
    let command = experiment.command_of_all("check").map(|command| format!("{command} --seeds {from}..{to}"));
    let checked = experiment.plan.visit_fast(Seeds { experiment, seeds: from..to, jobs, stop })?;
    let checked = Checked { command, remarks: experiment.remarks(), ..checked };
    Ok(serde_json::to_string(&checked).expect("numbers and texts are JSON"))
}

struct Seeds<'a> {
    experiment: &'a Experiment,
    seeds: Range<u64>,
    jobs: NonZeroUsize,
    stop: Stop<'a>,
}

impl Visitor for Seeds<'_> {
    type Output = Result<Checked, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { experiment, seeds, jobs, stop } = self;
        let systems = experiment.plan.systems::<P, A>(&algorithm)?;
        let setup = experiment.setup(&systems);
        let portion = |seeds: Range<u64>| -> Tally<P> {
            let mut tally = Tally::default();
            let mut running = setup.timed(&experiment.plan.timing, seeds.start).forgetting();
            for seed in seeds {
                running.restart(seed);
                loop {
                    let pause = running.events_so_far() + bounds::LOOK_AFTER;
                    let stopped = running.run_until(pause, &mut ());
                    if stop() {
                        return tally;
                    }
                    if stopped.expect("a scheduler of its own picks enabled actions only").is_some() {
                        break;
                    }
                }
                let mut verdict = None;
                let judged = running.judge_each(Wanted::ALWAYS, |judged| {
                    verdict = Some(Overall::of(verdict.into_iter().chain([overall(judged.checks)])));
                    tally.record(seed, RecordedValue::from(&**judged.recorded));
                    Ok(())
                });
                judged.expect("it is wanted to the end");
                tally.add(seed, Overall::of(verdict));
            }
            tally
        };
        let tally = if jobs.get() == 1 { portion(seeds) } else { on_threads(&seeds, jobs, stop, portion)? };
        Ok(tally.told(|state| notation::line(&systems.underlying, state)))
    }
}

/// Has portions of the seeds run on so many threads.
fn on_threads<P: Program>(
    seeds: &Range<u64>,
    jobs: NonZeroUsize,
    stop: Stop<'_>,
    portion: impl Fn(Range<u64>) -> Tally<P> + Sync,
) -> Result<Tally<P>, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build();
    let pool = pool.map_err(|error| Failure::new(format!("cannot start the threads: {error}")))?;
    let portions = 0..(seeds.end - seeds.start).div_ceil(PORTION);
    let of = |number: u64| {
        let start = seeds.start + number * PORTION;
        portion(start..seeds.end.min(start.saturating_add(PORTION)))
    };
    let all = || {
        let wanted = portions.par_bridge().take_any_while(|_| !stop());
        wanted.map(of).reduce(Tally::default, Tally::merge)
    };
    Ok(pool.install(all))
}

/// Totals. Adding two does not depend on which comes first.
struct Tally<P: Program> {
    seeds: u64,
    failed: u64,
    unknown: u64,
    first_failure: Option<u64>,
    first_unknown: Option<u64>,
    /// How often each state was recorded, and for which seed first.
    recorded: BTreeMap<RecordedValue<P::State, P::Message>, (u64, u64)>,
}

impl<P: Program> Default for Tally<P> {
    fn default() -> Self {
        let (first_failure, first_unknown) = (None, None);
        Self { seeds: 0, failed: 0, unknown: 0, first_failure, first_unknown, recorded: BTreeMap::new() }
    }
}

impl<P: Program> Tally<P> {
    fn record(&mut self, seed: u64, state: RecordedValue<P::State, P::Message>) {
        self.share(state, (1, seed));
    }

    fn share(&mut self, state: RecordedValue<P::State, P::Message>, (times, first): (u64, u64)) {
        let share = self.recorded.entry(state).or_insert((0, first));
        *share = (share.0 + times, share.1.min(first));
    }

    fn add(&mut self, seed: u64, verdict: Overall) {
        self.seeds += 1;
        match verdict {
            Overall::Holds => {}
            Overall::Violated => {
                self.failed += 1;
                self.first_failure = earlier(self.first_failure, Some(seed));
            }
            Overall::Unknown => {
                self.unknown += 1;
                self.first_unknown = earlier(self.first_unknown, Some(seed));
            }
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.seeds += other.seeds;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.first_failure = earlier(self.first_failure, other.first_failure);
        self.first_unknown = earlier(self.first_unknown, other.first_unknown);
        other.recorded.into_iter().for_each(|(state, share)| self.share(state, share));
        self
    }

    fn told(self, notation: impl Fn(&RecordedValue<P::State, P::Message>) -> String) -> Checked {
        let verdict = if self.failed > 0 {
            Overall::Violated
        } else if self.unknown > 0 {
            Overall::Unknown
        } else {
            Overall::Holds
        };
        // States that print alike are one, so that seeds come to the same in however many parts they are judged.
        let mut shares = BTreeMap::new();
        for (state, (times, first)) in &self.recorded {
            let share = shares.entry(notation(state)).or_insert((0, *first));
            *share = (share.0 + times, share.1.min(*first));
        }
        let recorded =
            shares.into_iter().map(|(state, (times, first_seed))| Recorded { state, times, first_seed });
        let mut recorded: Vec<_> = recorded.collect();
        recorded.sort_by_key(|state| (std::cmp::Reverse(state.times), state.first_seed));
        Checked {
            verdict: word(verdict),
            seeds: self.seeds,
            failed: self.failed,
            unknown: self.unknown,
            first_failure: self.first_failure,
            first_unknown: self.first_unknown,
            recorded,
            command: None,
            remarks: Vec::new(),
        }
    }
}

fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
