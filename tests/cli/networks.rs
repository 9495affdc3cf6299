//! The command line with any computation, any number of processes, channels, initiators and snapshots.

mod again;
mod figures;
mod program;
mod scripts;

use std::process::Output;

use figures::recorded;
use program::{code, json, root, run, sim, stderr, stdout, with_input};
use serde_json::Value;
use tempfile::TempDir;

/// Channels one by one, each with its own delay and order.
const EXPLICIT: &str = r#"
name = "odd ones"
processes = ["a b", "é>x", "c\"d"]
channels = [
  ["a b", "é>x"],
  { from = "é>x", to = "c\"d", delay = "1..=5", order = "unordered" },
  { from = "c\"d", to = "a b", delay = 3 },
  ["é>x", "a b"],
]
delay = "2..=9"
program = { name = "chatter", words = 2 }
[snapshot]
initiators = ["é>x", "a b"]
snapshots = 2
trigger = 2
"#;

#[test]
fn three_snapshots_of_any_initiators_are_each_judged_and_counted() {
    let bank = [
        "--topology",
        "complete:4",
        "--program",
        "bank",
        "--snapshots",
        "3",
        "--initiators",
        "any",
        "--start",
        "1..=5",
    ];
    let done = run(&[&bank[..], &["-f", "json"]].concat());
    assert_eq!(code(&done), 0);
    let saved = json(&done);
    let snapshots = saved["snapshots"].as_array().unwrap();
    assert_eq!(snapshots.iter().map(|snapshot| &snapshot["id"]).collect::<Vec<_>>(), [1, 2, 3]);
    for snapshot in snapshots {
        let checks = snapshot["checks"].as_array().unwrap();
        assert_eq!(checks.len(), 8);
        assert!(checks.iter().all(|check| check["ok"] == true));
        assert_eq!(snapshot["costs"]["markers"], 12, "one for each channel");
        let recorded: usize =
            snapshot["channels"].as_object().unwrap().values().map(|c| c.as_array().unwrap().len()).sum();
        assert_eq!(snapshot["costs"]["recorded_messages"], recorded);
        assert!(snapshot["occurred"]["ever"].is_boolean());
        let (started, completed) = (&snapshot["started_at"], &snapshot["completed_at"]);
        let took = completed.as_u64().unwrap() - started.as_u64().unwrap();
        assert_eq!(snapshot["costs"]["duration"], took);
        assert!(snapshot["costs"]["in_flight"]["mean"].as_str().unwrap().contains('.'));
    }
    let span = |snapshot: &Value| ["started_at", "completed_at"].map(|at| snapshot[at].as_u64().unwrap());
    assert!(span(&snapshots[1])[0] < span(&snapshots[0])[1], "they overlap");
}

#[test]
fn a_process_that_no_marker_reaches_is_named_and_the_run_ends_without_a_verdict() {
    // From the last of them there is no way back; from `b` no way to `a`.
    let chain = "processes = ['a', 'b', 'c']\nchannels = [['a', 'b'], ['b', 'c']]\n";
    for (program, stopped) in [("bank", "quiescent"), ("token-ring", "quiescent"), ("chatter", "quiescent")] {
        for (initiator, unreached) in [("b", "a"), ("c", "a, b")] {
            let scenario = format!(
                "{chain}program = '{program}'\n[snapshot]\ninitiator = '{initiator}'\ntrigger = 'none'"
            );
            let done = with_input(&["--scenario", "-", "-f", "json"], &scenario);
            assert_eq!(code(&done), 3, "{}", stderr(&done));
            let saved = json(&done);
            assert_eq!(saved["outcome"]["stopped"], stopped, "{program}");
            assert_eq!(saved["outcome"]["verdict"], "unknown");
            let why = format!("no chain of channels leads from a process that recorded to {unreached}");
            let said = saved["snapshots"][0]["checks"][0]["reason"].as_str().unwrap();
            let never = format!("it never will be: {why}, and nothing can happen any more");
            assert_eq!(said, if stopped == "quiescent" { &never } else { &why });
            let report = with_input(&["--scenario", "-", "--show", "checks"], &scenario);
            assert!(stdout(&report).contains(&why), "{}", stdout(&report));
        }
    }
}

