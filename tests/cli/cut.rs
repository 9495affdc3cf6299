//! `sim cut`: any cut of a run, and what is said of it.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::judge::{example, of_text};
use crate::{code, run, stdout, text};

/// A question of a quiz: three processes with 5, 6 and 5 events.
fn three(at: &str) -> Vec<String> {
    ["cut", &example("logs/three.jsonl"), "--at", at].map(str::to_string).to_vec()
}

fn asked(args: &[String]) -> (i32, String) {
    let done = run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    (done.status.code().unwrap(), text(&done.stdout) + &text(&done.stderr))
}

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn the_message_that_crosses_backwards_is_named_with_both_its_places() {
    let (code, told) = asked(&three("p1=2,p2=3,p3=4"));
    assert_eq!(code, 1, "{told}");
    for part in [
        "FAIL  consistent    e13 crosses the cut backwards\n",
        "received by p3 in its step 4 (",
        "three.jsonl:15), before the cut",
        "sent by p1 in its step 3 (",
        "three.jsonl:3), after the cut",
        "p1->p2  e12\n",
        "p3->p1  e31\n",
        "not after it:     --at p1=2,p2=3,p3=3\n",
        "not before it:  --at p1=3,p2=3,p3=4\n",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn the_cuts_that_are_offered_instead_are_consistent() {
    for at in ["p1=2,p2=3,p3=3", "p1=3,p2=3,p3=4", "p1=0,p2=0,p3=0", "p3=5,p2=6,p1=5"] {
        let (code, told) = asked(&three(at));
        assert!(code == 0 && told.contains("ok    consistent"), "{at}: {told}");
    }
}

#[test]
fn a_run_without_a_snapshot_is_asked_as_well() {
    let run = stdout(&["run", "--scenario", &example("three.toml"), "-f", "jsonl"]);
    let (code, told) = of_text(&["cut", "-", "--at", "p1=1,p2=2,p3=4"], run.as_bytes());
    assert!(code == 1 && told.contains("1 (\"e13\") crosses the cut backwards"), "{told}");
    assert!(told.contains("a step is what a process did at once"), "{told}");
}

#[test]
fn of_a_cut_that_is_none_the_error_says_why() {
    let scenario = example("three.toml");
    for (args, said) in [
        (three("p1=2,p2=3"), "the cut says nothing of p3"),
        (three(""), "the cut says nothing of p1, p2, p3"),
        (three("p1=2,p2=7,p3=4"), "p2 has 6 steps, and not 7"),
        (three("p1=99999999999999999999999,p2=7,p3=4"), "p1 has 5 steps, and not 9999"),
        (three("p1=-1,p2=3,p3=4"), "'p1=-1' is no part of a cut"),
        (three("p1=+1,p2=3,p3=4"), "'p1=+1' is no part of a cut"),
        (three("p1,p2=3,p3=4"), "'p1' is no part of a cut"),
        (three("p1=2,p4=3,p3=4"), "there is no process 'p4'"),
        (three("p1=2,p2=3,p1=2,p3=4"), "the cut has p1 twice"),
        (three("=,=,="), "there is no process ''"),
        (three(&format!("{}=1", "x".repeat(10_000))), "there is no process 'x"),
        (vec!["cut".into(), scenario, "--at".into(), "P=1".into()], "is a scenario, and no run"),
    ] {
        let (code, told) = asked(&args);
        assert!(code == 2 && told.contains(said) && told.contains("tip: "), "{args:?}: {code}, {told}");
    }
    assert_eq!(code(&["cut", &example("logs/three.jsonl")]), 2);
    let twice = b"{\"p\":\"a\",\"send\":\"m\",\"to\":\"b\"}\n{\"p\":\"a\",\"send\":\"m\",\"to\":\"b\"}";
    let (code, told) = of_text(&["cut", "-", "--at", "a=1,b=0"], twice);
    assert!(code == 2 && told.contains("no run can have done this: m is sent twice"), "{told}");
}

#[test]
fn where_a_log_does_not_tell_enough_there_is_no_verdict() {
    let log = b"{\"p\":\"b\",\"recv\":\"m\"}\n{\"p\":\"a\",\"send\":\"x\",\"to\":\"b\"}";
    let (code, told) = of_text(&["cut", "-", "--at", "a=1,b=1"], log);
    assert!(code == 3 && told.contains("when m, received before the cut at -:1, was sent"), "{told}");
    let (code, told) = of_text(&["cut", "-", "--at", "a=1,b=0"], log);
    assert!(code == 0 && told.contains("1 message may be in channels besides"), "{told}");
    let (code, told) = of_text(&["cut", "-", "--at", "a=1,b=0"], b"a {\"a\":1} x\nb {\"a\":1,\"b\":1} y\n");
    assert!(code == 0 && told.contains("the log tells of no messages"), "{told}");
    let (code, told) = of_text(&["cut", "-", "--at", "a=0,b=1"], b"a {\"a\":1} x\nb {\"a\":1,\"b\":1} y\n");
    assert!(code == 1 && told.contains("b knew of what a did after the cut"), "{told}");
}

#[test]
fn names_with_commas_and_signs_are_processes_too() {
    let log = b"{\"p\":\"a,b=1\",\"send\":\"m\",\"to\":\"$x\"}\n{\"p\":\"$x\",\"recv\":\"m\"}";
    let (code, told) = of_text(&["cut", "-", "--at", "a,b=1=0", "--at", "$x=1"], log);
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("--at a,b=1=0 --at '$x=0'\n") && told.contains("--at a,b=1=1 --at '$x=1'\n"),
        "{told}"
    );
}

#[test]
fn amounts_are_added_up_along_the_cut() {
    let log = "{\"p\":\"a\",\"init\":{\"amount\":10}}\n{\"p\":\"b\",\"init\":{\"amount\":5}}
        {\"p\":\"a\",\"send\":\"m\",\"to\":\"b\",\"amount\":3,\"holds\":7}\n{\"p\":\"b\",\"recv\":\"m\",\"holds\":8}";
    for (at, code, said) in [
        ("a=1,b=0", 0, "in all 15, as the processes began with"),
        ("a=1,b=1", 0, "in all 15, as the processes began with"),
        ("a=0,b=1", 1, "in all 18, and the processes began with 15"),
    ] {
        let (done, told) = of_text(&["cut", "-", "--at", at], log.as_bytes());
        assert!(done == code && told.contains(said), "{at}: {told}");
    }
}

#[test]
fn of_the_cut_of_a_snapshot_the_same_is_said_as_the_judge_says() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json").display().to_string();
    let mut verdicts = [0, 0];
    for seed in 2..6 {
        let overtaken = ["--links", "unordered", "--delay", "1..=60", "--hold", "0..=2"];
        run(&[&overtaken[..], &["--seed", &seed.to_string(), "-f", "json", "-o", &file]].concat());
        let judged = object(&stdout(&["judge", &file, "-f", "json"]));
        let checks = judged["snapshots"][0]["checks"].as_array().unwrap();
        let consistent = checks.iter().find(|check| check["name"] == "consistent").unwrap();
        let lattice = object(&stdout(&["lattice", &file, "-f", "json"]));
        let cut = lattice["snapshots"][0]["cut"].as_object().unwrap();
        let at = cut.iter().map(|(name, has)| format!("{name}={has}")).collect::<Vec<_>>().join(",");
        let told = object(&stdout(&["cut", &file, "--at", &at, "-f", "json"]));
        assert_eq!(told["consistent"], consistent["ok"], "seed {seed}");
        assert_eq!(told["reason"], consistent["reason"], "seed {seed}");
        verdicts[usize::from(told["consistent"] == true)] += 1;
    }
    assert!(verdicts.iter().all(|count| *count > 0), "{verdicts:?}");
}

#[test]
fn a_saved_run_is_judged_as_the_log_that_is_written_of_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json").display().to_string();
    for seed in ["0", "3", "7"] {
        let args = ["--links", "unordered", "--seed", seed];
        run(&[&args[..], &["-f", "json", "-o", &file]].concat());
        let log = stdout(&[&args[..], &["-f", "simlog"]].concat());
        let saved = object(&stdout(&["judge", &file, "-f", "json"]));
        let (_, logged) = of_text(&["judge", "-", "-f", "json"], log.as_bytes());
        let verdicts = |judged: &Value| {
            let lists = [&judged["checks"], &judged["snapshots"][0]["checks"]];
            let checks = lists.map(|checks| checks.as_array().unwrap().clone()).concat();
            let checks = checks.iter().map(|check| json!([check["name"], check["ok"]]));
            checks.chain([judged["verdict"].clone()]).collect::<Vec<_>>()
        };
        assert_eq!(verdicts(&saved), verdicts(&object(&logged)), "seed {seed}");
    }
}

