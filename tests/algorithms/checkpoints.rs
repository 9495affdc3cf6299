//! `uncoordinated`: checkpoints that each takes when it likes; and how far one has to go back then, beside `koo-toueg`.

use observed::lattice::Steps;
use observed::recovery::Recovery;
use sim_core::{Order, ProcessId};
use snapshot::oracle::CHECKPOINT_CLAIMS;
use snapshot::{Aim, Bank, Initiators};
use tests::Scenario;
use trace::Saved;
use trace::model::{Event, What};

use crate::algorithms::broken::Fault;
use crate::algorithms::exported::{judged, saved};
use crate::algorithms::harness::{
    NONE, Tested, bank, each_fault_is_found, explored, five_networks, not_well, only, runs, shape,
};

fn uncoordinated() -> Tested {
    Tested::named("uncoordinated")
}

/// Money that moves among three, with five checkpoints of each.
fn three(initiators: Initiators) -> Scenario<Bank> {
    bank(shape("complete:3", Order::Fifo), initiators, 5, 30)
}

#[test]
fn each_takes_every_checkpoint_once_in_any_network_and_nobody_sends_anything() {
    for (name, network) in five_networks(Order::Unordered) {
        let scenario = bank(network, Initiators::Any, 3, 6);
        assert_eq!(not_well(&scenario, &uncoordinated(), 0..20), NONE, "{name}");
        for ended in runs(&scenario, &uncoordinated(), 0..5) {
            for judgement in &ended.judgements {
                let names = judgement.checks.iter().map(|check| check.name);
                assert!(names.eq(CHECKPOINT_CLAIMS.iter().map(|claim| claim.name)), "{name}");
                assert_eq!((judgement.recorded.aim, judgement.costs.markers), (Aim::Checkpoints, 0));
            }
        }
    }
}

#[test]
fn so_it_is_in_every_schedule() {
    let scenario = bank(shape("ring:2", Order::Fifo), Initiators::Any, 2, 1);
    let all = explored(&scenario, &uncoordinated(), false);
    assert!(all.wrong.is_empty() && all.recorded.len() > 10, "{:?}, {}", all.wrong, all.recorded.len());
}

#[test]
fn a_checkpoint_that_is_taken_twice_is_found() {
    let scenario = bank(shape("complete:3", Order::Fifo), Initiators::Any, 2, 12);
    each_fault_is_found(&scenario, &uncoordinated(), 0..60, &[(Fault::RecordsTwice, &["taken"])]);
}

/// When all crash at the end: how many dominoes fall, and by how many checkpoints somebody goes back further than to its newest.
fn back(run: &Saved) -> (usize, usize) {
    let (run, _) = judged(run);
    let all: Vec<_> = (0..3).map(ProcessId).collect();
    let recovery = Recovery::of(&run, &Steps::of(&run).unwrap(), &all);
    let further = recovery.start.iter().zip(&recovery.line).map(|(newest, at)| newest - at);
    (recovery.dominoes.len(), further.max().unwrap())
}

/// The same of a run that is over.
fn dominoes(scenario: &Scenario<Bank>, tested: &Tested, seed: u64) -> usize {
    back(&saved(scenario, 30, tested, seed)).0
}

/// The furthest that somebody goes back when all crash, at some eight moments of the run.
fn furthest(scenario: &Scenario<Bank>, tested: &Tested, seed: u64) -> usize {
    let whole = saved(scenario, 30, tested, seed);
    let begins = |event: &Event| matches!(event.what, What::Recv { .. } | What::Internal { .. });
    let steps: Vec<_> = (0..whole.events.len()).filter(|place| begins(&whole.events[*place])).collect();
    let first = usize::try_from(seed % 8).unwrap();
    let moments = steps.iter().skip(first).step_by(steps.len().div_ceil(8));
    let until = |events: usize| Saved { events: whole.events[..events].to_vec(), ..whole.clone() };
    moments.map(|events| back(&until(*events)).1).max().unwrap()
}

/// `SEEDS=100000 cargo test -p tests --test claims whenever_all_crash` asks as many.
#[test]
fn under_koo_and_toueg_whenever_all_crash_nobody_goes_back_further_than_one_and_without_they_do() {
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(10);
    let mut further = 0;
    for seed in 0..seeds {
        let found = furthest(&three(only(0)), &Tested::named("koo-toueg"), seed);
        assert!(found <= 1, "seed {seed}: by {found}");
        further += usize::from(furthest(&three(Initiators::Any), &uncoordinated(), seed) > 1);
    }
    assert!(further > 0);
}

#[test]
fn under_koo_and_toueg_nobody_goes_back_further_than_to_its_newest_checkpoint_and_without_they_do() {
    let mut fell = 0;
    for seed in 0..60 {
        assert_eq!(dominoes(&three(only(0)), &Tested::named("koo-toueg"), seed), 0, "seed {seed}");
        fell += usize::from(dominoes(&three(Initiators::Any), &uncoordinated(), seed) > 0);
    }
    assert!(fell > 5, "{fell}");
}
