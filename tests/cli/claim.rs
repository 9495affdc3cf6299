//! `sim grade FILE --claim CLAIM`: was a state recorded, did it occur, can it be recorded at all?

use serde_json::Value;
use tempfile::TempDir;

use crate::judge::example;
use crate::{run, stdout, text};

fn graded(place: &str, claim: &str, more: &[&str]) -> (i32, String) {
    let done = run(&[&["grade", place, "--claim", claim], more].concat());
    (done.status.code().unwrap(), text(&done.stdout) + &text(&done.stderr))
}

/// A saved run of the exercise, and the state that it recorded.
fn exercise(folder: &TempDir) -> (String, String) {
    let file = folder.path().join("run.json").display().to_string();
    run(&["--seed", "7", "-f", "json", "-o", &file]);
    (file, stdout(&["--seed", "7", "-q"]))
}

#[test]
fn what_a_snapshot_recorded_is_so() {
    let folder = TempDir::new().unwrap();
    let (file, state) = exercise(&folder);
    let claim = folder.path().join("state.txt");
    std::fs::write(&claim, &state).unwrap();
    for claim in [state.trim(), &claim.display().to_string()] {
        let (code, told) = graded(&file, claim, &[]);
        assert!(code == 0 && told.contains("yes   snapshot 1 of this run recorded it"), "{told}");
    }
}

#[test]
fn of_a_scenario_a_claim_is_right_if_any_order_of_events_records_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("bank.toml");
    let text = "topology = \"ring:2\"\nprogram = { name = \"bank\", balance = 1, transfers = 1 }\n";
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let of_seed = |seed: u32| stdout(&["--scenario", &file, "-q", "--seed", &seed.to_string()]);
    let first = of_seed(0);
    let other = (1..20).map(of_seed).find(|state| *state != first).expect("seeds differ");
    for state in [&first, &other] {
        let (code, told) = graded(&file, state, &[]);
        assert_eq!(code, 0, "{told}");
    }
    let (code, told) = graded(&file, "P<9> Pc<NULL> Q<1> Qc<NULL>", &[]);
    assert_eq!(code, 1, "{told}");
}

#[test]
fn what_was_not_recorded_is_told_with_its_differences_and_a_run_that_records_it() {
    let folder = TempDir::new().unwrap();
    let (file, _) = exercise(&folder);
    let (code, told) = graded(&file, "P<101> Pc<NULL> Q<101> Qc<NULL>", &[]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("Q: claimed 101, and snapshot 1 has 102"), "{told}");
    assert!(told.contains("Q->P: 0 messages is claimed") || told.contains("Q->P: "), "{told}");
    assert!(told.contains("no    it cannot be recorded in any order of events"), "{told}");
}

#[test]
fn a_claim_that_another_schedule_records_has_a_command_that_shows_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("bank.json").display().to_string();
    let bank = ["--topology", "complete:2", "--program", "bank", "--param", "transfers=1"];
    let states: Vec<String> =
        (0..6).map(|seed| stdout(&[&bank[..], &["-q", "--seed", &seed.to_string()]].concat())).collect();
    let other = states.iter().find(|state| **state != states[0]).expect("seeds differ");
    run(&[&bank[..], &["--seed", "0", "-f", "json", "-o", &file]].concat());
    let done = run(&["grade", &file, "--claim", other, "-f", "json"]);
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(1), "{told}");
    let command = told["recordable"]["command"].as_str().unwrap();
    let words = shlex::split(command).unwrap();
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).chain(["-q"]).collect();
    assert_eq!(stdout(&words), *other, "{command}");
    let schema: Value = serde_json::from_str(&stdout(&["schema", "claim"])).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&told), "{told}");
}

#[test]
fn a_scenario_is_run_and_a_snap_of_it_is_a_claim() {
    let scenario = example("token-first.toml");
    let folder = TempDir::new().unwrap();
    let snap = folder.path().join("state.snap").display().to_string();
    run(&["--scenario", &scenario, "-f", "snap", "-o", &snap]);
    let (code, told) = graded(&scenario, &snap, &[]);
    assert!(code == 0 && told.contains("recorded it"), "{told}");
}

#[test]
fn at_a_bound_it_is_not_known_whether_a_claim_can_be_recorded() {
    let folder = TempDir::new().unwrap();
    let (file, _) = exercise(&folder);
    let (code, told) = graded(&file, "P<1> Pc<NULL> Q<1> Qc<NULL>", &["--max-states", "10"]);
    assert!(code == 1 && told.contains("whether it can be recorded is not known"), "{told}");
}

#[test]
fn of_a_log_it_is_asked_what_its_lines_tell() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.jsonl").display().to_string();
    let log = r#"{"p":"a","init":{"state":"0"}}
{"p":"b","init":{"state":"0"}}
{"p":"a","send":"m","to":"b","state":"1"}
{"p":"b","recv":"m","state":"1"}"#;
    std::fs::write(&file, log).unwrap();
    let (code, told) = graded(&file, "a<1> b<0> bc<1msg>", &[]);
    assert!(code == 3 && told.contains("this run has no snapshot"), "{told}");
    assert!(told.contains("it can have been, for all that its messages tell: --at a=1,b=0"), "{told}");
    let (code, told) = graded(&file, "a<0> b<1> bc<NULL>", &[]);
    assert!(code == 3 && told.contains("no consistent cut has this state"), "{told}");
    assert!(!told.contains("can be recorded"), "{told}");
}

#[test]
fn what_is_no_claim_is_refused() {
    let folder = TempDir::new().unwrap();
    let (file, state) = exercise(&folder);
    for (claim, said) in [
        ("P<101>", "the claim says nothing of Q, P->Q and 1 more"),
        ("P<101> X<3>", "'X<3>' is no part of a global state of this run"),
        ("P<101> Pc<many>", "is no part of a global state"),
        ("P<101", "is no part of a global state"),
        ("<", "is no part of a global state"),
        (&format!("{state} {state}"), "the claim has P twice"),
        ("/nowhere/state.txt", "cannot read"),
    ] {
        let (code, told) = graded(&file, claim, &[]);
        let said = said.split(", P->Q").next().unwrap();
        assert!(code == 2 && told.contains(said), "{claim}: {code}, {told}");
    }
    let (code, told) = graded(&file, &state, &["--assignment", "x.toml"]);
    assert!(code == 2 && told.contains("cannot be used with"), "{told}");
    assert_eq!(run(&["grade", &file]).status.code(), Some(2));
}

#[test]
fn how_a_claim_is_written_is_told_with_a_state_that_answers_nothing() {
    let folder = TempDir::new().unwrap();
    let (file, state) = exercise(&folder);
    for claim in ["P=101 Q=102", "P<101>,Pc<1msg>,Q<102>,Qc<NULL>", "x", "P<101> R<1>"] {
        let (code, told) = graded(&file, claim, &[]);
        assert!(code == 2 && told.contains("'P<3> Pc<NULL> Q<4> Qc<2msg>'"), "{claim}: {told}");
        assert!(!told.contains(&state.trim().replace('\n', " ")), "{told}");
    }
}
