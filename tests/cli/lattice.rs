//! `sim lattice`: all states of a run, and what is possibly and definitely so in them.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{code, run, sim, stdout, text};

fn two() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/logs/two.jsonl").display().to_string()
}

fn told(args: &[&str]) -> Value {
    let done = sim(args).output().unwrap();
    serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", text(&done.stderr)))
}

/// A run that is saved: its options, and where.
fn saved(folder: &TempDir, args: &[&str]) -> String {
    let file = folder.path().join("run.json").display().to_string();
    stdout(&[args, &["-f", "json", "-o", &file]].concat());
    file
}

/// p1 sends m1 and receives m2, p2 sends m2 and receives m1. Of the nine cuts of two times two events the messages forbid that one has
/// received before the other has sent: (2,0) and (0,2). Of the six ways through the grid two go through these.
#[test]
fn two_messages_that_cross_leave_seven_states_and_four_orders() {
    let lattice = told(&["lattice", &two(), "-f", "json"]);
    assert_eq!(lattice["cuts"], json!({"value": "7", "exact": true}));
    assert_eq!(lattice["orders"], json!({"value": "4", "exact": true}));
    let table = stdout(&["lattice", &two(), "-f", "csv"]);
    let cuts: Vec<&str> = table.lines().skip(1).map(|line| &line[line.len() - 3..]).collect();
    assert_eq!(cuts, ["0,0", "0,1", "1,0", "1,1", "1,2", "2,1", "2,2"]);
}

/// Both messages are under way after both sendings: at (1,1), and since (2,0) and (0,2) are forbidden, every way goes through that.
/// One alone is under way at (1,0) and at (2,1) for m1, and a way that lets p2 go first avoids both.
#[test]
fn what_is_possibly_and_definitely_so_is_what_was_worked_out_by_hand() {
    let both = "in(p1->p2) == 1 && in(p2->p1) == 1";
    let one = "in(p1->p2, \"m1\") == 1 && in(p2->p1) == 0";
    for (option, predicate, verdict) in [
        ("--possibly", both, 0),
        ("--definitely", both, 0),
        ("--possibly", one, 0),
        ("--definitely", one, 1),
        ("--possibly", "in(p1->p2) > 1", 1),
        ("--definitely", "p1.count == 1 && p2.count == 1", 0),
        ("--possibly", "p1.count == 2 && p2.count < 1", 3),
        ("--possibly", "p1.count == 2 && p2.state != \"2\"", 0),
        ("--definitely", "p1.count == 2 && p2.state != \"2\"", 3),
    ] {
        assert_eq!(code(&["lattice", &two(), option, predicate]), verdict, "{option} {predicate}");
    }
    let lattice = told(&["lattice", &two(), "--possibly", one, "--definitely", one, "-f", "json"]);
    let questions = lattice["questions"].as_array().unwrap();
    assert_eq!(questions[0]["cut"], json!({"p1": 1, "p2": 0}));
    let order = questions[1]["order"].as_array().unwrap();
    assert_eq!(order.len(), 4);
    assert_eq!(order[0], "p2");
    assert_eq!(questions[0]["occurred"], Value::Null);
}

/// The script of two processes that send to each other, as somebody brought it. Its statement `snapshot` is an event of p1, too: of the twelve
/// cuts of three times two events (3,0) and (0,2) are forbidden, and of the ten ways two go through these.
#[test]
fn a_script_gives_the_lattice_of_its_run() {
    let folder = TempDir::new().unwrap();
    let script = "processes p1 p2\nsend p1 p2 0 \"m1\"\nsend p2 p1 0 \"m2\"\nsnapshot p1\n";
    std::fs::write(folder.path().join("two.events"), script.split_once('\n').unwrap().1).unwrap();
    let scenario = "processes=[\"p1\",\"p2\"]\nchannels=[[\"p1\",\"p2\"],[\"p2\",\"p1\"]]\nprogram={name=\"script\",file=\"two.events\"}\n";
    let toml = folder.path().join("two.toml");
    std::fs::write(&toml, scenario).unwrap();
    let file = saved(&folder, &["--scenario", &toml.display().to_string()]);
    let lattice = told(&["lattice", &file, "-f", "json"]);
    let steps: u64 = lattice["to"].as_object().unwrap().values().map(|steps| steps.as_u64().unwrap()).sum();
    assert_eq!(
        (steps, &lattice["cuts"]["value"], &lattice["orders"]["value"]),
        (5, &json!("10"), &json!("8"))
    );
    assert_eq!(lattice["snapshots"][0]["consistent"], true);
}

