//! Different processes that start different snapshots, each when it is told: by options, in a scenario file, in a saved run.

use serde_json::Value;
use tempfile::TempDir;

use crate::{code, run, stdout, text};

/// Two snapshots that cross: p0 starts the first at 2, p2 the second at 3.
const CROSSING: [&str; 8] =
    ["--topology", "complete:3", "--param", "tokens=3", "--hold", "1..=5", "--initiators", "p0:1@2,p2:2@3"];

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(args)).unwrap()
}

fn saved(seed: &str) -> Value {
    json(&[&["-f", "json", "--seed", seed], &CROSSING[..]].concat())
}

#[test]
fn each_process_starts_its_own_snapshot_with_its_own_count() {
    for seed in ["0", "1", "2", "3"] {
        let run = saved(seed);
        assert_eq!(run["outcome"]["verdict"], "ok");
        let snapshots = run["snapshots"].as_array().unwrap();
        for (snapshot, (initiator, count)) in snapshots.iter().zip([("p0", 2), ("p2", 3)]) {
            assert_eq!(snapshot["initiator"], initiator, "seed {seed}");
            // It is at least that: while m is held, more may come before it is passed on.
            assert!(snapshot["processes"][initiator]["state"].as_u64() >= Some(count), "seed {seed}");
        }
        assert_eq!(snapshots.len(), 2);
    }
}

#[test]
fn all_snapshots_may_have_initiators_with_different_triggers() {
    // Case: a full mesh, peer 1 starts at 2 and peer 3 at 30.
    let mesh = ["--topology", "complete:5", "--initiators", "p1@2,p3@30", "-f", "json"];
    let run = json(&mesh);
    assert_eq!(run["config"]["initiators"], serde_json::json!(["p1@2", "p3@30"]));
    assert_eq!((&run["outcome"]["verdict"], &run["snapshots"][0]["initiator"]), (&"ok".into(), &"p1".into()));
    assert_eq!(run["snapshots"][0]["processes"]["p1"]["state"], 2);
}

#[test]
fn a_saved_run_says_who_starts_what_and_runs_again() {
    let run = saved("1");
    assert_eq!(run["config"]["initiators"], serde_json::json!(["p0:1@2", "p2:2@3"]));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    std::fs::write(&file, run.to_string()).unwrap();
    assert_eq!(code(&["replay", file.to_str().unwrap()]), 0);
    let again = json(&["--scenario", file.to_str().unwrap(), "-f", "json"]);
    assert_eq!(again["events"], run["events"]);
    let toml = folder.path().join("crossing.toml");
    let text = "topology = \"complete:3\"\nprogram = { name = \"token-ring\", tokens = 3 }\nhold = \"1..=5\"\n\
                [snapshot]\ninitiators = [\"p0:1@2\", \"p2:2@3\"]\n";
    std::fs::write(&toml, text).unwrap();
    let from_toml = json(&["--scenario", toml.to_str().unwrap(), "--seed", "1", "-f", "json"]);
    assert_eq!(from_toml["events"], run["events"]);
}

#[test]
fn the_command_that_a_report_ends_with_asks_for_the_same() {
    let report = stdout(&[&["--seed", "1"], &CROSSING[..]].concat());
    let command = report.lines().find_map(|line| line.strip_prefix("reproduce: sim ")).unwrap();
    let command = command.split("   ").next().unwrap();
    assert!(command.contains("p0:1@2,p2:2@3"), "{command}");
    let args = shlex::split(command).unwrap();
    assert_eq!(stdout(&args.iter().map(String::as_str).collect::<Vec<_>>()), report);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_tip() {
    let refused = [
        (&["--initiators", "P:0"][..], "'0' is not the number of a snapshot"),
        (&["--initiators", "P@x"], "'x' is no trigger"),
        (&["--initiators", "X:1"], "there is no such process"),
        (&["--initiators", "P:1,Q:3"], "nobody starts snapshot 2"),
        (&["--initiators", "P:1,Q:3", "--snapshots", "2"], "there is no snapshot 3"),
        (&["--initiators", "P,P:2"], "'P' is to start the same snapshot in two ways"),
        (&["--initiators", "P@1,P@2"], "'P' is to start the same snapshot in two ways"),
        (&["--initiators", "P@1,Q@2", "--trigger", "3"], "'--trigger' changes nothing"),
        (&["--initiators", "P@1", "--program", "bank"], "the states of 'bank' are no counts"),
    ];
    for (args, why) in refused {
        let refused = run(args);
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains(why) && told.contains("tip: "), "{args:?}: {told}");
    }
}
