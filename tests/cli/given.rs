//! What is given is used, or somebody is told.

use tempfile::TempDir;

use crate::{code, run, stdout, text};

/// The exercise's snapshot at trigger 2, and what a schedule says after it.
fn schedule(more: &str) -> String {
    format!("P! (P>Q Q>P)*2 P>Q P>Q Q>P Q>P {more}")
}

fn followed(more: &str, args: &[&str]) -> std::process::Output {
    let schedule = schedule(more);
    let mut all = vec!["--schedule", &schedule, "--trigger", "2"];
    all.extend(args);
    run(&all)
}

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_schedule_that_goes_on_after_the_snapshot_is_carried_out() {
    let (short, long) = (followed("", &["-f", "json"]), followed("P>Q (Q>P P>Q)*5", &["-f", "json"]));
    assert_eq!((short.status.code(), long.status.code()), (Some(0), Some(0)));
    let (short, long) = (json(&short.stdout), json(&long.stdout));
    assert_eq!(
        long["outcome"]["messages"]["m"].as_u64(),
        short["outcome"]["messages"]["m"].as_u64().map(|m| m + 11)
    );
    assert_eq!(long["outcome"]["stopped"], "snapshot-complete");
    for same in ["snapshots", "checks", "transcript"] {
        assert_eq!(long[same], short[same], "{same}");
    }
}

#[test]
fn a_run_that_goes_on_after_its_snapshot_is_replayed_to_the_same_end() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    assert!(followed("P>Q Q>P P>Q", &["-f", "json", "-o", file]).status.success());
    let replayed = run(&["replay", file]);
    assert!(replayed.status.success(), "{}", text(&replayed.stdout));
    assert_eq!(
        text(&run(&["--scenario", file, "-f", "json"]).stdout),
        std::fs::read_to_string(file).unwrap()
    );
}

#[test]
fn what_a_schedule_asks_for_after_the_snapshot_is_refused_with_its_place_when_it_is_impossible() {
    let refused = followed("P>Q Q>P Q>P", &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("step 12 of the schedule, Q>P, is not enabled"));
}

#[test]
fn a_schedule_that_is_longer_than_the_run_may_be_is_not_cut_in_silence() {
    let cut = followed("P>Q (Q>P P>Q)*5", &["--max-events", "25"]);
    assert!(text(&cut.stderr).contains("25 events were not enough"), "{}", text(&cut.stderr));
    assert_eq!(text(&followed("P>Q", &[]).stderr), "");
}

/// A course's files with these statements and delays, and what came of them.
fn course(statements: &str, delays: &str, args: &[&str]) -> std::process::Output {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_string()
    };
    let (top, events) = (file("x.top", "2\nP 5\nQ 5\nP Q\nQ P\n"), file("x.events", statements));
    let delays = file("x.delays", delays);
    let mut all = vec!["--topology", &top, "--events", &events, "--delays", &delays];
    all.extend(args);
    run(&all)
}

#[test]
fn statements_after_the_last_snapshot_are_carried_out_at_their_time() {
    let after = course("snapshot P\ntick 50\nsend Q P 1\n", "0\n0\n0\n", &["-f", "json"]);
    assert!(after.status.success(), "{}", text(&after.stderr));
    let after = json(&after.stdout);
    assert_eq!(after["outcome"]["end_time"], 50);
    assert_eq!(after["outcome"]["in_flight"]["Q->P"].as_array().unwrap().len(), 1);
    let impossible = course("send P Q 3\nsnapshot P\ntick 50\nsend P Q 3\n", "0\n0\n0\n0\n", &[]);
    assert_eq!(impossible.status.code(), Some(2));
    assert!(text(&impossible.stderr).contains("send P Q 3 (line 4)"), "{}", text(&impossible.stderr));
}

#[test]
fn delays_that_no_message_took_are_told() {
    let exact = course("snapshot P\n", "0\n0\n", &["-q"]);
    assert_eq!((text(&exact.stderr).as_str(), exact.status.code()), ("", Some(0)));
    let more = course("snapshot P\n", "0\n0\n7\n7\n", &["-q"]);
    assert!(text(&more.stderr).contains("the last 2 delays of the list were for no message"));
}

#[test]
fn a_script_that_was_not_done_when_its_snapshot_was_is_told() {
    let folder = TempDir::new().unwrap();
    let (file, top) = (folder.path().join("s.events"), folder.path().join("x.top"));
    std::fs::write(&file, "snapshot P\ntick 900\nsend P Q 1\n").unwrap();
    std::fs::write(&top, "2\nP 5\nQ 5\nP Q\nQ P\n").unwrap();
    let file = format!("file={}", file.display());
    let args = ["--program", "script", "--param", &file, "--topology", top.to_str().unwrap()];
    let done = run(&args);
    assert!(text(&done.stderr).contains("next was send P Q 1 (line 3)"), "{}", text(&done.stderr));
    assert!(!stdout(&args).is_empty());
}

