//! Seeds, run and judged on all cores. What comes of them comes in their order, whatever the number of threads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rayon::prelude::*;
use sim_core::{Observer, Scheduler, System, Timed};
use snapshot::oracle::{Overall, Verdict, overall};
use snapshot::price::{Paid, Traffic};
use snapshot::{Experiment, Initiation, Layer, Program, Unwanted};
use trace::notation;

use super::row::{Row, row};
use crate::crash::Lost;
use crate::drive::{Keep, LOOK_AFTER, Watching, drive};
use crate::failure::Failure;
use crate::foreign;
use crate::interrupt;
use crate::memory;
use crate::prepared::Prepared;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::tally::Tally;
use crate::until::{Waited, With, run_seeds};
use crate::values::Seeds;

/// The most seeds that one thread takes at a time.
const MOST: u64 = 256;
/// Into how many portions a thread's share is cut at least, so that all are busy to the end.
const PORTIONS: u64 = 8;

/// What is wanted of each seed, beside the sums.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    /// How often each state was recorded.
    States,
    /// A row.
    Rows,
    /// What its snapshots cost.
    Costs,
}

/// Which seeds are run, on how many threads.
#[derive(Clone, Debug)]
pub(crate) struct Share {
    pub(crate) seeds: Range<u64>,
    pub(crate) threads: usize,
}

impl Share {
    /// These seeds, on so many threads; on all cores, if that was not said.
    pub(crate) fn of(seeds: &Seeds, jobs: Option<u16>) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let most = usize::try_from(seeds.count()).unwrap_or(usize::MAX);
        Self { seeds: seeds.0.clone(), threads: jobs.map_or_else(cores, usize::from).min(most) }
    }

    /// How many seeds are wanted.
    pub(crate) const fn wanted(&self) -> u64 {
        self.seeds.end - self.seeds.start
    }
}

/// What a snapshot cost, and whether it is right.
#[derive(Debug)]
pub(crate) struct Priced {
    pub(crate) seed: u64,
    pub(crate) verdict: Overall,
    /// The checks that failed.
    pub(crate) failed: Vec<&'static str>,
    pub(crate) paid: Paid,
}

/// What came of some seeds, one after another.
#[derive(Debug, Default)]
pub(crate) struct Portion {
    /// A row each, if they were wanted.
    pub(crate) rows: Vec<Row>,
    /// What a crash cost each, if there was one.
    pub(crate) lost: Vec<Lost>,
    /// What each snapshot cost, if that was wanted.
    pub(crate) priced: Vec<Priced>,
    /// What was seen of that which each was to go on for, if it was.
    pub(crate) waited: Vec<Waited>,
    /// Those for which a check failed.
    pub(crate) failed: Vec<u64>,
}

/// What came of the seeds of a portion.
pub(super) type Done<P> = Result<(Tally<P>, Portion), Failure>;

/// Who runs and judges a portion.
pub(crate) type RunPortion<'a, P> = dyn Fn(Range<u64>, Wanted) -> Done<P> + Sync + 'a;

