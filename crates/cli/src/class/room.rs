//! Where copies of what was handed in lie: a folder of this process alone, locked as long as it runs. What a process that was killed has left there is
//! removed by the next one.
//!
//! It keeps nobody out: whoever may write there may remove it. One that was left before it was locked stays.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::failure::Failure;

/// What the name of such a folder begins with.
const BEGIN: &str = "sim-grade-";
/// What the name of the file in it begins with that is locked, and what it is called before it is.
const LOCK: &str = "lock";
const UNLOCKED: &str = "lock-to-be";

/// A folder, as long as this process has it.
#[derive(Debug)]
pub(super) struct Room {
    place: TempDir,
    /// Locked until it is closed, however the process ends.
    _lock: File,
}

impl Room {
    /// A folder of this process, among those of others, of which the abandoned ones are removed.
    pub(super) fn among(all: &Path) -> Result<Self, Failure> {
        remove_abandoned(all);
        Self::made(all)
            .map_err(|error| Failure::new(format!("cannot use '{}': {}", all.display(), error.kind())))
    }

    fn made(all: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(BEGIN);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let place = builder.tempdir_in(all)?;
        let lock = File::create(place.path().join(UNLOCKED))?;
        // Whoever looks for abandoned folders sees it locked or not at all. Where nothing can be locked it is never taken for abandoned.
        if lock.try_lock().is_ok() {
            fs::rename(place.path().join(UNLOCKED), place.path().join(lock_here()))?;
        }
        Ok(Self { place, _lock: lock })
    }

    /// An empty folder in it.
    pub(super) fn folder(&self) -> io::Result<TempDir> {
        tempfile::tempdir_in(self.place.path())
    }

    /// Where it is, for people.
    pub(super) fn shown(&self) -> impl std::fmt::Display {
        self.place.path().display()
    }
}

/// The name of the lock of a process on this machine: where the folder is shared by several, one of another may not be known here.
fn lock_here() -> String {
    let machine = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    format!("{LOCK}-{}", machine.trim())
}

/// Removes what others have left, as far as that can be done.
fn remove_abandoned(all: &Path) {
    for entry in fs::read_dir(all).into_iter().flatten().flatten() {
        let is_room = entry.file_name().to_string_lossy().starts_with(BEGIN);
        if is_room && is_abandoned(&entry.path()).unwrap_or(false) {
            // Somebody else may be at it, or its owner may have forbidden it: then it stays.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a folder had a process, and has none any more.
fn is_abandoned(folder: &Path) -> io::Result<bool> {
    let lock = folder.join(lock_here());
    // A link could lead anywhere, and a pipe would be waited for.
    let is_plain = fs::symlink_metadata(folder)?.is_dir() && fs::symlink_metadata(&lock)?.is_file();
    Ok(is_plain && File::open(lock)?.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_removed_by_the_next_process_if_nobody_has_it_and_by_nobody_else() {
        let all = TempDir::new().unwrap();
        let left = Room::made(all.path()).unwrap();
        let (abandoned, lock) = (left.place.keep(), left._lock);
        drop(lock);
        fs::create_dir(all.path().join("sim-grade-without-a-lock")).unwrap();
        let first = Room::among(all.path()).unwrap();
        let _second = Room::among(all.path()).unwrap();
        assert!(!abandoned.exists() && first.place.path().exists());
        assert_eq!(fs::read_dir(all.path()).unwrap().count(), 3);
    }
}
