//! `sim explore` as a user meets it: everything that can be recorded is reported, rightly or wrongly recorded, and what is
//! said of it is what a run of its witness says.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use serde_json::Value;

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sim"))
        .args(args)
        .env_remove("SIM_SEED")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn stdout(args: &[&str]) -> String {
    String::from_utf8(run(args).stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(args)).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// A model in which messages overtake: most of what it records is wrong.
const OVERTAKING: [&str; 6] = ["--links", "unordered", "--trigger", "1", "--param", "receipts=6"];

fn explored(model: &[&str], more: &[&str]) -> Value {
    json(&[&["explore", "-f", "json"], model, more].concat())
}

#[test]
fn every_state_that_some_seed_records_is_reported() {
    let explored = explored(&OVERTAKING, &["--keep-going"]);
    let checked = json(&[&["check", "--seeds", "0..3000", "-f", "json"], &OVERTAKING[..]].concat());
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let by_seeds: BTreeSet<_> =
        list(&checked["outcomes"]).iter().map(|state| text(&state["recorded"])).collect();
    let by_search: Vec<_> = list(&explored["recorded"]).iter().map(|state| text(&state["state"])).collect();
    assert_eq!((by_seeds.len(), by_search.len()), (13, 20));
    let by_search: BTreeSet<_> = by_search.into_iter().collect();
    assert_eq!(by_search.len(), 20, "each is listed once");
    assert!(by_seeds.is_subset(&by_search));
    assert_eq!((&explored["schema"], &explored["verdict"]), (&"sim.explore/2".into(), &"failed".into()));
}

#[test]
fn what_is_said_of_each_kind_of_end_is_what_a_run_of_its_witness_says() {
    let explored = explored(&OVERTAKING, &["--keep-going"]);
    let mut ends = 0;
    for recorded in list(&explored["recorded"]) {
        for kind in list(&recorded["ends"]) {
            ends += kind["count"].as_u64().unwrap();
            let run = json(
                &[&["-f", "json", "--schedule", kind["witness"].as_str().unwrap()], &OVERTAKING[..]].concat(),
            );
            assert_eq!(run["outcome"]["verdict"], kind["verdict"], "{kind}");
            let failed = list(&run["checks"]).iter().filter(|check| check["ok"] == false);
            let failed: Vec<_> = failed.map(|check| check["name"].clone()).collect();
            let told = list(&kind["failed"]).iter().flat_map(|failed| list(&failed["checks"]).to_vec());
            assert_eq!(told.collect::<Vec<_>>(), failed, "{kind}");
            let states = run["snapshots"][0]["processes"].as_object().unwrap();
            for (process, state) in recorded["snapshots"][0]["processes"].as_object().unwrap() {
                let count = states[process]["state"].as_u64().unwrap();
                assert!(state.as_str().unwrap().starts_with(&count.to_string()), "{process} {state} {count}");
            }
        }
    }
    assert_eq!((explored["ends"].as_u64(), explored["complete"].as_bool()), (Some(ends), Some(true)));
}

#[test]
fn without_keep_going_it_is_said_that_the_search_stopped_and_how_far_the_list_goes() {
    let told = stdout(&[&["explore"], &OVERTAKING[..]].concat());
    assert!(
        told.contains("The algorithm reported, up to the first end that is wrong, one global state\n"),
        "{told}"
    );
    assert!(told.contains("the search stopped at the first that is wrong; --keep-going goes on"), "{told}");
    assert!(!told.contains("nothing is left to try"), "{told}");
    let limited = stdout(&[&["explore", "--keep-going", "--max-states", "30"], &OVERTAKING[..]].concat());
    assert!(limited.contains("The algorithm reported, as far as the search went, "), "{limited}");
    assert!(limited.contains("given up: --max-states was reached"), "{limited}");
}

/// Two snapshots where messages overtake: often only the second is recorded wrongly.
const TWO: [&str; 8] =
    ["--links", "unordered", "--trigger", "1", "--param", "receipts=4", "--snapshots", "2"];

#[test]
fn what_is_wrong_with_a_later_snapshot_alone_counts() {
    let explored = explored(&TWO, &["--keep-going"]);
    let kinds = list(&explored["recorded"]).iter().flat_map(|recorded| list(&recorded["ends"]));
    let snapshots = |kind: &Value| -> Vec<_> {
        list(&kind["failed"]).iter().map(|failed| failed["snapshot"].as_u64().unwrap()).collect()
    };
    let later: Vec<_> = kinds.filter(|kind| snapshots(kind) == [2]).collect();
    assert!(!later.is_empty());
    for kind in later {
        assert_eq!(kind["verdict"], "failed");
        let schedule = kind["witness"].as_str().unwrap();
        let run = run(&[&["--schedule", schedule, "-f", "json"], &TWO[..]].concat());
        assert_eq!(run.status.code(), Some(1), "the exit code is that of all snapshots: {schedule}");
        let told: Value = serde_json::from_slice(&run.stdout).unwrap();
        let right = list(&told["snapshots"][0]["checks"]).iter().all(|check| check["ok"] == true);
        assert!(right, "the first snapshot is right: {schedule}");
    }
}

#[test]
fn a_seed_of_which_only_a_later_snapshot_is_wrong_fails_a_check_of_many() {
    let is_wrong = |snapshot: &Value| list(&snapshot["checks"]).iter().any(|check| check["ok"] == false);
    let only_later = |seed: &u64| {
        let run = json(&[&["--seed", &seed.to_string(), "-f", "json"], &TWO[..]].concat());
        let snapshots = list(&run["snapshots"]).iter().map(is_wrong);
        snapshots.collect::<Vec<_>>() == [false, true]
    };
    let seed = (0..200).find(only_later).expect("there is such a seed");
    let seeds = format!("{seed}..={seed}");
    let check = run(&[&["check", "--seeds", &seeds, "-f", "json"], &TWO[..]].concat());
    assert_eq!(check.status.code(), Some(1), "seed {seed}");
    let told: Value = serde_json::from_slice(&check.stdout).unwrap();
    assert_eq!((&told["failed"], &told["verdict"]), (&1.into(), &"failed".into()));
    assert_eq!(list(&told["outcomes"]).iter().map(|state| state["seeds"].as_u64().unwrap()).sum::<u64>(), 2);
}

#[test]
fn recorded_states_that_the_computation_alone_cannot_be_in_are_named_though_their_checks_failed() {
    let explored = explored(&OVERTAKING, &["--keep-going", "--against-reachable"]);
    let reachable = &explored["reachable"];
    assert_eq!((&reachable["recorded"], &reachable["complete"]), (&20.into(), &true.into()));
    let unreachable = list(&reachable["unreachable"]);
    // One message, and no receipt of Q's without it: of the 20 only this one can be.
    assert_eq!((&reachable["reached"], unreachable.len()), (&1.into(), 19), "{reachable}");
    assert!(!unreachable.contains(&"P<1> Pc<1msg>  Q<2> Qc<NULL>".into()));
    let right =
        json(&["explore", "-f", "json", "--param", "receipts=2", "--trigger", "none", "--against-reachable"]);
    assert_eq!(list(&right["reachable"]["unreachable"]).len(), 0);
}

#[test]
fn a_search_that_may_never_end_is_refused_with_one_tip() {
    let endless: [&[&str]; 6] = [
        &["--trigger", "none"],
        &["--trigger", "1", "--links", "unordered", "--keep-going"],
        &["--trigger", "3", "--topology", "complete:3"],
        &["--trigger", "none", "--hold", "1"],
        &["--program", "chatter", "--topology", "complete:3"],
        &["--against-reachable", "--trigger", "2"],
    ];
    for model in endless {
        let refused = run(&[&["explore"], model].concat());
        let told = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{model:?}: {told}");
        assert!(told.starts_with("error: the computation has no end, and "), "{told}");
        assert!(told.contains("the search with '--max-states N'"), "{told}");
        let bounded = run(&[&["explore", "--max-states", "50"], model].concat());
        assert_ne!(bounded.status.code(), Some(2), "{model:?}");
    }
    for model in [&["--trigger", "2"][..], &["--trigger", "2", "--topology", "ring:4"]] {
        assert_eq!(run(&[&["explore"], model].concat()).status.code(), Some(0), "{model:?}");
    }
}

#[test]
fn its_json_is_what_its_schema_says() {
    let schema = json(&["schema", "explore"]);
    for more in [
        &["--keep-going", "--against-reachable"][..],
        &["--reduce", "both"],
        &["--max-states", "20", "--exact"],
    ] {
        let explored = explored(&TWO, more);
        assert!(jsonschema::is_valid(&schema, &explored), "{more:?}");
    }
    assert!(!jsonschema::is_valid(&schema, &json(&["-f", "json"])));
}

#[test]
fn a_deadlock_that_is_recorded_is_one_for_ever_unless_the_algorithm_is_wrong() {
    let model = ["explore", "--program", "resources", "--param", "times=1", "--initiators", "any"];
    for any in ["any=0", "any=1"] {
        let done = run(&[&model[..], &["--param", any]].concat());
        assert_eq!(done.status.code(), Some(0), "{any}");
    }
    let naive = stdout(&[&model[..], &["--algorithm", "naive-request", "--keep-going"]].concat());
    let phantom = "FAIL  stable        'deadlocked' holds in the recorded state, and did not when the snapshot was complete";
    assert!(naive.contains(phantom), "{naive}");
}
