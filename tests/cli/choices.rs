//! `sim explore -f html`: the page has every recordable state of the report, and the states and steps that the search counts; what is
//! said of an end is what a run of its schedule says.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{run, stdout, text};

/// Small experiments, each of another kind.
const EXPERIMENTS: [&[&str]; 7] = [
    &["--trigger", "3"],
    &["--trigger", "3", "--hold", "1"],
    &["--trigger", "1", "--links", "unordered", "--param", "receipts=4"],
    &["--trigger", "2", "--fault", "drop:P->Q#marker", "--param", "receipts=4"],
    &["--trigger", "2", "--algorithm", "mattern", "--param", "receipts=4"],
    &["--trigger", "1", "--snapshots", "2", "--param", "receipts=4"],
    &["--topology", "complete:2", "--program", "bank", "--param", "balance=1", "--param", "transfers=1"],
];

/// What the script of a page is given.
fn data(page: &str) -> Value {
    let (_, data) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap()
}

fn page(experiment: &[&str]) -> String {
    stdout(&[&["explore", "-f", "html"], experiment].concat())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// A place in a list.
fn place(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn count(value: &Value) -> u64 {
    list(value).len() as u64
}

/// A verdict as the page has it.
fn ok(verdict: &Value) -> Value {
    match verdict.as_str() {
        Some("ok") => true.into(),
        Some("failed") => false.into(),
        _ => Value::Null,
    }
}

#[test]
fn a_page_of_choices_has_the_states_steps_and_ends_that_the_search_counts() {
    for experiment in EXPERIMENTS {
        let searched: Value =
            serde_json::from_str(&stdout(&[&["explore", "-f", "json", "--keep-going"], experiment].concat()))
                .unwrap();
        let data = data(&page(experiment));
        let states = list(&data["states"]);
        let steps: u64 = states.iter().map(|state| count(&state["choices"])).sum();
        let depth = states.iter().map(|state| state["depth"].as_u64().unwrap()).max();
        assert_eq!(
            (Some(states.len() as u64), Some(steps), depth),
            (searched["states"].as_u64(), searched["steps"].as_u64(), searched["depth"].as_u64()),
            "{experiment:?}"
        );
        assert_eq!(data["leftOut"], Value::Null, "{experiment:?}");
        // Of each recordable state as many ends of each worth; in the page those come first of which some are wrong.
        let mut ends: BTreeMap<(u64, String, String), u64> = BTreeMap::new();
        for end in states.iter().map(|state| &state["end"]).filter(|end| !end.is_null()) {
            let failed = &data["texts"][place(&end["failed"])];
            let key = (end["place"].as_u64().unwrap(), end["ok"].to_string(), failed.to_string());
            *ends.entry(key).or_default() += 1;
        }
        let mut told = BTreeMap::new();
        let mut recorded: Vec<_> = list(&searched["recorded"]).iter().collect();
        recorded.sort_by_key(|of| list(&of["ends"]).iter().all(|ends| ends["verdict"] != "failed"));
        for (number, (of, shown)) in (0..).zip(recorded.iter().zip(list(&data["recordable"]))) {
            assert_eq!(of["state"], shown["state"]);
            for kind in list(&of["ends"]) {
                let several = count(&kind["failed"]) > 1;
                let failed = list(&kind["failed"]).iter().map(|of| {
                    let checks: Vec<_> =
                        list(&of["checks"]).iter().map(|check| check.as_str().unwrap()).collect();
                    match of["snapshot"].as_u64() {
                        Some(1) if !several => checks.join(", "),
                        Some(number) => format!("snapshot {number}: {}", checks.join(", ")),
                        None => panic!("{of}"),
                    }
                });
                let failed = Value::from(failed.collect::<Vec<_>>().join("; ")).to_string();
                told.insert(
                    (number, ok(&kind["verdict"]).to_string(), failed),
                    kind["count"].as_u64().unwrap(),
                );
            }
        }
        assert_eq!(ends, told, "{experiment:?}");
    }
}

#[test]
fn the_way_to_each_recordable_state_ends_there_and_its_command_runs_it() {
    for experiment in EXPERIMENTS {
        let page = page(experiment);
        let data = data(&page);
        for of in list(&data["recordable"]) {
            for kind in list(&of["ends"]) {
                let (mut here, mut schedule) = (0, Vec::new());
                for taken in list(&kind["way"]) {
                    let choice = &data["states"][here]["choices"][place(taken)];
                    let action = place(&choice[1]);
                    schedule.push(data["texts"][action].as_str().unwrap());
                    here = place(&choice[2]);
                }
                let end = &data["states"][here]["end"];
                let line = &data["texts"][place(&end["state"])];
                assert_eq!((line, &end["ok"]), (&of["state"], &kind["ok"]), "{experiment:?}");
                assert_eq!(kind["steps"], schedule.len());
                let schedule = schedule.join(" ");
                let ran = run(&[&["-f", "json", "--schedule", &schedule], experiment].concat());
                let ran: Value = serde_json::from_slice(&ran.stdout).unwrap();
                assert_eq!(ok(&ran["outcome"]["verdict"]), kind["ok"], "{experiment:?} {schedule}");
            }
        }
        let around = list(&data["around"]);
        assert_eq!(around[0], "sim --schedule ");
        assert!(page.contains("<details><summary>The command</summary><code>sim --schedule &#39;"));
    }
}

#[test]
fn what_is_in_the_page_has_a_bound_and_what_is_left_out_is_said() {
    let large =
        ["--topology", "complete:2", "--program", "bank", "--param", "balance=4", "--param", "transfers=4"];
    let page = page(&large);
    let data = data(&page);
    let states = list(&data["states"]).len();
    assert!((2000..6000).contains(&states), "{states}");
    let told = data["leftOut"].as_str().unwrap();
    assert!(
        told.ends_with(&format!(
            " states {states} are here: the first, and those on the ways to what is listed; \
             beyond them choices lead out of the page."
        )),
        "{told}"
    );
    assert!(page.contains(told), "it is said where the reader looks");
    let leads_out = |state: &Value| list(&state["choices"]).iter().any(|choice| choice[2].is_null());
    assert!(list(&data["states"]).iter().any(leads_out));
    for kind in list(&data["recordable"]).iter().flat_map(|of| list(&of["ends"])) {
        assert_eq!(kind["steps"], count(&kind["way"]), "the way to what is listed is there to its end");
    }
    assert!(page.contains("a run is drawn in this page; of the other"));
    assert_eq!(page.matches("<script type=\"application/json\" id=\"run-").count(), 24);
    let bounded = stdout(&["explore", "-f", "html", "--trigger", "3", "--hold", "1", "--max-states", "12"]);
    assert!(bounded.contains("No verdict: "), "a search that was given up");
    assert!(bounded.contains("given up: --max-states was reached"));
}

#[test]
fn a_page_of_choices_says_of_a_reduced_search_that_its_states_are_of_every_order() {
    let model = ["--trigger", "2", "--hold", "1", "--param", "receipts=4"];
    let reduced = stdout(&[&["explore", "-f", "html", "--reduce", "on"], &model[..]].concat());
    assert!(
        reduced.contains(
            "The states here are of every order of events, also of those that the search left out."
        )
    );
    assert!(reduced.contains("sim explore -f html --reduce on --param receipts=4 --trigger 2 --hold 1"));
    assert_eq!(data(&reduced)["states"], data(&page(&model))["states"]);
    let both =
        stdout(&[&["explore", "-f", "html", "--reduce", "both", "--against-reachable"], &model[..]].concat());
    assert!(both.contains("With orders left out: ") && both.contains("are states of the computation alone"));
    assert_eq!(page(&model), page(&model), "the same bytes each time");
}

#[test]
fn what_changes_nothing_in_a_page_of_choices_is_refused() {
    for (args, why) in [
        (
            &["explore", "-f", "html", "--keep-going"][..],
            "'--keep-going' changes nothing with '--format html'",
        ),
        (&["explore", "-f", "html", "--quiet"], "'--quiet' changes nothing with '--format html'"),
        (
            &["explore", "-f", "html", "--detect", "safra"],
            "'-f html' is for searches over snapshots, and under a detector there are none",
        ),
    ] {
        let done = run(args);
        assert_eq!((done.status.code(), done.stdout.len()), (Some(2), 0), "{args:?}");
        assert!(text(&done.stderr).contains(why), "{args:?}: {}", text(&done.stderr));
    }
}
