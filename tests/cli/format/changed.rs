//! What is said of a file that was changed, cut off, or written by another program.

use super::*;

/// The events of a kind at a process, as indices.
fn find(run: &Value, process: &str, kind: &str) -> usize {
    let is_it = |event: &Value| event["proc"] == process && event["kind"] == kind;
    run["events"].as_array().unwrap().iter().position(is_it).unwrap()
}

#[test]
fn the_first_event_that_differs_is_named() {
    let (code, printed) = replayed(&tampered(|run| run["events"][100]["t"] = json!(1)));
    assert_eq!(code, 1);
    assert!(printed.contains("differs from what this version does: event 100 is the first"), "{printed}");
}

#[test]
fn a_changed_recorded_state_is_found_by_the_oracles_from_the_file_alone() {
    let (code, printed) = replayed(&tampered(|run| {
        let place = find(run, "Q", "record");
        run["events"][place]["state"] = json!(99);
    }));
    assert_eq!(code, 1);
    assert!(printed.contains("FAIL  states        Q recorded 99, but its state was 102"), "{printed}");
    assert!(printed.contains("FAIL  reachable"), "{printed}");
}

#[test]
fn a_state_that_the_computation_would_not_have_is_found() {
    let (code, printed) = replayed(&tampered(|run| run["events"][2]["state"] = json!(50)));
    assert_eq!(code, 1);
    assert!(printed.contains("FAIL  undisturbed   Q has state 50"), "{printed}");
}

#[test]
fn a_recorded_message_that_is_taken_out_is_missed() {
    let (code, printed) = replayed(&tampered(|run| {
        let place = find(run, "P", "record-message");
        let events = run["events"].as_array_mut().unwrap();
        events.remove(place);
        for (seq, event) in events.iter_mut().enumerate() {
            event["seq"] = json!(seq);
        }
    }));
    assert_eq!(code, 1);
    assert!(printed.contains("FAIL  one-message   0 copies of m in the recorded state, not 1"), "{printed}");
    assert!(printed.contains("as claimed    checks[2].ok: true in the file, it comes to false"), "{printed}");
}

#[test]
fn a_changed_summary_is_found_though_the_events_are_right() {
    let (code, printed) = replayed(&tampered(|run| run["snapshots"][0]["channels"]["Q->P"] = json!([])));
    assert_eq!(code, 1);
    assert!(
        printed.contains("the same, but not snapshots[0].channels.Q->P: 0 in the file, it comes to 1"),
        "{printed}"
    );
    let (code, printed) = replayed(&tampered(|run| run["checks"][0]["ok"] = json!(false)));
    assert_eq!(code, 1);
    assert!(
        printed.contains("the same, but not checks[0].ok: false in the file, it comes to true"),
        "{printed}"
    );
}

#[test]
fn a_configuration_that_would_run_for_ever_is_compared_up_to_the_first_difference() {
    let (code, printed) = replayed(&tampered(|run| {
        run["config"]["trigger"] = json!(1_u64 << 53);
        run["config"]["max_events"] = json!(1_u64 << 53);
    }));
    assert_eq!(code, 1);
    assert!(printed.contains("differs from what this version does: event 406 is the first"), "{printed}");
}

#[test]
fn unknown_fields_are_ignored_because_fields_may_be_added() {
    let (code, printed) = replayed(&tampered(|run| {
        run["mood"] = json!("good");
        run["events"][0]["mood"] = json!("better");
    }));
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn a_run_that_was_cut_off_between_lines_is_judged_as_far_as_it_goes() {
    let text = stdout(&["-f", "jsonl"]);
    let cut: Vec<&str> = text.lines().take(100).collect();
    let (code, printed) = replayed(&cut.join("\n"));
    assert_eq!(code, 3, "{printed}");
    assert!(printed.contains("same: all 99 events, as far as the file goes"), "{printed}");
}

#[test]
fn wherever_a_run_is_cut_off_nothing_is_condemned_for_it() {
    let text = stdout(&["-f", "jsonl", "--trigger", "3"]);
    let lines: Vec<&str> = text.lines().collect();
    for count in 1..lines.len() - 1 {
        let (code, printed) = replayed(&lines[..count].join("\n"));
        assert_eq!(code, 3, "{count} lines: {printed}");
    }
}

#[test]
fn a_file_of_another_program_that_lacks_its_result_is_judged_to_its_last_line() {
    let text = stdout(&["-f", "jsonl"]).replacen("\"chacha8\"", "\"none\"", 1);
    let lines: Vec<&str> = text.lines().collect();
    let (code, printed) = replayed(&lines[..lines.len() - 1].join("\n"));
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("every channel closed (2 of 2)"), "{printed}");
}

