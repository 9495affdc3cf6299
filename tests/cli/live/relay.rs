//! Somebody in between who passes the hello on, and then says what he likes: with a secret he is found out.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use super::hostile::{frame, hear};
use super::support::{Done, Logs, PATIENT, Process};

/// What the relay does with the frames from Q to P after the hello; he passes everything else on.
type Meddle = fn(&mut TcpStream, &mut TcpStream) -> std::io::Result<()>;

/// Passes on what comes to the address that it gives back.
fn relay(target: &str, meddle: Meddle) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let target = target.to_string();
    thread::spawn(move || {
        let (mut q, _) = listener.accept().unwrap();
        let mut p = TcpStream::connect(target).unwrap();
        for _ in 0..2 {
            p.write_all(&hear(&mut q)).unwrap();
            q.write_all(&hear(&mut p)).unwrap();
        }
        let (mut from, mut to) = (p.try_clone().unwrap(), q.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut from, &mut to));
        // P may have hung up by then.
        let _ = meddle(&mut q, &mut p);
        let _ = std::io::copy(&mut q, &mut p);
        let _ = p.shutdown(Shutdown::Write);
    });
    address
}

/// What P comes to, with Q behind the relay.
fn through(meddle: Meddle, secret: bool) -> Done {
    let logs = Logs::new();
    let file = logs.file("secret").to_str().unwrap().to_string();
    std::fs::write(&file, "swordfish").unwrap();
    let mut options = [&PATIENT[..], &["--trigger", "5"]].concat();
    if secret {
        options.extend(["--secret-file", &file]);
    }
    let (p, address) = Process::listening(&[&["P", "--listen", "0"], &options[..]].concat());
    let q = Process::start(&[&["Q", "--connect", &relay(&address, meddle)], &options[..]].concat());
    let p = p.done();
    drop(q.done());
    p
}

/// A frame of Q's, as it came.
fn next(q: &mut TcpStream) -> Vec<u8> {
    hear(q)
}

fn nothing(_: &mut TcpStream, _: &mut TcpStream) -> std::io::Result<()> {
    Ok(())
}

fn inject(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    p.write_all(&next(q))?;
    p.write_all(&frame(b"M\0\0\0\0\0\0\0\x01marker 1"))
}

fn inject_with_a_seal_of_zeros(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    p.write_all(&next(q))?;
    p.write_all(&frame(&[&b"M\0\0\0\0\0\0\0\x01marker 1"[..], &[0; 32]].concat()))
}

fn change(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    let mut first = next(q);
    first[15] ^= 1;
    p.write_all(&first)
}

fn repeat(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    let first = next(q);
    p.write_all(&[&first[..], &first].concat())
}

fn change_the_seal(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    let first = next(q);
    p.write_all(&[&first[..first.len() - 32], &[0; 32]].concat())
}

/// With the trigger 5 Q answers five times; then comes its last answer, and at once its marker.
fn swap(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    for _ in 0..5 {
        p.write_all(&next(q))?;
    }
    let (answer, marker) = (next(q), next(q));
    p.write_all(&[marker, answer].concat())
}

fn leave_one_out(q: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    for _ in 0..5 {
        p.write_all(&next(q))?;
    }
    let _left_out = next(q);
    p.write_all(&next(q))
}

fn forge_the_end(_: &mut TcpStream, p: &mut TcpStream) -> std::io::Result<()> {
    p.write_all(&frame(b"E"))
}

#[test]
fn with_a_secret_a_relay_that_meddles_is_found_out_whatever_he_does() {
    let forms: [Meddle; 8] = [
        inject,
        inject_with_a_seal_of_zeros,
        change,
        repeat,
        change_the_seal,
        forge_the_end,
        swap,
        leave_one_out,
    ];
    for (place, meddle) in forms.into_iter().enumerate() {
        let p = through(meddle, true);
        assert_eq!(p.code, Some(3), "{place}: {}", p.err);
        assert!(p.err.contains("P: no verdict: Q sent a frame with a wrong seal"), "{place}: {}", p.err);
    }
    let p = through(nothing, true);
    assert_eq!(p.code, Some(0), "{}", p.err);
}

#[test]
fn without_a_secret_a_relay_can_say_what_he_likes_as_the_help_says() {
    let p = through(inject, false);
    assert!(!p.err.contains("seal"), "{}", p.err);
    let help = super::support::run(&["node", "--help"]).out;
    assert!(help.contains("without it nothing is protected"), "{help}");
}

#[test]
fn a_line_that_is_cut_is_no_end_wherever_that_is() {
    fn cut(q: &mut TcpStream, p: &mut TcpStream, missing: usize) -> std::io::Result<()> {
        let first = next(q);
        p.write_all(&first[..first.len() - missing])?;
        p.shutdown(Shutdown::Write)?;
        q.read(&mut [0; 1]).map(drop)
    }
    for meddle in [(|q, p| cut(q, p, 0)) as Meddle, |q, p| cut(q, p, 1), |q, p| cut(q, p, 40)] {
        let p = through(meddle, true);
        assert_eq!(p.code, Some(3));
        assert!(p.err.contains("P: no verdict: Q disconnected after m"), "{}", p.err);
    }
}
