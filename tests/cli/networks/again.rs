//! What a run prints is enough to have it again: its configuration, its events, its command and its schedule.

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::EXPLICIT;
use super::program::{code, json, root, run, stderr, stdout, with_input};

/// Experiments of every program and shape.
const EXPERIMENTS: &[&[&str]] = &[
    &["--topology", "ring:5", "--param", "tokens=3", "--trigger", "4", "--hold", "1..=9"],
    &["--topology", "complete:4", "--initiators", "any", "--snapshots", "3", "--trigger", "none"],
    &["--topology", "line:4", "--program", "bank", "--param", "balance=7", "--initiators", "p0,p3"],
    &[
        "--topology",
        "star:4",
        "--program",
        "bank",
        "--initiators",
        "any",
        "--snapshots",
        "2",
        "--start",
        "1..=9",
    ],
    &[
        "--topology",
        "grid:2x3",
        "--program",
        "chatter",
        "--param",
        "words=2",
        "--trigger",
        "3",
        "--snapshots",
        "2",
    ],
    &["--topology", "random:6,14,9", "--program", "chatter", "--trigger", "none", "--initiators", "p2"],
    &[
        "--topology",
        "complete:3",
        "--program",
        "bank",
        "--links",
        "unordered",
        "--snapshots",
        "2",
        "--seed",
        "5",
    ],
    &["--topology", "complete:1", "--program", "bank"],
    &["--param", "receipts=50"],
    &["--scenario", "examples/widgets.toml"],
    &["--scenario", "examples/bank800.toml"],
    &["--topology", "tests/cos418/overlapping.top", "--events", "tests/cos418/overlapping.events"],
    &[
        "--topology",
        "tests/cos418/one-a-source.top",
        "--events",
        "tests/cos418/one-a-source.events",
        "--delays",
        "tests/cos418/one-a-source.delays",
    ],
    &["--topology", "tests/cos418/overlapping.top", "--program", "bank", "--initiators", "any"],
];

#[test]
fn the_configuration_that_a_run_prints_gives_the_same_run_again() {
    let explicit = with_input(&["--scenario", "-", "-f", "json"], EXPLICIT);
    let of_options = EXPERIMENTS.iter().map(|args| run(&[*args, &["-f", "json"]].concat()));
    for first in of_options.chain([explicit]) {
        let config = json(&first)["config"].clone();
        assert!(config.is_object(), "{}", stderr(&first));
        let again = with_input(&["--scenario", "-", "-f", "json"], &config.to_string());
        assert_eq!(stdout(&again), stdout(&first), "{config}\n{}", stderr(&again));
        assert_eq!(code(&again), code(&first));
        // Pretty-printed, and as the whole of what was saved.
        let pretty = serde_json::to_string_pretty(&config).unwrap();
        assert_eq!(stdout(&with_input(&["--scenario", "-", "-f", "json"], &pretty)), stdout(&first));
        assert_eq!(stdout(&with_input(&["--scenario", "-", "-f", "json"], &stdout(&first))), stdout(&first));
    }
}

#[test]
fn a_saved_run_of_any_experiment_is_replayed_and_judged_alike() {
    let explicit = |form: &str| with_input(&["--scenario", "-", "-f", form], EXPLICIT);
    for form in ["json", "jsonl"] {
        let of_options = EXPERIMENTS.iter().map(|args| run(&[*args, &["-f", form]].concat()));
        for saved in of_options.chain([explicit(form)]) {
            let replayed = with_input(&["replay", "-"], &stdout(&saved));
            let printed = stdout(&replayed) + &stderr(&replayed);
            assert!(printed.starts_with("same: all "), "{printed}");
            assert!(printed.contains("ok    as claimed"), "{printed}");
            assert_eq!(code(&replayed), code(&saved), "{printed}");
        }
    }
}

/// Runs what a report says is to be typed.
#[cfg(unix)]
fn typed(command: &str, options: &str) -> Output {
    let line =
        format!("{command} {options}").replacen("sim ", &format!("'{}' ", env!("CARGO_BIN_EXE_sim")), 1);
    Command::new("sh")
        .args(["-c", &line])
        .env_remove("SIM_SEED")
        .env("NO_COLOR", "1")
        .current_dir(root())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn what_a_failing_run_says_is_to_be_typed_fails_again_whatever_processes_are_called() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("it's odd.toml");
    std::fs::write(&file, EXPLICIT).unwrap();
    let bank = ["--topology", "complete:3", "--program", "bank", "--snapshots", "2", "--initiators", "any"];
    let chatter =
        ["--topology", "grid:2x2", "--program", "chatter", "--trigger", "3", "--initiators", "p1,p2"];
    let explicit = ["--scenario", file.to_str().unwrap(), "--trigger", "none"];
    for experiment in [&bank[..], &chatter, &explicit] {
        let failing = (0..100).find_map(|seed| {
            let seed = seed.to_string();
            let options = [experiment, &["--links", "unordered", "--seed", &seed][..]].concat();
            let done = run(&[&options[..], &["-f", "json"]].concat());
            (code(&done) == 1).then(|| (json(&done), stdout(&run(&options))))
        });
        let (saved, report) = failing.unwrap_or_else(|| panic!("{experiment:?} does not fail"));
        let line = |label: &str| {
            let line = report
                .lines()
                .find_map(|line| line.strip_prefix(label))
                .unwrap_or_else(|| panic!("{report}"));
            line.split("        save:").next().unwrap().trim().to_string()
        };
        let by_seed = typed(&line("reproduce:"), "");
        assert_eq!((code(&by_seed), stdout(&by_seed)), (1, report.clone()), "{}", stderr(&by_seed));
        let by_schedule = typed(&line("or by its schedule:"), "-f json");
        let verdicts = |run: &Value| {
            let snapshots = run["snapshots"].as_array().unwrap().iter();
            let oks = |snapshot: &Value| {
                snapshot["checks"].as_array().unwrap().iter().map(|c| c["ok"].clone()).collect::<Vec<_>>()
            };
            snapshots.map(|snapshot| (snapshot["channels"].clone(), oks(snapshot))).collect::<Vec<_>>()
        };
        assert_eq!(code(&by_schedule), 1, "{}", stderr(&by_schedule));
        assert_eq!(verdicts(&json(&by_schedule)), verdicts(&saved));
    }
}