#[test]
fn a_run_that_was_cut_off_within_a_line_is_judged_as_far_as_its_lines_are_whole() {
    let text = stdout(&["-f", "jsonl"]);
    let (code, printed) = replayed(&text[..text.len() / 2]);
    assert_eq!(code, 3, "{printed}");
    assert!(printed.contains("it was cut off"), "{printed}");
}

#[test]
fn a_run_that_lacks_only_its_result_is_judged_whole() {
    let text = stdout(&["-f", "jsonl"]);
    let events: Vec<&str> = text.lines().filter(|line| !line.contains("\"type\":\"result\"")).collect();
    let (code, printed) = replayed(&events.join("\n"));
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("same as far as it was compared"), "{printed}");
    assert!(printed.contains("it is not in the file: the result\n"), "{printed}");
}

#[test]
fn a_file_that_this_version_cannot_run_is_judged_on_what_it_says() {
    for (field, value) in
        [("algorithm", json!("by-hand")), ("seed", json!("none")), ("max_events", json!((1_u64 << 53) + 1))]
    {
        let (code, printed) = replayed(&tampered(|run| run["config"][field] = value.clone()));
        // How many messages another algorithm should send is not known; all else is.
        let unknown = field == "algorithm";
        assert_eq!(code, if unknown { 3 } else { 0 }, "{field}: {printed}");
        assert_eq!(printed.contains("?     markers"), unknown, "{printed}");
        assert!(printed.starts_with(&format!("not compared: config.{field}: ")), "{printed}");
        let (code, printed) = replayed(&tampered(|run| {
            run["config"][field] = value.clone();
            let place = find(run, "Q", "record");
            run["events"][place]["state"] = json!(99);
        }));
        assert_eq!(code, 1, "{field}: {printed}");
        assert!(printed.contains("FAIL  states"), "{printed}");
        assert!(
            printed.contains("as claimed    checks[3].ok: true in the file, it comes to false"),
            "{printed}"
        );
    }
}

#[test]
fn a_message_that_is_recorded_after_the_record_was_closed_is_found() {
    let (code, printed) = replayed(&tampered(|run| {
        let (close, record) = (find(run, "P", "close"), find(run, "P", "record"));
        let events = run["events"].as_array_mut().unwrap();
        let event = events.remove(close);
        events.insert(record + 1, event);
        for (seq, event) in events.iter_mut().enumerate() {
            event["seq"] = json!(seq);
        }
    }));
    assert_eq!(code, 1);
    assert!(printed.contains("FAIL  channels      a message was recorded in Q->P after"), "{printed}");
}

#[test]
fn a_marker_comes_once_and_in_its_turn() {
    let repeated = tampered(|run| {
        let events = run["events"].as_array_mut().unwrap();
        let marker =
            events.iter().rposition(|event| event["body"] == "marker" && event["kind"] == "recv").unwrap();
        events.push(events[marker].clone());
        for (seq, event) in events.iter_mut().enumerate() {
            event["seq"] = json!(seq);
        }
    });
    let (code, printed) = replayed(&repeated);
    assert_eq!(code, 2);
    assert!(printed.contains("was received from Q->P before"), "{printed}");
    let renamed = tampered(|run| {
        let events = run["events"].as_array_mut().unwrap();
        let marker =
            events.iter().rposition(|event| event["body"] == "marker" && event["kind"] == "recv").unwrap();
        events[marker]["body"] = json!("m");
        events[marker].as_object_mut().unwrap().remove("snapshot");
    });
    let (code, printed) = replayed(&renamed);
    assert_eq!(code, 2);
    assert!(printed.contains("said something else when it was sent"), "{printed}");
}

