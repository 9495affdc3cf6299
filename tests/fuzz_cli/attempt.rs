//! One command line tried: what the program may do, and what it may not.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::case::Case;

/// The memory that the program may take, in KiB: address space, of which threads alone take much.
const MEMORY: u64 = 8 << 20;
/// After that long it is told to stop: by SIGTERM, because SIGINT is ignored in the background.
const PATIENCE: Duration = Duration::from_secs(4);
/// So long it may take to stop.
const STOPPING: Duration = Duration::from_secs(6);
/// What it writes at most, in blocks of 512 bytes.
const WRITTEN: u64 = 1 << 20;

/// Tries a case in its folder; the error is what is wrong.
pub(crate) fn of(case: &Case, folder: &Path, program: &Path) -> Result<(), String> {
    let told = |error: io::Error| format!("cannot be tried: {error}");
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    let program = fs::canonicalize(program).map_err(told)?;
    let limited = format!("ulimit -v {MEMORY}; ulimit -f {WRITTEN}; ulimit -c 0; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(limited).arg(program).args(&case.words).current_dir(folder);
    command.env("TMPDIR", ".").env("SIM_SEED", "").stdin(Stdio::null());
    command.stdout(File::create(&out).map_err(told)?).stderr(File::create(&err).map_err(told)?);
    let (status, asked) = wait(command.spawn().map_err(told)?)?;
    let said = String::from_utf8_lossy(&fs::read(&err).map_err(told)?).into_owned();
    judge(status, asked, &said)?;
    nothing_left(case, folder, asked)
}

/// Waits for the end; `true` if it had to be asked for.
fn wait(mut child: Child) -> Result<(ExitStatus, bool), String> {
    let begin = Instant::now();
    let mut asked = false;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok((status, asked));
        }
        if !asked && begin.elapsed() > PATIENCE {
            asked = true;
            let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        }
        if begin.elapsed() > PATIENCE + STOPPING {
            let _ = child.kill();
            let _ = child.wait();
            return Err("it goes on after SIGTERM".to_string());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Whether an end is one that there may be.
fn judge(status: ExitStatus, asked: bool, said: &str) -> Result<(), String> {
    let first = said.lines().next().unwrap_or_default();
    if let Some(panic) = said.lines().find(|line| line.contains("panicked at")) {
        return Err(format!("it panics: {panic}"));
    }
    match status.code() {
        Some(0 | 1 | 3) => Ok(()),
        Some(2) if said.trim().is_empty() => Err("exit code 2 without a word".to_string()),
        Some(2) if !said.contains("error:") => Err(format!("exit code 2 without an error: {first}")),
        Some(2) => Ok(()),
        // Work that has nothing to keep ends by the signal itself.
        None if asked => Ok(()),
        _ => Err(format!("it ends with {status}: {first}")),
    }
}

/// Whether only what was asked for has been written, and what was there is as it was.
fn nothing_left(case: &Case, folder: &Path, asked: bool) -> Result<(), String> {
    let named: BTreeSet<&str> = case.words.iter().map(String::as_str).collect();
    let logs_here = case.words.windows(2).any(|pair| pair == ["--logs", "."]);
    for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
        let name = entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
        let partial = name.strip_suffix(".partial");
        let expected = ["stdout", "stderr", "logs"].contains(&name.as_str())
            || named.contains(name.as_str())
            || (logs_here && name.ends_with(".jsonl"))
            || case.files.iter().any(|(file, _)| *file == name)
            || partial.is_some_and(|of| asked && named.contains(of));
        if !expected {
            return Err(format!("it leaves '{name}'"));
        }
    }
    for (name, text) in &case.files {
        let now = fs::read(folder.join(name)).map_err(|error| format!("'{name}' is gone: {error}"))?;
        if now != text.as_bytes() && !named.contains(name) {
            return Err(format!("it changes '{name}', which was not named"));
        }
    }
    Ok(())
}
