//! What the runs of all algorithms come to: what is recorded, what the oracles say of it, what it costs, and what a crash would. They are right
//! where an algorithm has what it needs, and wrong, in these words, where it has not or where something goes wrong.

use sim_core::{Order, ProcessId};

use super::garbled::{self, What};
use super::run::{Run, Who};
use super::told::{in_a_line, in_short};
use crate::Aim;
use crate::algorithms;
use crate::oracle::Law;

/// What every run comes to.
const RUNS: &str = include_str!("../../../../tests/golden/judged-runs.txt");

/// What more of them come to.
const MORE: &str = include_str!("../../../../tests/golden/more-runs.txt");

/// What the runs of garbled algorithms come to.
const GARBLED: &str = include_str!("../../../../tests/golden/garbled-runs.txt");

/// The runs: each algorithm where it can be run, and where it should not be.
fn runs() -> impl Iterator<Item = Run> {
    const DATAFLOW: &str = "0-2 1-2 1-3 2-4 3-4 0-4";
    algorithms::ALL.iter().flat_map(|entry| {
        let of = Run::of(entry);
        let right = ["complete:3", "ring:4", "line:3", DATAFLOW].into_iter();
        let right = right.map(move |network| Run { network, ..of });
        let loose = [Order::Unordered, Order::Overtaking].into_iter();
        let loose = loose.map(move |order| Run { order, seed: 2, ..of });
        let lost: &[&[&str]] = &[
            &["drop:p0->p1#1"],
            &["double:p0->p2#marker", "drop:p1->p0#2"],
            &["crash:p1#3"],
            &["drop:p0->p1#marker"],
            &["drop:p1->p0#marker"],
            &["double:p1->p0#marker", "double:p0->p1#1"],
        ];
        let wrong = lost.iter().map(move |faults| Run { faults, snapshots: 1, seed: 3, ..of });
        let twice: &[&[&str]] = &[&["drop:p0->p2#marker2"], &["double:p2->p0#marker2"]];
        let twice = twice.iter().map(move |faults| Run { faults, seed: 4, ..of });
        let asks = (5..8).map(move |seed| Run { asks: true, seed, ..of });
        right.chain(loose).chain(wrong).chain(twice).chain(asks)
    })
}

/// More of them: started by several, or by one after another; where several things go wrong together; that end too early; and of all programs.
fn more() -> impl Iterator<Item = Run> {
    algorithms::ALL.iter().flat_map(|entry| {
        let of = Run::of(entry);
        let started = [(Who::All, "complete:3", 2), (Who::Each, "complete:3", 2), (Who::All, "ring:4", 3)];
        let started =
            started.map(move |(who, network, snapshots)| Run { who, network, snapshots, seed: 11, ..of });
        let together: &[&[&str]] = &[
            &["crash:p1#3", "drop:p0->p2#marker"],
            &["crash:p2#2", "drop:p0->p1#1"],
            &["crash:p0#6", "double:p1->p2#1", "drop:p1->p2#3"],
            &["crash:p1@25", "crash:p2#9"],
            &["drop:p0->p1:1/3", "double:p1->p0:1/2"],
            &["drop:p1->p2@20", "double:p2->p1", "drop:p2->p0"],
        ];
        let together = together.iter().map(move |faults| Run { faults, seed: 12, ..of });
        let far = ["line:3", "ring:4", "0-1 1-0 2-0"].map(move |network| Run {
            network,
            faults: if network == "0-1 1-0 2-0" { &[] } else { &["crash:p1#5", "drop:p0->p1#2"] },
            seed: 13,
            ..of
        });
        let short = [20, 45].map(move |max_events| Run { max_events, seed: 14, ..of });
        let other: &[(&str, &str, Option<u64>)] = &[
            ("token-ring", "tokens=2", Some(4)),
            ("token-ring", "tokens=2 lose=3", Some(3)),
            ("token-ring", "tokens=2 double=2 receipts=9", Some(3)),
            ("chatter", "words=3", None),
            ("diffusing", "min=1 max=2 most=6 active=2", None),
            ("resources", "ask=2 times=3", None),
        ];
        let other = other.iter().map(move |(name, set, trigger)| Run {
            program: (name, set),
            trigger: *trigger,
            seed: 15,
            ..of
        });
        let script: &[&str] =
            &["p0 holds 9", "p1 holds 3", "p0 p1 2", "p1", "p1 p2 1", "p0 p1 1", "p0", "p2 p0 1"];
        let script = Run { program: ("script", ""), script, who: Who::Script, seed: 16, ..of };
        let laws = algorithms::ALL.iter().map(|other| other.law).chain([Law::UNTOLD, Law::of(&[])]);
        let laws = laws.filter(move |law| law.aim == entry.law.aim && *law != entry.law);
        let by_other_laws = laws.step_by(3).map(move |law| Run { law, seed: 22, ..of });
        let once: &[&str] = &["p0 holds 9", "p0 p1 2", "p1 p2 1", "p0", "p2 p0 1"];
        let once = Run { script: once, snapshots: 1, ..script };
        let wide = ["star:4", "grid:2x2", "complete:4"].map(move |network| Run {
            network,
            who: if network == "complete:4" { Who::All } else { Who::Due },
            seed: 24,
            ..of
        });
        let alone: &[&[&str]] = &[&["drop:p0->p1#marker"], &["drop:p1->p0#marker"], &["crash:p1#1"]];
        let alone = alone.iter().map(move |faults| Run { network: "complete:2", faults, seed: 25, ..of });
        let many = (18..20).map(move |seed| Run { snapshots: 5, seed, ..of });
        let many = many.filter(move |_| entry.law.aim != Aim::GlobalState);
        started
            .into_iter()
            .chain(together)
            .chain(far)
            .chain(short)
            .chain(other)
            .chain([script, once])
            .chain(wide)
            .chain(alone)
            .chain(many)
            .chain(by_other_laws)
    })
}

/// What each algorithm can be garbled by.
fn garbled() -> impl Iterator<Item = Run> {
    algorithms::ALL.iter().flat_map(|entry| {
        garbled::ALL.into_iter().flat_map(move |(what, how)| {
            let at = |process, seed| Run {
                garbled: Some((what, how, ProcessId(process))),
                seed,
                asks: what == What::State,
                ..Run::of(entry)
            };
            [at(0, 17), at(1, 23)]
        })
    })
}

/// What these runs come to.
fn told(runs: impl Iterator<Item = Run>, in_short: impl Fn(&str) -> String) -> String {
    let mut now = String::new();
    for run in runs {
        if let Some(told) = run.told() {
            now += &run.title();
            now += &in_short(&told);
        }
    }
    now
}

#[test]
fn every_run_comes_to_this() {
    let now = told(runs(), in_short);
    assert!(now == RUNS, "what is said now:\n{now}");
}

#[test]
fn every_run_of_all_programs_comes_to_this() {
    let now = told(more(), in_short);
    assert!(now == MORE, "what is said now:\n{now}");
}

#[test]
fn what_is_garbled_is_seen_in_these_words() {
    let now = told(garbled(), in_a_line);
    assert!(now == GARBLED, "what is said now:\n{now}");
}