#[test]
fn what_is_said_of_a_cut_has_a_schema() {
    let schema = object(&stdout(&["schema", "cut"]));
    let schema = jsonschema::validator_for(&schema).unwrap();
    let told = run(&["cut", &example("logs/three.jsonl"), "--at", "p1=2,p2=3,p3=4", "-f", "json"]);
    let told = object(&text(&told.stdout));
    assert!(schema.is_valid(&told), "{told}");
    let from = json!({"process": "p1", "step": 3, "place": format!("{}:3", example("logs/three.jsonl"))});
    assert_eq!((&told["verdict"], &told["backward"][0]["from"]), (&"failed".into(), &from));
    assert_eq!(told["earlier"], json!({"p1": 2, "p2": 3, "p3": 3}));
    assert_eq!(told["channels"]["p1->p2"][0]["message"], "e12");
}

#[test]
fn a_cut_is_drawn_alone_and_what_crosses_it_backwards_is_named() {
    let mut args = three("p1=2,p2=3,p3=4");
    args.extend(["-f", "svg"].map(str::to_string));
    let (code, told) = asked(&args);
    assert_eq!(code, 1, "{told}");
    for part in
        ["e13 crosses the cut backwards", "the cut that was asked for", "before the cut", "e12, at the cut"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    for word in ["recorded by", ", recorded", ">prerecording", "of snapshot", "for snapshot"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_cut_of_a_saved_run_is_drawn_without_the_snapshot_that_was_taken() {
    let run = stdout(&["--seed", "7", "-f", "jsonl"]);
    let (code, told) = of_text(&["cut", "-", "--at", "P=0,Q=0", "-f", "svg"], run.as_bytes());
    assert!(code == 0 && told.contains("the cut that was asked for"), "{told}");
    assert!(!told.contains(", recorded") && !told.contains("for snapshot"), "{told}");
}
