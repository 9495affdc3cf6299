//! Whoever calls, and whatever he sends: he is refused with a clear line, and the run goes on waiting for the right one.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use trace::local::LocalLog;

use super::support::{Done, Logs, P_TELLS, PATIENT, Process, Q_TELLS, read};

pub(crate) fn frame(payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap();
    [&length.to_be_bytes(), payload].concat()
}

fn hello_lines(lines: &[&str]) -> Vec<u8> {
    frame(format!("H{}", lines.join("\n")).as_bytes())
}

const NONCE: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A hello that is all right.
fn hello(experiment: &str) -> Vec<u8> {
    hello_lines(&["sim-net/2", "Q", "P", NONCE, "open", experiment])
}

/// The experiment of which this is a log, as a hello has it.
pub(crate) fn experiment(log: &str) -> String {
    let fields = trace::local::fields(&LocalLog::read(log, &read(log)).unwrap().head.config);
    fields.iter().map(|(field, value)| format!("{field}={value}")).collect::<Vec<_>>().join("\n")
}

/// Streams that are no hello, each with what is said of it.
fn hostile(experiment: &str) -> Vec<(Vec<u8>, &'static str)> {
    let hello = hello(experiment);
    let after = |rest: &[u8]| [&hello[..], rest].concat();
    let with = |lines: [&str; 6]| hello_lines(&lines);
    vec![
        (b"".to_vec(), "closed the connection in the middle"),
        (b"\0".to_vec(), "closed the connection in the middle"),
        (frame(b""), "does not speak sim-net/2"),
        (b"\xff\xff\xff\xff".to_vec(), "a frame of more than 4096 bytes"),
        (vec![0, 0, 0x10, 1], "a frame of more than 4096 bytes"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), "a frame of more than 4096 bytes"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), "a frame of more than 4096 bytes"),
        (b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(), "a frame of more than 4096 bytes"),
        (b"msgmarkermsg".to_vec(), "a frame of more than 4096 bytes"),
        (frame(&[0xA5; 4096]), "does not speak sim-net/2"),
        (frame(b"H"), "does not speak sim-net/2"),
        (frame(b"Rgo away"), "it refuses: go away"),
        (frame(b"M\0\0\0\0\0\0\0\0m m"), "does not speak sim-net/2"),
        (frame(b"H\xff\xfe\xfd"), "does not speak sim-net/2"),
        (hello_lines(&["sim-net/2", "Q", "P"]), "does not speak sim-net/2"),
        (
            hello_lines(&["sim-net/2", "Q", "P", NONCE, "open", experiment, "more"]),
            "does not speak sim-net/2",
        ),
        (with(["sim-net/2", "Q", "P", "short", "open", experiment]), "does not speak sim-net/2"),
        (
            with(["sim-net/3", "Q", "P", NONCE, "open", experiment]),
            "it speaks 'sim-net/3', and this is sim-net/2",
        ),
        (with(["sim-net/2", "R", "P", NONCE, "open", experiment]), "it is 'R', which is not awaited here"),
        (with(["sim-net/2", "P", "P", NONCE, "open", experiment]), "it is 'P', which is not awaited here"),
        (with(["sim-net/2", "\x1b[31mQ", "P", NONCE, "open", experiment]), "it is '\\u{1b}[31mQ', which"),
        (with(["sim-net/2", "Q", "Z", NONCE, "open", experiment]), "it is looking for 'Z'"),
        (
            with(["sim-net/2", "Q", "P", NONCE, "open", "trigger=\x1b[2J"]),
            "'Q' runs another experiment: its ",
        ),
        (with(["sim-net/2", "Q", "P", NONCE, "secret", experiment]), "only one of the two has a secret"),
        (after(b""), "closed the connection in the middle"),
        (after(&frame(b"P with a proof that was not asked for")), "does not speak sim-net/2"),
        (after(b"\x7f\xff\xff\xff"), "a frame of more than 4096 bytes"),
        (after(&frame(b"")), "does not speak sim-net/2"),
        (after(&hello), "does not speak sim-net/2"),
    ]
}

/// Sends it, and waits until the other has hung up.
fn send(address: &str, bytes: &[u8]) {
    let mut stream = TcpStream::connect(address).unwrap();
    // It may have been refused before its end.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.read_to_end(&mut Vec::new());
}

