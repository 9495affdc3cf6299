//! Recovery lines, as they are told: what is on them, what is not judged of them, and that they come back from files.

use serde_json::Value;

use crate::{run, stdout};

const CHECKPOINTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/checkpoints.toml");

fn json() -> Value {
    serde_json::from_str(&stdout(&["--scenario", CHECKPOINTS, "-f", "json"])).unwrap()
}

#[test]
fn a_report_has_the_checkpoint_of_each_process_and_says_what_is_not_judged() {
    let report = stdout(&["--scenario", CHECKPOINTS]);
    assert!(report.contains("Recovery line   line 1, started by p0"));
    assert!(report.contains("not: its initial state"));
    assert!(report.contains("not: that of line 2"));
    assert!(report.contains("not judged: channels, one-message, reachable; no channel is recorded"));
    assert!(!report.contains("Did it happen?") && !report.contains("not closed"));
    assert!(report.contains("cross the line, recorded nowhere"));
}

#[test]
fn a_file_says_at_which_line_a_process_stays_and_has_no_channels() {
    let run = json();
    let lines = run["snapshots"].as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["processes"]["p3"]["stays_at"], 0);
    assert_eq!(lines[2]["processes"]["p1"]["stays_at"], 2);
    assert!(lines[2]["processes"]["p0"].get("stays_at").is_none());
    for line in lines {
        assert_eq!(line["channels"].as_object().unwrap().len(), 0);
        assert!(line["occurred"].is_null() && line["costs"]["across"].is_u64());
        let names: Vec<_> = line["checks"].as_array().unwrap().iter().map(|check| &check["name"]).collect();
        assert_eq!(names, ["permanent", "consistent", "minimal", "states", "markers", "undisturbed"]);
    }
    let events = run["events"].as_array().unwrap().iter();
    assert_eq!(events.filter(|event| event["kind"] == "permanent").count(), 7);
}

#[test]
fn a_saved_line_is_run_again_and_judged_on_what_its_file_says() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["json", "jsonl"] {
        let file = folder.path().join(format!("run.{form}"));
        let file = file.to_str().unwrap();
        stdout(&["--scenario", CHECKPOINTS, "-o", file]);
        let again = stdout(&["replay", file]);
        assert!(again.starts_with("same: all "), "{again}");
        assert!(again.contains("ok    minimal") && again.contains("ok    as claimed"));
    }
}

#[test]
fn a_picture_of_a_line_bends_back_to_old_checkpoints() {
    let picture = stdout(&["--scenario", CHECKPOINTS, "-f", "svg"]);
    assert!(picture.contains("Recovery line 3: p0="));
    assert!(picture.contains("recovery line 3") && picture.contains("checkpoint is permanent"));
    assert!(!picture.contains("cut of snapshot") && !picture.contains("not recorded"));
    let page = stdout(&["--scenario", CHECKPOINTS, "-f", "html"]);
    assert!(page.contains(r#""lines":true"#) && !stdout(&["-f", "html"]).contains(r#""lines":true"#));
}

#[test]
fn lines_are_not_looked_for_among_global_states() {
    let refused = run(&["explore", "--scenario", CHECKPOINTS, "--against-reachable"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("leave out '--against-reachable'"));
}

#[test]
fn a_failing_line_is_made_small_and_fails_by_the_same_claim() {
    let wide =
        ["--algorithm", "koo-toueg", "--program", "bank", "--links", "unordered", "--delay", "1..=100"];
    let rest = ["--hold", "1..=3", "--start", "1..=3", "--param", "transfers=200", "--param", "balance=500"];
    let more = ["--snapshots", "60", "--seeds", "0..300", "-f", "csv"];
    let swept = run(&[&["check"], &wide[..], &rest[..], &more[..]].concat());
    assert_eq!(swept.status.code(), Some(1));
    let rows = String::from_utf8(swept.stdout).unwrap();
    let failed = rows.lines().find(|row| row.split(',').nth(1) == Some("failed")).unwrap();
    let seed = failed.split(',').next().unwrap();
    let more = ["--snapshots", "60", "--seed", seed, "--check", "consistent", "--max-runs", "2000"];
    let small = run(&[&["shrink"], &wide[..], &rest[..], &more[..]].concat());
    let told = String::from_utf8(small.stdout).unwrap();
    assert!(told.contains("crosses the cut backwards"), "{told}");
}
