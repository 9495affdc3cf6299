//! The program, run: with arguments, with input; and what it answers.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs in the repository's root.
pub(crate) fn sim(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sim"));
    command.args(args).env_remove("SIM_SEED").env("NO_COLOR", "1").current_dir(root());
    command
}

pub(crate) fn with_input(args: &[&str], input: &str) -> Output {
    let streams = |command: &mut Command| {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut child = streams(&mut sim(args));
    // A program that has seen enough may have gone before everything is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn code(done: &Output) -> i32 {
    done.status.code().unwrap()
}

pub(crate) fn stdout(done: &Output) -> String {
    String::from_utf8(done.stdout.clone()).unwrap()
}

pub(crate) fn stderr(done: &Output) -> String {
    String::from_utf8(done.stderr.clone()).unwrap()
}

pub(crate) fn run(args: &[&str]) -> Output {
    sim(args).output().unwrap()
}

pub(crate) fn json(done: &Output) -> Value {
    serde_json::from_str(&stdout(done)).unwrap()
}
