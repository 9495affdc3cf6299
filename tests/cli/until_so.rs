//! When what `--until` waits for was so, what a snapshot that shows it cost, and what can be waited for.

use serde_json::Value;
use tempfile::TempDir;

use crate::{code, run, stdout, text};

#[test]
fn what_is_so_for_a_time_is_told_with_when_that_was() {
    let told = stdout(&["--until", "P.count == 103", "--seed", "1"]);
    let told_whole: Value =
        serde_json::from_str(&stdout(&["--until", "P.count == 103", "--seed", "1", "-f", "json"])).unwrap();
    let passed = &told_whole["outcome"]["until"]["passed"];
    let moment = |what: &str| {
        let event = &told_whole["events"][usize::try_from(passed[what]["event"].as_u64().unwrap()).unwrap()];
        assert_eq!((&event["t"], &event["proc"]), (&passed[what]["t"], &"P".into()), "{passed}");
        format!("t={}, event {}", event["t"], event["seq"])
    };
    let line = format!("  was    once from {} to {}\n", moment("from"), moment("to"));
    assert!(told.contains(&format!("  so     not at the end of the run\n{line}")), "{told}");
    let check = ["check", "--seeds", "0..4", "--until"];
    let passed = stdout(&[&check[..], &["P.count == 103"]].concat());
    assert!(
        passed.contains("  passed     4, first seed 0: it was so") && !passed.contains("untrue"),
        "{passed}"
    );
    let never = text(&run(&["--until", "in(P->Q) == 1", "--snapshots", "2"]).stderr);
    assert!(
        never.contains("none shows 'in(P->Q) == 1'; it was so ")
            && never.contains(" times, the last from t=")
    );
    let short = ["--until", "terminated", "--max-events", "30", "--seeds", "0..2"];
    assert_eq!(code(&[&["check"], &short[..]].concat()), 3, "no snapshot begins");
}

#[test]
fn a_snapshot_that_began_after_it_was_seen_is_counted_apart() {
    let bank =
        ["--program", "bank", "--topology", "complete:3", "--initiators", "any", "--until", "terminated"];
    let mut later = 0;
    for seed in 0..40 {
        let told: Value = serde_json::from_str(&stdout(
            &[&bank[..], &["--seed", &seed.to_string(), "-f", "json"]].concat(),
        ))
        .unwrap();
        let (until, all) = (&told["outcome"]["until"], told["snapshots"].as_array().unwrap());
        let seen_at = until["seen_at"].as_u64().unwrap();
        let begun = all.iter().filter(|snapshot| snapshot["started_at"].as_u64().unwrap() <= seen_at);
        let begun: Vec<_> = begun.map(|snapshot| snapshot["costs"]["markers"].as_u64().unwrap()).collect();
        assert_eq!(until["snapshots"], begun.len(), "{until}");
        assert_eq!(until["markers"], begun.iter().sum::<u64>(), "{until}");
        assert_eq!(until["later"].as_u64().unwrap_or(0), (all.len() - begun.len()) as u64, "{until}");
        later += all.len() - begun.len();
    }
    assert!(later > 0);
}

#[test]
fn what_a_computation_declares_stands_in_what_is_written_out() {
    let so = |predicate: &str| run(&["--until", predicate, "--snapshots", "3"]).status.code();
    assert_eq!(so("!terminated && P.count > 102"), Some(0));
    assert_eq!(so("terminated || P.count == 99"), Some(3));
    assert_eq!(run(&["--until", "lost || P.count < 50", "--param", "lose=103"]).status.code(), Some(3));
    let waits = ["--program", "resources", "--topology", "complete:3", "--seed", "27", "--until"];
    assert_eq!(code(&[&waits[..], &["deadlocked && !terminated || terminated"]].concat()), 0);
    assert_eq!(code(&["--param", "lose=1000000", "--stable", "!lost"]), 0);
    for (wrong, tip) in [
        ("not terminated", "'not' is written '!'"),
        ("terminated and P.count > 3", "'and' is written '&&'"),
        ("terminatd || P.count > 3", "the computation has terminated;"),
        ("P || terminated", "of a process there is .count"),
    ] {
        let refused = run(&["--until", wrong]);
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        assert!(text(&refused.stderr).contains(tip), "{wrong}: {}", text(&refused.stderr));
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    assert_eq!(code(&["-f", "json", "-o", file]), 0);
    let refused = run(&["lattice", file, "--possibly", "!terminated"]);
    assert!(
        refused.status.code() == Some(2) && text(&refused.stderr).contains("'--until' and '--stable' know")
    );
}
