//! However many call and say nothing, and whatever a neighbour repeats: the right one gets in, and the run has an end.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::hostile::{experiment, frame, welcomed};
use super::support::{Logs, P_TELLS, PATIENT, Process};

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
fn those_who_call_again_and_again_keep_nobody_out() {
    let (p, address) = Process::listening(&[&["P", "--listen", "0"][..], &PATIENT].concat());
    let over = AtomicBool::new(false);
    let call = |kept: &mut VecDeque<TcpStream>| {
        kept.extend(TcpStream::connect(&address).ok());
        if kept.len() > 200 {
            kept.pop_front();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut kept = VecDeque::new();
            // There are only so many ports on this machine.
            (0..5000).take_while(|_| !over.load(Ordering::Relaxed)).for_each(|_| call(&mut kept));
        });
        let q = Process::start(&[&["Q", "--connect", &address][..], &PATIENT].concat()).done();
        over.store(true, Ordering::Relaxed);
        assert_eq!(q.code, Some(0), "{}", q.err);
    });
    assert_eq!(p.done().code, Some(0));
}

#[test]
fn a_neighbour_that_always_says_something_holds_nobody_for_ever() {
    let logs = Logs::new();
    let options = ["P", "--listen", "0", "-o", &logs.p, "--deadline", "900", "--trigger", "1000000000"];
    let (p, address) = Process::listening(&[&options[..], &PATIENT].concat());
    let mut q = welcomed(&address, &experiment(&logs.p));
    thread::spawn(move || {
        for number in 0..u64::MAX {
            // It answers each message with one, for ever: never is there silence, and never is it over.
            let mut length = [0; 4];
            if q.read_exact(&mut length).is_err() {
                return;
            }
            let mut payload = vec![0; u32::from_be_bytes(length) as usize];
            let message = frame(&[b"M", &number.to_be_bytes()[..], b"m m"].concat());
            if q.read_exact(&mut payload).and_then(|()| q.write_all(&message)).is_err() {
                return;
            }
        }
    });
    let p = p.done();
    assert_eq!(p.code, Some(3));
    assert!(p.err.contains("P: no verdict: it was not over within 900 ms (--deadline)"), "{}", p.err);
}

#[test]
fn the_deadline_is_for_the_meeting_too() {
    let options = ["P", "--listen", "0", "--timeout", "20000", "--deadline", "300"];
    let p = Process::start(&options).done();
    assert_eq!(p.code, Some(3));
    assert!(p.err.contains("P: no verdict: Q was not connected within 300 ms"), "{}", p.err);
}

#[test]
fn a_second_marker_does_not_close_another_channel() {
    // On complete:3, with P recording, one neighbour sends its marker twice and the other only its end.
    let logs = Logs::new();
    let options =
        ["p0", "--topology", "complete:3", "--program", "bank", "--initiators", "p0", "--listen", "0"];
    let (p, address) = Process::listening(&[&options[..], &["-o", &logs.p], &PATIENT].concat());
    let experiment = experiment(&logs.p);
    let mut p1 = super::hostile::welcomed_as("p1", "p0", &address, &experiment);
    let mut p2 = super::hostile::welcomed_as("p2", "p0", &address, &experiment);
    let marker = |number: u8| frame(&[b"M\0\0\0\0\0\0\0", &[number][..], b"marker 1"].concat());
    p2.write_all(&frame(b"E")).unwrap();
    p1.write_all(&[marker(0), marker(1), frame(b"E")].concat()).unwrap();
    let p = p.done();
    assert_eq!(p.code, Some(3), "{}", p.err);
    assert!(p.err.contains("p1 sent a second marker of snapshot 1, after message 1"), "{}", p.err);
    assert!(!super::support::read(&logs.p).contains(r#""complete":true"#));
}
