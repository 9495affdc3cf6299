//! The format of a run: it is what its schema says, it comes back as it went, and a file is judged on what it says.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

mod changed;
mod claims;
mod fields;
mod foreign;

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

/// A run whose text was changed by hand.
fn tampered(change: impl FnOnce(&mut Value)) -> String {
    let mut run = run(&["--seed", "7"]);
    change(&mut run);
    run.to_string()
}

/// Replays a text from standard input: the exit code, and what was printed.
fn replayed(text: &str) -> (i32, String) {
    replayed_with(text, &[])
}

/// The same with options.
fn replayed_with(text: &str, options: &[&str]) -> (i32, String) {
    let mut child = sim(&[&["replay", "-"], options].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that has seen enough may have gone before everything is written.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    let done = child.wait_with_output().unwrap();
    (done.status.code().unwrap(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
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

#[test]
fn the_schema_of_a_local_log_knows_its_lines() {
    let schema = serde_json::from_str(&stdout(&["schema", "local"])).unwrap();
    let event =
        json!({"type": "event", "seq": 0, "ms": 1, "kind": "close", "snapshot": 1, "channel": "P->Q"});
    assert!(jsonschema::is_valid(&schema, &event));
    assert!(!jsonschema::is_valid(&schema, &json!({"type": "event", "seq": 0})));
}
