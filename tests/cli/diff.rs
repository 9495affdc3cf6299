//! `sim diff`: two runs side by side, in each of the three ways to name them, and what is refused.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::{code, run, stdout, text};

/// A folder with saved runs, each by these options.
fn saved(runs: &[(&str, &[&str])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, args) in runs {
        let file = folder.path().join(name);
        run(&[&["-o", file.to_str().unwrap()], *args].concat());
    }
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_string()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&[&["diff", "-f", "json"], args].concat())).unwrap()
}

#[test]
fn a_run_and_itself_are_the_same_whatever_the_form_of_the_file() {
    let folder = saved(&[("a.json", &["--seed", "7"]), ("b.jsonl", &["--seed", "7"])]);
    let (one, other) = (path(&folder, "a.json"), path(&folder, "b.jsonl"));
    let done = run(&["diff", &one, &other]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let told = text(&done.stdout);
    assert!(told.contains("The computation and the verdicts are the same."), "{told}");
    assert!(told.contains("The run is the same: 419 events in the same order."), "{told}");
    let told = json(&[&one, &other]);
    assert_eq!((&told["same"], &told["digests"][0]), (&Value::Bool(true), &told["digests"][1]));
    assert_eq!(told["config"], Value::Array(Vec::new()));
}

#[test]
fn what_is_judged_of_one_run_alone_is_told_and_is_no_difference() {
    let both = ["diff", "--algorithms", "chandy-lamport,koo-toueg", "--program", "bank"];
    let done = run(&[&both[..], &["--topology", "complete:3"]].concat());
    let told = text(&done.stdout);
    assert!(told.contains("Both hold, but not the same was judged: of chandy-lamport alone "), "{told}");
    let of_koo_toueg = told.split_once("; of koo-toueg alone ").unwrap().1.lines().next().unwrap();
    assert!(of_koo_toueg.contains("permanent"), "{of_koo_toueg}");
    assert!(!told.contains("verdicts are the same"), "{told}");
    let is_same = told.contains("\nThe computation is the same. Both hold");
    assert_eq!(done.status.code(), Some(if is_same { 0 } else { 1 }), "{told}");
}

#[test]
fn two_algorithms_do_not_change_the_computation_of_the_exercise() {
    let both = ["--algorithms", "chandy-lamport,lai-yang", "--seed", "7"];
    assert_eq!(code(&[&["diff"][..], &both].concat()), 0);
    let told = json(&both);
    assert_eq!(told["computation"]["first"], Value::Null);
    assert!(told["all"]["first"].is_array(), "markers are events, too");
    assert_eq!(told["config"][0]["values"], serde_json::json!(["chandy-lamport", "lai-yang"]));
    // Each command that is printed makes that run again.
    let folder = TempDir::new().unwrap();
    let files = [0, 1].map(|side| {
        let command = told["commands"][side].as_str().unwrap().to_string();
        let file = path(&folder, &format!("{side}.json"));
        let args: Vec<_> = command.split_whitespace().skip(1).chain(["-o", &file]).collect();
        run(&args);
        file
    });
    let again = json(&[&files[0], &files[1]]);
    for field in ["computation", "all", "checks", "recorded", "counts", "digests", "config"] {
        assert_eq!(told[field], again[field], "{field}");
    }
}

#[test]
fn two_seeds_of_a_bank_part_and_the_event_is_told() {
    let args = ["diff", "--seeds", "1,2", "--program", "bank", "--topology", "complete:3"];
    let done = run(&args);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    let told = text(&done.stdout);
    assert!(told.starts_with("< seed 1\n") && told.contains("\n> seed 2\n"), "{told}");
    assert!(told.contains("\n  < event ") && told.contains("\n  > event "), "{told}");
    assert_eq!(told, stdout(&args), "the same bytes each time");
}

#[test]
fn where_one_run_has_no_snapshot_each_check_names_the_one_that_it_is_of() {
    let args =
        ["diff", "--seeds", "1,2", "--program", "bank", "--topology", "complete:3", "--max-events", "20"];
    let told = text(&run(&args).stdout);
    let sum = told.lines().find(|line| line.contains("not the same was judged")).unwrap();
    assert!(sum.contains(" (snapshot 1)") && sum.contains(" (without a snapshot)"), "{sum}");
    let names = |told: &str| {
        let rows = told.split_once("\nVerdicts\n").unwrap().1.split("\n\n").next().unwrap();
        let name = |row: &str| row.trim().split("  ").next().unwrap().to_string();
        let is_name = |row: &&str| !row.trim_start().starts_with(['<', '>']);
        rows.lines().filter(is_name).map(name).collect::<Vec<_>>()
    };
    let rows = names(&told);
    assert!(rows.contains(&"consistent (snapshot 1)".to_string()), "{rows:?}");
    let distinct: std::collections::BTreeSet<_> = rows.iter().collect();
    assert_eq!(distinct.len(), rows.len(), "each row has a name of its own: {rows:?}");
}

/// A file changed by hand, and what is said of it.
type Changed = (fn(&mut Value), &'static str);

#[test]
fn a_file_that_contradicts_itself_is_refused_and_a_verdict_of_its_own_is_told() {
    let folder = saved(&[("a.json", &["--program", "bank", "--topology", "complete:3"])]);
    let good = path(&folder, "a.json");
    let whole: Value = serde_json::from_str(&fs::read_to_string(&good).unwrap()).unwrap();
    let with = |change: fn(&mut Value)| {
        let mut changed = whole.clone();
        change(&mut changed);
        fs::write(folder.path().join("b.json"), changed.to_string()).unwrap();
        run(&["diff", &good, &path(&folder, "b.json")])
    };
    let refused: [Changed; 4] = [
        (|run| run["config"]["processes"] = serde_json::json!([]), "config.processes: there is none"),
        (
            |run| run["config"]["channels"][0]["to"] = "zz".into(),
            "config.channels[0].to: there is no process 'zz'",
        ),
        (|run| run["events"][3]["proc"] = "zz".into(), "events[3].proc: there is no process 'zz'"),
        (
            |run| {
                let events = run["events"].as_array_mut().unwrap();
                events.iter_mut().find(|event| event["kind"] == "recv").unwrap()["from"] = "zz".into();
            },
            ".from: there is no process 'zz'",
        ),
    ];
    for (change, why) in refused {
        let done = with(change);
        let said = text(&done.stderr);
        assert_eq!((done.status.code(), text(&done.stdout)), (Some(2), String::new()), "{why}: {said}");
        assert!(said.contains("cannot read ") && said.contains(why), "{why}: {said}");
    }
    let told: [Changed; 2] = [
        (
            |run| run["outcome"]["verdict"] = "failed".into(),
            "outcome.verdict says failed, its checks come to ok",
        ),
        (|run| run["checks"][0]["ok"] = false.into(), "checks[0].ok says failed, its checks come to ok"),
    ];
    for (change, why) in told {
        let done = with(change);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{said}");
        assert!(said.contains("contradicts itself: ") && said.contains(why), "{said}");
    }
    let done = with(|_| ());
    assert_eq!(text(&done.stderr), "", "nothing is said of a file that does not");
}

#[test]
fn where_a_check_fails_in_one_run_alone_its_reason_is_told() {
    let folder = saved(&[("a.json", &["--seed", "7"]), ("b.json", &["--seed", "7", "--links", "unordered"])]);
    let done = run(&["diff", &path(&folder, "a.json"), &path(&folder, "b.json")]);
    let told = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    assert!(told.contains("FAIL: 0 copies of m in the recorded state, not 1"), "{told}");
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.lines().any(|line| words(line) == "links fifo unordered"), "{told}");
}

#[test]
fn runs_that_have_nothing_in_common_are_compared_and_it_is_said() {
    let folder = saved(&[
        ("a.json", &["--seed", "7"]),
        ("b.json", &["--program", "bank", "--topology", "complete:3"]),
        ("cut.jsonl", &["--seed", "7"]),
        ("lost.json", &["--seed", "7", "--fault", "drop:P->Q#3"]),
    ]);
    let of = |name: &str| path(&folder, name);
    let told = stdout(&["diff", &of("a.json"), &of("b.json")]);
    assert!(told.contains("No process is in both runs"), "{told}");
    assert!(told.contains("The computations differ from the first event on:"), "{told}");
    let whole = fs::read_to_string(of("cut.jsonl")).unwrap();
    let lines: Vec<_> = whole.lines().take(100).collect();
    fs::write(of("cut.jsonl"), lines.join("\n")).unwrap();
    let done = run(&["diff", &of("cut.jsonl"), &of("a.json")]);
    let told = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1));
    assert!(told.contains("cut.jsonl has no result: perhaps it was cut off."), "{told}");
    assert!(told.contains("99 events in the same order, and then"), "{told}");
    assert!(told.contains("\n  < ends here\n"), "{told}");
    let told = stdout(&["diff", &of("a.json"), &of("lost.json")]);
    assert!(told.contains("is lost"), "{told}");
}

