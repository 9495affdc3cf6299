//! A process that is killed takes nobody with it.

use std::thread::yield_now;

use trace::local::LocalLog;

use super::support::{Logs, PATIENT, Process, read, run};

/// A run that never ends by itself, of which one process is killed when its log has so many bytes.
fn killed_at(bytes: u64, kill_p: bool) {
    let logs = Logs::new();
    let both = [&["--trigger", "1000000000", "--max-events", "1000000000"], &PATIENT[..]].concat();
    let (mut p, address) = Process::listening(&[&["P", "--listen", "0", "-o", &logs.p], &both[..]].concat());
    let mut q = Process::start(&[&["Q", "--connect", &address, "-o", &logs.q], &both[..]].concat());
    let (killed, left) = if kill_p { (&logs.p, &logs.q) } else { (&logs.q, &logs.p) };
    while std::fs::metadata(killed).map_or(0, |log| log.len()) < bytes {
        yield_now();
    }
    let other = if kill_p {
        p.kill();
        q.done()
    } else {
        q.kill();
        p.done()
    };
    let name = if kill_p { "P" } else { "Q" };
    assert_eq!(other.code, Some(3), "{}", other.err);
    assert!(other.err.contains(&format!("no verdict: {name} disconnected after m ")), "{}", other.err);
    let whole = LocalLog::read(left, &read(left)).unwrap();
    assert!(whole.end.unwrap().reason.unwrap().contains("disconnected"));
    let cut_off = LocalLog::read(killed, &read(killed)).unwrap();
    assert_eq!(cut_off.end, None);
    let merged = run(&["merge", &logs.p, &logs.q]);
    assert_eq!(merged.code, Some(3), "the snapshot had not begun: {}", merged.err);
    let expected = format!("cut off after event {}, ", cut_off.events.len() - 1);
    assert!(merged.err.contains(&expected), "{}", merged.err);
}

#[test]
fn when_one_process_is_killed_the_other_ends_cleanly_and_the_logs_are_there() {
    for (bytes, kill_p) in [(700, false), (9_000, true), (50_000, false), (123_456, true), (400_000, false)] {
        killed_at(bytes, kill_p);
    }
}

#[test]
fn a_neighbour_that_never_comes_is_waited_for_only_so_long() {
    let logs = Logs::new();
    let p = Process::start(&["P", "--listen", "0", "--timeout", "100", "-o", &logs.p]).done();
    assert_eq!(p.code, Some(3));
    assert!(p.err.contains("P: no verdict: Q was not connected within 100 ms"), "{}", p.err);
    assert!(LocalLog::read(&logs.p, &read(&logs.p)).unwrap().end.is_some());
    let q = Process::start(&["Q", "--connect", "127.0.0.1:1", "--timeout", "100"]).done();
    assert_eq!(q.code, Some(3), "{}", q.err);
}
