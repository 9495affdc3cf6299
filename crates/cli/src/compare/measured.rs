//! One algorithm on channels of one discipline, under all seeds: what it cost, and whether it is right.

use sim_core::Order;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::{Entry, Visitor};
use snapshot::oracle::Overall;
use snapshot::price::{Claim, Cost, Distances, Paid};
use snapshot::{Initiators, Program};

use super::taken::{Held, Taken};
use crate::check::sweep::{Priced, Share, Wanted, run_portion, sweep};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::spread::Spread;
use crate::tally::Tally;

/// What came of it.
pub(super) struct Measured {
    pub(super) scenario: Scenario,
    /// How many seeds were wanted.
    pub(super) wanted: u64,
    pub(super) verdict: Overall,
    /// Whether the channels keep the order that the algorithm needs.
    pub(super) has_order: bool,
    /// Under the seeds.
    pub(super) taken: Taken,
    /// What is claimed, and what came of that.
    pub(super) claims: Vec<Tested>,
}

/// A claim, held against the runs.
pub(super) struct Tested {
    pub(super) claim: &'static Claim,
    /// Why it is not compared, if it is not.
    pub(super) idle: Option<&'static str>,
    /// What came of it.
    pub(super) held: Held,
}

/// Where that which was taken in comes from.
pub(super) enum Source<'a> {
    /// These seeds are run.
    Seeds(&'a Share, &'a Progress),
    /// It was kept: what came of so many seeds, cell by cell.
    Kept(&'a [Option<Taken>], u64),
}

impl Tested {
    /// Why it was not compared, if it was not.
    pub(super) fn why_not(&self) -> &'static str {
        self.idle.unwrap_or("something in the formula is not known of any run")
    }
}

impl Measured {
    /// Holds what is claimed against all seeds; `cell` is its number.
    pub(super) fn of(
        (entry, claims): (&Entry, &'static [Claim]),
        scenario: Scenario,
        source: &Source<'_>,
        cell: usize,
    ) -> Result<Self, Failure> {
        let has_order = entry.needs.has_order(&scenario.configuration.topology);
        let idle = idle(claims, &scenario, entry, has_order);
        let (taken, wanted) = match source {
            Source::Seeds(share, progress) => {
                let cell = Claimed { scenario: &scenario, claims, idle: &idle };
                (cell.under(share, progress)?, share.wanted())
            }
            Source::Kept(cells, wanted) => {
                let kept = cells.get(cell).and_then(Option::as_ref);
                let kept = kept.filter(|taken| taken.claims.len() == claims.len());
                let lacks = || Failure::new(format!("the shards do not have what came of {}", entry.name));
                (kept.ok_or_else(lacks)?.clone(), *wanted)
            }
        };
        let verdict = taken.verdict(wanted);
        let tested = claims.iter().zip(idle).zip(&taken.claims);
        let claims = tested.map(|((claim, idle), held)| Tested { claim, idle, held: *held }).collect();
        Ok(Self { scenario, wanted, verdict, has_order, taken, claims })
    }

    /// What this came to.
    pub(super) fn spread(&self, cost: Cost) -> &Spread {
        let place = Cost::ALL.iter().position(|other| *other == cost).expect("all of them are listed");
        &self.taken.spreads[place]
    }

    /// Whether all seeds were run.
    pub(super) const fn is_whole(&self) -> bool {
        self.taken.seeds == self.wanted
    }

    /// Whether an equality of its price is wrong.
    pub(super) fn has_wrong_claim(&self) -> bool {
        self.claims.iter().any(|tested| tested.held.wrong.is_some())
    }
}

/// Why what is claimed of an algorithm cannot be compared in this experiment, claim by claim.
fn idle(
    claims: &'static [Claim],
    scenario: &Scenario,
    entry: &Entry,
    has_order: bool,
) -> Vec<Option<&'static str>> {
    let mut channels = scenario.configuration.topology.channels().iter();
    let has_stamps =
        entry.needs.order != Order::Causal && channels.any(|channel| channel.order == Order::Causal);
    let why = |claim: &Claim| match claim.cost {
        _ if !has_order => Some("the channels do not keep the order that it needs"),
        Cost::Bits if has_stamps => Some("the channels add their stamps to what it does"),
        cost if cost.goes_by_time() => no_times(scenario),
        _ => None,
    };
    claims.iter().map(why).collect()
}

/// Why the formulae of times cannot be compared, if they cannot.
pub(super) fn no_times(scenario: &Scenario) -> Option<&'static str> {
    let (timing, initiation) = (&scenario.timing, &scenario.configuration.initiation);
    let (delay, start) = (timing.message(), timing.start());
    let one = matches!(&initiation.initiators, Initiators::These(these) if these.len() == 1);
    let together = scenario.starts_of_own_accord() && start.low() == start.high();
    if (delay.low(), delay.high()) != (1, 1) || timing.has_overrides() || scenario.ticks() {
        Some("messages do not all take one tick")
    } else if initiation.snapshots > 1 {
        Some("several snapshots may overlap")
    } else if !one && !together {
        Some("several initiators do not start together")
    } else {
        None
    }
}

