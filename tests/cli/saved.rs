//! A saved run of any algorithm, on channels of whatever order it needs, comes back: the same run with the same verdict.

use serde_json::Value;
use tempfile::TempDir;

use crate::{run, sim, stdout, text};

/// Each algorithm on the channels that it needs, and some on others; and what its files have of it.
const RUNS: [(&str, &str, &[&str]); 15] = [
    ("chandy-lamport", "fifo", &[]),
    // A stamp of the layer for causal order.
    ("chandy-lamport", "causal", &[r#""control":"<0:"#, r#""tag":"<0:"#]),
    ("chandy-lamport", "overtaking", &[]),
    ("mattern", "unordered", &[r#""tag":"0""#, r#""control":"#, r#""before":true"#]),
    ("mattern-deficiency", "unordered", &[r#""control":"report "#, r#""control":"forward"#]),
    ("lai-yang", "unordered", &[r#""tag":"1:"#, r#""control":"[1]"#, r#""before":true"#]),
    ("lai-yang", "causal", &[r#""tag":"0:1 <0:"#]),
    ("inhibition", "unordered", &[r#""control":"ack""#, r#""control":"marker after "#]),
    ("acharya-badrinath", "causal", &[r#""control":"token <"#, r#""control":"reply"#]),
    ("acharya-badrinath", "overtaking", &[r#""control":"token""#]),
    ("alagar-venkatesan", "causal", &[r#""control":"done <"#, r#""control":"terminate <"#]),
    ("abs-aligned", "fifo", &[r#""back_edges":["p1->p0","#]),
    ("abs-unaligned", "overtaking", &[r#""control":"#]),
    ("venkatesan", "fifo", &[r#""control":"completed"#, r#""control":"late"#]),
    ("spezialetti-kearns", "fifo", &[r#""control":"report"#]),
];

/// What is asked for.
fn asked<'a>(algorithm: &'a str, links: &'a str, seed: &'a str) -> Vec<&'a str> {
    let network = ["--topology", "complete:3", "--program", "bank", "--initiators", "p0"];
    let what = ["--algorithm", algorithm, "--links", links, "--snapshots", "2", "--seed", seed];
    [&network[..], &what, &["--delay", "1..=60"]].concat()
}

#[test]
fn a_saved_run_of_any_algorithm_on_channels_of_any_order_comes_back_to_the_same_bytes_and_verdict() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let (mut failed, mut overtaken) = (0, 0);
    for (algorithm, links, has) in RUNS {
        let mut all = String::new();
        for seed in ["3", "4"] {
            let asked = asked(algorithm, links, seed);
            let done = run(&[&asked[..], &["-f", "json", "-o", file]].concat());
            let (saved, told) = (std::fs::read_to_string(file).unwrap(), format!("{asked:?}"));
            let replayed = run(&["replay", file]);
            assert_eq!(replayed.status.code(), done.status.code(), "{told}");
            assert!(text(&replayed.stdout).starts_with("same: all "), "{told}");
            assert_eq!(stdout(&["--scenario", file, "-f", "json"]), saved, "{told}");
            let report: Value = serde_json::from_str(&saved).unwrap();
            failed += usize::from(report["outcome"]["verdict"] == "failed");
            overtaken += usize::from(links == "overtaking" && report["outcome"]["order"]["fifo"] == false);
            all += &saved;
        }
        for part in has {
            assert!(all.contains(part), "{algorithm} {links}: {part}");
        }
    }
    assert!(failed > 0 && overtaken > 0, "{failed} failed, in {overtaken} something was overtaken");
}

#[test]
fn of_a_message_that_was_worked_out_and_not_seen_a_file_says_which_it_was() {
    for (algorithm, links) in [("lai-yang", "unordered"), ("acharya-badrinath", "causal")] {
        let lines = stdout(&[&asked(algorithm, links, "3")[..], &["-f", "jsonl"]].concat());
        let recorded: Vec<_> = lines.lines().filter(|line| line.contains(r#""record-message""#)).collect();
        assert!(
            !recorded.is_empty() && recorded.iter().all(|line| line.contains(r#""msg":"#)),
            "{algorithm}"
        );
    }
}

#[test]
fn a_file_is_not_the_same_run_if_its_channels_keep_another_order() {
    let saved = stdout(&[&asked("abs-unaligned", "overtaking", "3")[..], &["-f", "json"]].concat());
    let fifo = saved.replace(r#""order":"overtaking""#, r#""order":"fifo""#);
    let mut replay = sim(&["replay", "-"]);
    let mut child =
        replay.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), fifo.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_ne!(done.status.code(), Some(0), "{}", text(&done.stdout));
}