#[test]
fn what_is_no_run_is_refused_with_a_reason() {
    let json = stdout(&["-f", "json"]);
    let jsonl = stdout(&["-f", "jsonl"]);
    let lines: Vec<&str> = jsonl.lines().collect();
    let refused = [
        (String::new(), "the file is empty"),
        ("hello".into(), "line 1: expected value"),
        ("[]".into(), "line 1"),
        ("{}".into(), "schema: it is missing"),
        (tampered(|run| run["tool"] = json!(3)), "tool: invalid type: integer '3', expected an object"),
        (tampered(|run| run["config"]["channels"][0]["delay"] = json!(7)), "config.channels[0].delay: "),
        (tampered(|run| run["events"][1]["clock"] = json!("x")), "events[1].clock: "),
        (jsonl.replacen("\"version\":1", "\"version\":\"1\"", 1), "line 1: rng.version: "),
        (json[..json.len() / 2].into(), "EOF while parsing"),
        (jsonl.replacen("\"seq\":5,", "\"seq\":", 1), "line 7: "),
        (json.replacen("sim.run/2", "sim.run/1", 1), "it has the schema 'sim.run/1'"),
        (jsonl.replacen("sim.run/2", "sim.run/1", 1), "it has the schema 'sim.run/1'"),
        (lines[1..].join("\n"), "line 1: expected a line of type 'run' first"),
        (jsonl.repeat(2), "something after the result"),
        (lines[..3].join("\n") + "\n" + lines[5], "event 2 is missing: the next one is numbered 4"),
        (tampered(|run| run["events"][1]["proc"] = json!("R")), "events[1].proc: there is no process 'R'"),
        (
            tampered(|run| run["events"][1]["msg"] = json!(9)),
            "events[1].msg: the next message has the number 0, not 9",
        ),
        (
            tampered(|run| run["events"][2]["msg"] = json!(900)),
            "events[2].msg: message 900 was not sent on P->Q before",
        ),
        (tampered(|run| run["events"][1]["body"] = json!("n")), "events[1].body: there is no message 'n'"),
        (
            tampered(|run| run["events"][1]["body"] = json!("marker")),
            "events[1].snapshot: a marker without the number of its snapshot",
        ),
        (
            tampered(|run| run["events"][0]["command"] = json!("sing")),
            "events[0].command: there is no command 'sing'",
        ),
        (
            tampered(|run| run["events"][1]["proc"] = json!("Q")),
            "events[1].proc: 'Q' does this without having received",
        ),
        (tampered(|run| run["events"][1]["t"] = json!(-1)), "events[1].t: invalid value"),
        (
            tampered(|run| run["events"][2]["state"] = json!("7")),
            "events[2].state: there is no state '7'; the first one of this process is 0",
        ),
        (
            tampered(|run| run["events"][2]["holds"] = json!({"n": 1})),
            "events[2].holds: 'token-ring' conserves",
        ),
        (tampered(|run| run["config"]["hold"] = json!("x")), "config.hold: 'x'"),
        (
            tampered(|run| run["config"]["snapshots"] = json!(u32::MAX)),
            "config.snapshots: 4294967295: expected 1 to 1000",
        ),
        (
            tampered(|run| run["config"]["initiator"] = json!("R")),
            "config.initiator: there is no process 'R'",
        ),
        (
            tampered(|run| run["config"]["program"] = json!("waltz")),
            "config.program: there is no program 'waltz'",
        ),
        (
            tampered(|run| run["config"]["channels"][0]["to"] = json!("P")),
            "events[1].to: there is no channel from 'P' to 'Q'",
        ),
        (
            tampered(|run| run["config"]["processes"] = json!([])),
            "config.channels[0].from: there is no process 'P'",
        ),
    ];
    for (text, reason) in refused {
        let (code, printed) = replayed(&text);
        assert_eq!(code, 2, "{reason}: {printed}");
        assert!(printed.starts_with("error: ") && printed.contains(reason), "{reason}: {printed}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    let done = sim(&["replay", file.to_str().unwrap()]).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
}

/// Replays a changed run with an option.
fn asked(option: &str, change: impl FnOnce(&mut Value)) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.json");
    std::fs::write(&file, tampered(change)).unwrap();
    let done = sim(&["replay", option, file.to_str().unwrap()]).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
}

#[test]
fn the_questions_of_replay_are_asked_apart() {
    let (code, printed) = asked("--same", |run| run["events"][100]["t"] = json!(1));
    assert_eq!((code, printed.contains("Checks")), (1, false), "{printed}");
    let (code, printed) = asked("--same", |run| run["rng"]["version"] = json!(9));
    assert_eq!((code, printed.starts_with("not compared: rng")), (3, true), "{printed}");
    let (code, printed) = asked("--judge", |run| run["rng"]["version"] = json!(9));
    assert_eq!((code, printed.contains("compared")), (0, false), "{printed}");
    let (code, printed) = asked("--judge", |run| run["events"][100]["t"] = json!(1));
    assert!(code == 1 && printed.contains("events[100].t: 1 comes after"), "{printed}");
    let (code, printed) = asked("--judge", |run| run["events"][2]["clock"] = json!({"P": 7}));
    assert!(code == 1 && printed.contains("events[2].clock: "), "{printed}");
}

#[test]
fn a_schedule_of_which_a_step_is_not_enabled_is_not_that_of_the_run() {
    let text = stdout(&["--schedule", "P! P>Q P>Q", "--trigger", "0", "-f", "json"]);
    let (code, printed) = replayed(&text.replacen("P! P>Q P>Q", "Q>P P>Q P>Q", 1));
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.starts_with("differs from what this version does: step 1 of the schedule, Q>P"),
        "{printed}"
    );
}
