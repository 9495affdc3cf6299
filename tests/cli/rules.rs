//! In the page each step says the rule that was followed, under every algorithm of `sim list`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::stdout;

/// The steps in the page of a run: the events of each, and its rule.
fn steps(algorithm: &str, more: &[&str]) -> Vec<(Vec<Value>, Option<String>)> {
    let initiators = match algorithm {
        "naive-clock" | "uncoordinated" => "p0,p1,p2",
        _ => "p0",
    };
    let of =
        ["run", "--topology", "complete:3", "--program", "bank", "--start", "20", "--initiators", initiators];
    let wanted = ["--algorithm", algorithm, "--window", "all", "-f"];
    let run: Value =
        serde_json::from_str(&stdout(&[&of, more, &wanted[..2], &["-f", "json"]].concat())).unwrap();
    let page = stdout(&[&of, more, &wanted, &["html"]].concat());
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    let data: Value = serde_json::from_str(data).unwrap();
    let told: BTreeMap<_, _> = data["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["seq"].as_u64(), &event["told"]))
        .collect();
    let mut steps: Vec<(Vec<Value>, Option<String>)> = Vec::new();
    for event in run["events"].as_array().unwrap() {
        if ["internal", "recv"].contains(&event["kind"].as_str().unwrap()) {
            let rule = told[&event["seq"].as_u64()]["rule"].as_str();
            steps.push((Vec::new(), rule.map(str::to_string)));
        }
        steps.last_mut().unwrap().0.push(event.clone());
    }
    steps
}

/// What a step may follow from a rule alone: the receipt of a control message, and a recording.
fn is_the_algorithms(step: &[Value]) -> bool {
    let is_control = step[0]["kind"] == "recv" && step[0].get("snapshot").is_some();
    let records = |event: &Value| {
        ["record", "record-message", "close", "permanent"].iter().any(|kind| event["kind"] == *kind)
    };
    is_control || step.iter().any(records)
}

#[test]
fn under_every_algorithm_each_recording_and_each_control_message_has_a_rule_of_its_own() {
    let mut whose = BTreeMap::new();
    for name in snapshot::algorithms::ALL.iter().map(|entry| entry.name) {
        let mut followed = BTreeSet::new();
        for more in [&["--seed", "1"][..], &["--seed", "2", "--snapshots", "2", "--delay", "1..=30"]] {
            for (step, rule) in steps(name, more) {
                assert!(rule.is_some() || !is_the_algorithms(&step), "{name} {more:?}: {step:?}");
                followed.extend(rule);
            }
        }
        assert!(!followed.is_empty(), "{name}");
        for rule in followed {
            let before = whose.insert(rule.clone(), name);
            assert_eq!(before, None, "of {name}, too: {rule}");
        }
    }
}

#[test]
fn a_step_of_the_computation_alone_has_no_rule() {
    for name in snapshot::algorithms::ALL.iter().map(|entry| entry.name) {
        let is_plain = |step: &[Value]| {
            step.iter().all(|event| event.get("snapshot").is_none() && event["kind"] != "close")
        };
        let starts =
            |step: &[Value]| step[0]["command"].as_str().is_some_and(|command| command.starts_with("start"));
        let all = steps(name, &[]);
        let plain: Vec<_> = all.iter().filter(|(step, _)| is_plain(step) && !starts(step)).collect();
        assert!(!plain.is_empty(), "{name}");
        assert!(plain.iter().all(|(_, rule)| rule.is_none()), "{name}: {plain:?}");
    }
}

#[test]
fn who_records_before_a_red_message_says_so() {
    for name in ["mattern", "mattern-deficiency", "lai-yang"] {
        let all = steps(name, &["--snapshots", "2", "--delay", "1..=60", "--links", "unordered"]);
        let is_before = |step: &[Value]| step.iter().any(|event| event["before"] == true);
        let before: Vec<_> = all.iter().filter(|(step, _)| is_before(step)).collect();
        assert!(!before.is_empty(), "{name}");
        let says = |rule: &Option<String>| rule.as_ref().unwrap().contains("records first");
        assert!(before.iter().all(|(_, rule)| says(rule)), "{name}: {before:?}");
    }
}
