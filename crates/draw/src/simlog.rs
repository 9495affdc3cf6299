//! A run as a log of `sim.log/1`, as another program would have written it: without handlers, commands and verdicts.

use std::io::{self, Write};

use trace::Saved;

use crate::extent::Extent;

/// Writes the log.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, extent: &Extent, out: &mut impl Write) -> io::Result<()> {
    let range = extent.select(&run.events, usize::MAX).range;
    observed::saved::tell(run, &run.events[range], |_, line| {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)
    })
}