#[test]
fn a_log_of_another_program_is_compared_with_a_run() {
    let folder = saved(&[("a.json", &["--seed", "7"])]);
    let log = path(&folder, "a.log");
    fs::write(&log, stdout(&["convert", &path(&folder, "a.json"), "-f", "simlog"])).unwrap();
    let done = run(&["diff", &log, &log]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let told = json(&[&log, &path(&folder, "a.json")]);
    assert!(told["names"][0].as_str().unwrap().ends_with("a.log") && told["digests"][0].is_null(), "{told}");
}

#[test]
fn a_page_has_both_runs_and_is_the_same_each_time() {
    let folder = TempDir::new().unwrap();
    let file = path(&folder, "diff.html");
    assert_eq!(code(&["diff", "--seeds", "1,2", "--hold", "0..=30", "-o", &file]), 0);
    let page = fs::read_to_string(&file).unwrap();
    assert!(page.contains("id=\"run-0\"") && page.contains("id=\"run-1\""));
    assert!(page.contains("<code>sim --seed 1 --trigger 101 --hold 0..=30</code>"));
    assert_eq!(page, stdout(&["diff", "--seeds", "1,2", "--hold", "0..=30", "-f", "html"]));
}

#[test]
fn what_does_not_name_two_runs_in_one_way_is_refused() {
    let folder = saved(&[("a.json", &["--seed", "7"])]);
    let file = path(&folder, "a.json");
    let crash = path(&folder, "crash.json");
    let crashed = [
        "--initiators",
        "any",
        "--algorithm",
        "uncoordinated",
        "--checkpoint-every",
        "100",
        "--crash",
        "P@400",
    ];
    fs::write(&crash, stdout(&[&["-f", "json"][..], &crashed].concat())).unwrap();
    for (args, why) in [
        (&[][..], "there is nothing to compare"),
        (&["--seed", "7"], "there is nothing to compare"),
        (&[&file], "2 values required"),
        (&[&file, &file, &file], "2 values required"),
        (&[&file, "missing.json"], "cannot read 'missing.json'"),
        (&["-", "-"], "standard input is read twice"),
        (&[&file, &crash], "it tells of a run that went back"),
        (&[&file, &file, "--seed", "3"], "cannot be used with"),
        (&[&file, &file, "--links", "causal"], "cannot be used with"),
        (&[&file, &file, "--seeds", "1,2"], "cannot be used with"),
        (&["--seeds", "1,2", "--algorithms", "mattern,lai-yang"], "cannot be used with"),
        (&["--seeds", "1,2", "--seed", "3"], "cannot be used with"),
        (&["--seeds", "1,2,3"], "'--seeds' has 3, and two are compared"),
        (&["--seeds", "1"], "'--seeds' has 1, and two are compared"),
        (&["--seeds", "1,x"], "invalid value 'x'"),
        (&["--algorithms", "mattern"], "'--algorithms' has 1, and two are compared"),
        (&["--algorithms", "mattern,none"], "there is no such algorithm"),
        (&["--algorithms", "mattern,lai-yang", "--algorithm", "mattern"], "cannot be used with"),
        (&["--algorithms", "mattern,lai-yang", "-f", "svg"], "invalid value 'svg'"),
    ] {
        let done = run(&[&["diff"], args].concat());
        let told = text(&done.stderr);
        assert_eq!((done.status.code(), done.stdout.len()), (Some(2), 0), "{args:?}: {told}");
        assert!(told.contains(why), "{args:?}: {told}");
    }
}

#[test]
fn what_is_written_as_json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "diff"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for args in [&["--seeds", "1,2", "--hold", "0..=30"][..], &["--algorithms", "koo-toueg,mattern"]] {
        let told = json(args);
        let wrong: Vec<_> = schema.iter_errors(&told).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty() && told["schema"] == "sim.diff/1", "{wrong:?}");
    }
}
