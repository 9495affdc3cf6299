//! Every failure prints how to see it again, and that way works: a failing run's own output is parsed, run again, and
//! fails in the same way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

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
    let report = stdout(&["--links", "unordered", "--seed", "7"]);
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