#[test]
fn a_seed_is_named_only_where_something_was_drawn_from_it() {
    let drawn = stdout(&["--seed", "7"]);
    assert!(drawn.starts_with("sim 0.1.0   seed 7   "), "{drawn}");
    let given = text(&course("snapshot P\n", "0\n0\n", &[]).stdout);
    let head = given.lines().next().unwrap();
    assert!(head.contains("delays from a file") && !head.contains("seed"), "{head}");
    let picture = text(&course("snapshot P\n", "0\n0\n", &["-f", "svg"]).stdout);
    assert!(picture.contains("given delays") && !picture.contains("seed"), "{picture}");
    let trace = json(&course("snapshot P\n", "0\n0\n", &["-f", "perfetto"]).stdout);
    assert!(trace["otherData"]["seed"].is_null(), "{trace}");
    let followed = text(&followed("P>Q Q>P", &["-f", "svg"]).stdout);
    assert!(followed.contains("by schedule") && !followed.contains("seed"), "{followed}");
}

#[test]
fn a_value_that_makes_no_sense_is_refused_with_what_is_possible() {
    for (program, topology, value, why) in [
        ("bank", "ring:2", "amount=0", "it is of at least 1"),
        ("bank", "ring:2", "amount=0..=3", "it is of at least 1"),
        ("resources", "complete:3", "ask=0", "at least 1"),
        ("token-ring", "ring:2", "lose=0", "counted from 1"),
        ("token-ring", "ring:2", "double=0", "counted from 1"),
        ("diffusing", "complete:2", "active=9", "there are 2 processes"),
    ] {
        let refused = run(&["--program", program, "--topology", topology, "--param", value]);
        let told = text(&refused.stderr);
        assert!(refused.status.code() == Some(2) && told.contains(why), "{value}: {told}");
    }
    let widgets = ["--program", "bank", "--param", "amount=0", "--param", "widgets=3"];
    assert_eq!(code(&widgets), 0, "widgets alone are transferred");
}

/// What is said on standard error of a run that is made.
fn told(args: &[&str]) -> String {
    let done = run(args);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    text(&done.stderr)
}

#[test]
fn what_was_said_and_changes_nothing_here_is_told() {
    let folder = TempDir::new().unwrap();
    let scenario = |text: &str| {
        let file = folder.path().join("scenario.toml");
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    assert!(told(&["--back-edges", "P->Q"]).contains("'--back-edges' changes nothing: chandy-lamport"));
    let needs = ["--topology", "complete:3", "--algorithm", "abs-aligned"];
    assert_eq!(told(&[&needs[..], &["--back-edges", "p1->p0,p2->p0,p1->p2"]].concat()), "");
    for option in [&["--exec-timeout", "5"][..], &["--allow-exec"]] {
        assert!(told(option).contains(&format!("'{}' changes nothing", option[0])), "{option:?}");
    }
    for (written, key) in [("start = 4\n", "start"), ("seed = 4\nschedule = \"P!\"\n", "seed")] {
        let done = run(&["--scenario", &scenario(written)]);
        let told = text(&done.stderr);
        assert!(told.contains(&format!("'{key}' in '")) && told.contains("changes nothing"), "{told}");
    }
    assert_eq!(told(&["--scenario", &scenario("start = 4\nseed = 4\n[snapshot]\ntrigger = \"none\"\n")]), "");
    // A command that was printed has a schedule instead.
    let schedule = schedule("");
    assert_eq!(told(&["--scenario", &scenario("seed = 4\n"), "--schedule", &schedule, "--trigger", "2"]), "");
}

#[test]
fn the_mark_that_says_that_a_text_is_utf8_is_no_part_of_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("marked.txt");
    let named = file.display().to_string();
    std::fs::write(&file, format!("\u{feff}{}", schedule(""))).unwrap();
    assert_eq!(code(&["--schedule", &named, "--trigger", "2"]), 0);
    let saved = folder.path().join("run.json").display().to_string();
    run(&["-f", "json", "-o", &saved]);
    std::fs::write(&file, format!("\u{feff}{}", stdout(&["-q"]))).unwrap();
    assert_eq!(code(&["grade", &saved, "--claim", &named]), 0);
}

#[test]
fn who_gives_a_log_or_a_scenario_for_a_run_is_told_what_reads_it() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let log = file("a.jsonl", "{\"p\":\"a\",\"send\":\"m1\",\"to\":\"b\"}\n");
    let (clocks, scenario) = (file("b.log", "a {\"a\":1}\nsends\n"), file("c.toml", "name = \"x\"\n"));
    for command in ["replay", "convert", "shrink", "restore"] {
        for (file, tip) in
            [(&log, "'sim judge'"), (&clocks, "'sim judge'"), (&scenario, "sim run --scenario")]
        {
            let done = run(&[command, file]);
            let told = text(&done.stderr);
            assert!(done.status.code() == Some(2) && told.contains(tip), "{command}: {told}");
        }
    }
}
