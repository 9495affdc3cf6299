//! The exercise's wire: bare words without framing, with our processes and with the exercise's own programs.
//!
//! The stand-ins do as those do: receive up to 1024 bytes, compare them with a word as a whole, ignore anything else, and sleep
//! after every message that they send. TCP merges words for them; a peer that leaves them time is not confused.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::support::{Logs, P_TELLS, PATIENT, Process, Q_TELLS, assert_documented, exercise};

/// One of the exercise's two programs.
struct StandIn {
    stream: TcpStream,
    state: u64,
    /// What it recorded, and how many messages since.
    recorded: Option<(u64, u64)>,
    transcript: Vec<String>,
}

impl StandIn {
    fn new(stream: TcpStream) -> Self {
        Self { stream, state: 0, recorded: None, transcript: Vec::new() }
    }

    fn send(&mut self, word: &str) {
        // As in the exercise, nobody looks whether the other is still there.
        let _ = self.stream.write_all(word.as_bytes());
        thread::sleep(Duration::from_millis(100));
    }

    fn print(&mut self, line: impl Into<String>) {
        self.transcript.push(line.into());
    }

    fn report(&mut self) {
        let (state, messages) = self.recorded.unwrap();
        self.print(format!("state: {state}"));
        self.print(format!("msg: {messages}"));
    }

    /// Receives as `recv` does; `None` at the end.
    fn receive(&mut self) -> Option<String> {
        let mut buffer = [0; 1024];
        let count = self.stream.read(&mut buffer).unwrap_or(0);
        (count > 0).then(|| String::from_utf8_lossy(&buffer[..count]).into_owned())
    }

    fn message(&mut self) {
        self.print("msg");
        self.state += 1;
        if let Some((_, messages)) = &mut self.recorded {
            *messages += 1;
        }
        self.send("msg");
    }

    /// P: it sends `m` first, initiates at the trigger, and stops at its last marker.
    fn p(mut self, trigger: u64) -> Vec<String> {
        self.send("msg");
        while let Some(word) = self.receive() {
            match word.as_str() {
                "msg" => {
                    self.message();
                    if self.state == trigger {
                        self.recorded = Some((self.state, 0));
                        self.report();
                        self.send("marker");
                    }
                }
                "marker" => {
                    self.print("marker");
                    self.report();
                    break;
                }
                _ => {}
            }
        }
        self.transcript
    }

    /// Q: it records at the first marker, and ends when the other does.
    fn q(mut self) -> Vec<String> {
        while let Some(word) = self.receive() {
            match word.as_str() {
                "msg" => self.message(),
                "marker" => {
                    self.print("marker");
                    self.recorded = Some((self.state, 0));
                    self.report();
                    self.send("marker");
                }
                _ => {}
            }
        }
        self.transcript
    }
}

/// The end of a transcript, as the exercise shows it.
fn ending(transcript: &[String], lines: usize) -> String {
    transcript[transcript.len() - lines..].join("\n")
}

/// What is told for another trigger than 101.
fn with_trigger(told: &str, trigger: u64) -> String {
    told.replace("102", "one more")
        .replace("101", &trigger.to_string())
        .replace("one more", &(trigger + 1).to_string())
}

fn transcript_of(told: &str) -> &str {
    told.split("\n\n").next().unwrap()
}

fn our_p_with_the_exercises_q(trigger: u64) {
    let trigger_text = trigger.to_string();
    let options = ["P", "--listen", "0", "--wire", "words", "--pace", "300", "--trigger", &trigger_text];
    let (p, address) = Process::listening(&[&options[..], &PATIENT].concat());
    let q = StandIn::new(TcpStream::connect(address).unwrap());
    let q = thread::spawn(move || q.q());
    let p = p.done();
    assert_eq!((p.code, p.out), (Some(0), with_trigger(P_TELLS, trigger)), "{}", p.err);
    let told = with_trigger(Q_TELLS, trigger);
    assert_eq!(ending(&q.join().unwrap(), 6), transcript_of(&told));
}

fn our_q_with_the_exercises_p(trigger: u64) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let options = ["Q", "--connect", &address, "--wire", "words", "--pace", "300"];
    let q = Process::start(&[&options[..], &PATIENT].concat());
    let p = StandIn::new(listener.accept().unwrap().0).p(trigger);
    assert_eq!(ending(&p, 7), transcript_of(&with_trigger(P_TELLS, trigger)));
    let q = q.done();
    assert_eq!((q.code, q.out), (Some(0), with_trigger(Q_TELLS, trigger)), "{}", q.err);
}

#[test]
fn our_p_works_with_the_exercises_q() {
    our_p_with_the_exercises_q(3);
}

#[test]
fn our_q_works_with_the_exercises_p() {
    our_q_with_the_exercises_p(3);
}

#[test]
#[ignore = "takes two minutes"]
fn our_processes_work_with_the_exercises_to_the_end() {
    our_p_with_the_exercises_q(101);
    our_q_with_the_exercises_p(101);
}

#[test]
fn our_p_and_our_q_give_the_documented_answer_with_bare_words_at_any_pace() {
    for pace in ["0", "0", "0", "0", "0", "1", "2"] {
        assert_documented(exercise(&["--wire", "words", "--pace", pace], str::to_string));
    }
}

#[test]
fn what_is_no_word_ends_the_run_and_is_told() {
    let (p, address) =
        Process::listening(&[&["P", "--listen", "0", "--wire", "words"], &PATIENT[..]].concat());
    let mut q = TcpStream::connect(address).unwrap();
    q.write_all(b"msgmsgmarble").unwrap();
    let p = p.done();
    assert_eq!(p.code, Some(3));
    assert!(p.err.contains("no verdict: Q sent 'marb', which is no word of this wire"), "{}", p.err);
}

#[test]
fn bare_words_are_refused_for_what_they_cannot_say() {
    for options in [
        ["--snapshots", "2"],
        ["--topology", "ring:3"],
        ["--program", "bank"],
        ["--initiators", "any"],
        // What adds something to messages has more than two words to say.
        ["--algorithm", "mattern"],
        ["--algorithm", "lai-yang"],
    ] {
        let done =
            Process::start(&[&["Q", "--connect", "p1=1", "--wire", "words"], &options[..]].concat()).done();
        assert_eq!(done.code, Some(2), "{options:?}");
    }
}

#[test]
fn an_end_before_the_snapshot_is_no_verdict() {
    let logs = Logs::new();
    let options = ["P", "--listen", "0", "--wire", "words", "-o", &logs.p];
    let (p, address) = Process::listening(&[&options[..], &PATIENT].concat());
    let mut q = TcpStream::connect(address).unwrap();
    let mut first = [0; 3];
    q.read_exact(&mut first).unwrap();
    q.write_all(b"msg").unwrap();
    q.read_exact(&mut first).unwrap();
    drop(q);
    let p = p.done();
    assert_eq!(p.code, Some(3));
    assert!(p.err.contains("P: no verdict: Q disconnected after m 1\n"), "{}", p.err);
}