/// Has all the seeds run and judged, portion by portion, or as many as there are before Ctrl-C; `each` has the portions in the order of
/// the seeds.
pub(crate) fn sweep<P: Program>(
    run: &RunPortion<'_, P>,
    share: &Share,
    what: Wanted,
    progress: &Progress,
    each: &mut dyn FnMut(Portion) -> Result<(), Failure>,
) -> Result<Tally<P>, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(share.threads).build();
    let pool = pool.map_err(|error| Failure::new(format!("cannot start the threads: {error}")))?;
    let size = (share.wanted() / (share.threads as u64 * PORTIONS)).clamp(1, MOST);
    let enough = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    let portion = |sender: &mpsc::Sender<_>, number: u64| {
        let start = share.seeds.start + number * size;
        let seeds = start..share.seeds.end.min(start.saturating_add(size));
        let (tally, portion) = run(seeds, what)?;
        progress.add(tally.seeds);
        // Nobody listens only when enough was heard.
        let _ = sender.send((number, portion));
        Ok(tally)
    };
    let all = |sender: &mpsc::Sender<_>| {
        (0..share.wanted().div_ceil(size))
            .par_bridge() // in order, so that little waits for its turn
            .take_any_while(|_| goes_on() && !enough.load(Ordering::Relaxed))
            .map(|number| portion(sender, number))
            .try_reduce(Tally::default, |one, other| Ok(one.merge(other)))
    };
    let mut tally = None;
    let told = pool.in_place_scope(|scope| {
        let tally = &mut tally;
        scope.spawn(move |_| *tally = Some(all(&sender))); // the sender goes with it, and so the receiver ends
        let told = in_order(&receiver, each);
        enough.store(told.is_err(), Ordering::Relaxed);
        told
    });
    told?;
    tally.expect("the scope waits for it")
}

/// Hands on what comes, in the order of its numbers; what comes after a gap comes last.
fn in_order(
    receiver: &mpsc::Receiver<(u64, Portion)>,
    each: &mut dyn FnMut(Portion) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    for (number, portion) in receiver {
        waiting.insert(number, portion);
        while let Some(portion) = waiting.remove(&next) {
            each(portion)?;
            next += 1;
        }
    }
    waiting.into_values().try_for_each(each)
}

/// Whether another seed is wanted, and there is room to tell what it came to.
pub(super) fn goes_on() -> bool {
    !interrupt::requested() && !memory::exceeded() && !foreign::has_failed()
}

/// Runs and judges these seeds.
pub(crate) fn run_portion<P: Program, L: Layer<P>>(
    prepared: &Prepared<'_, P, L>,
    seeds: Range<u64>,
    what: Wanted,
) -> Done<P> {
    let (mut tally, mut portion) = (Tally::default(), Portion::default());
    let mut judging = Judging {
        underlying: &prepared.underlying,
        initiation: &prepared.scenario.configuration.initiation,
        what,
        tally: &mut tally,
        portion: &mut portion,
    };
    if prepared.scenario.ticks() {
        for seed in seeds.take_while(|_| goes_on()) {
            let mut experiment = prepared.experiment(seed);
            if drive(&mut experiment, Keep::Events, Watching::Nobody, &|_| !goes_on())?.is_some() {
                judging.judge(&mut experiment, seed, None);
            }
        }
        foreign::check()?;
        return Ok((tally, portion));
    }
    let mut experiment = prepared.setup().timed(prepared.timing(), seeds.start);
    if !matches!(what, Wanted::Rows) {
        experiment = experiment.forgetting(); // only a row says whether it happened
    }
    for seed in seeds.take_while(|_| goes_on()) {
        experiment.restart(seed);
        // Only for costs is a run watched from its beginning: where nobody looks it is faster.
        let mut traffic = matches!(what, Wanted::Costs).then(|| Traffic::new(&prepared.underlying.topology));
        let is_over = match &mut traffic {
            Some(traffic) => run_whole(&mut experiment, traffic),
            None => run_whole(&mut experiment, &mut ()),
        };
        if !is_over {
            break;
        }
        judging.judge(&mut experiment, seed, traffic.as_ref());
    }
    foreign::check()?;
    Ok((tally, portion))
}

/// Runs and judges these seeds, each until a snapshot shows this.
pub(crate) fn run_waiting<P: Program>(
    scenario: &Scenario,
    with: &With<'_, P>,
    text: &str,
    seeds: Range<u64>,
) -> Done<P> {
    let (tally, waited) = run_seeds(scenario, with, text, seeds, &goes_on)?;
    let failed = waited.iter().filter(|waited| waited.verdict == Overall::Violated);
    let failed = failed.map(|waited| waited.seed).collect();
    Ok((tally, Portion { waited, failed, ..Portion::default() }))
}

