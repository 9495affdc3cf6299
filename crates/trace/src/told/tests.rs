//! Whatever is changed in what a file tells of a result, it is found, at its path.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::read::load;
use crate::summary::tests::{lines, runs};

/// What is said of each change.
const CHANGES: &str = include_str!("../../../../tests/golden/changed-results.txt");

/// The paths of all values in a value.
fn paths(value: &Value, path: &str, into: &mut Vec<String>) {
    into.push(path.to_string());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| paths(value, &format!("{path}/{name}"), into));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| paths(value, &format!("{path}/{place}"), into));
        }
        _ => {}
    }
}

/// Something else of the same type.
fn other(value: &Value) -> Value {
    match value {
        Value::Null => json!(true),
        Value::Bool(truth) => json!(!truth),
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::String(text) => json!(format!("{text}!{}", "x".repeat(200))),
        Value::Array(list) => json!(list.iter().skip(1).collect::<Vec<_>>()),
        Value::Object(fields) => {
            let mut fields = fields.clone();
            fields.insert("more".to_string(), json!(1));
            Value::Object(fields)
        }
    }
}

/// What is found where the result of a run of which these are the first and the last line is this.
fn found((head, ours): (&str, &str), result: &Value) -> String {
    let ours = load(&format!("{head}\n{ours}\n")).unwrap().saved.footer.unwrap();
    match load(&format!("{head}\n{result}\n")) {
        Err(error) => error.to_string(),
        Ok(loaded) => {
            let comparison = loaded.told.result_against(loaded.saved.footer.as_ref().unwrap(), &ours);
            format!("{:?}, absent {:?}", comparison.differs, comparison.absent)
        }
    }
}

#[test]
fn every_change_of_a_result_is_found_at_its_path() {
    let mut now = String::new();
    for title in ["m is lost", "a bank on unordered channels", "resources are waited for"] {
        now += &format!("=== {title}\n");
        let run = lines(title);
        let run = (run.lines().next().unwrap(), run.lines().last().unwrap());
        let result: Value = serde_json::from_str(run.1).unwrap();
        let mut all = Vec::new();
        paths(&result, "", &mut all);
        let mut seen = BTreeSet::new();
        for path in all.iter().filter(|path| !path.is_empty()) {
            if !seen.insert(path.replace(|letter: char| letter.is_ascii_digit(), "0")) {
                continue;
            }
            let mut changed = result.clone();
            let value = changed.pointer_mut(path).unwrap();
            *value = other(value);
            now += &format!("{path}: {}\n", found(run, &changed));
            let (object, name) = path.rsplit_once('/').unwrap();
            let mut without = result.clone();
            if let Some(fields) = without.pointer_mut(object).and_then(Value::as_object_mut) {
                fields.remove(name);
                now += &format!("without {path}: {}\n", found(run, &without));
            }
        }
    }
    assert!(now == CHANGES, "what is said now:\n{now}");
}

#[test]
fn a_file_that_tells_all_differs_in_nothing_and_leaves_nothing_untold() {
    for (title, run, _) in runs() {
        let loaded = load(run).unwrap();
        let footer = loaded.saved.footer.as_ref().unwrap();
        let comparison = loaded.told.result_against(footer, footer);
        assert_eq!((comparison.differs, comparison.absent.len()), (Vec::new(), 0), "{title}");
        assert_eq!(loaded.told.untold(&loaded.saved.header.config).len(), 0, "{title}");
        assert!(loaded.told.has_result());
        assert!(loaded.told.has_outcome("digest") && !loaded.told.has_outcome("nothing"));
    }
}

#[test]
fn what_decides_a_run_and_is_not_told_is_named() {
    let run = lines("the exercise, soon");
    let mut head: Value = serde_json::from_str(run.lines().next().unwrap()).unwrap();
    let config = load(run).unwrap().saved.header.config;
    let untold = |head: &Value| {
        let loaded = load(&format!("{head}\n")).unwrap();
        assert!(!loaded.told.has_result() && !loaded.told.has_outcome("digest"));
        loaded.told.untold(&config).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(untold(&head), [""; 0]);
    head.as_object_mut().unwrap().remove("rng");
    assert_eq!(untold(&head), ["rng"]);
    let fields = head["config"].as_object_mut().unwrap();
    for field in ["seed", "hold", "scenario", "goods", "topology"] {
        fields.remove(field);
    }
    head["config"]["channels"][0].as_object_mut().unwrap().remove("delay");
    head["config"]["channels"][1].as_object_mut().unwrap().remove("id");
    assert_eq!(untold(&head), ["config.channels[…].delay", "config.hold", "config.seed", "rng"]);
}
