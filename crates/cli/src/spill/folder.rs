//! The folder of a search: whose it is, and that nobody else is at it.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::disk::{Disk, Room, bytes_in};
use crate::args::ExploreArgs;
use crate::asked;
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::Scenario;
use crate::shard::differs;

/// The file that says of which experiment it is.
const EXPERIMENT: &str = "experiment.json";
/// The file that is locked.
const LOCK: &str = "lock";
/// How many MiB of disk there may be, if that was not said.
const MOST: u64 = 100 << 10;
const MIB: u64 = 1 << 20;

/// A folder, as long as this process has it.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    room: Room,
    /// Locked until it is closed, however the process ends.
    _lock: File,
}

impl Folder {
    /// Takes a folder, which is made if it is not there: nobody else has it, and it is of this experiment or of none.
    pub(crate) fn take(path: &Path, args: &ExploreArgs, scenario: &Scenario) -> Result<Self, Failure> {
        let bad = |error| Failure::new(format!("cannot use the folder '{}': {error}", path.display()));
        fs::create_dir_all(path).map_err(bad)?;
        refuse_other_files(path)?;
        let lock = lock(path)?;
        refuse_another(path, &asked::of("sim.spill/1", args, scenario))?;
        let most = args.max_disk.unwrap_or(MOST).saturating_mul(MIB);
        let room = Room { bytes: bytes_in(path).map_err(bad)?.into(), most };
        Ok(Self { path: path.to_path_buf(), room, _lock: lock })
    }

    /// The streams of one of its searches.
    pub(crate) fn disk(&self, search: &str) -> Result<Disk<'_>, Failure> {
        Disk::of(self.path.join(search), &self.room).map_err(|error| self.failed(&error))
    }

    /// Why a search cannot go on, and what can be done.
    pub(crate) fn failed(&self, error: &io::Error) -> Failure {
        let (what, folder) = (error.to_string(), self.path.display());
        match error.kind() {
            ErrorKind::QuotaExceeded | ErrorKind::StorageFull => Failure::NoVerdict {
                what,
                tip: Some("when there is more room, the same command goes on from what was kept".to_string()),
            },
            ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                let tip = format!("remove '{folder}', and the same command begins again");
                Failure::with_tip(format!("cannot go on from '{folder}': {what}"), tip)
            }
            _ => Failure::with_tip(what, "the same command goes on from what was kept"),
        }
    }
}

/// A folder in which there is something, but no search, is somebody's.
fn refuse_other_files(path: &Path) -> Result<(), Failure> {
    let bad = |error| Failure::new(format!("cannot read the folder '{}': {error}", path.display()));
    if path.join(EXPERIMENT).exists() {
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(bad)? {
        let name = entry.map_err(bad)?.file_name();
        // What a process leaves that was killed before it could say whose the folder is.
        if name != LOCK && !name.to_string_lossy().starts_with('.') {
            let what = format!("'{}' has something else than a search in it: {name:?}", path.display());
            return Err(Failure::with_tip(what, "name a folder that is empty, or not there yet"));
        }
    }
    Ok(())
}

fn lock(path: &Path) -> Result<File, Failure> {
    let bad = |error| Failure::new(format!("cannot lock '{}': {error}", path.join(LOCK).display()));
    let file = File::options().write(true).create(true).truncate(false).open(path.join(LOCK)).map_err(bad)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let what = format!("another process searches in '{}'", path.display());
            Err(Failure::with_tip(what, "wait until it has ended, or name another folder"))
        }
        Err(TryLockError::Error(error)) => Err(bad(error)),
    }
}

/// Says of which experiment the folder is, if that is not said; or that it is of another one.
fn refuse_another(path: &Path, experiment: &Value) -> Result<(), Failure> {
    let file = path.join(EXPERIMENT);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut output = Output::open(Some(&file))?;
            writeln!(output, "{experiment}")?;
            return output.finish();
        }
        Err(error) => return Err(Failure::new(format!("cannot read '{}': {error}", file.display()))),
    };
    let there: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("cannot read '{}': {error}", file.display())))?;
    let Some((field, [there, here])) = differs::first(&there, experiment) else { return Ok(()) };
    let what = format!(
        "'{}' is of another search than this one: {field} is {there} there, and {here} here",
        path.display()
    );
    let tip = match field.as_str() {
        "keep_going" => {
            "a page, too, is of a search with '--keep-going'; each search has a folder of its own"
        }
        _ => "each search has a folder of its own",
    };
    Err(Failure::with_tip(what, tip))
}
