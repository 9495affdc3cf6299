//! More than two processes.

use std::net::TcpListener;

use super::support::{Logs, PATIENT, Process, run};

#[test]
fn overlapping_snapshots_of_a_bank_of_five_real_processes_are_judged() {
    let options = ["--topology", "complete:5", "--program", "bank", "--start", "0", "--snapshots", "3"];
    let live = run(&[&["live", "-f", "json"], &options[..], &PATIENT].concat());
    assert_eq!((live.code, live.err.as_str()), (Some(0), ""));
    let saved: serde_json::Value = serde_json::from_str(&live.out).unwrap();
    assert_eq!(saved["outcome"]["verdict"], "ok");
    let snapshots = saved["snapshots"].as_array().unwrap();
    let times = |name: &str| snapshots.iter().map(|s| s[name].as_u64().unwrap()).collect::<Vec<_>>();
    let (last_start, first_end) =
        (times("started_at").into_iter().max(), times("completed_at").into_iter().min());
    assert!(last_start < first_end, "all three are under way at once");
    assert_eq!(snapshots.len(), 3);
}

#[test]
fn every_shape_of_channels_can_be_run() {
    for topology in ["line:3", "star:4", "ring:3", "random:5,9,1"] {
        let options = ["--topology", topology, "--hold", "0..=2", "--trigger", "none", "--start", "0..=5"];
        let live = run(&[&["live", "-q", "--param", "tokens=3"], &options[..], &PATIENT].concat());
        assert_eq!((live.code, live.err.as_str()), (Some(0), ""), "{topology}");
    }
}

#[test]
fn channels_of_any_order_can_be_run() {
    let runs = [
        ("unordered", "mattern"),
        ("unordered", "lai-yang"),
        ("unordered", "inhibition"),
        ("fifo", "abs-aligned"),
        ("overtaking", "abs-unaligned"),
        ("causal", "acharya-badrinath"),
        ("causal", "alagar-venkatesan"),
        ("causal", "chandy-lamport"),
    ];
    for (links, algorithm) in runs {
        let program = ["--topology", "complete:3", "--program", "bank", "--initiators", "p0"];
        let options = ["live", "-q", "--links", links, "--algorithm", algorithm];
        let live = run(&[&options[..], &program, &PATIENT].concat());
        assert_eq!((live.code, live.err.as_str()), (Some(0), ""), "{links} {algorithm}");
    }
}

#[test]
fn processes_find_each_other_by_a_cluster_file_in_whatever_order_they_start() {
    let logs = Logs::new();
    let file = logs.file("cluster.toml");
    let free = || TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = [free(), free(), free()];
    let addresses = taken.each_ref().map(|taken| taken.local_addr().unwrap());
    drop(taken);
    let lines = (0..3).map(|place| format!("p{place} = \"{}\"\n", addresses[place]));
    std::fs::write(&file, lines.collect::<String>()).unwrap();
    let cluster = ["--cluster", file.to_str().unwrap(), "--topology", "ring:3", "--trigger", "4"];
    let log = |name: &str| logs.file(name).to_str().unwrap().to_string();
    let start = |name: &str| Process::start(&[&[name, "-o", &log(name)], &cluster[..], &PATIENT].concat());
    let processes = ["p2", "p0", "p1"].map(start);
    for process in processes {
        let done = process.done();
        assert_eq!(done.code, Some(0), "{}", done.err);
    }
    assert_eq!(run(&["merge", "-q", &log("p0"), &log("p1"), &log("p2")]).code, Some(0));
}
