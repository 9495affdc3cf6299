//! Any run: one that was saved, or one that logs tell of.

use std::path::{Path, PathBuf};

use observed::{Logs, Run, saved};

use crate::failure::Failure;
use crate::input::{load, read_run};
use crate::progress::Progress;
use crate::stderr::warn;

/// The run that a file has, or that the logs in several files tell of; those of a text are read by a pattern.
pub(crate) fn any_run(
    files: &[PathBuf],
    pattern: Option<&str>,
    record: Option<&str>,
) -> Result<Run, Failure> {
    let [file] = files else { return logs(files, pattern, record) };
    let progress = Progress::reading(file);
    let text = load(file)?;
    if trace::is_run(&text) && pattern.is_none() {
        let loaded = read_run(file, &text)?;
        return Ok(saved::run(&file.display().to_string(), &loaded.saved)?);
    }
    drop(progress);
    let mut logs = Logs::new(pattern, record)?;
    read(&mut logs, file, &text)?;
    Ok(logs.finish()?)
}

/// The run that logs tell of.
pub(crate) fn logs(files: &[PathBuf], pattern: Option<&str>, record: Option<&str>) -> Result<Run, Failure> {
    let mut logs = Logs::new(pattern, record)?;
    for file in files {
        let _progress = Progress::reading(file);
        read(&mut logs, file, &load(file)?)?;
    }
    Ok(logs.finish()?)
}

fn read(logs: &mut Logs, file: &Path, text: &str) -> Result<(), Failure> {
    let name = file.display().to_string();
    if let Some(line) = logs.read(&name, text)? {
        warn(&format!("the last line of '{name}', {line}, is cut off, and is left out"));
    }
    Ok(())
}
