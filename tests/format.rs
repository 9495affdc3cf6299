//! The format of a run: it is what its schema says, it comes back as it went, and a file is judged on what it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn sim(args: &[&str]) -> Command {
    // Another build of the same program, if one is named: the optimised one gives the same bytes.
    let program = std::env::var_os("SIM_BUILD").unwrap_or_else(|| env!("CARGO_BIN_EXE_sim").into());
    let mut command = Command::new(program);
    command.args(args).env_remove("SIM_SEED").env("NO_COLOR", "1");
    command
}

fn stdout(args: &[&str]) -> String {
    String::from_utf8(sim(args).output().unwrap().stdout).unwrap()
}

fn run(args: &[&str]) -> Value {
    let mut all = vec!["-f", "json"];
    all.extend(args);
    serde_json::from_str(&stdout(&all)).unwrap()
}

/// Replays a text from standard input.
fn replay(text: &str) -> Output {
    let mut child = sim(&["replay", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that has seen enough may have gone before everything is written.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn replayed(text: &str) -> (i32, String) {
    let done = replay(text);
    let printed = [done.stdout, done.stderr].concat();
    (done.status.code().unwrap(), String::from_utf8(printed).unwrap())
}

const VARIANTS: [&[&str]; 6] = [
    &["--seed", "7"],
    &["--seed", "3", "--hold", "0..=30"],
    &["--seed", "0", "--links", "unordered"],
    &["--trigger", "0"],
    &["--max-events", "50"],
    &["--initiators", "Q", "--seed", "0xffffffffffffffff", "--delay", "0"],
];

#[test]
fn real_output_is_valid_under_the_schema() {
    let schema = |form| serde_json::from_str::<Value>(&stdout(&["schema", form])).unwrap();
    let (whole, line) = (schema("json"), schema("jsonl"));
    let (whole, line) =
        (jsonschema::validator_for(&whole).unwrap(), jsonschema::validator_for(&line).unwrap());
    for args in VARIANTS {
        let run = run(args);
        assert!(
            whole.is_valid(&run),
            "{:?}",
            whole.iter_errors(&run).map(|e| e.to_string()).collect::<Vec<_>>()
        );
        let mut all = vec!["-f", "jsonl"];
        all.extend(args);
        for text in stdout(&all).lines() {
            let value = serde_json::from_str(text).unwrap();
            assert!(line.is_valid(&value), "{text}");
        }
    }
    let check = serde_json::from_str(&stdout(&["schema", "check"])).unwrap();
    let report = stdout(&["check", "--seeds", "0..50", "--links", "unordered", "-f", "json"]);
    assert!(jsonschema::is_valid(&check, &serde_json::from_str(&report).unwrap()));
}

#[test]
fn the_schema_refuses_what_is_no_run() {
    let schema = serde_json::from_str(&stdout(&["schema"])).unwrap();
    let mut run = run(&[]);
    run["events"][0]["kind"] = json!("sing");
    assert!(!jsonschema::is_valid(&schema, &run));
}

#[test]
fn the_documented_answer_is_in_the_documented_fields() {
    let run = run(&["--seed", "7", "--trigger", "101"]);
    assert_eq!(run["schema"], "sim.run/2");
    assert_eq!(run["config"]["seed"], "7");
    assert_eq!(run["rng"], json!({"algorithm": "chacha8", "version": 1}));
    let snapshot = &run["snapshots"][0];
    assert_eq!(snapshot["processes"]["P"]["state"], 101);
    assert_eq!(snapshot["processes"]["Q"]["state"], 102);
    assert_eq!(run["config"]["goods"], json!([{"name": "m", "one": "copy of m", "many": "copies of m"}]));
    assert!(snapshot["processes"]["Q"].get("holds").is_none(), "it holds nothing");
    assert_eq!(snapshot["channels"]["Q->P"][0]["carries"], json!({"m": 1}));
    assert_eq!(run["checks"][4]["amounts"], json!({"m": {"recorded": 1, "expected": 1}}));
    assert_eq!(snapshot["channels"]["P->Q"], json!([]));
    assert_eq!(snapshot["channels"]["Q->P"][0]["body"], "m");
    let place = usize::try_from(snapshot["processes"]["Q"]["event"].as_u64().unwrap()).unwrap();
    assert_eq!(run["events"][place]["kind"], "record");
    assert_eq!(run["events"][place]["proc"], "Q");
    assert_eq!(
        run["transcript"],
        json!({"P": ["msg", "state: 101", "msg: 0", "msg", "marker", "state: 101", "msg: 1"],
               "Q": ["msg", "msg", "marker", "state: 102", "msg: 0", "msg"]})
    );
    assert!(run["checks"].as_array().unwrap().iter().all(|check| check["ok"] == true));
}

/// The vector time after each event, put together as the schema says.
fn vector_times(run: &Value) -> Vec<BTreeMap<String, u64>> {
    let mut now: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    let mut sent: BTreeMap<Option<u64>, BTreeMap<String, u64>> = BTreeMap::new();
    let time = |event| {
        let event: &Value = event;
        let time = now.entry(event["proc"].as_str().unwrap()).or_default();
        if let Some(known) = event["clock"].as_object() {
            let known = known.iter().map(|(process, count)| (process.clone(), count.as_u64().unwrap()));
            for (process, count) in known.chain(sent.get(&event["msg"].as_u64()).cloned().unwrap_or_default())
            {
                let entry = time.entry(process).or_insert(0);
                *entry = count.max(*entry);
            }
        }
        if event["kind"] == "send" && event["snapshot"].is_null() {
            sent.insert(event["msg"].as_u64(), time.clone());
        }
        time.clone()
    };
    run["events"].as_array().unwrap().iter().map(time).collect()
}

/// Whether no process's clock knows more of another when it records than that one's own does when *it* records.
fn none_knows_more(run: &Value) -> bool {
    let times = vector_times(run);
    let recorded = run["snapshots"][0]["processes"].as_object().unwrap();
    let clock = |process: &Value| &times[usize::try_from(process["event"].as_u64().unwrap()).unwrap()];
    let known = |by: &Value, of: &str| clock(by).get(of).copied().unwrap_or(0);
    recorded.iter().all(|(of, own)| recorded.values().all(|other| known(other, of) <= known(own, of)))
}

#[test]
fn the_clocks_of_a_file_tell_consistent_snapshots_from_others() {
    let ring: &[&str] = &["--topology", "ring:5", "--param", "tokens=3", "--hold", "0..=9", "--trigger", "4"];
    let bank: &[&str] = &["--program", "bank", "--topology", "complete:4"];
    let mut inconsistent = 0;
    for seed in 0..20 {
        for network in [ring, bank] {
            for links in ["fifo", "unordered"] {
                let seed = seed.to_string();
                let run = run(&[network, &["--links", links, "--seed", &seed]].concat());
                let told = run["snapshots"][0]["checks"][1]["ok"].as_bool();
                assert_eq!(Some(none_knows_more(&run)), told, "{network:?}, {links}, seed {seed}");
                inconsistent += u32::from(told == Some(false));
            }
        }
    }
    assert!(inconsistent > 0, "some are not");
}

#[test]
fn an_event_of_the_computation_ticks_once_and_nothing_else_does() {
    let run = run(&["--seed", "7", "--hold", "3"]);
    let mut own = BTreeMap::new();
    for event in run["events"].as_array().unwrap() {
        let process = event["proc"].as_str().unwrap();
        let begins = event["kind"] == "internal" || event["kind"] == "recv";
        if begins && event["snapshot"].is_null() {
            let count = own.entry(process).or_insert(0);
            *count += 1;
            assert_eq!(event["clock"][process], *count, "{event}");
            assert!(event["lamport"].as_u64() >= event["clock"][process].as_u64(), "{event}");
        } else {
            assert_eq!((&event["clock"], &event["lamport"]), (&Value::Null, &Value::Null), "{event}");
        }
    }
}

/// One `m` goes round: every event is after the one before.
#[test]
fn lamports_time_counts_the_longest_chain_of_events() {
    let run = run(&["--seed", "7"]);
    let times = run["events"].as_array().unwrap().iter().filter_map(|event| event["lamport"].as_u64());
    assert!(times.eq(1..=run["outcome"]["messages"]["m"].as_u64().unwrap() + 1));
}

#[test]
fn what_an_event_says_of_its_time_does_not_grow_with_the_number_of_processes() {
    let length = |processes: &str| {
        let text = stdout(&["--topology", processes, "--trigger", "3", "-f", "jsonl"]);
        text.lines().map(str::len).filter(|length| *length < 400).max().unwrap()
    };
    assert!(length("ring:100") <= length("ring:10") + 40);
}

#[test]
fn the_digest_is_the_hash_of_the_events_as_lines() {
    use sha2::{Digest as _, Sha256};
    let run = run(&["--seed", "5"]);
    // serde_json's values sort their keys, so the lines are taken from the text of the JSONL form instead.
    let lines = stdout(&["--seed", "5", "-f", "jsonl"]);
    let mut hash = Sha256::new();
    for line in lines.lines().filter(|line| line.contains("\"type\":\"event\"")) {
        hash.update(line.replacen("\"type\":\"event\",", "", 1));
        hash.update("\n");
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(run["outcome"]["digest"], format!("sha256:{digits}"));
}

#[test]
fn published_seeds_keep_their_digests_in_every_build() {
    let digest = |args: &[&str]| run(args)["outcome"]["digest"].as_str().unwrap().to_string();
    for (args, golden) in VARIANTS.iter().zip(GOLDEN) {
        assert_eq!(digest(args), golden, "{args:?}");
    }
}

const GOLDEN: [&str; 6] = [
    "sha256:f277f9889855b1a1b5429f04d3fb86b0c30f6cdbbb8fe1dd7cf3852271670b17",
    "sha256:25e9868cf6fd163c874866e94c791b6804ef0ed49b260826d241f1b8317eec2c",
    "sha256:9044f477935d90d057b64d6ca1b4db4c8466d1e1a6d7b4a702a3b9ea3bfd9ce7",
    "sha256:1772d81389487f9f28544d28a6ca026279fbef416739e7bdb82b4d31b2d6afff",
    "sha256:6aa531e523a5bccf3575a8de5f2db8abf7b9fe83022721242bb8dd96815cc496",
    "sha256:468c46263f2c5c0c0f3d2b41eaf21a8f3d3c67057fe908a865851515b607c047",
];

#[test]
fn a_saved_run_is_the_same_when_it_is_run_again_in_both_forms() {
    for (args, expected) in VARIANTS.iter().zip([0, 0, 1, 0, 3, 0]) {
        for form in ["json", "jsonl"] {
            let mut all = vec!["-f", form];
            all.extend(*args);
            let (code, printed) = replayed(&stdout(&all));
            assert_eq!(code, expected, "{args:?} {form}: {printed}");
            assert!(printed.starts_with("same: all"), "{printed}");
        }
    }
}

#[test]
fn json_and_jsonl_say_the_same() {
    let whole = run(&["--seed", "4"]);
    let text = stdout(&["--seed", "4", "-f", "jsonl"]);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["type"], "run");
    assert_eq!(lines[0]["config"], whole["config"]);
    let last = lines.last().unwrap();
    assert_eq!(last["type"], "result");
    for part in ["outcome", "snapshots", "checks", "transcript"] {
        assert_eq!(last[part], whole[part]);
    }
    assert_eq!(lines.len() - 2, whole["events"].as_array().unwrap().len());
}

/// A run whose text was changed by hand.
fn tampered(change: impl FnOnce(&mut Value)) -> String {
    let mut run = run(&["--seed", "7"]);
    change(&mut run);
    run.to_string()
}

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
        assert_eq!(code, 0, "{field}: {printed}");
        assert!(printed.starts_with("not compared: config: ") && printed.contains(field), "{printed}");
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
        ("{}".into(), "missing field 'schema'"),
        (tampered(|run| run["tool"] = json!(3)), "tool: invalid type: integer '3', expected an object"),
        (tampered(|run| run["config"]["channels"][0]["delay"] = json!(7)), "config.channels[0].delay: "),
        (tampered(|run| run["events"][1]["clock"] = json!("x")), "events[1]"),
        (jsonl.replacen("\"version\":1", "\"version\":\"1\"", 1), "line 1: rng.version: "),
        (json[..json.len() / 2].into(), "EOF while parsing"),
        (jsonl.replacen("\"seq\":5,", "\"seq\":", 1), "line 7: "),
        (json.replacen("sim.run/2", "sim.run/1", 1), "it has the schema 'sim.run/1'"),
        (jsonl.replacen("sim.run/2", "sim.run/1", 1), "it has the schema 'sim.run/1'"),
        (lines[1..].join("\n"), "line 1: expected a line of type 'run' first"),
        (jsonl.repeat(2), "something after the result"),
        (lines[..3].join("\n") + "\n" + lines[5], "event 2 is missing: the next one is numbered 4"),
        (tampered(|run| run["events"][1]["proc"] = json!("R")), "event 1: there is no process 'R'"),
        (
            tampered(|run| run["events"][1]["msg"] = json!(9)),
            "event 1: the next message has the number 0, not 9",
        ),
        (
            tampered(|run| run["events"][2]["msg"] = json!(900)),
            "event 2: message 900 was not sent on P->Q before",
        ),
        (tampered(|run| run["events"][1]["body"] = json!("n")), "event 1: there is no message 'n'"),
        (
            tampered(|run| run["events"][1]["body"] = json!("marker")),
            "a marker without the number of its snapshot",
        ),
        (tampered(|run| run["events"][0]["command"] = json!("sing")), "there is no command 'sing'"),
        (tampered(|run| run["events"][1]["proc"] = json!("Q")), "'Q' does this without having received"),
        (tampered(|run| run["events"][1]["t"] = json!(-1)), "invalid value"),
        (tampered(|run| run["config"]["hold"] = json!("x")), "hold 'x'"),
        (tampered(|run| run["config"]["snapshots"] = json!(u32::MAX)), "expected 1 to 1000"),
        (tampered(|run| run["config"]["initiator"] = json!("R")), "there is no process 'R'"),
        (tampered(|run| run["config"]["program"] = json!("waltz")), "there is no program 'waltz'"),
        (
            tampered(|run| run["config"]["channels"][0]["to"] = json!("P")),
            "event 1: there is no channel from 'P' to 'Q'",
        ),
        (tampered(|run| run["config"]["processes"] = json!([])), "there is no process 'P'"),
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
fn the_schema_of_a_local_log_knows_its_lines() {
    let schema = serde_json::from_str(&stdout(&["schema", "local"])).unwrap();
    let event =
        json!({"type": "event", "seq": 0, "ms": 1, "kind": "close", "snapshot": 1, "channel": "P->Q"});
    assert!(jsonschema::is_valid(&schema, &event));
    assert!(!jsonschema::is_valid(&schema, &json!({"type": "event", "seq": 0})));
}