/// The exercise has one order of its events, so what is possibly so is definitely so, and occurred.
#[test]
fn in_the_exercise_nothing_is_possible_that_did_not_occur() {
    let folder = TempDir::new().unwrap();
    let file = saved(&folder, &["--seed", "7"]);
    let is = |predicate: &str| {
        let asked = ["lattice", &file, "-f", "json", "--possibly", predicate, "--definitely", predicate];
        let lattice = told(&asked);
        assert_eq!(lattice["orders"]["value"], "1");
        assert_eq!(lattice["to"], json!({"P": 103, "Q": 102}), "a receipt and what it sends are one event");
        let answers = |question: &Value| [question["holds"].clone(), question["occurred"].clone()];
        let answers: Vec<Value> = lattice["questions"].as_array().unwrap().iter().flat_map(answers).collect();
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{predicate}: {answers:?}");
        answers[0].clone()
    };
    assert_eq!(is("P.count == 101 && Q.count == 102 && in(Q->P) == 1"), json!(true));
    assert_eq!(is("P.count > Q.count"), json!(false));
    assert_eq!(is("in(P->Q) + in(Q->P) + P.holds + Q.holds != 1"), json!(false));
}

#[test]
fn the_law_holds_in_runs_of_a_bank_and_money_is_conserved_in_every_state() {
    let folder = TempDir::new().unwrap();
    let (mut avoided, mut beside) = (0, 0);
    for seed in 0..12 {
        let seed = seed.to_string();
        let bank = ["--topology", "ring:2", "--program", "bank", "--param", "transfers=3", "--seed", &seed];
        let file = saved(&folder, &bank);
        for predicate in ["in(P->Q) == 2", "P.holds < 9", "P.holds == 9 && Q.holds == 9"] {
            let asked = ["lattice", &file, "-f", "json", "--possibly", predicate, "--definitely", predicate];
            let lattice = told(&asked);
            let [possibly, definitely] =
                [0, 1].map(|place| lattice["questions"][place]["holds"].as_bool().unwrap());
            let occurred = lattice["questions"][0]["occurred"].as_bool().unwrap();
            assert!(!definitely || occurred, "seed {seed}: {predicate}");
            assert!(!occurred || possibly, "seed {seed}: {predicate}");
            avoided += u32::from(possibly && !definitely);
            beside += u32::from(possibly && !occurred);
            let snapshot = &lattice["snapshots"][0];
            assert_eq!(snapshot["consistent"], true);
            // Who was at the cut was in the state; it may be in a like state elsewhere.
            let run: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            assert!(snapshot["occurred"] == false || run["snapshots"][0]["occurred"]["ever"] == true);
        }
        let lost = "P.holds + Q.holds + in(P->Q) + in(Q->P) != 20";
        assert_eq!(code(&["lattice", &file, "--possibly", lost]), 1, "seed {seed}");
    }
    assert!(avoided > 3 && beside > 1, "{avoided} {beside}");
}

#[test]
fn events_before_the_cut_come_first() {
    let folder = TempDir::new().unwrap();
    let bank = ["--topology", "ring:2", "--program", "bank", "--param", "transfers=3", "--seed", "7"];
    let file = saved(&folder, &bank);
    let table = stdout(&["lattice", &file, "--order", "1", "-f", "csv"]);
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let before: Vec<bool> = rows.iter().map(|row| row[row.len() - 1] == "true").collect();
    assert!(before.is_sorted_by(|one, next| one >= next) && before[0] && !before[before.len() - 1]);
    let places =
        |rows: &[Vec<&str>]| rows.iter().map(|row| row[1].parse::<u32>().unwrap()).collect::<Vec<_>>();
    let first = before.iter().filter(|before| **before).count();
    assert!(places(&rows[..first]).is_sorted() && places(&rows[first..]).is_sorted());
    assert!(!places(&rows).is_sorted(), "{table}");
    let told = stdout(&["lattice", &file, "--order", "1"]);
    assert!(told.contains("S*   the recorded global state, after P=1,Q=4"), "{told}");
    assert_eq!(code(&["lattice", &file, "--order", "2"]), 2);
    assert_eq!(code(&["lattice", &file, "--order", "1", "-f", "json"]), 2);
}

#[test]
fn a_part_of_a_lattice_is_between_two_consistent_cuts() {
    let part = told(&["lattice", &two(), "--window", "p1=1..p2=1", "-f", "json"]);
    assert_eq!(part["cuts"]["value"], "3");
    for (window, why) in [
        ("p1=2,p2=0..", "is not consistent"),
        ("p1=2,p2=1..p1=1", "ends before it begins"),
        ("p1=9..", "has 2 steps"),
        ("p3=1..", "no process"),
        ("p1..p2", "no part of a cut"),
        ("some", "no part of a lattice"),
    ] {
        let done = run(&["lattice", &two(), "--window", window]);
        assert!(
            done.status.code() == Some(2) && text(&done.stderr).contains(why),
            "{window}: {}",
            text(&done.stderr)
        );
    }
}

