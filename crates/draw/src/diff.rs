//! Two runs beside each other: what [`trace::diff`] found, in words, and as one page that needs nothing but itself.
//!
//! It compares nothing itself, and judges nothing: a verdict is the one that the run's file has. `told` is all that is said, for the page
//! and for whoever writes it as text; `side` is one of the two runs, `written` the page. Its diagrams are those of `html`: the same
//! elements, script and data, once for each run.

use std::io::{self, Write};

mod side;
mod told;
mod written;

pub use side::Side;
pub use told::{NOT_COMPARED, Parting, Row, Rows, Told, told};

use trace::diff::Diff;

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(diff: &Diff<'_>, sides: &[Side<'_>; 2], out: &mut impl Write) -> io::Result<()> {
    written::write(diff, sides, out)
}