#[test]
fn a_computation_that_goes_on_for_ever_ends_at_the_limit_where_a_marker_cannot_come() {
    let scenario = "processes = ['a', 'b', 'c']\nchannels = [['a', 'b'], ['b', 'c'], ['c', 'b']]\nmax_events = 5000\n\
        [snapshot]\ninitiator = 'c'\ntrigger = 3";
    let done = with_input(&["--scenario", "-", "-f", "json"], scenario);
    assert_eq!(code(&done), 3);
    let saved = json(&done);
    assert_eq!(saved["outcome"]["stopped"], "max-events");
    let why = &saved["snapshots"][0]["checks"][0]["reason"];
    assert_eq!(why, "no chain of channels leads from a process that recorded to a");
}

#[test]
fn a_mistake_in_a_scenario_file_is_shown_with_its_place() {
    let folder = TempDir::new().unwrap();
    let cases = [
        (
            "name = 'x'\ndealy = 5\n",
            ":2:1: unknown key 'dealy'",
            "dealy = 5\n  | ^^^^^",
            "a similar key exists: 'delay'",
        ),
        (
            "processes = ['a', 'b']\nchannels = [['a', 'c']]",
            ":2:19: there is no process 'c'",
            "channels = [['a', 'c']]\n  |                   ^^^",
            "the processes are a, b",
        ),
        (
            "program = { name = 'bank', balanse = 5 }",
            ":1:28: 'bank' has no parameter 'balanse'",
            "balanse = 5 }\n  |                            ^^^^^^^",
            "a similar parameter exists: 'balance'",
        ),
        (
            "\nprogram = 'waltz'",
            ":2:11: there is no program 'waltz'",
            "program = 'waltz'\n  |           ^^^^^^^",
            "the programs are token-ring, bank, script, chatter",
        ),
        (
            "snapshot.algorithm = 'snap'",
            ":1:22: there is no algorithm 'snap'",
            "snapshot.algorithm = 'snap'\n  |                      ^^^^^^",
            "the algorithms are chandy-lamport",
        ),
        (
            "topology = 'rign:5'",
            ":1:12: expected ring:N, complete:N,",
            "topology = 'rign:5'\n  |            ^^^^^^^^",
            "a shape is ring:N, complete:N,",
        ),
    ];
    for (text, message, caret, tip) in cases {
        let file = folder.path().join("x.toml");
        std::fs::write(&file, text).unwrap();
        let done = run(&["--scenario", file.to_str().unwrap()]);
        let printed = stderr(&done);
        assert_eq!(code(&done), 2, "{printed}");
        assert!(printed.contains(&format!("x.toml{message}")), "{printed}");
        assert!(printed.contains(caret) && printed.contains(&format!("tip: {tip}")), "{printed}");
        assert_eq!(stdout(&done), "");
    }
}

#[test]
fn options_override_a_scenario_file() {
    let over = with_input(&["--scenario", "-", "-f", "json", "--snapshots", "1", "--delay", "4"], EXPLICIT);
    let config = json(&over)["config"].clone();
    assert_eq!(config["channels"][0]["delay"], "4");
    assert_eq!(config["channels"][1]["delay"], "1..=5", "a channel's own delay stays its own");
    assert_eq!(config["initiators"], serde_json::json!(["a b", "é>x"]));
    assert_eq!(json(&over)["snapshots"].as_array().unwrap().len(), 1);
}

/// The options of a case of `tests/cos418`.
fn course(case: &str, options: &[&str]) -> Vec<String> {
    let file = |kind| format!("tests/cos418/{case}.{kind}");
    let mut args: Vec<String> = ["run", "--topology"].map(String::from).to_vec();
    args.extend([file("top"), "--events".into(), file("events")]);
    args.extend(options.iter().map(|option| option.replace('*', &file("delays"))));
    args
}

