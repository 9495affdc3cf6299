//! A command that is printed does what it is printed for, in a real shell.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::{run, sim, text};

/// Runs a printed command as a person does who pastes it into a shell, in this folder.
fn paste(command: &str, folder: &Path) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_sim")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).env("PATH", path).env("NO_COLOR", "1").env_remove("SIM_SEED");
    shell.current_dir(folder).output().unwrap()
}

/// The commands that a report prints after one of these words.
fn commands(report: &str) -> Vec<String> {
    let after = ["reproduce: ", "or by its schedule: ", "  see it: ", "  or:     ", " steps: "];
    let command = |line: &str| {
        let start = after.iter().find_map(|word| line.find(word).map(|at| at + word.len()))?;
        Some(line[start..].split("        save:").next()?.trim().to_string())
    };
    report.lines().filter_map(command).filter(|command| command.starts_with("sim ")).collect()
}

/// A folder with a file of each kind, some with names that a shell must be told of.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in [
        (
            "it's a file.toml",
            "processes = [\"a b\", \"é>x\", \"$HOME\"]\nchannels = [[\"a b\", \"é>x\"], [\"é>x\", \"$HOME\"], [\"$HOME\", \"a b\"]]\n[snapshot]\ntrigger = 4\n",
        ),
        ("seeded.toml", "seed = 12\ntopology = \"ring:3\"\n"),
        ("scheduled.toml", "schedule = \"P! (P>Q Q>P)*101 P>Q P>Q Q>P Q>P\"\n"),
        ("s.events", "snapshot P\nsend P Q 1\ntick 3\nsend Q P 1\n"),
        ("two.top", "2\nP 5\nQ 5\nP Q\nQ P\n"),
        ("s.delays", "1\n0\n2\n1\n"),
        ("a schedule", "P! (P>Q Q>P)*101 P>Q P>Q Q>P Q>P\n"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let saved = run(&["--trigger", "3", "--seed", "8", "-f", "json"]).stdout;
    std::fs::write(folder.path().join("run.json"), saved).unwrap();
    folder
}

#[test]
fn the_command_that_a_report_prints_prints_the_report() {
    let folder = folder();
    for args in [
        &[][..],
        &["--seed", "0xff", "--hold", "0..=30"],
        &["--links", "unordered", "--seed", "7"],
        &["--trigger", "none", "--start", "7", "--initiators", "any"],
        &[
            "--program",
            "bank",
            "--topology",
            "random:5,9,3",
            "--param",
            "balance=4",
            "--param",
            "transfers=2",
        ],
        &["--scenario", "it's a file.toml"],
        &["--scenario", "it's a file.toml", "--initiators", "a b,$HOME", "--trigger", "2"],
        &["--scenario", "seeded.toml"],
        &["--scenario", "seeded.toml", "--seed", "3"],
        &["--scenario", "scheduled.toml"],
        &["--scenario", "scheduled.toml", "--seed", "3"],
        &["--scenario", "run.json"],
        &["--scenario", "run.json", "--delay", "4", "--links", "unordered"],
        &["--schedule", "a schedule"],
        &["--topology", "two.top", "--events", "s.events"],
        &["--topology", "two.top", "--events", "s.events", "--delays", "s.delays"],
        &["--topology", "two.top", "--program", "script", "--param", "file=s.events"],
        &["--max-events", "100"],
    ] {
        for seed in [None, Some("5")] {
            let mut original = sim(args);
            if let Some(seed) = seed {
                original.env("SIM_SEED", seed);
            }
            let original = original.current_dir(folder.path()).output().unwrap();
            let report = text(&original.stdout);
            let commands = commands(&report);
            assert!(!commands.is_empty(), "{args:?}: {} {report}", text(&original.stderr));
            let again = paste(&commands[0], folder.path());
            assert_eq!(text(&again.stdout), report, "{args:?}: {}{}", commands[0], text(&again.stderr));
            assert_eq!(again.status.code(), original.status.code(), "{args:?}");
            for command in &commands[1..] {
                assert_eq!(paste(command, folder.path()).status.code(), original.status.code(), "{command}");
            }
        }
    }
}

#[test]
fn the_commands_of_a_check_and_of_a_search_show_what_they_say() {
    let folder = folder();
    for (args, code) in [
        (&["check", "--seeds", "0..40", "--links", "unordered", "--all-failures"][..], 1),
        (&["check", "--seeds", "0..40", "--links", "unordered", "--scenario", "it's a file.toml"], 1),
        (&["explore", "--hold", "1", "--trigger", "3"], 0),
        (&["explore", "--scenario", "it's a file.toml", "--hold", "1"], 0),
        (&["shrink", "--links", "unordered"], 1),
    ] {
        let report = text(&sim(args).current_dir(folder.path()).output().unwrap().stdout);
        let commands = commands(&report);
        assert!(!commands.is_empty(), "{args:?}: {report}");
        for command in commands {
            let again = paste(&command, folder.path());
            assert_eq!(again.status.code(), Some(code), "{command}: {}", text(&again.stderr));
        }
    }
}

#[test]
fn what_came_from_standard_input_is_said_to_be_needed_again() {
    let folder = folder();
    let mut child = sim(&["--scenario", "-"]);
    let file = || std::fs::File::open(folder.path().join("seeded.toml")).unwrap();
    let report = text(&child.stdin(file()).output().unwrap().stdout);
    assert!(
        report.contains("reproduce, with the same standard input: sim --seed 12 --scenario -"),
        "{report}"
    );
    let twice = sim(&["--scenario", "-", "--events", "-"]).stdin(file()).output().unwrap();
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("standard input is read twice"));
}
