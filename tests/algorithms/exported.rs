//! The judge of logs knows no handlers, and says of a run that is written as a log of another program what the oracles say of it: of every
//! algorithm of the catalog, right, broken, or where what it assumes does not hold.
//!
//! These are some 1,000 runs. `JUDGED=11` holds eleven times as many seeds against each other, 10,254 runs, in some two minutes:
//! `JUDGED=11 cargo test -p tests --test claims exported`.

use std::collections::BTreeMap;

use draw::Extent;
use draw::view::{self, Limits, View, Wrong};
use observed::{Judgement, Logs};
use sim_core::{Order, ProcessId, System};
use snapshot::algorithms::{self, Entry};
use snapshot::oracle::Verdict;
use snapshot::{Aim, Bank, Initiators, Kept, Log, LogEvent, OrderKept};
use tests::{Run, Scenario};
use trace::model::{Check, Config, Header, Snapshot, Tool};
use trace::{Saved, describe, write};

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{Tested, bank, network, only, run, shape, systems};

/// What each claim of the judge is called by the oracles.
const SAME: [(&str, &str); 3] =
    [("consistent", "consistent"), ("channels", "channels"), ("conserved", "one-message")];

/// Money that moves among four, with two snapshots on the way.
fn four(order: Order, transfers: u32) -> Scenario<Bank> {
    bank(shape("complete:4", order), only(0), 2, transfers)
}

/// The run of a seed, saved.
pub(super) fn saved(scenario: &Scenario<Bank>, transfers: u32, tested: &Tested, seed: u64) -> Saved {
    let (alone, layered) = systems(scenario, tested);
    let parameters =
        [("balance".to_string(), "10".to_string()), ("transfers".to_string(), transfers.to_string())];
    let config = Config {
        program: "bank".to_string(),
        parameters: parameters.into_iter().collect(),
        initiator: "p0".to_string(),
        snapshots: scenario.initiation.snapshots,
        ..describe::config(&alone, &scenario.timing)
    };
    let setup = snapshot::Setup { law: Some(tested.law()), ..scenario.setup(&alone, &layered) };
    let header = Header::new(Tool { name: "another".into(), version: "1".into() }, config);
    write::record(setup.timed(&scenario.timing, seed), header).unwrap()
}

/// What the judge says of it: a file for each process, the last one first.
pub(super) fn judged(saved: &Saved) -> (observed::model::Run, Judgement) {
    let mut files: BTreeMap<Option<String>, String> = BTreeMap::new();
    let written = observed::saved::tell(saved, &saved.events, |_, line| {
        let file = files.entry(line.p.clone()).or_default();
        file.push_str(&serde_json::to_string(&line)?);
        file.push('\n');
        Ok::<_, serde_json::Error>(())
    });
    written.unwrap();
    let mut logs = Logs::new(None, None).unwrap();
    let head = files.remove(&None).unwrap();
    logs.read("head", &head).unwrap();
    for (process, text) in files.iter().rev() {
        logs.read(process.as_deref().unwrap(), text).unwrap();
    }
    let run = logs.finish().unwrap();
    let judgement = Judgement::of(&run);
    (run, judgement)
}

const fn is_ok(verdict: &Verdict) -> Option<bool> {
    match verdict {
        Verdict::Holds => Some(true),
        Verdict::Violated(_) => Some(false),
        Verdict::Unknown(_) => None,
    }
}

/// Holds what the judge says of a run against what the oracles said. How many claims of whole snapshots were wrong.
fn agrees(saved: &Saved, told: &str) -> usize {
    let (run, judgement) = judged(saved);
    assert_eq!(is_ok(&judgement.checks[0].verdict), Some(true), "{told}: {:?}", judgement.checks);
    drawn_as_judged(&run, &judgement, told);
    let footer = saved.footer.as_ref().unwrap();
    let of = |theirs: &Snapshot| {
        let mut snapshots = judgement.snapshots.iter();
        let ours = snapshots.find(|judged| judged.snapshot == u64::from(theirs.id));
        ours.map_or(0, |ours| same(&ours.checks, &theirs.checks, &format!("{told}, snapshot {}", theirs.id)))
    };
    footer.snapshots.iter().map(of).sum()
}

/// What a drawing shows as wrong with the messages is what the judge says.
fn drawn_as_judged(run: &observed::model::Run, judgement: &Judgement, told: &str) {
    let history = observed::history(run, judgement);
    let view = View::new(&history, &Extent::All, Limits { events: usize::MAX, processes: usize::MAX });
    for of in &judgement.snapshots {
        let faults: Vec<_> = view.messages.iter().flat_map(|message| view.faults(message)).collect();
        let is_drawn = |wrong: &[Wrong]| {
            let is_one = |fault: &view::Fault| {
                u64::from(fault.snapshot) == of.snapshot && wrong.contains(&fault.wrong)
            };
            faults.iter().any(is_one)
        };
        let is_wrong = |name: &str| {
            let check = of.checks.iter().find(|check| check.name == name);
            check.is_some_and(|check| is_ok(&check.verdict) == Some(false))
        };
        assert_eq!(is_drawn(&[Wrong::Backward]), is_wrong("consistent"), "{told}: {:?}", of.checks);
        let in_channels = is_drawn(&[Wrong::Lost, Wrong::Misrecorded, Wrong::Twice]);
        assert!(!in_channels || is_wrong("channels"), "{told}: {:?}", of.checks);
    }
}

