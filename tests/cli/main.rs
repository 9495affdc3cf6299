//! The command line as a user meets it: exit codes, files that appear whole or not at all, pipes, the environment.
//!
//! One binary for all that is claimed of the program, but for [golden](../golden.rs), which changes the working directory of its process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg_attr(not(unix), allow(unused_imports, dead_code, reason = "some claims are about what only Unix has"))]

mod back_edges;
mod bank;
mod barriers;
mod channels;
mod check;
mod choices;
mod claim;
mod class;
mod compare;
mod completion;
mod convert;
mod crash;
mod cut;
mod detect;
mod detect_one;
mod diff;
mod entries;
mod escapes;
mod exec;
mod explore;
mod faults;
mod files;
mod format;
mod given;
#[cfg(unix)]
mod hostile;
mod hostile_logs;
#[cfg(feature = "timely")]
mod hosts;
mod initiators;
mod judge;
mod judged_cases;
mod lattice;
mod lesson;
mod limits;
mod lines;
mod live;
mod narrow;
mod needs;
mod networks;
mod numbers;
mod options;
mod pictures;
mod places;
mod printed;
mod program;
mod recover;
mod reproduction;
mod restore;
mod ring;
mod rules;
mod saved;
mod schema;
mod shard;
mod signals;
mod spill;
mod stages;
#[cfg(unix)]
mod terminal;
mod tokens;
mod until;
mod until_so;
mod waits;
mod who_waits;
mod words;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

fn sim(args: &[&str]) -> Command {
    // Another build of the same program, if one is named: the optimised one gives the same bytes.
    let program = std::env::var_os("SIM_BUILD").unwrap_or_else(|| env!("CARGO_BIN_EXE_sim").into());
    let mut command = Command::new(program);
    command.args(args).env_remove("SIM_SEED").env("NO_COLOR", "1");
    command
}

fn run(args: &[&str]) -> Output {
    sim(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn stdout(args: &[&str]) -> String {
    text(&run(args).stdout)
}

/// A picture without how to see its run again, which is another command for a file than for a seed.
fn but_for_the_way_back(picture: &str) -> String {
    let is_way_back = |line: &&str| {
        line.contains(r#"class="command""#)
            || ["<desc ", "Whether this version", "Reproduce:"].iter().any(|word| line.contains(word))
    };
    picture.lines().filter(|line| !is_way_back(line)).collect::<Vec<_>>().join("\n")
}

fn code(args: &[&str]) -> i32 {
    run(args).status.code().unwrap()
}

#[test]
fn exit_codes_say_what_the_verdict_is() {
    assert_eq!(code(&["--seed", "7"]), 0);
    assert_eq!(code(&["--links", "unordered", "--seed", "0"]), 1);
    assert_eq!(code(&["--seed", "seven"]), 2);
    assert_eq!(code(&["--max-events", "10"]), 3);
    assert_eq!(code(&["check", "--seeds", "0..50"]), 0);
    assert_eq!(code(&["check", "--seeds", "0..50", "--links", "unordered"]), 1);
    assert_eq!(code(&["check", "--seeds", "0..50", "--max-events", "10"]), 3);
}

#[test]
fn no_command_is_the_command_run() {
    assert_eq!(stdout(&["--seed", "9"]), stdout(&["run", "--seed", "9"]));
    assert_eq!(stdout(&[]), stdout(&["--seed", "0"]));
    assert_eq!(stdout(&["--seed", "0x10"]), stdout(&["--seed", "16"]));
}

#[test]
fn the_environment_gives_a_seed_and_a_flag_wins() {
    let with_env = |args: &[&str]| text(&sim(args).env("SIM_SEED", "12").output().unwrap().stdout);
    assert_eq!(with_env(&["run"]), stdout(&["--seed", "12"]));
    assert_eq!(with_env(&["--seed", "13"]), stdout(&["--seed", "13"]));
    assert!(sim(&["check", "--seeds", "0..3"]).env("SIM_SEED", "12").status().unwrap().success());
}

#[test]
fn a_seed_in_the_environment_that_is_none_is_named_by_the_command_that_takes_one() {
    let with_env = |args: &[&str]| sim(args).env("SIM_SEED", "abc").output().unwrap();
    let refused = with_env(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("SIM_SEED"));
    assert!(with_env(&["schema"]).status.success());
    assert!(with_env(&["--seed", "3"]).status.success());
    assert!(sim(&[]).env("SIM_SEED", "").status().unwrap().success());
}

#[test]
fn a_random_seed_is_printed_so_that_the_run_can_be_seen_again() {
    let random = run(&["--seed", "random"]);
    let told = text(&random.stderr);
    let seed = told.trim().strip_prefix("seed ").unwrap();
    assert_eq!(text(&random.stdout), stdout(&["--seed", seed]));
}

#[test]
fn global_options_go_anywhere_and_colour_is_only_colour() {
    let plain = stdout(&["--color", "never", "check", "--seeds", "0..20"]);
    let coloured = stdout(&["check", "--seeds", "0..20", "--color", "always"]);
    assert!(coloured.contains('\u{1b}') && !plain.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

/// A run that goes on for ever.
const ENDLESS: [&str; 6] = ["-f", "jsonl", "--trigger", "1000000000", "--max-events", "9000000000000000"];

/// Such a run, under way.
fn endless() -> Child {
    sim(&ENDLESS).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_closed_pipe_ends_a_run_quietly() {
    let mut child = endless();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("{\"type\":\"run\""));
    drop(lines);
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), ""));
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    for args in
        [&["--hold", "0..=30"][..], &["--links", "unordered"], &["--links", "unordered", "-f", "json"]]
    {
        let with_jobs = |jobs: &str| {
            let mut all = vec!["check", "--seeds", "0..600", "--jobs", jobs];
            all.extend(args);
            stdout(&all)
        };
        assert_eq!(with_jobs("1"), with_jobs("2"));
        assert_eq!(with_jobs("1"), with_jobs("7"));
    }
}

#[test]
fn a_range_of_seeds_at_the_end_of_all_seeds_is_checked_to_its_end() {
    let report = stdout(&["check", "--seeds", "18446744073709551600..18446744073709551615", "-f", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["seeds"], 15);
    assert_eq!(report["outcomes"][0]["first_seed"], "18446744073709551600");
}

#[test]
fn the_first_failing_seed_of_a_check_fails_when_it_is_run_by_the_command_that_is_printed() {
    let report = stdout(&["check", "--seeds", "100..200", "--links", "unordered", "-f", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let command = report["first_failure"]["command"].as_str().unwrap();
    let args: Vec<&str> = command.split_whitespace().skip(1).collect();
    assert_eq!(code(&args), 1);
    let reason = report["first_failure"]["checks"][0]["reason"].as_str().unwrap();
    assert!(stdout(&args).contains(reason));
}

#[test]
fn every_hold_records_a_good_state_and_more_than_one() {
    let report = stdout(&["check", "--seeds", "0..500", "--hold", "0..=30", "-f", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["failed"], 0);
    assert!(report["outcomes"].as_array().unwrap().len() > 1);
}

#[test]
fn the_longest_delays_end_virtual_time_without_a_verdict() {
    let report = run(&["--delay", "9007199254740992", "-f", "json"]);
    assert_eq!(report.status.code(), Some(3));
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(report["outcome"]["stopped"], "out-of-time");
    assert!(report["outcome"]["end_time"].as_u64().unwrap() <= 1 << 53);
}

#[test]
fn completions_are_scripts_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(stdout(&["completions", shell]).contains("trigger"), "{shell}");
    }
}
