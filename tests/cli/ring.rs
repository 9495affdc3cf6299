//! A ring that loses `m` or doubles it: every algorithm records that as it is, and nobody calls it conserved.

use crate::{code, run, stdout, text};

#[test]
fn what_the_computation_loses_is_no_fault_of_the_algorithm() {
    for algorithm in ["chandy-lamport", "mattern", "lai-yang", "venkatesan"] {
        for fault in ["lose=3", "double=3"] {
            let ring = ["--topology", "complete:3", "--param", "tokens=2", "--hold", "0..=9"];
            let started = ["--trigger", "none", "--start", "1..=200", "--param", fault];
            let check = ["check", "--seeds", "0..50", "--snapshots", "2", "--algorithm", algorithm];
            assert_eq!(code(&[&check[..], &ring, &started].concat()), 0, "{algorithm} {fault}");
        }
    }
    let lost = ["--param", "lose=3", "--trigger", "none", "--start", "60", "--show", "recorded,checks"];
    let report = stdout(&lost);
    assert!(report.contains("P<2> Pc<NULL>\nQ<2> Qc<NULL>"), "{report}");
    assert!(report.contains("the computation conserves nothing"), "{report}");
}

#[test]
fn what_an_algorithm_misses_is_found_also_in_a_ring_that_doubles() {
    let broken =
        ["check", "--links", "unordered", "--seeds", "0..50", "--trigger", "9", "--param", "double=3"];
    let report = stdout(&broken);
    assert_eq!(code(&broken), 1);
    assert!(report.contains("channels") && !report.contains("one-message"), "{report}");
}

#[test]
fn a_saved_run_that_lost_m_is_done_again() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let lost = ["--param", "lose=3", "--hold", "1..=9", "--trigger", "none", "--start", "90", "-o", file];
    assert_eq!(code(&lost), 0);
    assert_eq!(code(&["replay", file]), 0);
}

#[test]
fn a_ring_that_does_both_is_refused() {
    let refused = run(&["--param", "lose=3", "--param", "double=4"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("neither is stable"));
}
