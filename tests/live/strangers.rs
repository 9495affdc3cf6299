//! However many call and say nothing, and whatever a neighbour repeats: the right one gets in, and the run has an end.

use std::io::Write as _;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::hostile::{experiment, frame, welcomed};
use crate::support::{Logs, P_TELLS, PATIENT, Process};

#[test]
fn four_hundred_who_call_and_say_nothing_keep_nobody_out() {
    let (mut p, address) = Process::listening(&[&["P", "--listen", "0"][..], &PATIENT].concat());
    let began = Instant::now();
    let idle: Vec<TcpStream> = (0..400).map(|_| TcpStream::connect(&address).unwrap()).collect();
    let line = p.hear("refused 127.0.0.1:");
    assert!(line.contains("it did not finish the hello before many others came"), "{line}");
    let q = Process::start(&[&["Q", "--connect", &address][..], &PATIENT].concat()).done();
    let p = p.done();
    drop(idle);
    assert_eq!((p.code, p.out.as_str()), (Some(0), P_TELLS), "{}", p.err);
    assert_eq!(q.code, Some(0), "{}", q.err);
    // First come, first served took 5 seconds for each 64.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn a_neighbour_that_always_says_something_holds_nobody_for_ever() {
    let logs = Logs::new();
    let options = ["P", "--listen", "0", "-o", &logs.p, "--timeout", "60000", "--deadline", "900"];
    let (p, address) = Process::listening(&options);
    let mut q = welcomed(&address, &experiment(&logs.p));
    thread::spawn(move || {
        for number in 0..u64::MAX {
            let message = [b"M", &number.to_be_bytes()[..], b"m m"].concat();
            if q.write_all(&frame(&message)).is_err() {
                return;
            }
            // A neighbour that takes its time, but never as long as the timeout.
            thread::sleep(Duration::from_millis(20));
        }
    });
    let p = p.done();
    assert_eq!(p.code, Some(3));
    assert!(p.err.contains("P: no verdict: it was not over within 900 ms (--deadline)"), "{}", p.err);
}

#[test]
fn a_second_marker_does_not_close_another_channel() {
    // On complete:3, with P recording, one neighbour sends its marker twice and the other only its end.
    let logs = Logs::new();
    let options =
        ["p0", "--topology", "complete:3", "--program", "bank", "--initiators", "p0", "--listen", "0"];
    let (p, address) = Process::listening(&[&options[..], &["-o", &logs.p], &PATIENT].concat());
    let experiment = experiment(&logs.p);
    let mut p1 = crate::hostile::welcomed_as("p1", "p0", &address, &experiment);
    let mut p2 = crate::hostile::welcomed_as("p2", "p0", &address, &experiment);
    let marker = |number: u8| frame(&[b"M\0\0\0\0\0\0\0", &[number][..], b"marker 1"].concat());
    p2.write_all(&frame(b"E")).unwrap();
    p1.write_all(&[marker(0), marker(1), frame(b"E")].concat()).unwrap();
    let p = p.done();
    assert_eq!(p.code, Some(3), "{}", p.err);
    assert!(p.err.contains("p1 sent a second marker of snapshot 1, after message 1"), "{}", p.err);
    assert!(!crate::support::read(&logs.p).contains(r#""complete":true"#));
}
