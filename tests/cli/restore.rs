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

/// No channel of a recovery line is recorded: its senders have kept what crosses it.
#[test]
fn from_a_recovery_line_it_goes_on_with_what_the_senders_kept() {
    let run = bank(&["--algorithm", "koo-toueg", "--seed", "3", "--start", "30", "--snapshots", "3"]);
    for options in [&["--snapshot", "1"][..], &["--snapshot", "2"], &["--snapshot", "3", "--seed", "4"]] {
        let (code, told) = restored(&run, options);
        assert!(code == 0 && told.contains("30 units"), "{told}");
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
fn a_seed_that_is_drawn_is_told_and_goes_on_the_same_again() {
    let run = bank(&["--seed", "1"]);
    let (code, told) = restored(&run, &["--seed", "random"]);
    let seed = told.split_once("anew with seed ").unwrap().1.split_once(':').unwrap().0;
    assert!(code == 0 && told.contains(&format!("seed {seed}\n")), "{told}");
    let again = restored(&run, &["--seed", seed]).1;
    assert!(told.contains(&again), "{told}");
    assert_eq!(restored(&run, &["--seed", "0x10"]), restored(&run, &["--seed", "16"]));
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

/// A bank with a checkpoint every so many ticks.
fn checkpointed(every: &str, snapshots: &str) -> String {
    let options = ["--param", "transfers=60", "--hold", "1..=20", "--trigger", "none", "--seed", "3"];
    bank(&[&options[..], &["--start", every, "--snapshots", snapshots]].concat())
}

fn object(run: &str, options: &[&str]) -> Value {
    let (_, told) = restored(run, &[options, &["-f", "json"]].concat());
    serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
}

#[test]
fn at_a_crash_all_go_back_to_the_last_snapshot_that_is_complete_then() {
    let run = checkpointed("100", "9");
    let of = |crash| object(&run, &["--crash", crash]);
    assert_eq!(of("p1@400")["snapshot"], 3);
    assert_eq!(of("p0@200")["snapshot"], 1);
    let early = of("p2@50");
    assert_eq!(early["snapshot"], Value::Null, "there is none yet: to the beginning");
    assert_eq!(early["crash"]["outputs"]["left"], 0);
    assert_eq!(early["crash"]["ticks"].as_u64().map(|ticks| ticks <= 50), Some(true));
    for told in [of("p1@400"), of("p0@200"), early] {
        assert_eq!(told["verdict"], "ok");
        assert_eq!(told["start"]["amounts"]["money"], 30);
    }
}

#[test]
fn more_checkpoints_are_less_in_vain_and_outputs_leave_earlier() {
    let [seldom, often] = [("200", "4"), ("20", "40")].map(|(every, snapshots)| {
        let told = object(&checkpointed(every, snapshots), &["--crash", "p1@400"]);
        let count = |part: &str, field: &str| told["crash"][part][field].as_u64().unwrap();
        let vain = count("at_any_moment", "steps") / count("at_any_moment", "moments");
        (vain, count("outputs", "waited") / count("outputs", "left"))
    });
    assert!(often.0 * 2 < seldom.0 && often.1 * 2 < seldom.1, "{often:?} {seldom:?}");
}

#[test]
fn a_crash_is_drawn_with_what_was_in_vain_and_without_a_second_life_it_is_not() {
    let run = checkpointed("100", "9");
    let (code, svg) = restored(&run, &["--crash", "p1@400", "--seed", "5", "-f", "svg"]);
    assert!(code == 0 && svg.ends_with("</svg>\n"));
    for part in [
        "done in vain",
        "p1 crashes at t=400: all go back to snapshot 3",
        "class=\"crash\"",
        "goes back",
        "✓ Holds: all",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    let (code, told) = restored(&run, &["--crash", "p1@400", "-f", "svg"]);
    assert!(code == 2 && told.contains("--crash P@400 --seed 1"), "{told}");
}

#[test]
fn a_crash_that_is_none_is_refused() {
    let run = checkpointed("100", "9");
    for (crash, why) in [
        ("p9@400", "there is no process 'p9'"),
        ("p1", "is no crash"),
        ("p1@", "is no crash"),
        ("p1@-4", "is no crash"),
        ("@400", "is no crash"),
        ("p1@99999999999999999999", "is no crash"),
        ("p1@999999", "the run is over by then"),
    ] {
        let (code, told) = restored(&run, &["--crash", crash]);
        assert!(code == 2 && told.contains(why), "{crash}: {told}");
    }
    let (code, told) = restored(&run, &["--axis", "order"]);
    assert!(code == 2 && told.contains("'--axis' changes nothing"), "{told}");
}
