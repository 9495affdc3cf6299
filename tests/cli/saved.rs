//! A saved run of any algorithm, on channels of whatever order it needs, comes back: the same run with the same verdict.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;
use snapshot::{Starters, algorithms};
use tempfile::TempDir;
use trace::spec::values::order_name;

use crate::{run, sim, stdout, text};

/// Algorithms on other channels than those that they need.
const ON_OTHERS: [(&str, &str); 4] = [
    ("chandy-lamport", "causal"),
    ("chandy-lamport", "overtaking"),
    ("lai-yang", "causal"),
    ("acharya-badrinath", "overtaking"),
];

/// What files have of algorithms, and of the layer for causal order.
const PARTS: [(&str, &str, &[&str]); 10] = [
    ("chandy-lamport", "causal", &[r#""control":"<0:"#, r#""tag":"<0:"#]),
    ("mattern", "unordered", &[r#""tag":"0""#, r#""control":"#, r#""before":true"#]),
    ("mattern-deficiency", "unordered", &[r#""control":"report "#, r#""control":"forward"#]),
    ("lai-yang", "unordered", &[r#""tag":"1:"#, r#""control":"[1]"#, r#""before":true"#]),
    ("lai-yang", "causal", &[r#""tag":"0:1 <0:"#]),
    ("inhibition", "unordered", &[r#""control":"ack""#, r#""control":"marker after "#]),
    ("acharya-badrinath", "causal", &[r#""control":"token <"#, r#""control":"reply"#]),
    ("abs-aligned", "fifo", &[r#""back_edges":["p1->p0","#]),
    ("venkatesan", "fifo", &[r#""control":"completed"#, r#""control":"late"#]),
    ("spezialetti-kearns", "fifo", &[r#""control":"report"#]),
];

/// What is asked for.
fn asked<'a>(algorithm: &'a str, links: &'a str) -> Vec<&'a str> {
    let starters = algorithms::entry(algorithm).unwrap().needs.initiators;
    let initiators = if starters == Starters::All { "any" } else { "p0" };
    let network = ["--topology", "complete:3", "--program", "bank", "--initiators", initiators];
    let what = ["--algorithm", algorithm, "--links", links, "--snapshots", "2", "--seed", "3"];
    [&network[..], &what, &["--delay", "1..=60"]].concat()
}

#[test]
fn a_saved_run_of_any_algorithm_on_channels_of_any_order_comes_back_to_the_same_bytes_and_verdict() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let needed = algorithms::ALL.iter().map(|entry| (entry.name, order_name(entry.needs.order)));
    let (mut parts, mut failed, mut overtaken) = (0, 0, 0);
    for (algorithm, links) in needed.chain(ON_OTHERS) {
        let asked = asked(algorithm, links);
        let done = run(&[&asked[..], &["-f", "json", "-o", file]].concat());
        let (saved, told) = (std::fs::read_to_string(file).unwrap(), format!("{asked:?}"));
        let replayed = run(&["replay", file]);
        assert_eq!(replayed.status.code(), done.status.code(), "{told}");
        assert!(text(&replayed.stdout).starts_with("same: all "), "{told}");
        assert_eq!(stdout(&["--scenario", file, "-f", "json"]), saved, "{told}");
        let report: Value = serde_json::from_str(&saved).unwrap();
        failed += usize::from(report["outcome"]["verdict"] == "failed");
        overtaken += usize::from(links == "overtaking" && report["outcome"]["order"]["fifo"] == false);
        let here = PARTS.iter().filter(|(of, on, _)| (*of, *on) == (algorithm, links));
        for part in here.flat_map(|(.., parts)| *parts) {
            assert!(saved.contains(part), "{algorithm} {links}: {part}");
            parts += 1;
        }
    }
    assert_eq!(parts, PARTS.iter().map(|(.., parts)| parts.len()).sum::<usize>());
    assert!(failed > 0 && overtaken > 0, "{failed} failed, in {overtaken} something was overtaken");
}

#[test]
fn of_a_message_that_was_worked_out_and_not_seen_a_file_says_which_it_was() {
    for (algorithm, links) in [("lai-yang", "unordered"), ("acharya-badrinath", "causal")] {
        let lines = stdout(&[&asked(algorithm, links)[..], &["-f", "jsonl"]].concat());
        let recorded: Vec<_> = lines.lines().filter(|line| line.contains(r#""record-message""#)).collect();
        assert!(
            !recorded.is_empty() && recorded.iter().all(|line| line.contains(r#""msg":"#)),
            "{algorithm}"
        );
    }
}

#[test]
fn a_file_is_not_the_same_run_if_its_channels_keep_another_order() {
    let saved = stdout(&[&asked("abs-unaligned", "overtaking")[..], &["-f", "json"]].concat());
    let fifo = saved.replace(r#""order":"overtaking""#, r#""order":"fifo""#);
    let mut replay = sim(&["replay", "-"]);
    replay.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = replay.spawn().unwrap();
    child.stdin.take().unwrap().write_all(fifo.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", text(&done.stdout));
    assert!(text(&done.stderr).contains("in p2->p1, which is fifo"), "{}", text(&done.stderr));
}