#[test]
fn strangers_are_refused_with_a_clear_line_and_the_right_one_is_waited_for() {
    let logs = Logs::new();
    let (mut p, address) = Process::listening(&["P", "--listen", "0", "-o", &logs.p, "--timeout", "20000"]);
    let experiment = experiment(&logs.p);
    let streams = hostile(&experiment);
    assert!(streams.len() >= 20);
    let half_open: Vec<_> = (0..10).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for (bytes, said) in &streams {
        send(&address, bytes);
        let line = p.hear("refused 127.0.0.1:");
        assert!(
            line.contains(said),
            "'{said}' was expected of {:?}, and not: {line}",
            bytes.escape_ascii().to_string()
        );
        assert!(line.len() < 300);
    }
    let q = Process::start(&[&["Q", "--connect", &address], &PATIENT[..]].concat());
    let (p, q) = (p.done(), q.done());
    drop(half_open);
    assert_eq!((p.code, p.out.as_str()), (Some(0), P_TELLS), "{}", p.err);
    assert_eq!((q.code, q.out.as_str()), (Some(0), Q_TELLS), "{}", q.err);
}

#[test]
fn one_who_calls_and_says_nothing_is_not_waited_for_as_long_as_the_right_one() {
    let (mut p, address) = Process::listening(&["P", "--listen", "0", "--timeout", "800"]);
    let mut slow = TcpStream::connect(&address).unwrap();
    slow.write_all(b"\0\0").unwrap();
    assert!(p.hear("refused").contains("it did not finish the hello in time"));
    assert_eq!(p.done().code, Some(3));
}

/// P among hostile peers, after one of them has said hello as Q should.
fn after_the_hello(bytes: &[u8]) -> (Done, TcpStream) {
    let logs = Logs::new();
    let options = ["P", "--listen", "0", "-o", &logs.p, "--timeout", "700", "--trigger", "1"];
    let (p, address) = Process::listening(&options);
    let mut q = welcomed(&address, &experiment(&logs.p));
    q.write_all(bytes).unwrap();
    (p.done(), q)
}

/// Q's side of the hello by hand.
pub(crate) fn welcomed(address: &str, experiment: &str) -> TcpStream {
    welcomed_as("Q", "P", address, experiment)
}

/// One side of the hello by hand.
pub(crate) fn welcomed_as(me: &str, peer: &str, address: &str, experiment: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&hello_lines(&["sim-net/2", me, peer, NONCE, "open", experiment])).unwrap();
    let hello = hear(&mut stream);
    assert!(hello[4..].starts_with(format!("Hsim-net/2\n{peer}\n{me}\n").as_bytes()));
    stream.write_all(&frame(b"P")).unwrap();
    assert_eq!(hear(&mut stream), frame(b"P"));
    stream
}

/// The next frame, with its length.
pub(crate) fn hear(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut payload = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut payload).unwrap();
    frame(&payload)
}

#[test]
fn a_neighbour_that_goes_mad_ends_the_run_without_a_verdict_and_is_named() {
    let message =
        |number: u8, text: &str| frame(&[b"M\0\0\0\0\0\0\0", &[number][..], text.as_bytes()].concat());
    let cases: [(Vec<u8>, &str); 15] = [
        (vec![0xff; 4], "Q sent a frame of more than 1048576 bytes, after message 0"),
        (frame(b""), "Q sent a malformed frame: it is empty"),
        (frame(b"X"), "Q sent a malformed frame: it is of no known kind"),
        (frame(b"M\0\0"), "Q sent a malformed frame: a message without a number"),
        (frame(b"E and more"), "Q sent a malformed frame: it is of no known kind"),
        (message(1, "m m"), "Q sent a message out of its turn"),
        (message(0, "m n"), "Q sent 'm n', which is no message"),
        (message(0, "marker 0"), "Q sent 'marker 0', which is no message"),
        (message(0, "marker 2"), "Q sent 'marker 2', which is no message"),
        (message(0, "\u{1b}[2J"), "Q sent '\\u{1b}[2J', which is no message"),
        ([frame(b"E"), message(0, "m m")].concat(), "Q sent a message where none can come"),
        ([frame(b"E"), frame(b"E")].concat(), "Q sent an end where none can come"),
        ([message(0, "marker 1"), message(1, "marker 1")].concat(), "Q sent a second marker of snapshot 1"),
        ([frame(b"E"), message(0, "marker 1")].concat(), "Q sent a message where none can come"),
        (frame(b"Gout of\nmemory"), "Q gave up: out of\\nmemory"),
    ];
    for (bytes, said) in cases {
        let (p, _q) = after_the_hello(&bytes);
        assert_eq!(p.code, Some(3));
        assert!(
            p.err.contains(&format!("P: no verdict: {said}")),
            "'{said}' was expected, and not: {}",
            p.err
        );
    }
}

