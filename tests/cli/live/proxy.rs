//! Somebody in between who merges, splits and delays bytes as he likes changes nothing.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use sim_core::Random;

use super::support::{assert_documented, exercise};

/// Passes on what comes to the address that it gives back.
fn proxy(target: &str, seed: u64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let target = target.to_string();
    thread::spawn(move || {
        let (caller, _) = listener.accept().unwrap();
        let called = TcpStream::connect(target).unwrap();
        let (from, to) = (caller.try_clone().unwrap(), called.try_clone().unwrap());
        thread::spawn(move || pass_on(from, to, seed));
        pass_on(called, caller, seed + 1);
    });
    address
}

/// Bytes in pieces of 1 to 4, or many at once, with and without a pause.
fn pass_on(mut from: TcpStream, mut to: TcpStream, seed: u64) {
    to.set_nodelay(true).unwrap();
    let (mut random, mut waiting) = (Random::new(seed), Vec::new());
    let mut buffer = [0; 64];
    loop {
        let count = from.read(&mut buffer).unwrap_or(0);
        waiting.extend_from_slice(&buffer[..count]);
        while !waiting.is_empty() {
            let most = if random.below(2) == 0 { 4 } else { waiting.len() };
            let piece = 1 + usize::try_from(random.below(most.min(waiting.len()) as u64)).unwrap();
            if to.write_all(&waiting[..piece]).is_err() {
                return;
            }
            waiting.drain(..piece);
            // This is what the proxy is there for; nothing is expected to have happened afterwards.
            thread::sleep(Duration::from_micros(random.below(300)));
        }
        if count == 0 {
            let _ = to.shutdown(Shutdown::Write);
            return;
        }
    }
}

#[test]
fn bytes_that_are_merged_split_and_delayed_at_random_change_nothing() {
    let runs = (0..6).map(|seed| {
        let wire = if seed % 2 == 0 { "frames" } else { "words" };
        assert_documented(exercise(&["--wire", wire], |address| proxy(address, 10 * seed)))
    });
    let runs: Vec<String> = runs.collect();
    assert!(runs.iter().all(|run| *run == runs[0]), "and the merged run is the same, on either wire");
}