fn course_run(args: &[String]) -> Output {
    run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

const COURSE: [&str; 4] = ["order-of-markers", "order-of-servers", "one-a-source", "overlapping"];

#[test]
fn the_courses_files_come_out_as_the_courses_snapshots() {
    for case in COURSE {
        let done = course_run(&course(case, &["--delays", "*", "-f", "snap"]));
        let expected = std::fs::read_to_string(root().join(format!("tests/cos418/{case}.snap"))).unwrap();
        assert_eq!((code(&done), stdout(&done)), (0, expected), "{case}: {}", stderr(&done));
    }
}

#[test]
fn without_the_original_delays_the_courses_snapshots_pass_every_oracle() {
    for case in COURSE {
        for seed in ["1", "2", "3"] {
            let done = course_run(&course(case, &["--seed", seed]));
            assert_eq!(code(&done), 0, "{case}: {}", stdout(&done));
        }
    }
}

#[test]
fn too_few_delays_are_an_error() {
    let folder = TempDir::new().unwrap();
    let list = std::fs::read_to_string(root().join("tests/cos418/overlapping.delays")).unwrap();
    let (all_but_one, _) = list.trim_end().rsplit_once('\n').unwrap();
    let short = folder.path().join("short.delays");
    std::fs::write(&short, all_but_one).unwrap();
    let done = course_run(&course("overlapping", &["--delays", short.to_str().unwrap(), "-f", "snap"]));
    assert_eq!(code(&done), 2);
    assert!(stderr(&done).contains("the list of delays is too short"), "{}", stderr(&done));
    assert_eq!(stdout(&done), "");
}

#[test]
fn a_step_that_is_not_enabled_names_what_was() {
    let refused = |args: &[&str], what: &str, tip: &str| {
        let done = run(args);
        assert_eq!(code(&done), 2);
        let printed = stderr(&done);
        assert!(printed.contains(what) && printed.contains(&format!("tip: {tip}\n")), "{printed}");
    };
    refused(
        &["--schedule", "P! P>Q Q>P Q>P"],
        "step 4 of the schedule, Q>P, is not enabled",
        "enabled there: P>Q",
    );
    let widgets = ["--scenario", "examples/widgets.toml", "--schedule", "p1! p2>p1"];
    refused(&widgets, "step 2 of the schedule, p2>p1, is not enabled", "enabled there: p1>p2 p1! p2!");
}

#[test]
fn a_topology_file_is_beside_the_scenario_file_that_names_it() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("chain.top"), "2\na 1\nb 1\na b\nb a\n").unwrap();
    let file = folder.path().join("x.toml");
    std::fs::write(&file, "topology = 'chain.top'\nprogram = 'bank'").unwrap();
    let done = run(&["--scenario", file.to_str().unwrap(), "-f", "json"]);
    assert_eq!(code(&done), 0, "{}", stderr(&done));
    assert_eq!(json(&done)["config"]["processes"], serde_json::json!(["a", "b"]));
}

/// The same by options alone, without a scenario file.
#[test]
fn a_script_needs_no_scenario_file() {
    let folder = TempDir::new().unwrap();
    let top = folder.path().join("bank.top");
    std::fs::write(&top, "2\nS1 600\nS2 200\nS1 S2\nS2 S1\n").unwrap();
    let script = folder.path().join("bank.events");
    std::fs::write(&script, "send S1 S2 50\nsnapshot S1\nsend S2 S1 80\n").unwrap();
    let file = format!("file={}", script.display());
    let schedule = "S1! S1! S2! S1>S2 S2>S1 S1>S2 S2>S1";
    let options = [
        "--topology",
        top.to_str().unwrap(),
        "--program",
        "script",
        "--param",
        &file,
        "--schedule",
        schedule,
    ];
    let (states, channels, _) = recorded(&options);
    assert_eq!(states, ["S1: 550 after 2 statements", "S2: 170 after 1 statement, received 1 from S1"]);
    assert_eq!(channels, ["S2->S1: 80"]);
}

#[test]
fn whatever_is_in_a_file_it_is_read_or_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("odd");
    let path = file.to_str().unwrap();
    let huge = "9".repeat(400);
    let texts = [
        "",
        "\n\n",
        "{",
        "[]",
        "\u{feff}",
        "0",
        &huge,
        "send",
        "hold é 1\u{0}",
        "name = 1\nname = 2",
        "2\na 1\nb 1\na b",
    ];
    for bytes in texts.iter().map(|text| text.as_bytes()).chain([&[0xff, 0xfe, 0x00][..]]) {
        std::fs::write(&file, bytes).unwrap();
        for args in [
            &["--scenario", path][..],
            &["--topology", path, "--trigger", "none"],
            &["--topology", "ring:2", "--events", path],
            &["--topology", "ring:2", "--events", path, "--delays", path],
            &["--program", "script", "--param", &format!("file={path}")],
            &["--schedule", path],
            &["replay", path],
        ] {
            let done = sim(args)
                .args(if args[0] == "replay" { &[][..] } else { &["-f", "json", "--max-events", "5000"] })
                .output()
                .unwrap();
            let refused = code(&done) == 2 && stderr(&done).starts_with("error: ");
            assert!(refused || matches!(code(&done), 0 | 3), "{args:?} {bytes:?}: {}", stderr(&done));
        }
    }
}
