//! `sim restore`: a computation that begins again in a recorded global state of a saved run.

use serde_json::Value;

use crate::judge::of_text;
use crate::{code, stdout};

const BANK: [&str; 7] = ["run", "--program", "bank", "--topology", "complete:3", "-f", "jsonl"];

/// A saved run of a bank, with these options.
fn bank(options: &[&str]) -> String {
    crate::text(&crate::run(&[&BANK[..], options].concat()).stdout)
}

fn restored(run: &str, options: &[&str]) -> (i32, String) {
    of_text(&[&["restore", "-"][..], options].concat(), run.as_bytes())
}

#[test]
fn what_was_recorded_rightly_goes_on_to_where_the_run_ended() {
    for seed in ["1", "2", "3"] {
        let (code, told) = restored(&bank(&["--seed", seed]), &[]);
        assert!(code == 0 && told.contains("ok    same-end") && told.contains("30 units"), "{told}");
    }
}

#[test]
fn what_was_recorded_wrongly_is_lost_and_does_not_go_on() {
    let run = bank(&["--algorithm", "naive-request", "--seed", "2"]);
    let (code, told) = restored(&run, &[]);
    assert!(code == 1 && told.contains("FAIL  conserved     3 units of money lost"), "{told}");
    assert!(told.contains("FAIL  same-end"), "{told}");
}

#[test]
fn anew_it_goes_on_as_the_seed_says_and_the_object_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "restore"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let run = bank(&["--seed", "1"]);
    for options in [&["--seed", "5", "-f", "json"][..], &["-f", "json"]] {
        let (code, told) = restored(&run, options);
        let object: Value = serde_json::from_str(&told).unwrap();
        assert!(code == 0 && schema.is_valid(&object), "{told}");
        assert_eq!(restored(&run, options).1, told, "the same bytes");
        assert_eq!(object["start"]["amounts"]["money"], 30);
        assert_eq!(object["end"]["amounts"]["money"], 30);
        let anew = options[0] == "--seed";
        assert_eq!(
            object["end"]["holds"]["terminated"], anew,
            "only the run that goes on anew goes to its end"
        );
    }
    let (_, told) = restored(&run, &["--seed", "5", "--steps", "3"]);
    assert!(told.contains("3 steps, "), "{told}");
}

#[test]
fn one_of_several_is_asked_for_by_its_number_and_else_it_is_the_last() {
    let run = bank(&["--initiators", "any", "--snapshots", "3"]);
    assert!(restored(&run, &[]).1.starts_with("Restored   snapshot 3 of -"));
    assert!(restored(&run, &["--snapshot", "2"]).1.starts_with("Restored   snapshot 2 of -"));
    let (code, told) = restored(&run, &["--snapshot", "4"]);
    assert!(code == 2 && told.contains("snapshot 4 of '-' is not there"), "{told}");
    assert!(told.contains("complete are: 1, 2, 3"), "{told}");
}

#[test]
fn what_is_damaged_or_not_complete_is_refused() {
    let run = bank(&["--seed", "1"]);
    let lines: Vec<&str> = run.lines().collect();
    let (code, told) = restored(&lines[..20].join("\n"), &[]);
    assert!(code == 2 && told.contains("no snapshot in '-' is complete"), "{told}");
    for damaged in [run.replace("\"p1\"", "\"p9\""), run.replace("bank", "banque"), "{}".into()] {
        assert_eq!(restored(&damaged, &[]).0, 2);
    }
    assert_eq!(self::code(&["restore"]), 2);
    assert_eq!(restored(&run, &["--steps", "3"]).0, 2, "without '--seed' it changes nothing");
    assert_eq!(restored(&run, &["--snapshot", "0"]).0, 2);
}

#[test]
fn in_causal_order_and_by_the_clock_of_a_course_it_goes_on_as_it_did_alone() {
    let run = bank(&["--algorithm", "alagar-venkatesan", "--links", "causal"]);
    assert_eq!(restored(&run, &[]).0, 0);
    let (code, told) = restored(&run, &["--seed", "1"]);
    assert!(code == 2 && told.contains("cannot go on anew"), "{told}");
}