#[test]
fn nothing_comes_after_the_end_of_a_process_though_it_handles_what_it_receives() {
    let logs = Logs::new();
    let options = ["P", "--listen", "0", "-o", &logs.p, "--trigger", "1"];
    let (p, address) = Process::listening(&[&options[..], &PATIENT].concat());
    let mut q = welcomed(&address, &experiment(&logs.p));
    let message =
        |number: u8, text: &str| frame(&[b"M\0\0\0\0\0\0\0", &[number][..], text.as_bytes()].concat());
    assert_eq!(hear(&mut q), message(0, "m m"));
    q.write_all(&message(0, "m m")).unwrap();
    assert_eq!([hear(&mut q), hear(&mut q)], [message(1, "m m"), message(2, "marker 1")]);
    q.write_all(&message(1, "marker 1")).unwrap();
    assert_eq!(hear(&mut q), frame(b"E"));
    // P forwards this one in the step that receives it.
    q.write_all(&[message(2, "m m"), frame(b"E")].concat()).unwrap();
    q.shutdown(std::net::Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    q.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
    let p = p.done();
    assert_eq!(p.code, Some(0), "{}", p.err);
    assert!(read(&logs.p).contains(r#""kind":"send","msg":3"#), "it is told all the same");
}

#[test]
fn a_neighbour_that_falls_silent_or_sends_half_a_frame_is_waited_for_only_so_long() {
    for bytes in [&b""[..], b"\0\0\0\x0cM\0\0"] {
        let began = Instant::now();
        let (p, _q) = after_the_hello(bytes);
        assert_eq!(p.code, Some(3));
        assert!(p.err.contains("P: no verdict: nothing happened for 700 ms\n"), "{}", p.err);
        assert!(began.elapsed().as_secs() < 20);
    }
}

#[test]
fn a_second_connection_for_a_channel_is_refused_while_the_first_one_lives() {
    let logs = Logs::new();
    let options = ["P", "--listen", "0", "-o", &logs.p, "--trigger", "1"];
    let (mut p, address) = Process::listening(&[&options[..], &PATIENT].concat());
    let experiment = experiment(&logs.p);
    let first = welcomed(&address, &experiment);
    send(&address, &hello(&experiment));
    assert!(p.hear("refused").contains("'Q' is connected: a second connection for a channel"));
    drop(first);
    let p = p.done();
    assert!(p.err.contains("no verdict: Q disconnected after m 0"), "{}", p.err);
}

#[test]
fn with_a_secret_only_those_who_have_it_get_in() {
    let logs = Logs::new();
    let file = |name: &str, secret: &str| {
        std::fs::write(logs.file(name), secret).unwrap();
        logs.file(name).to_str().unwrap().to_string()
    };
    let (ours, other, empty) = (file("ours", "swordfish\n"), file("other", "guess"), file("empty", "\n"));
    let with = |secret: &str, rest: &[&str]| {
        let options = [&["--secret-file", secret], &PATIENT[..], rest].concat();
        options.into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    let start =
        |options: Vec<String>| Process::start(&options.iter().map(String::as_str).collect::<Vec<_>>());
    let mut p = start(with(&ours, &["P", "--listen", "0"]));
    let line = p.hear("listens on ");
    let address = line.trim_end().rsplit(' ').next().unwrap();
    let wrong = start(with(&other, &["Q", "--connect", address])).done();
    assert_eq!(wrong.code, Some(3));
    assert!(wrong.err.contains("it refuses: 'Q' does not prove that it has the secret"), "{}", wrong.err);
    assert!(p.hear("refused").contains("'Q' does not prove that it has the secret"));
    let without = Process::start(&[&["Q", "--connect", address], &PATIENT[..]].concat()).done();
    assert!(without.err.contains("only one of the two has a secret"), "{}", without.err);
    assert_eq!(start(with(&empty, &["Q", "--connect", address])).done().code, Some(2));
    let q = start(with(&ours, &["Q", "--connect", address])).done();
    assert_eq!((q.code, q.out.as_str()), (Some(0), Q_TELLS), "{}", q.err);
    assert_eq!(p.done().code, Some(0));
}

#[test]
fn a_caller_does_not_take_anybody_for_the_one_he_calls() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let q = Process::start(&["Q", "--connect", &address, "--timeout", "1000"]);
    for reply in [b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(), frame(b"?")] {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(&reply).unwrap();
        // He hangs up, and calls again.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    drop(listener);
    let q = q.done();
    assert_eq!(q.code, Some(3));
    assert!(q.err.contains("it sent a frame of more than 4096 bytes"), "{}", q.err);
    assert!(q.err.contains("it does not speak sim-net/2"), "{}", q.err);
    assert!(q.err.contains("no verdict: P was not connected within 1000 ms"), "{}", q.err);
}
