//! Every failure prints how to see it again, and that way works: a failing run's own output is parsed, run again, and
//! fails in the same way.

use std::process::Command;

fn stdout(args: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_sim"))
        .args(args)
        .env_remove("SIM_SEED")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8(done.stdout).unwrap()
}

/// The rest of the line that begins with `label`.
fn labelled<'a>(report: &'a str, label: &str) -> &'a str {
    let line = report.lines().find_map(|line| line.trim_start().strip_prefix(label));
    line.unwrap_or_else(|| panic!("no line '{label}' in:\n{report}")).trim()
}

fn failures(report: &str) -> Vec<&str> {
    report.lines().filter(|line| line.trim_start().starts_with("FAIL")).collect()
}

#[test]
fn the_command_that_a_failing_run_prints_fails_in_the_same_way() {
    let mut failed = 0;
    for seed in 0..20 {
        let report = stdout(&["--links", "unordered", "--seed", &seed.to_string()]);
        let command = labelled(&report, "reproduce:").split("   ").next().unwrap();
        let args: Vec<&str> = command.split_whitespace().skip(1).collect();
        assert_eq!(stdout(&args), report);
        failed += usize::from(!failures(&report).is_empty());
    }
    assert!(failed > 5, "only {failed} of 20 seeds failed");
}

#[test]
fn the_command_that_a_check_prints_shows_the_failure_that_it_tells() {
    let report = stdout(&["check", "--links", "unordered", "--seeds", "50..99", "--trigger", "7"]);
    let command = labelled(&report, "see it:");
    let args: Vec<&str> = command.split_whitespace().skip(1).collect();
    let shown = stdout(&args);
    assert!(!failures(&report).is_empty());
    assert_eq!(failures(&shown), failures(&report));
}

#[test]
fn the_schedule_that_a_failing_run_prints_fails_in_the_same_way_without_the_seed() {
    fails_by_its_schedule(&["--links", "unordered", "--seed", "7"]);
    let bank =
        ["--topology", "ring:3", "--program", "bank", "--param", "balance=5", "--param", "transfers=1"];
    fails_by_its_schedule(&[&bank[..], &["--links", "unordered", "--start", "5"]].concat());
}

fn fails_by_its_schedule(run: &[&str]) {
    let report = stdout(run);
    let command = labelled(&report, "or by its schedule:");
    let (before, rest) = command.split_once('\'').unwrap();
    let (schedule, options) = rest.split_once('\'').unwrap();
    assert_eq!(before, "sim --schedule ");
    let mut args = vec!["--schedule", schedule];
    args.extend(options.split_whitespace());
    let names = |report: &str| {
        let words = |line: &str| line.split_whitespace().nth(1).unwrap().to_string();
        failures(report).into_iter().map(words).collect::<Vec<_>>()
    };
    let again = stdout(&args);
    assert!(!failures(&report).is_empty());
    assert_eq!(names(&again), names(&report));
    let recorded =
        |report: &str| report.lines().filter(|line| line.contains("c<")).collect::<Vec<_>>().join(" ");
    assert_eq!(recorded(&again), recorded(&report));
}

