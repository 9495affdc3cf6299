//! Processes of a run, started and listened to. No port is fixed, and nothing is waited for by the clock.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

/// The exercise's answer: transcripts and recorded states, as its README has them.
pub(crate) const P_TELLS: &str =
    "msg\nstate: 101\nmsg: 0\nmsg\nmarker\nstate: 101\nmsg: 1\n\nP<101> Pc<1msg>\n";
pub(crate) const Q_TELLS: &str = "msg\nmsg\nmarker\nstate: 102\nmsg: 0\nmsg\n\nQ<102> Qc<NULL>\n";

/// How long a process may wait in a test before that is a failure.
pub(crate) const PATIENT: [&str; 2] = ["--timeout", "60000"];

pub(crate) fn sim() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sim"));
    command.env_remove("SIM_SEED").env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(args: &[&str]) -> Done {
    let done = sim().args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}

/// A `sim node` that runs.
pub(crate) struct Process {
    child: Child,
    err: BufReader<ChildStderr>,
    told: String,
}

impl Process {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = sim();
        command.arg("node").args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, err, told: String::new() }
    }

    /// One that listens, and where.
    pub(crate) fn listening(args: &[&str]) -> (Self, String) {
        let mut process = Self::start(args);
        let line = process.hear("listens on ");
        let address = line.trim_end().rsplit(' ').next().unwrap().to_string();
        (process, address)
    }

    /// Waits for a line on standard error with this in it.
    pub(crate) fn hear(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.err.read_line(&mut line).unwrap() > 0, "no '{wanted}' in: {}", self.told);
            self.told.push_str(&line);
            if line.contains(wanted) {
                return line;
            }
        }
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    pub(crate) fn done(mut self) -> Done {
        let mut err = self.err;
        let rest = thread::spawn(move || {
            let mut text = String::new();
            err.read_to_string(&mut text).unwrap();
            text
        });
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let code = self.child.wait().unwrap().code();
        Done { code, out, err: self.told + &rest.join().unwrap() }
    }
}

/// The logs of P and Q, in a folder of their own.
pub(crate) struct Logs {
    folder: tempfile::TempDir,
    pub(crate) p: String,
    pub(crate) q: String,
}

impl Logs {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
        let (p, q) = (name("p.jsonl"), name("q.jsonl"));
        Self { folder, p, q }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// P and Q of the exercise, with these options each; Q calls P, at the address that `way` makes of P's.
pub(crate) fn exercise(options: &[&str], way: impl Fn(&str) -> String) -> (Done, Done, Logs) {
    let logs = Logs::new();
    let both = [&PATIENT[..], options].concat();
    let (p, address) = Process::listening(&[&["P", "--listen", "0", "-o", &logs.p], &both[..]].concat());
    let q = Process::start(&[&["Q", "--connect", &way(&address), "-o", &logs.q], &both[..]].concat());
    (p.done(), q.done(), logs)
}

/// That P and Q told the exercise's answer, and that their logs come to the run that all such logs come to.
pub(crate) fn assert_documented((p, q, logs): (Done, Done, Logs)) -> String {
    assert_eq!((p.code, p.out.as_str()), (Some(0), P_TELLS), "{}", p.err);
    assert_eq!((q.code, q.out.as_str()), (Some(0), Q_TELLS), "{}", q.err);
    let merged = run(&["merge", &logs.p, &logs.q, "-f", "json"]);
    assert_eq!((merged.code, merged.err.as_str()), (Some(0), ""));
    let run: serde_json::Value = serde_json::from_str(&merged.out).unwrap();
    assert_eq!(run["outcome"]["verdict"], "ok");
    assert_eq!(run["transcript"]["P"].as_array().unwrap().len(), 7);
    merged.out
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}
