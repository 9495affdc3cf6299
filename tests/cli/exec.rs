//! An algorithm of one's own, in Python: the same as the one of the list, wherever it is run; and what is said of one that goes wrong.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{code, run, stdout, text};

/// A program of the examples, as it is named.
fn example(name: &str) -> String {
    format!("exec:{}/../../examples/exec/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// One that goes wrong in its own way.
fn broken(name: &str) -> String {
    format!("exec:{}/../../tests/fixtures/exec/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Where there is no Python, what needs it is left out, and says so.
#[allow(clippy::print_stderr, reason = "who runs the tests is told what was left out")]
fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok_and(|said| said.status.success());
    if !found {
        eprintln!("no python3: left out");
    }
    found
}

const OVERLAPPING: &[&str] =
    &["--topology", "complete:3", "--program", "bank", "--initiators", "any", "--snapshots", "3"];
const SMALL: &[&str] =
    &["--topology", "complete:3", "--program", "bank", "--param", "transfers=1", "--trigger", "none"];

/// What a check says of each seed, under this algorithm.
fn rows(algorithm: &str, seeds: &str, options: &[&str]) -> Vec<Value> {
    let check = ["check", "--seeds", seeds, "-f", "jsonl", "--algorithm", algorithm];
    let told = stdout(&[&check, options].concat());
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn chandy_and_lamports_in_python_records_what_the_one_of_the_list_does() {
    if !has_python() {
        return;
    }
    let theirs = example("chandy_lamport.py");
    for (seeds, options) in [("0..200", &["--hold", "0..=30"][..]), ("0..60", OVERLAPPING)] {
        let (ours, theirs) = (rows("chandy-lamport", seeds, options), rows(&theirs, seeds, options));
        assert!(ours.len() >= 60 && ours.len() == theirs.len());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours["verdict"], "ok");
            assert_eq!(ours, theirs);
        }
    }
}

#[test]
fn all_go_back_after_a_crash_of_a_program_that_was_typed_and_so_need_not_be_allowed() {
    if !has_python() {
        return;
    }
    let branches = example("branches.py");
    let typed = ["--program", &branches, "--topology", "complete:3", "--crash", "p0@60"];
    let done = run(&[&typed[..], &["--checkpoint-every", "20"]].concat());
    let told = text(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(told.contains("Restored   snapshot 1 of this run") && told.contains("ok    conserved"), "{told}");
}

/// What was under way is named by its place in the channel: the messages are the same, and so are the states.
#[test]
fn an_algorithm_of_ones_own_may_work_out_what_a_channel_held() {
    if !has_python() {
        return;
    }
    let unordered = [OVERLAPPING, &["--links", "unordered"]].concat();
    let (ours, theirs) =
        (rows("lai-yang", "0..60", &unordered), rows(&example("lai_yang.py"), "0..60", &unordered));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(theirs["verdict"], "ok");
        for (ours, theirs) in
            ours["snapshots"].as_array().unwrap().iter().zip(theirs["snapshots"].as_array().unwrap())
        {
            assert_eq!(ours["recorded"], theirs["recorded"]);
        }
    }
}

#[test]
fn the_same_seeds_give_the_same_bytes_with_any_number_of_threads() {
    if !has_python() {
        return;
    }
    let algorithm = example("mattern.py");
    let check = |jobs: &str| {
        let check = ["check", "--seeds", "0..60", "--algorithm", &algorithm, "--jobs", jobs];
        stdout(&[&check, OVERLAPPING, &["--links", "unordered"]].concat())
    };
    let one = check("1");
    assert!(one.contains("60 seeds: 60 good"), "{one}");
    assert_eq!(one, check("3"));
}

#[test]
fn every_schedule_of_an_algorithm_of_ones_own_comes_to_what_it_comes_to_in_the_list() {
    if !has_python() {
        return;
    }
    let explored = |algorithm: &str| {
        let explore = ["explore", "-f", "json", "--reduce", "off", "--algorithm", algorithm];
        let mut found: Value = serde_json::from_str(&stdout(&[&explore, SMALL].concat())).unwrap();
        // They are not the same experiment, and nobody says how many messages the one should send.
        found.as_object_mut().unwrap().remove("config");
        found
    };
    let (ours, theirs) = (explored("chandy-lamport"), explored(&example("chandy_lamport.py")));
    for field in ["states", "steps", "ends", "outcomes", "verdict"] {
        assert_eq!(ours[field], theirs[field], "{field}");
    }
}

#[test]
fn a_wrong_algorithm_is_found_and_shrunk_and_its_file_is_judged_without_it() {
    if !has_python() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let late = example("wrong/late_markers.py");
    let check = ["check", "--seeds", "0..100", "-f", "jsonl", "--algorithm", &late];
    let told = stdout(&[&check, OVERLAPPING].concat());
    let wrong = told.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let wrong = wrong.into_iter().find(|row| row["verdict"] == "failed").expect("some seed shows it");
    let seed = wrong["seed"].as_str().unwrap();
    let shrink = ["shrink", "--seed", seed, "-f", "json", "-o", file, "--algorithm", &late];
    assert_eq!(code(&[&shrink, OVERLAPPING].concat()), 1);
    // The oracles need nobody to judge what a file says; to run it again the program has to be allowed.
    assert_eq!(code(&["replay", "--judge", file]), 1);
    let again = run(&["replay", file]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stdout).contains("names a program to run"), "{}", text(&again.stdout));
    let allowed = stdout(&["replay", "--allow-exec", file]);
    assert!(allowed.contains("same: all"), "{allowed}");
}

#[test]
fn a_program_that_a_scenario_names_is_run_only_if_that_is_allowed() {
    if !has_python() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("mine.toml");
    let scenario = format!("[snapshot]\nalgorithm = '{}'\n", example("chandy_lamport.py"));
    std::fs::write(&file, scenario).unwrap();
    let file = file.to_str().unwrap();
    let refused = run(&["--scenario", file]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("'--allow-exec' lets it be run"), "{}", text(&refused.stderr));
    let report = stdout(&["--scenario", file, "--allow-exec", "--seed", "3"]);
    assert!(report.contains("--allow-exec"), "what is printed can be typed: {report}");
    assert_eq!(code(&["--scenario", file, "--allow-exec"]), 0);
}

#[test]
fn a_program_that_goes_wrong_ends_every_command_without_a_verdict_and_with_what_to_type() {
    let late: &[&str] = &["--exec-timeout", "300"];
    for (name, options, status, what) in [
        ("late.sh", late, 3, "no answer within 300 ms"),
        ("impure_algorithm.sh", &[][..], 2, "the same question twice differently"),
        ("elsewhere.sh", &[][..], 2, "there is no channel \"P->X\""),
        ("unnumbered.sh", &[][..], 2, "says \"numbers\":true in the answer to hello"),
        ("beyond.sh", &[][..], 2, "there is no snapshot 2; there is 1 alone"),
    ] {
        let algorithm = broken(name);
        assert!(Path::new(&algorithm[5..]).exists(), "{name}");
        for command in [&["run"][..], &["check", "--seeds", "0..20"], &["explore", "--max-states", "5000"]] {
            let failed = run(&[command, &["--algorithm", &algorithm], options].concat());
            let told = text(&failed.stderr);
            assert_eq!(failed.status.code(), Some(status), "{command:?} {name}: {told}");
            assert!(told.contains(what), "{command:?} {name}: {told}");
            assert!(told.contains("tip: to see it: echo '{\"event\":"), "{command:?} {name}: {told}");
            assert!(!text(&failed.stdout).contains("hold"), "{command:?} {name}: {}", text(&failed.stdout));
        }
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for (options, what) in [
        (&["--algorithm", "exec:./nobody.py"][..], "cannot run './nobody.py'"),
        (&["--algorithm", "exec:"], "'exec:' names no file"),
        (&["live", "--algorithm", &broken("silent.sh")], "it does not say hello"),
        (&["live", "--algorithm", &broken("beyond.sh")], "real processes run the algorithms of the list"),
        (&["compare", "--algorithm", "exec:./mine.py"], "--algorithm"),
    ] {
        let refused = run(options);
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{options:?}: {told}");
        assert!(told.starts_with("error: ") && told.contains(what), "{options:?}: {told}");
    }
}