fn same(ours: &[snapshot::oracle::Check], theirs: &[Check], told: &str) -> usize {
    let ours = |name: &str| {
        let found = ours.iter().find(|check| check.name == name);
        found.map(|check| (is_ok(&check.verdict), check))
    };
    let theirs = |name: &str| theirs.iter().find(|check| check.name == name).unwrap();
    let (complete, why) = ours("complete").unwrap();
    match theirs("complete").ok {
        Some(true) => assert_eq!(complete, Some(true), "{told}: {why:?}"),
        // That nothing can happen any more, no log tells.
        Some(false) => assert_ne!(complete, Some(true), "{told}: {why:?}, {:?}", theirs("complete")),
        None => assert_eq!(complete, None, "{told}: {why:?}"),
    }
    // Of a snapshot that is not whole the oracles say nothing more.
    if complete != Some(true) {
        return 0;
    }
    let mut wrong = 0;
    for (name, oracle) in SAME {
        let (theirs, Some((ours, why))) = (theirs(oracle), ours(name)) else { continue };
        // What was recorded and never sent has no amount in a log; that it was never sent is found before.
        if ours.is_none() && wrong > 0 {
            continue;
        }
        assert_eq!(ours, theirs.ok, "{told}, {name}: {why:?}\n{theirs:?}");
        wrong += usize::from(ours == Some(false));
    }
    wrong
}

/// How many times as many seeds as usual are tried.
fn times() -> u64 {
    std::env::var("JUDGED").map_or(1, |times| times.parse().expect("JUDGED is a number"))
}

const ORDERS: [Order; 3] = [Order::Fifo, Order::Unordered, Order::Causal];

/// How many claims are wrong in runs of an algorithm in such a network, by both.
fn wrong(name: &str, network: &dyn Fn(u32) -> Scenario<Bank>) -> usize {
    let of_seed = |seed| {
        let transfers = 3 + u32::try_from(seed % 8).unwrap();
        let saved = saved(&network(transfers), transfers, &Tested::named(name), seed);
        agrees(&saved, &format!("{name}, seed {seed}"))
    };
    (0..12 * times()).map(of_seed).sum()
}

#[test]
fn the_judge_of_logs_says_what_the_oracles_say_of_every_algorithm() {
    let sources = || Initiators::These(vec![ProcessId(0), ProcessId(1)]);
    let acyclic = || network(&[(0, 2), (1, 2), (0, 3), (2, 3), (3, 4)], Order::Fifo);
    let mut found = BTreeMap::new();
    // Of a checkpoint that stays where an earlier snapshot took it, a log has no word; and of several nobody claims anything.
    for Entry { name, .. } in algorithms::ALL.iter().filter(|entry| entry.law.aim == Aim::GlobalState) {
        let of_order = ORDERS.map(|order| wrong(name, &|transfers| four(order, transfers)));
        let dataflow = |transfers| bank(acyclic(), sources(), 2, transfers);
        let in_dataflow = if name.starts_with("abs-") { wrong(name, &dataflow) } else { 0 };
        found.insert(*name, (of_order, in_dataflow));
    }
    // Neither is always right: each word is said.
    assert_eq!(found["chandy-lamport"].0[0], 0);
    assert!(found["chandy-lamport"].0[1] > 0 && found["naive-request"].0[0] > 0, "{found:?}");
    assert!(found["abs-at-least-once"].1 > 0 && found["abs-aligned"].1 == 0, "{found:?}");
}

#[test]
fn the_judge_of_logs_finds_the_faults_that_the_oracles_find() {
    let faults = [
        Fault::Drops("marker"),
        Fault::Doubles("marker"),
        Fault::Delays("marker"),
        Fault::Ignores("marker"),
        Fault::RecordsAfter,
        Fault::RecordsBefore,
        Fault::RecordsLate,
        Fault::RecordsTwice,
        Fault::LeavesOut,
        Fault::TakesTwice,
        Fault::ClosesAtOnce,
        Fault::LeavesOpen,
        Fault::ClosesTwice,
    ];
    for name in ["chandy-lamport", "mattern", "lai-yang"] {
        for fault in faults {
            for seed in 0..8 * times() {
                let tested = Tested::named(name).with(fault);
                agrees(
                    &saved(&four(Order::Fifo, 6), 6, &tested, seed),
                    &format!("{name}, {fault:?}, seed {seed}"),
                );
            }
        }
    }
}

#[test]
fn the_judge_of_logs_sees_the_order_that_the_channels_kept() {
    let mut broken = 0;
    for order in ORDERS {
        for seed in 0..30 {
            let (scenario, tested) = (four(order, 6), Tested::named("chandy-lamport"));
            let whole: Run<Bank> = run(&scenario, &tested, seed);
            let theirs = kept(&scenario, &whole.log);
            let ours = judged(&saved(&scenario, 6, &tested, seed)).1.order.unwrap();
            let counted = |kept: Kept| match kept {
                Kept::Whole => 0,
                Kept::Broken { count, .. } => count,
            };
            assert_eq!(
                counted(ours.fifo),
                counted(theirs.fifo),
                "{order:?}, seed {seed}: {ours:?}, {theirs:?}"
            );
            // What is sent in one step is sent at once there, and line by line in a log: that knows less.
            let causal = |kept: OrderKept| counted(kept.causal.unwrap());
            assert!(causal(ours) <= causal(theirs), "{order:?}, seed {seed}: {ours:?}, {theirs:?}");
            assert!(causal(ours) >= counted(ours.fifo), "{order:?}, seed {seed}: {ours:?}");
            broken += causal(ours) - counted(ours.fifo);
        }
    }
    assert!(broken > 0, "causal order alone is never broken");
}

fn kept(scenario: &Scenario<Bank>, log: &Log<Bank>) -> OrderKept {
    let alone: System<Bank> = scenario.alone();
    let events: &[LogEvent<Bank>] = &log.events;
    OrderKept::of::<Bank>(&alone.topology, &alone.initial_state(), events)
}
