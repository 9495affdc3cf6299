//! The exercise between two real processes: the documented answer every time.

use super::support::{Logs, assert_documented, exercise, run};

/// How often, unless the environment says otherwise.
const RUNS: usize = 25;

fn again_and_again(runs: usize) {
    let mut first = None;
    for _ in 0..runs {
        let merged = assert_documented(exercise(&[], str::to_string));
        let first = first.get_or_insert_with(|| merged.clone());
        assert_eq!(*first, merged, "however the processes ran, the merged run is the same to the byte");
    }
}

#[test]
fn two_real_processes_give_the_documented_answer_every_time_and_the_oracles_agree() {
    again_and_again(RUNS);
}

#[test]
#[ignore = "takes half a minute"]
fn two_real_processes_give_the_documented_answer_200_times() {
    again_and_again(200);
}

#[test]
fn a_merged_run_is_an_ordinary_one_that_replay_runs_again() {
    let (_, _, logs) = exercise(&["--trigger", "3"], str::to_string);
    let saved = logs.file("run.json");
    let saved = saved.to_str().unwrap();
    assert_eq!(run(&["merge", &logs.p, &logs.q, "-o", saved]).code, Some(0));
    let replayed = run(&["replay", saved]);
    assert_eq!(replayed.code, Some(0));
    assert!(replayed.out.starts_with("same: all "), "{}", replayed.out);
    for form in ["json", "jsonl"] {
        let saved = logs.file(&format!("judged.{form}"));
        let saved = saved.to_str().unwrap();
        assert_eq!(run(&["merge", &logs.p, &logs.q, "-f", form, "-o", saved]).code, Some(0));
        let judged = run(&["replay", "--judge", saved]);
        assert!(judged.code == Some(0) && judged.out.contains("ok    as claimed"), "{}", judged.out);
    }
}

#[test]
fn nobody_leaves_before_the_one_process_that_closes_all_channels_has_what_it_needs_of_them() {
    for algorithm in ["venkatesan", "mattern-deficiency", "acharya-badrinath"] {
        let live = ["live", "--algorithm", algorithm, "--topology", "star:4", "--snapshots", "2"];
        let live = run(&[&live[..], &["--program", "bank", "--param", "transfers=20"]].concat());
        assert_eq!(live.code, Some(0), "{algorithm}: {}{}", live.out, live.err);
    }
}

#[test]
fn a_live_run_records_what_every_seed_of_the_simulator_records() {
    let live = run(&["live", "--quiet"]);
    let simulated = run(&["--quiet"]);
    assert_eq!((live.code, live.out, live.err), (Some(0), simulated.out, String::new()));
    let logs = Logs::new();
    let saved = logs.file("run.json");
    let saved = saved.to_str().unwrap();
    assert_eq!(run(&["live", "--trigger", "3", "-o", saved]).code, Some(0));
    let judged = run(&["replay", "--judge", saved]);
    assert!(judged.code == Some(0) && judged.out.contains("ok    as claimed"), "{}", judged.out);
}
