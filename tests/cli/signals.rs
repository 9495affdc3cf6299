//! Signals: what was done is kept, nothing is left behind, and what was ignored stays ignored.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::{ENDLESS, endless, run, sim, text};

/// Whether what is started here ignores a signal, as all do in the background of a script or under `nohup`.
fn is_ignored(signal: &str) -> bool {
    let script = format!("kill {signal} $$");
    Command::new("sh").args(["-c", &script]).status().unwrap().signal().is_none()
}

/// Sends a signal, or TERM instead of one that is ignored where these tests were started.
pub(crate) fn signal(child: &Child, signal: &str) {
    send(child, if is_ignored(signal) { "-TERM" } else { signal });
}

fn send(child: &Child, signal: &str) {
    let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Starts what writes to `out`, where there is an old file, and waits until it has begun to write.
fn begun(folder: &Path, mut command: Command) -> Child {
    let file = folder.join("out");
    std::fs::write(&file, "old").unwrap();
    let child = command.arg("-o").arg(file).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    while names(folder).len() < 2 {
        std::thread::yield_now();
    }
    child
}

#[test]
fn whatever_asks_a_run_to_stop_keeps_what_was_written_beside_the_old_file() {
    for which in ["-INT", "-TERM", "-HUP", "-XCPU"] {
        let folder = TempDir::new().unwrap();
        let child = begun(folder.path(), sim(&ENDLESS));
        signal(&child, which);
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{which}");
        assert_eq!(names(folder.path()), ["out", "out.partial"], "{which}");
        assert_eq!(std::fs::read_to_string(folder.path().join("out")).unwrap(), "old");
        assert!(text(&done.stderr).ends_with("interrupted: no verdict\n"));
    }
}

#[test]
fn a_check_a_comparison_and_a_search_that_are_stopped_do_not_replace_a_finished_file() {
    let check = ["check", "--seeds", "0..9000000000000000"];
    let compare = ["compare", "--seeds", "0..9000000000000000"];
    let explore = ["explore", "--topology", "complete:5", "--program", "bank", "--param", "transfers=9"];
    for args in [&check[..], &compare, &explore] {
        let folder = TempDir::new().unwrap();
        let child = begun(folder.path(), sim(args));
        signal(&child, "-INT");
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{args:?}");
        assert_eq!(names(folder.path()), ["out", "out.partial"], "{args:?}");
        assert_eq!(std::fs::read_to_string(folder.path().join("out")).unwrap(), "old");
        assert!(text(&done.stderr).contains("what was written is in"), "{args:?}");
    }
}

#[test]
fn a_file_that_grows_too_large_is_an_error_and_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 64; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_sim")]).args(ENDLESS);
    let done = begun(folder.path(), command).wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("File too large"), "{}", text(&done.stderr));
    assert_eq!(names(folder.path()), ["out"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_was_ignored_stays_ignored() {
    for which in ["HUP", "INT"] {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("sh");
        let script = format!("trap '' {which}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_sim")]).args(ENDLESS);
        let child = begun(folder.path(), command);
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap().trim();
        let ignored = u64::from_str_radix(ignored, 16).unwrap();
        let number = if which == "HUP" { 1 } else { 2 };
        assert_ne!(ignored & (1 << (number - 1)), 0, "{which}");
        send(&child, &format!("-{which}"));
        send(&child, "-TERM");
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(3), "{which}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_without_a_verdict_and_with_whole_lines() {
    let mut child = endless();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = lines.next().unwrap().unwrap();
    signal(&child, "-INT");
    for line in lines {
        last = line.unwrap();
    }
    assert!(last.starts_with("{\"type\":\"event\"") && last.ends_with('}'), "{last}");
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(3));
    assert_eq!(text(&done.stderr), "interrupted: no verdict\n");
}

#[test]
fn a_run_that_is_stopped_while_it_is_judged_ends_without_a_verdict() {
    let folder = TempDir::new().unwrap();
    let (top, script) = (folder.path().join("two.top"), folder.path().join("snapshots.events"));
    std::fs::write(&top, "2\nA 1\nB 1\nA B\nB A\n").unwrap();
    std::fs::write(&script, "snapshot A\n".repeat(300)).unwrap();
    let args = ["-f", "jsonl", "--topology", top.to_str().unwrap(), "--events", script.to_str().unwrap()];
    let all = text(&run(&args).stdout);
    // The run itself looks for signals after 4,096 events only.
    assert!(all.lines().count() < 4_096 && all.len() > 1 << 18, "it waits for its reader, more than once");
    let mut child = sim(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    output.read_line(&mut told).unwrap();
    signal(&child, "-INT");
    output.read_to_string(&mut told).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(3), "interrupted: no verdict\n"));
    assert_eq!(told.lines().count(), all.lines().count() - 1, "all but the result");
}

#[cfg(target_os = "linux")]
/// Waits until a sweep is at work, as far as can be seen from outside: three threads are there before, and a signal would end them.
pub(crate) fn wait_for_threads(child: &Child) {
    let tasks = format!("/proc/{}/task", child.id());
    while std::fs::read_dir(&tasks).is_ok_and(|tasks| tasks.count() < 4) {
        std::thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_sweep_counts_whole_seeds_only() {
    for snapshots in ["1", "300"] {
        let options = ["check", "--seeds", "0..1000000000", "--snapshots", snapshots, "-f", "json"];
        let child = sim(&options).stdout(Stdio::piped()).spawn().unwrap();
        wait_for_threads(&child);
        signal(&child, "-INT");
        let told = child.wait_with_output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        let states = told["outcomes"].as_array().unwrap().iter();
        let recorded: u64 = states.map(|state| state["seeds"].as_u64().unwrap()).sum();
        let seeds = told["seeds"].as_u64().unwrap();
        assert_eq!(recorded, seeds * snapshots.parse::<u64>().unwrap(), "{told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_comparison_tells_of_whole_seeds_and_has_no_verdict() {
    // What is not paid for is wrong in nearly every seed; that all is as claimed is not known all the same.
    for name in ["chandy-lamport", "naive-request"] {
        let options = ["compare", "--algorithms", name, "--seeds", "0..1000000000", "-f", "json"];
        let child = sim(&options).stdout(Stdio::piped()).spawn().unwrap();
        wait_for_threads(&child);
        signal(&child, "-INT");
        let told = child.wait_with_output().unwrap();
        assert_eq!(told.status.code(), Some(3), "{name}");
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!((&told["verdict"], &told["interrupted"]), (&"unknown".into(), &true.into()));
        let algorithm = &told["algorithms"][0];
        let seeds = |on: &serde_json::Value| on["seeds"].as_u64().unwrap();
        assert!(seeds(&algorithm["costs"]) < 1_000_000_000);
        assert!(algorithm["disciplines"].as_array().unwrap().iter().all(|on| seeds(on) == 0), "{algorithm}");
    }
}
