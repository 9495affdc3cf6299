//! Where input comes from: a file, or standard input for `-`.

use std::io::Read as _;
use std::path::Path;

use crate::failure::Failure;

/// The whole text of a file.
pub(crate) fn load(path: &Path) -> Result<String, Failure> {
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
