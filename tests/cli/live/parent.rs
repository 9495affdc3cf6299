//! `sim live` leaves nobody behind, waits for nobody for ever, and shows nobody its secret.

#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::yield_now;
use std::time::{Duration, Instant};

use super::support::{read, sim};

/// A live run that goes on for long, with its temporary files in a folder of its own.
fn live(folder: &Path, options: &[&str]) -> Child {
    let mut command = sim();
    command.arg("live").args(["--trigger", "1000000000", "--max-events", "1000000000"]).args(options);
    command.env("TMPDIR", folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until this gives something; for ever is a failure.
fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "not within a minute: {what}");
        yield_now();
    }
}

/// The processes that were started by this one.
fn children(parent: u32) -> Vec<u32> {
    let text = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    text.split_whitespace().map(|id| id.parse().unwrap()).collect()
}

/// Whether a process is a `sim node`: until then it is a copy of its parent, which waits for it whatever the time.
fn is_node(process: u32) -> bool {
    let line = std::fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
    line.split('\0').nth(1) == Some("node")
}

/// Whether a process is there and has not ended.
fn lives(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// What interrupts whoever was started here: where that is ignored, as in the background of a script, TERM does the same.
fn interrupting() -> &'static str {
    let survived = Command::new("sh").args(["-c", "kill -INT $$"]).status().unwrap().signal().is_none();
    if survived { "-TERM" } else { "-INT" }
}

fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

/// The only entry of a folder with this beginning.
fn entry(folder: &Path, start: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path());
    entries.into_iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(start))
}

#[test]
fn when_it_is_killed_its_processes_go_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut parent = live(folder.path(), &["--topology", "ring:3"]);
    let three =
        || Some(children(parent.id())).filter(|all| all.len() == 3 && all.iter().all(|one| is_node(*one)));
    let started = until("three processes", three);
    parent.kill().unwrap();
    parent.wait().unwrap();
    until("they are gone", || started.iter().all(|child| !lives(*child)).then_some(()));
}

#[test]
fn even_those_that_were_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    let mut parent = live(folder.path(), &["--topology", "ring:3", "--logs", logs.to_str().unwrap()]);
    let begun = |log: PathBuf| log.metadata().is_ok_and(|log| log.len() > 0);
    let all_begun = || (0..3).all(|place| begun(logs.join(format!("{place}.jsonl")))).then_some(());
    until("three logs", all_begun);
    let started = children(parent.id());
    started.iter().for_each(|child| signal("-STOP", *child));
    parent.kill().unwrap();
    parent.wait().unwrap();
    until("they are gone", || started.iter().all(|child| !lives(*child)).then_some(()));
}

#[test]
fn when_one_of_them_is_killed_what_the_logs_agree_on_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("0.jsonl");
    let parent = live(folder.path(), &["--logs", folder.path().to_str().unwrap()]);
    until("a log of some length", || log.metadata().is_ok_and(|log| log.len() > 9_000).then_some(()));
    signal("-KILL", children(parent.id())[0]);
    let done = parent.wait_with_output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(3), "the snapshot had not begun: {err}");
    assert!(err.contains("P: ended by signal: 9 (SIGKILL)"), "{err}");
    assert!(err.contains("the log of P: cut off after event "), "{err}");
    assert!(String::from_utf8(done.stdout).unwrap().contains("No snapshot: P did not come"), "it was judged");
}

#[test]
fn nobody_else_can_read_its_secret() {
    let folder = tempfile::tempdir().unwrap();
    let mut parent = live(folder.path(), &[]);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let private = until("a folder", || entry(folder.path(), "sim-live-"));
    let secret = until("a secret", || entry(&private, "secret"));
    assert_eq!((mode(&private), mode(&secret)), (0o700, 0o600));
    until("a secret of some length", || Some(read(&secret)).filter(|secret| secret.len() == 64));
    signal(interrupting(), parent.id());
    assert_eq!(parent.wait().unwrap().code(), Some(3));
    assert_eq!(entry(folder.path(), "sim-"), None, "and it is gone afterwards");
}

/// A run whose first process was stopped as soon as it was seen, and what comes of it.
fn stopped(options: &[&str], then: impl Fn(u32)) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let parent = live(folder.path(), options);
    let first = || children(parent.id()).first().copied().filter(|first| is_node(*first));
    let first = until("a process", first);
    signal("-STOP", first);
    then(parent.id());
    let done = parent.wait_with_output().unwrap();
    assert!(!lives(first), "it is left behind");
    (done.status.code(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_process_that_was_stopped_is_not_waited_for_past_the_timeout() {
    let began = Instant::now();
    let (code, err) = stopped(&["--timeout", "700"], |_| ());
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("no verdict: "), "{err}");
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn nor_past_an_interruption() {
    let (code, err) = stopped(&["--timeout", "600000"], |parent| signal(interrupting(), parent));
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("interrupted: no verdict"), "{err}");
}
