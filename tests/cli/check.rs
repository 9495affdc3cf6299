//! What `sim check` says of single seeds.

use serde_json::Value;

use crate::{code, run, stdout, text};

const WRONG: [&str; 5] = ["check", "--seeds", "0..300", "--links", "unordered"];

fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&WRONG, args].concat()
}

fn lines(args: &[&str]) -> Vec<Value> {
    stdout(args).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn rows_are_in_the_order_of_the_seeds_for_any_number_of_threads() {
    for form in ["csv", "jsonl"] {
        let one = stdout(&with(&["-f", form, "--jobs", "1"]));
        for jobs in ["2", "3", "16"] {
            assert_eq!(stdout(&with(&["-f", form, "--jobs", jobs])), one, "{form} {jobs}");
        }
    }
    let seeds: Vec<_> = lines(&with(&["-f", "jsonl"])).iter().map(|row| row["seed"].clone()).collect();
    assert_eq!(seeds, (0..300).map(|seed: u64| Value::from(seed.to_string())).collect::<Vec<_>>());
}

#[test]
fn a_row_says_what_the_run_of_its_seed_says() {
    for row in lines(&["check", "--seeds", "5..9", "--snapshots", "2", "--hold", "0..=9", "-f", "jsonl"]) {
        let seed = row["seed"].as_str().unwrap();
        let report = stdout(&["--seed", seed, "--snapshots", "2", "--hold", "0..=9", "-f", "json"]);
        let report: Value = serde_json::from_str(&report).unwrap();
        for field in ["verdict", "events", "end_time", "messages"] {
            assert_eq!(row[field], report["outcome"][field], "{seed} {field}");
        }
        for (ours, theirs) in
            row["snapshots"].as_array().unwrap().iter().zip(report["snapshots"].as_array().unwrap())
        {
            for field in ["id", "started_at", "completed_at"] {
                assert_eq!(ours[field], theirs[field], "{seed} {field}");
            }
            assert_eq!(ours["occurred"], theirs["occurred"]["ever"]);
            assert_eq!(ours["recorded_messages"], theirs["costs"]["recorded_messages"]);
        }
    }
}

#[test]
fn of_a_snapshot_that_is_not_complete_nobody_knows_whether_it_happened() {
    let check = ["check", "--seeds", "0..3", "--max-events", "410", "-f"];
    for row in lines(&[&check[..], &["jsonl"]].concat()) {
        assert_eq!(row["snapshots"][0]["completed_at"], Value::Null);
        assert_eq!(row["snapshots"][0]["occurred"], Value::Null);
    }
    let table = stdout(&[&check[..], &["csv"]].concat());
    let place = table.lines().next().unwrap().split(',').position(|name| name == "occurred").unwrap();
    assert!(table.lines().skip(1).all(|row| row.split(',').nth(place) == Some("")), "{table}");
}

#[test]
fn a_table_has_the_same_verdicts_as_the_lines_and_the_sums() {
    let table = stdout(&with(&["-f", "csv"]));
    let failed_in_table = table.lines().skip(1).filter(|line| line.contains(",failed,")).count();
    let rows = lines(&with(&["-f", "jsonl"]));
    let failed: Vec<_> = rows.iter().filter(|row| row["verdict"] == "failed").collect();
    let sums: Value = serde_json::from_str(&stdout(&with(&["-f", "json"]))).unwrap();
    assert_eq!((table.lines().count(), failed_in_table), (301, failed.len()));
    assert_eq!(sums["failed"], failed.len());
    assert_eq!(sums["first_failure"]["seed"], failed[0]["seed"]);
    assert_eq!((code(&with(&["-f", "csv"])), code(&["check", "--seeds", "0..3", "-f", "csv"])), (1, 0));
    assert_eq!(stdout(&with(&["-f", "csv", "-q"])).lines().count(), failed.len() + 1);
}

#[test]
fn all_failures_are_explained_when_they_are_asked_for() {
    let sums: Value = serde_json::from_str(&stdout(&with(&["-f", "json", "--all-failures"]))).unwrap();
    let failures = sums["failures"].as_array().unwrap();
    assert_eq!(sums["failed"], failures.len());
    assert_eq!(failures[0], sums["first_failure"]);
    let report = stdout(&with(&["--all-failures"]));
    assert_eq!(report.matches("\n  see it: sim ").count(), failures.len());
    for failure in failures {
        assert!(report.contains(failure["command"].as_str().unwrap()));
    }
    assert_eq!(stdout(&WRONG).matches("\n  see it: sim ").count(), 1);
    assert_eq!(code(&with(&["-f", "csv", "--all-failures"])), 2);
}

#[test]
fn a_recorded_state_has_the_same_structure_in_a_check_and_in_a_search() {
    let options = ["--hold", "1..=9", "--trigger", "3", "-f", "json"];
    let check: Value = serde_json::from_str(&stdout(&[&["check"], &options[..]].concat())).unwrap();
    let search: Value = serde_json::from_str(&stdout(&[&["explore"], &options[..]].concat())).unwrap();
    let by = |state: &Value| (state["processes"].clone(), state["channels"].clone());
    let mut checked: Vec<_> = check["outcomes"].as_array().unwrap().iter().map(by).collect();
    let mut found: Vec<_> =
        search["recorded"].as_array().unwrap().iter().map(|state| by(&state["snapshots"][0])).collect();
    checked.sort_by_key(|state| format!("{state:?}"));
    found.sort_by_key(|state| format!("{state:?}"));
    assert_eq!(checked, found);
    assert_eq!(checked.len(), 2);
}

#[test]
fn a_quiet_run_prints_the_whole_recorded_state() {
    let quiet = run(&["--topology", "ring:123", "--trigger", "1", "-q"]);
    assert_eq!(text(&quiet.stdout).lines().count(), 123);
}