/// Runs to the end, or until no more is wanted; whether it was the end.
fn run_whole<P: Program, Q: Layer<P>>(
    experiment: &mut Experiment<'_, P, Q, Timed<Q>>,
    observer: &mut impl Observer<Q>,
) -> bool {
    while experiment
        .run_until(experiment.events_so_far() + LOOK_AFTER, observer)
        .expect("a scheduler of its own picks enabled actions only")
        .is_none()
    {
        if !goes_on() {
            return false;
        }
    }
    true
}

/// Judges runs, and adds up what comes of them.
struct Judging<'a, P: Program> {
    underlying: &'a System<P>,
    initiation: &'a Initiation,
    what: Wanted,
    tally: &'a mut Tally<P>,
    portion: &'a mut Portion,
}

impl<P: Program> Judging<'_, P> {
    /// Judges all snapshots of a run that is over; nothing is said of it if it is interrupted meanwhile.
    fn judge<Q: Layer<P>, S: Scheduler<Q>>(
        &mut self,
        experiment: &mut Experiment<'_, P, Q, S>,
        seed: u64,
        traffic: Option<&Traffic<'_>>,
    ) {
        let verdict = match self.what {
            Wanted::Rows => experiment.judgements_while(interrupt::WANTED).map(|judgements| {
                let verdict = Overall::of(judgements.iter().map(snapshot::Judgement::verdict));
                self.portion.rows.push(row(self.underlying, experiment, &judgements, seed));
                verdict
            }),
            Wanted::States => self.count(experiment, seed),
            Wanted::Costs => self.price(experiment, seed, traffic),
        };
        let Ok(verdict) = verdict else { return };
        self.tally.add_verdict(seed, verdict);
        self.tally.suffered += u64::from(experiment.has_suffered());
        if verdict == Overall::Violated {
            self.portion.failed.push(seed);
        }
    }

    /// Counts what was recorded, if all of it was judged; the verdict on all of it.
    fn count<Q: Layer<P>, S: Scheduler<Q>>(
        &mut self,
        experiment: &mut Experiment<'_, P, Q, S>,
        seed: u64,
    ) -> Result<Overall, Unwanted> {
        let (underlying, mut verdict) = (self.underlying, None);
        // Of several snapshots it may be that only the first are judged: until all are, they are counted by themselves.
        let mut of_seed = (self.initiation.snapshots > 1).then(Tally::default);
        let tally = of_seed.as_mut().unwrap_or(self.tally);
        experiment.judge_each(interrupt::WANTED, |judged| {
            verdict = Some(Overall::of(verdict.into_iter().chain([overall(judged.checks)])));
            tally.add_recorded(seed, judged.recorded, |value| notation::line(underlying, value));
            Ok(())
        })?;
        if let Some(of_seed) = of_seed {
            *self.tally = std::mem::take(self.tally).merge(of_seed);
        }
        Ok(Overall::of(verdict))
    }

    /// Says what each snapshot cost, if all of them were judged; the verdict on all of it.
    fn price<Q: Layer<P>, S: Scheduler<Q>>(
        &mut self,
        experiment: &Experiment<'_, P, Q, S>,
        seed: u64,
        traffic: Option<&Traffic<'_>>,
    ) -> Result<Overall, Unwanted> {
        let (topology, initiators) = (&self.underlying.topology, &self.initiation.initiators);
        let mut priced = Vec::new();
        experiment.judge_each(interrupt::WANTED, |judged| {
            let failed = judged.checks.iter().filter(|check| matches!(check.verdict, Verdict::Violated(_)));
            priced.push(Priced {
                seed,
                verdict: overall(judged.checks),
                failed: failed.map(|check| check.name).collect(),
                paid: Paid::of(&judged, (topology, initiators), traffic),
            });
            Ok(())
        })?;
        let verdict = Overall::of(priced.iter().map(|priced| priced.verdict));
        self.portion.priced.append(&mut priced);
        Ok(verdict)
    }
}
