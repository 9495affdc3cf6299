//! Who has handed in something: the names in a folder.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// The names of all that was handed in, in order. What is hidden is nobody's.
pub(super) fn of(place: &Path, [results, assignment]: [&Path; 2]) -> Result<Vec<OsString>, Failure> {
    refuse_among(place, results)?;
    let entries = fs::read_dir(place).map_err(|error| unusable(place, &error))?;
    let mut students = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unusable(place, &error))?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_hidden && !is_same(&entry.path(), assignment) {
            students.push(entry.file_name());
        }
    }
    if students.is_empty() {
        return Err(Failure::new(format!("nobody has handed in anything: '{}' is empty", place.display())));
    }
    students.sort();
    Ok(students)
}

/// Refuses results that would be taken for what was handed in.
fn refuse_among(place: &Path, results: &Path) -> Result<(), Failure> {
    let parent = results.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !is_same(place, results) && !is_same(place, parent) {
        return Ok(());
    }
    let what = format!("the results would be among what was handed in, in '{}'", place.display());
    Err(Failure::with_tip(what, "choose another folder with -o"))
}

/// A folder that cannot be used.
pub(super) fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot use '{}': {error}", path.display()))
}

/// Whether two paths lead to one place. Neither is opened: a pipe would be waited for.
fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
