//! What somebody has handed in: which files, as one number, and as a copy in which a test may do what it likes.
//!
//! Only what is a file is read: a symbolic link could lead anywhere, a device has no end, and a pipe is waited for.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use trace::assignment::{Assignment, Kind};

/// How many files somebody may hand in.
const MOST: usize = 2000;
/// How many bytes they may have together.
const BYTES: u64 = 64 << 20;
/// How deep folders may lie in each other.
const DEPTH: usize = 16;

/// What somebody has handed in.
#[derive(Debug)]
pub(super) struct HandedIn {
    /// Where the files lie.
    folder: PathBuf,
    /// All files, by their paths from there, in order.
    all: Vec<PathBuf>,
    /// The names of those that are asked for.
    pub(super) asked: Vec<String>,
}

/// Why nothing can be tested.
#[derive(Debug)]
pub(super) struct Untested {
    pub(super) why: String,
    /// Whether it could not even be read: then nothing is known of what was handed in.
    pub(super) unread: bool,
}

impl From<String> for Untested {
    /// It was read, and is not what is asked for.
    fn from(why: String) -> Self {
        Self { why, unread: false }
    }
}

/// It could not be read; nothing for a name is the place itself.
fn unreadable(name: &Path, error: &io::Error) -> Untested {
    let name = if name == Path::new("") { "it".to_string() } else { format!("'{}'", name.display()) };
    Untested { why: format!("{name} cannot be read: {}", error.kind()), unread: true }
}

/// Looks what lies in a student's place, or says why it cannot be tested.
pub(super) fn look(place: &Path, assignment: &Assignment) -> Result<HandedIn, Untested> {
    let unreadable = |error: io::Error| unreadable(Path::new(""), &error);
    let kind = fs::symlink_metadata(place).map_err(unreadable)?.file_type();
    let (folder, mut all) = if kind.is_dir() {
        let mut all = Vec::new();
        collect(place, Path::new(""), 0, &mut all)?;
        (place, all)
    } else if kind.is_file() {
        let name = place.file_name().expect("it was listed by its name");
        (place.parent().expect("it was listed in a folder"), vec![name.into()])
    } else {
        return Err("it is neither a folder nor a file".to_string().into());
    };
    all.sort();
    let names = all.iter().filter_map(|file| file.to_str());
    let matching = |name: &&str| kind.is_file() || (!name.contains('/') && matches(&assignment.file, name));
    let asked: Vec<_> = names.filter(matching).map(str::to_string).collect();
    match asked.len() {
        0 => Err(format!("there is no file '{}'", assignment.file).into()),
        several if several > 1 && assignment.submission != Kind::Log => {
            Err(format!("there are {several} files '{}', and one is asked for", assignment.file).into())
        }
        _ => Ok(HandedIn { folder: folder.to_path_buf(), all, asked }),
    }
}

/// Collects the files of a folder, and of those in it.
fn collect(root: &Path, within: &Path, depth: usize, all: &mut Vec<PathBuf>) -> Result<(), Untested> {
    let unreadable = |error: io::Error| unreadable(within, &error);
    for entry in fs::read_dir(root.join(within)).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, kind) = (within.join(entry.file_name()), entry.file_type().map_err(unreadable)?);
        if kind.is_dir() && depth == DEPTH {
            return Err(format!("there are more than {DEPTH} folders in each other").into());
        } else if kind.is_dir() {
            collect(root, &path, depth + 1, all)?;
        } else if kind.is_file() {
            all.push(path);
        }
        if all.len() > MOST {
            return Err(format!("there are more than {MOST} files").into());
        }
    }
    Ok(())
}

/// Whether a name is of this form, in which `*` stands for anything.
fn matches(form: &str, name: &str) -> bool {
    let parts: Vec<_> = form.split('*').collect();
    let [first, middle @ .., last] = &parts[..] else { return form == name };
    let within = name.strip_prefix(first).and_then(|name| name.strip_suffix(last));
    // The earliest place of each part leaves the most for those after it.
    let after = |rest: &str, part: &&str| rest.find(part).map(|place| rest[place + part.len()..].to_string());
    within
        .and_then(|name| middle.iter().try_fold(name.to_string(), |rest, part| after(&rest, part)))
        .is_some()
}

impl HandedIn {
    /// Adds names and contents of all files to a hash, or says why not.
    pub(super) fn digest(&self, hash: &mut Sha256) -> Result<(), Untested> {
        let mut left = BYTES;
        for path in &self.all {
            let unreadable = |error: io::Error| unreadable(path, &error);
            let file = File::open(self.folder.join(path)).map_err(unreadable)?;
            let mut bytes = Vec::new();
            file.take(left + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            left = left
                .checked_sub(bytes.len() as u64)
                .ok_or_else(|| format!("the files have more than {} MiB", BYTES >> 20))?;
            for part in [path.as_os_str().as_encoded_bytes(), &bytes] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        Ok(())
    }

    /// Copies all files into a folder that is empty. What is asked for may be run there: an archive may have lost who may run what, so that
    /// goes by the name alone.
    pub(super) fn copy(&self, to: &Path) -> io::Result<()> {
        for path in &self.all {
            let copy = to.join(path);
            fs::create_dir_all(copy.parent().expect("it is in a folder"))?;
            fs::copy(self.folder.join(path), &copy)?;
        }
        #[cfg(unix)]
        for name in &self.asked {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = if exec::Source::has_interpreter(Path::new(name)) { 0o600 } else { 0o700 };
            fs::set_permissions(to.join(name), fs::Permissions::from_mode(mode))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything_and_all_else_for_itself() {
        for (form, name) in
            [("snapshot.*", "snapshot.py"), ("*", ""), ("*.log", "a.log"), ("a*b*c", "axbxbc"), ("é*", "éé")]
        {
            assert!(matches(form, name), "{form} {name}");
        }
        for (form, name) in
            [("snapshot.*", "snapshot"), ("*.log", "a.log2"), ("a*b*c", "acb"), ("", "x"), ("x.py", "X.py")]
        {
            assert!(!matches(form, name), "{form} {name}");
        }
    }
}
