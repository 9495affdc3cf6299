//! Files that are named: read whole, as UTF-8, up to a bound.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::bounds;
use crate::failure::Failure;

/// The whole text of a file.
pub(crate) fn load(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    let bad = |error: std::io::Error| Failure::new(format!("cannot read '{name}': {error}"));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(bad)?;
    file.take(bounds::TEXT + 1).read_to_end(&mut bytes).map_err(bad)?;
    if bytes.len() as u64 > bounds::TEXT {
        return Err(Failure::new(format!("cannot read '{name}': it goes on after {} bytes", bounds::TEXT)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        Failure::with_tip(format!("cannot read '{name}': line {line} is not UTF-8"), "save it as UTF-8 text")
    })
}