/// What is claimed of an algorithm in an experiment, and why some of it is not compared.
struct Claimed<'a> {
    scenario: &'a Scenario,
    claims: &'static [Claim],
    idle: &'a [Option<&'static str>],
}

impl Claimed<'_> {
    /// Runs and judges the seeds, and holds what is claimed against each.
    fn under(&self, share: &Share, progress: &Progress) -> Result<Taken, Failure> {
        let configuration = &self.scenario.configuration;
        let distances = Distances::of(&configuration.topology, &configuration.initiation.initiators);
        let mut taking = Taking { claimed: self, distances, taken: Taken::nothing(self.claims.len()) };
        let sums = Sweep { scenario: self.scenario, share, progress, taking: &mut taking };
        let Sums { seeds, failed, unknown } = self.scenario.visit(sums)?;
        Ok(Taken { seeds, failed, unknown, ..taking.taken })
    }
}

/// What is known while the seeds are run.
struct Taking<'a> {
    claimed: &'a Claimed<'a>,
    distances: Distances,
    taken: Taken,
}

impl Taking<'_> {
    /// Takes in a snapshot; they come in the order of the seeds.
    fn add(&mut self, priced: Priced) {
        let Priced { seed, verdict, failed, paid } = priced;
        if paid.is_complete() {
            for (spread, cost) in self.taken.spreads.iter_mut().zip(Cost::ALL) {
                paid.cost(cost).into_iter().for_each(|value| spread.add(value));
            }
            self.test(seed, &paid);
        }
        if verdict == Overall::Violated && self.taken.first_failure.is_none() {
            self.taken.first_failure = Some((seed, failed.into_iter().map(str::to_string).collect()));
        }
    }

    fn test(&mut self, seed: u64, paid: &Paid) {
        let Claimed { claims, idle, .. } = self.claimed;
        let each = claims.iter().zip(*idle).zip(&mut self.taken.claims);
        for ((claim, _), held) in each.filter(|((_, idle), _)| idle.is_none()) {
            let Some((cost, formula)) = paid.beside(claim, &self.distances) else { continue };
            held.times += 1;
            if !claim.relation.holds(cost, formula) && held.wrong.is_none() {
                held.wrong = Some((seed, cost, formula));
            }
        }
    }
}

/// The verdicts of all seeds.
struct Sums {
    seeds: u64,
    failed: u64,
    unknown: u64,
}

/// A sweep of whatever program it is.
struct Sweep<'a, 'b> {
    scenario: &'a Scenario,
    share: &'a Share,
    progress: &'a Progress,
    taking: &'a mut Taking<'b>,
}

impl Visitor for Sweep<'_, '_> {
    type Output = Result<Sums, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { scenario, share, progress, taking } = self;
        let prepared = scenario.prepare::<P, A>(&algorithm)?;
        let run = |seeds, what| run_portion(&prepared, seeds, what);
        let tally: Tally<P> = sweep(&run, share, Wanted::Costs, progress, &mut |portion| {
            portion.priced.into_iter().for_each(|priced| taking.add(priced));
            Ok(())
        })?;
        let Tally { seeds, failed, unknown, .. } = tally;
        Ok(Sums { seeds, failed, unknown })
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use snapshot::algorithms;
    use snapshot::price::{Formula, Relation};

    use super::*;
    use crate::args::ScenarioArgs;
    use crate::values::Seeds;

    /// Twelve markers are sent: the first two are so, the third is not.
    const CLAIMS: &[Claim] = &[
        Claim { cost: Cost::Control, relation: Relation::Is, formula: Formula::Number(12) },
        Claim { cost: Cost::Control, relation: Relation::AtMost, formula: Formula::Number(13) },
        Claim { cost: Cost::Control, relation: Relation::AtMost, formula: Formula::Number(11) },
    ];

    /// Four runs of Chandy and Lamport's algorithm on complete:4, and what is claimed of them.
    pub(in crate::compare) fn measured(claims: &'static [Claim]) -> Measured {
        let mut args = ScenarioArgs::default();
        args.spec.graph = Some(trace::spec::Graph::Named("complete:4".to_string()));
        args.spec.program = Some("bank".to_string());
        let scenario = Scenario::from_args(&args).unwrap();
        let (entry, share) = (algorithms::entry("chandy-lamport").unwrap(), Share::of(&Seeds(5..9), Some(2)));
        let progress = Progress::unless(true, || unreachable!());
        Measured::of((entry, claims), scenario, &Source::Seeds(&share, &progress), 0).unwrap()
    }

    #[test]
    fn a_formula_that_does_not_come_to_what_was_paid_is_found_with_its_first_seed() {
        let measured = measured(CLAIMS);
        let wrong: Vec<_> = measured.claims.iter().map(|tested| tested.held.wrong).collect();
        assert_eq!(wrong, [None, None, Some((5, 12, 11))]);
        assert!(measured.claims.iter().all(|tested| tested.held.times == 4));
        assert!(measured.has_wrong_claim());
    }
}
