//! A computation of one's own, in any language: run, checked, explored, shrunk, saved and run again, as those of the list are.

use std::process::Command;

use crate::{code, run, stdout, text};

/// A program of the examples, as it is named.
fn example(name: &str) -> String {
    format!("exec:{}/../../examples/exec/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Whether a language is there. What needs one that is not is left out.
fn has(language: &str, version: &str) -> bool {
    Command::new(language).arg(version).output().is_ok_and(|said| said.status.success())
}

fn has_python() -> bool {
    has("python3", "--version")
}

/// A bank of three branches.
fn branches() -> Vec<String> {
    ["--program", &example("branches.py"), "--topology", "complete:3"].map(String::from).to_vec()
}

fn with<'a>(options: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    more.iter().copied().chain(options.iter().map(String::as_str)).collect()
}

#[test]
fn chandy_and_lamports_is_right_in_each_language() {
    for (language, version, file) in [
        ("python3", "--version", "chandy_lamport.py"),
        ("node", "--version", "chandy_lamport.js"),
        ("java", "-version", "ChandyLamport.java"),
        ("go", "version", "chandy_lamport.go"),
    ] {
        // Whoever compiles takes longer to say hello.
        let algorithm = example(file);
        let check = [
            "check",
            "--seeds",
            "0..10",
            "--jobs",
            "1",
            "--exec-timeout",
            "60000",
            "--algorithm",
            &algorithm,
        ];
        let overlapping =
            ["--topology", "complete:3", "--program", "bank", "--initiators", "any", "--snapshots", "3"];
        if has(language, version) {
            assert_eq!(code(&[&check[..], &overlapping].concat()), 0, "{file}");
        }
    }
}

#[test]
fn branches_that_transfer_random_amounts_keep_the_sum() {
    if !has_python() {
        return;
    }
    let options = branches();
    assert_eq!(code(&with(&options, &["check", "--seeds", "0..40", "--snapshots", "3"])), 0);
    let report = stdout(&with(&options, &["--start", "30"]));
    assert!(report.contains("3000000 $ in the recorded state"), "{report}");
    // What is drawn comes from the state, so that the same seed gives the same bytes.
    assert_eq!(report, stdout(&with(&options, &["--start", "30"])));
}

#[test]
fn the_end_of_active_and_passive_processes_is_seen_by_a_snapshot_after_it() {
    if !has_python() {
        return;
    }
    let program = example("active_passive.py");
    let late =
        ["--program", &program, "--topology", "complete:5", "--start", "5000", "--max-events", "100000"];
    let report = stdout(&late);
    assert_eq!(report.matches("<passive to_send=0").count(), 5, "{report}");
    assert!(!report.contains("msg>"), "nothing is under way: {report}");
    assert_eq!(code(&late), 0);
    let early =
        ["check", "--seeds", "0..10", "--program", &program, "--topology", "complete:5", "--snapshots", "3"];
    assert_eq!(code(&early), 0);
}

#[test]
fn odd_numbers_and_empty_channels_are_a_deadlock() {
    if !has_python() {
        return;
    }
    let program = example("parity.py");
    let report = |start: &str, more: &[&str]| {
        let options = ["--program", &program, "--topology", "ring:3", "--param", start];
        stdout(&[&options[..], more].concat())
    };
    let dead = report("start=3,5,7", &["--start", "500"]);
    assert!(dead.contains("p0<3> p0c<NULL>\np1<5> p1c<NULL>\np2<7> p2c<NULL>\n"), "{dead}");
    assert!(dead.contains(", 0 messages and 3 markers delivered"), "{dead}");
    let alive = report("start=3,4,7", &["--start", "500"]);
    assert!(!alive.contains(", 0 messages and"), "{alive}");
    // It goes on as long as chance wills, and does not say that it ends.
    let detect = run(&["--detect", "safra", "--program", &program, "--topology", "ring:3"]);
    let why = text(&detect.stderr);
    assert!(detect.status.code() == Some(2) && why.contains("does not say that it ends"), "{why}");
    // A state that is a number is a count: a trigger can wait for it.
    assert!(report("start=3,4,7", &["--trigger", "4"]).contains("trigger"));
}

#[test]
fn every_schedule_of_a_computation_of_ones_own_is_tried() {
    if !has_python() {
        return;
    }
    let options = branches();
    let told = stdout(&with(&options, &["explore", "--param", "transfers=1"]));
    assert!(told.contains("every end is good") && told.contains("nothing is left to try"), "{told}");
}

#[test]
fn a_computation_and_an_algorithm_of_ones_own_go_together() {
    if !has_python() {
        return;
    }
    let (options, mattern) = (branches(), example("mattern.py"));
    let check = ["check", "--seeds", "0..20", "--links", "unordered", "--algorithm", &mattern];
    assert_eq!(code(&with(&options, &check)), 0);
    let late = example("wrong/late_markers.py");
    assert_eq!(code(&with(&options, &["check", "--seeds", "0..20", "--algorithm", &late])), 1);
}

#[test]
fn a_run_that_fails_is_made_small_and_its_file_needs_the_program_where_it_is_judged() {
    if !has_python() {
        return;
    }
    let (folder, options) = (tempfile::TempDir::new().unwrap(), branches());
    let file = folder.path().join("run.json").display().to_string();
    let shrink = ["shrink", "--algorithm", "naive-request", "--seed", "1", "-f", "json", "-o", &file];
    assert_eq!(code(&with(&options, &shrink)), 1);
    // A drawing needs nobody; what is judged is judged by what the program does.
    assert_eq!(code(&["convert", &file, "-f", "svg", "-o", "/dev/null"]), 0);
    for command in [["replay", &file], ["convert", &file]] {
        let refused = run(&command);
        assert_eq!(refused.status.code(), Some(2), "{command:?}");
        assert!(text(&refused.stderr).contains("'--allow-exec' lets it be run"), "{}", text(&refused.stderr));
        assert_eq!(text(&refused.stdout), "");
    }
    let replayed = run(&["replay", "--allow-exec", &file]);
    assert_eq!(replayed.status.code(), Some(1));
    assert!(text(&replayed.stdout).contains("same: all"), "{}", text(&replayed.stdout));
    assert_eq!(code(&["convert", "--allow-exec", &file]), 1);
}

#[test]
fn a_file_that_says_what_the_program_would_not_do_is_not_accepted() {
    if !has_python() {
        return;
    }
    let (folder, options) = (tempfile::TempDir::new().unwrap(), branches());
    let file = folder.path().join("run.json").display().to_string();
    assert_eq!(code(&with(&options, &["-f", "json", "-o", &file])), 0);
    assert_eq!(code(&["replay", "--allow-exec", &file]), 0);
    let saved = std::fs::read_to_string(&file).unwrap();
    let changed = saved.replacen("\"carries\":{\"$\":", "\"carries\":{\"$\":1", 1);
    assert_ne!(saved, changed);
    std::fs::write(&file, changed).unwrap();
    assert_eq!(code(&["replay", "--allow-exec", &file]), 1);
    assert_eq!(code(&["replay", "--allow-exec", "--judge", &file]), 1);
}

#[test]
fn a_computation_that_a_scenario_names_is_run_only_if_that_is_allowed() {
    if !has_python() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("mine.toml").display().to_string();
    let scenario = format!("program = {{ name = '{}', transfers = 3 }}\n", example("branches.py"));
    std::fs::write(&file, scenario).unwrap();
    let refused = run(&["--scenario", &file]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("'--allow-exec' lets it be run"), "{}", text(&refused.stderr));
    let report = stdout(&["--scenario", &file, "--allow-exec"]);
    assert!(report.contains("--allow-exec") && report.contains("6 messages"), "{report}");
    assert_eq!(code(&["live", "--program", &example("branches.py")]), 2);
}
