//! One algorithm on channels of one discipline, under all seeds: what it cost, and whether it is right.

use sim_core::Order;
use snapshot::algorithms::{Entry, Visitor};
use snapshot::price::{Claim, Cost, Distances, Paid};
use snapshot::{Algorithm, Initiators, Overall, Program};

use crate::check::sweep::{Priced, Share, Wanted, run_portion, sweep};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::spread::Spread;
use crate::tally::Tally;

/// What came of it.
pub(super) struct Measured {
    pub(super) scenario: Scenario,
    /// How many seeds were run, and how many were wanted.
    pub(super) seeds: u64,
    pub(super) wanted: u64,
    pub(super) failed: u64,
    pub(super) unknown: u64,
    pub(super) verdict: Overall,
    /// The first seed for which a check failed, and which did.
    pub(super) first_failure: Option<(u64, Vec<&'static str>)>,
    /// Whether the channels keep the order that the algorithm needs.
    pub(super) has_order: bool,
    /// By cost.
    spreads: [Spread; Cost::ALL.len()],
    /// What is claimed, and what came of that.
    pub(super) claims: Vec<Tested>,
}

/// A claim, held against the runs.
pub(super) struct Tested {
    pub(super) claim: &'static Claim,
    /// Why it is not compared, if it is not.
    pub(super) idle: Option<&'static str>,
    /// In how many snapshots it was looked at.
    pub(super) times: u64,
    /// The first snapshot in which it is wrong: the seed, what it cost, what the formula comes to.
    pub(super) wrong: Option<(u64, u64, u64)>,
}

impl Tested {
    /// Why it was not compared, if it was not.
    pub(super) fn why_not(&self) -> &'static str {
        self.idle.unwrap_or("something in the formula is not known of any run")
    }
}

impl Measured {
    /// Runs and judges all seeds, and holds what is claimed against each.
    pub(super) fn of(
        entry: &Entry,
        claims: &'static [Claim],
        scenario: Scenario,
        share: &Share,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let configuration = &scenario.configuration;
        let (topology, initiators) = (&configuration.topology, &configuration.initiation.initiators);
        let has_order = entry.needs.has_order(topology);
        let distances = Distances::of(topology, initiators);
        let mut taking = Taking {
            spreads: Default::default(),
            claims: tested(claims, &scenario, entry, has_order),
            first_failure: None,
            distances,
        };
        let sums = scenario.visit(Sweep { scenario: &scenario, share, progress, taking: &mut taking })?;
        let Taking { spreads, claims, first_failure, .. } = taking;
        let Sums { seeds, failed, unknown, verdict } = sums;
        let wanted = share.wanted();
        Ok(Self {
            scenario,
            seeds,
            wanted,
            failed,
            unknown,
            verdict,
            first_failure,
            has_order,
            spreads,
            claims,
        })
    }

    /// What this came to.
    pub(super) fn spread(&self, cost: Cost) -> &Spread {
        let place = Cost::ALL.iter().position(|other| *other == cost).expect("all of them are listed");
        &self.spreads[place]
    }

    /// Whether all seeds were run.
    pub(super) const fn is_whole(&self) -> bool {
        self.seeds == self.wanted
    }

    /// Whether an equality of its price is wrong.
    pub(super) fn has_wrong_claim(&self) -> bool {
        self.claims.iter().any(|tested| tested.wrong.is_some())
    }
}

/// What is claimed of an algorithm, as far as it can be compared in this experiment.
fn tested(claims: &'static [Claim], scenario: &Scenario, entry: &Entry, has_order: bool) -> Vec<Tested> {
    let mut channels = scenario.configuration.topology.channels().iter();
    let has_stamps =
        entry.needs.order != Order::Causal && channels.any(|channel| channel.order == Order::Causal);
    let why = |claim: &Claim| match claim.cost {
        _ if !has_order => Some("the channels do not keep the order that it needs"),
        Cost::Bits if has_stamps => Some("the channels add their stamps to what it does"),
        cost if cost.goes_by_time() => no_times(scenario),
        _ => None,
    };
    claims.iter().map(|claim| Tested { claim, idle: why(claim), times: 0, wrong: None }).collect()
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

/// What is known while the seeds are run.
struct Taking {
    spreads: [Spread; Cost::ALL.len()],
    claims: Vec<Tested>,
    first_failure: Option<(u64, Vec<&'static str>)>,
    distances: Distances,
}

impl Taking {
    /// Takes in a snapshot; they come in the order of the seeds.
    fn add(&mut self, priced: Priced) {
        let Priced { seed, verdict, failed, paid } = priced;
        if paid.is_complete() {
            for (spread, cost) in self.spreads.iter_mut().zip(Cost::ALL) {
                paid.cost(cost).into_iter().for_each(|value| spread.add(value));
            }
            self.test(seed, &paid);
        }
        if verdict == Overall::Violated && self.first_failure.is_none() {
            self.first_failure = Some((seed, failed));
        }
    }

    fn test(&mut self, seed: u64, paid: &Paid) {
        for tested in self.claims.iter_mut().filter(|tested| tested.idle.is_none()) {
            let Some((cost, formula)) = paid.beside(tested.claim, &self.distances) else { continue };
            tested.times += 1;
            if !tested.claim.relation.holds(cost, formula) && tested.wrong.is_none() {
                tested.wrong = Some((seed, cost, formula));
            }
        }
    }
}

/// The verdicts of all seeds.
struct Sums {
    seeds: u64,
    failed: u64,
    unknown: u64,
    verdict: Overall,
}

/// A sweep of whatever program it is.
struct Sweep<'a> {
    scenario: &'a Scenario,
    share: &'a Share,
    progress: &'a Progress,
    taking: &'a mut Taking,
}

impl Visitor for Sweep<'_> {
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
        Ok(Sums { seeds, failed, unknown, verdict: tally.verdict(share.wanted()) })
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
        Measured::of(entry, claims, scenario, &share, &progress).unwrap()
    }

    #[test]
    fn a_formula_that_does_not_come_to_what_was_paid_is_found_with_its_first_seed() {
        let measured = measured(CLAIMS);
        let wrong: Vec<_> = measured.claims.iter().map(|tested| tested.wrong).collect();
        assert_eq!(wrong, [None, None, Some((5, 12, 11))]);
        assert!(measured.claims.iter().all(|tested| tested.times == 4));
        assert!(measured.has_wrong_claim());
    }
}