#[test]
fn a_bad_predicate_is_shown_where_it_is_bad() {
    for (predicate, place, why) in [
        ("", "1:1", "expected"),
        ("p1.count", "1:1", "this is a number"),
        ("p1.count = 3", "1:10", "'=='"),
        ("p3.count > 3", "1:1", "no process 'p3'"),
        ("p1.colour == 3", "1:4", "no 'colour'"),
        ("p1.state < \"3\"", "1:1", "the same or not"),
        ("p1.state == 3", "1:1", "expected a number"),
        ("in(p1->p1) == 0", "1:4", "no channel p1->p1"),
        ("1 < 2 < 3", "1:7", "two things"),
        ("(p1.count > 3", "1:14", "expected ')'"),
        ("p1.count > 3)", "1:13", "the end"),
        ("p1.count > 99999999999999999999", "1:12", "too large"),
        ("p1.state == \"x", "1:13", "not closed"),
        ("p1.count > 3 & 1 < 2", "1:14", "'&&'"),
        ("p1.holds.money > 3", "1:10", "no good 'money'"),
        ("p1.count.x > 3", "1:10", "has no parts"),
        ("!3", "1:2", "this is a number"),
        ("a-1.count > 3", "1:1", "what of 'a'"),
    ] {
        let done = run(&["lattice", &two(), "--possibly", predicate]);
        let told = text(&done.stderr);
        assert!(done.status.code() == Some(2) && told.contains(why), "{predicate}: {told}");
        assert!(told.contains(&format!("predicate:{place}:")) && told.contains('^'), "{predicate}: {told}");
    }
    for hostile in
        ["(".repeat(4000), "!".repeat(4000), "1+".repeat(4000), "\"".to_string() + &"é".repeat(100)]
    {
        assert_eq!(code(&["lattice", &two(), "--possibly", &hostile]), 2);
    }
    let long = vec!["1 < 2"; 400].join(" && ");
    assert_eq!(code(&["lattice", &two(), "--possibly", &long]), 0);
}

#[test]
fn at_the_bound_there_is_no_verdict_and_it_is_said_how_many_there_are_at_least() {
    let bounded = ["lattice", &two(), "--max-cuts", "3"];
    let done = run(&bounded);
    assert_eq!(done.status.code(), Some(3));
    assert!(text(&done.stdout).contains("at least 4 consistent cuts"), "{}", text(&done.stdout));
    let of_both = ["--possibly", "in(p1->p2) == 1 && in(p2->p1) == 2"];
    assert_eq!(code(&[&bounded[..], &of_both].concat()), 3);
    // A conjunction of what is about one process each needs no look at cuts.
    let by_states = ["--definitely", "p1.count == 1 && p2.count == 1"];
    assert_eq!(code(&[&bounded[..], &by_states].concat()), 0);
    assert_eq!(code(&[&bounded[..], &["-f", "csv"]].concat()), 3);
}

#[test]
fn what_no_run_can_have_done_has_no_lattice_and_what_is_untold_is_unknown() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, log: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, log).unwrap();
        path.display().to_string()
    };
    let circle = file(
        "circle",
        "{\"p\":\"a\",\"recv\":\"1\"}\n{\"p\":\"a\",\"send\":\"2\",\"to\":\"b\"}\n{\"p\":\"b\",\"recv\":\"2\"}\n{\"p\":\"b\",\"send\":\"1\",\"to\":\"a\"}",
    );
    let done = run(&["lattice", &circle]);
    assert!(done.status.code() == Some(2) && text(&done.stderr).contains("no run can have done this"));
    // When m was sent is not told: fewer cuts may be consistent.
    let unsent = file(
        "unsent",
        "{\"p\":\"a\",\"note\":1}\n{\"p\":\"b\",\"init\":{\"state\":\"1\"}}\n{\"p\":\"b\",\"recv\":\"m\",\"from\":\"a\",\"state\":2}",
    );
    assert_eq!(code(&["lattice", &unsent]), 3);
    assert_eq!(code(&["lattice", &unsent, "--possibly", "b.count == 2 && in(a->b) == 0"]), 3);
    assert_eq!(code(&["lattice", &unsent, "--possibly", "b.count == 2 && in(a->b) > 0"]), 1);
}

#[test]
fn what_is_written_has_a_schema() {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "lattice"])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let asked =
        ["--possibly", "p1.count == 2", "--definitely", "in(p1->p2) > 0", "--definitely", "in(p2->p1) > 1"];
    assert!(validator.is_valid(&told(&[&["lattice", &two(), "-f", "json"][..], &asked].concat())));
    assert!(!validator.is_valid(&json!({"schema": "sim.lattice/1"})));
}