#[test]
fn a_saved_failing_run_carries_its_schedule_and_fails_again_from_the_file() {
    let saved = stdout(&["--links", "unordered", "--seed", "7", "-f", "json"]);
    let saved: serde_json::Value = serde_json::from_str(&saved).unwrap();
    let schedule = saved["outcome"]["schedule"].as_str().unwrap();
    let again = stdout(&["--links", "unordered", "--schedule", schedule, "-f", "json"]);
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    let verdicts = |run: &serde_json::Value| {
        let checks = run["checks"].as_array().unwrap().iter();
        checks.map(|check| (check["name"].clone(), check["ok"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(verdicts(&again), verdicts(&saved));
    assert_eq!(again["snapshots"][0]["channels"], saved["snapshots"][0]["channels"]);
}

/// The checks that fail in a report.
fn failed_checks(report: &str) -> Vec<&str> {
    failures(report).into_iter().map(|line| line.split_whitespace().nth(1).unwrap()).collect()
}

/// Runs a command line as a shell does, with this program as `sim`.
fn in_a_shell(command: &str) -> (Option<i32>, String) {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_sim")).parent().unwrap().to_path_buf();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let done = Command::new("sh")
        .args(["-c", command])
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env_remove("SIM_SEED")
        .output()
        .unwrap();
    (done.status.code(), String::from_utf8(done.stdout).unwrap())
}

#[test]
fn the_command_that_shrink_prints_fails_in_the_same_way() {
    let folder = tempfile::TempDir::new().unwrap();
    let scenario = folder.path().join("net.toml");
    let text = r#"
processes = ["ann", "bob's", "cy"]
channels = [["ann", "bob's"], ["bob's", "cy"], { from = "cy", to = "ann", order = "unordered" }]
snapshot = { trigger = 5 }
"#;
    std::fs::write(&scenario, text).unwrap();
    let scenario = format!("--scenario {} --seed", scenario.display());
    let (mut failed, mut piped) = (0, 0);
    for what in
        ["--links unordered --seed", "--topology star:4 --program bank --links unordered --seed", &scenario]
    {
        for seed in 0..8 {
            let typed = format!("shrink {what} {seed}");
            let report = stdout(&typed.split_whitespace().collect::<Vec<_>>());
            if report.is_empty() {
                continue; // this seed does not fail
            }
            let check = labelled(&report, "Shrunk   a run in which '").split('\'').next().unwrap();
            let command = labelled(&report, "reproduce:").split("        ").next().unwrap();
            let (code, again) = in_a_shell(command);
            assert_eq!(code, Some(1), "{command}");
            assert!(failed_checks(&again).contains(&check), "{command}: {again}");
            assert_eq!(failures(&again), failures(&report));
            failed += 1;
            piped += usize::from(command.starts_with("printf"));
        }
    }
    assert!(failed > 8 && piped > 0, "{failed} runs failed, {piped} of a topology without a name");
}

/// A dataflow with a loop, on which what goes back may be overtaken.
const LOOP: &str = r#"
processes = ["source", "head", "body", "sink"]
channels = [["source", "head"], ["head", "body"], { from = "body", to = "head", order = "unordered" }, ["body", "sink"]]
program = "bank"
hold = "1..=4"
[snapshot]
algorithm = "abs-aligned"
initiator = "source"
"#;

#[test]
fn a_run_with_back_edges_is_reduced_to_a_small_one_that_has_some_and_fails_in_the_same_way() {
    let folder = tempfile::TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (scenario, small) = (place("loop.toml"), place("small.json"));
    std::fs::write(&scenario, LOOP).unwrap();
    let at_least_once = ["--program", "bank", "--algorithm", "abs-at-least-once", "--topology"];
    for (what, check, left) in [
        (&["--scenario", &scenario][..], "channels", r#""back_edges":["body->head"]"#),
        (
            &[&at_least_once[..], &["complete:4"]].concat(),
            "consistent",
            r#""back_edges":["p1->p0","p2->p0","p2->p1"]"#,
        ),
    ] {
        let seeds = stdout(&[&["check", "--seeds", "0..200", "-f", "json"], what].concat());
        let seeds: serde_json::Value = serde_json::from_str(&seeds).unwrap();
        let seed = seeds["first_failure"]["seed"].as_str().unwrap();
        let shrink = [&["shrink", "--seed", seed], what].concat();
        let report = stdout(&shrink);
        assert_eq!(labelled(&report, "Shrunk   a run in which '").split('\'').next(), Some(check));
        let (code, again) = in_a_shell(labelled(&report, "reproduce:").split("        ").next().unwrap());
        assert_eq!((code, failures(&again)), (Some(1), failures(&report)));
        stdout(&[&shrink[..], &["-f", "json", "-o", &small]].concat());
        let saved = std::fs::read_to_string(&small).unwrap();
        assert!(saved.contains(left) && saved.contains(r#""balance":"1","transfers":"1""#), "{saved}");
        let replayed = stdout(&["replay", &small]);
        assert!(replayed.starts_with("same: all "), "{replayed}");
        assert_eq!(failed_checks(&replayed), failed_checks(&report));
        assert_eq!(stdout(&["--scenario", &small, "-f", "json"]), saved);
    }
}

#[test]
fn a_saved_failing_run_is_reduced_and_what_is_saved_of_that_is_replayed() {
    let folder = tempfile::TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (large, small) = (place("large.json"), place("small.json"));
    stdout(&["--links", "unordered", "--seed", "7", "-f", "json", "-o", &large]);
    assert_eq!(stdout(&["shrink", &large, "-f", "schedule"]), "P! P>Q#1 Q>P\n");
    stdout(&["shrink", &large, "-f", "json", "-o", &small]);
    let replayed = stdout(&["replay", &small]);
    assert!(replayed.starts_with("same: all 10 events"), "{replayed}");
    assert_eq!(failed_checks(&replayed), ["channels", "one-message", "reachable"]);
    let other = std::fs::read_to_string(&large).unwrap().replace("chandy-lamport", "another");
    std::fs::write(&large, other).unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_sim")).args(["shrink", &large]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "a file that this version cannot run again");
}
