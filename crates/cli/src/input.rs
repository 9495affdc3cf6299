//! Where input comes from: a file, or standard input for `-`. What was read is remembered, so that no output replaces it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use same_file::Handle;

use trace::Saved;

use crate::failure::Failure;
use crate::progress::Progress;

/// The files that were read so far.
static READ: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Remembers a file that is read in another way than by [`load`].
pub(crate) fn remember(path: &Path) {
    READ.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_path_buf());
}

/// The input that this file is, under whatever name.
pub(crate) fn that_is(file: &Path) -> Option<PathBuf> {
    let file = Handle::from_path(file).ok()?;
    let same = |input: &&PathBuf| handle(input).is_ok_and(|input| input == file);
    READ.lock().unwrap_or_else(PoisonError::into_inner).iter().find(same).cloned()
}

fn handle(input: &Path) -> std::io::Result<Handle> {
    if input == Path::new("-") { Handle::stdin() } else { Handle::from_path(input) }
}

/// The whole text of a file.
pub(crate) fn load(path: &Path) -> Result<String, Failure> {
    if path == Path::new("-")
        && READ.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|read| read == path)
    {
        return Err(Failure::with_tip(
            "standard input is read twice: it has one text",
            "name a file for one of the two",
        ));
    }
    remember(path);
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text).map(|_| ())
    } else {
        std::fs::read_to_string(path).map(|read| text = read)
    };
    match read {
        Ok(()) => Ok(text),
        Err(error) => Err(Failure::new(format!("cannot read '{}': {error}", path.display()))),
    }
}

/// The run that a file has.
pub(crate) fn load_run(path: &Path) -> Result<Saved, Failure> {
    let name = path.display();
    let _progress = Progress::doing(&format!("reading {name}"));
    trace::read(&load(path)?).map_err(|error| Failure::new(format!("cannot read '{name}': {error}")))
}
