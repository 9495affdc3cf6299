//! A mistake in any field of any file is told with the name of the field, in the words of a file and not of a program.

use super::*;
use crate::places::{Kinds, Place};
use trace::load;
use trace::local::LocalLog;

/// Runs in which every field of the format is there.
const RUNS: [&[&str]; 4] = [
    &["--trigger", "1"],
    &["--links", "unordered", "--param", "tokens=2", "--trigger", "2", "--seed", "2"],
    &["--topology", "ring:3", "--initiators", "p0:1,p1:2@1", "--snapshots", "2", "--trigger", "0"],
    &["--program", "bank", "--schedule", "P! P>Q", "--trigger", "none"],
];

/// A value of each kind.
fn kinds() -> [Value; 7] {
    [json!(null), json!(true), json!(7), json!(-1.5), json!("seven"), json!([]), json!({})]
}

fn same_kind(one: &Value, other: &Value) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Puts a value of every wrong kind at two places of each kind, and hands over what the text then is, and what the error must name. What
/// a `null` stands for is not known here.
fn with_every_mistake(right: &Value, kinds_seen: &mut Kinds, mut read: impl FnMut(&Value, &str, &Value)) {
    for Place { pointer, path, .. } in kinds_seen.two_of_each(right, |there| !there.is_null()) {
        let there = right.pointer(&pointer).unwrap();
        for wrong in kinds().into_iter().filter(|wrong| !same_kind(wrong, there) || wrong == &json!(-1.5)) {
            let mut changed = right.clone();
            *changed.pointer_mut(&pointer).unwrap() = wrong.clone();
            read(&changed, &path, &wrong);
        }
    }
}

/// An error names the field, and no type of ours. What is read all the same is said to be a state, or nothing.
fn names(read: Result<(), String>, path: &str, wrong: &Value) {
    match read {
        Ok(()) => {
            let state = path.ends_with("state") && (wrong.is_string() || wrong.is_u64());
            assert!(wrong.is_null() || state, "{path}: {wrong} is read");
        }
        Err(error) => {
            assert!(error.contains(&format!("{path}: ")), "{path}: {wrong}: {error}");
            for word in ["struct", "enum", "variant", "tuple", "u64", "u32", "identifier", "unit", "`"] {
                assert!(!error.contains(word), "{path}: {error}");
            }
        }
    }
}

/// Leaves one event of each form.
fn with_few_events(mut run: Value) -> Value {
    let form = |event: &Value| event.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let events = std::mem::take(run["events"].as_array_mut().unwrap());
    let mut few: Vec<Value> = Vec::new();
    for mut event in events {
        if few.iter().all(|other| other["kind"] != event["kind"] || form(other) != form(&event)) {
            event["seq"] = json!(few.len());
            few.push(event);
        }
    }
    run["events"] = json!(few);
    run
}

#[test]
fn a_wrong_value_anywhere_in_a_run_is_told_with_its_field() {
    let mut seen = Kinds::default();
    for args in RUNS {
        with_every_mistake(&with_few_events(run(args)), &mut seen, |run, path, wrong| {
            let read = load(&run.to_string());
            names(read.map(drop).map_err(|error| error.to_string()), path, wrong);
        });
    }
}

#[test]
fn a_wrong_value_in_a_line_of_a_run_is_told_with_the_line_and_the_field() {
    let text = stdout(&["--trigger", "1", "-f", "jsonl"]);
    let lines: Vec<&str> = text.lines().collect();
    let mut seen = Kinds::default();
    for (place, line) in lines.iter().enumerate() {
        with_every_mistake(&serde_json::from_str(line).unwrap(), &mut seen, |line, path, wrong| {
            let line = line.to_string();
            let changed = [&lines[..place], &[&line], &lines[place + 1..]].concat().join("\n");
            let read = load(&changed).map(drop).map_err(|error| error.to_string());
            names(read, &format!("line {}: {path}", place + 1), wrong);
        });
    }
}

#[test]
fn a_wrong_value_in_a_log_is_told_with_the_line_and_the_field() {
    let run = run(&["--trigger", "1"]);
    let head = json!({
        "type": "local", "schema": "sim.local/1", "tool": run["tool"], "process": "P", "config": run["config"],
    });
    let mut lines = vec![head];
    lines.extend(run["events"].as_array().unwrap().iter().cloned().map(|mut event| {
        event["type"] = json!("event");
        event["ms"] = event["t"].take();
        event
    }));
    lines.push(json!({"type": "end", "complete": true, "reason": "none"}));
    for event in &mut lines {
        for field in ["t", "proc", "clock", "lamport"] {
            event.as_object_mut().unwrap().remove(field);
        }
    }
    let log = |lines: &[Value]| {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        LocalLog::read("log", &text).map(drop).map_err(|error| error.to_string())
    };
    log(&lines).unwrap();
    let mut seen = Kinds::default();
    for place in 0..lines.len() {
        with_every_mistake(&lines[place].clone(), &mut seen, |line, path, wrong| {
            // What is no log at all is not asked for its fields.
            if (place, path) == (0, "type") {
                return;
            }
            let changed = [&lines[..place], std::slice::from_ref(line), &lines[place + 1..]].concat();
            names(log(&changed), &format!("line {}: {path}", place + 1), wrong);
        });
    }
}
