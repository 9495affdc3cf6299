//! Saved runs of the laboratory, `sim.run/2`: taken as the log of another program, so that nothing of them is believed but what
//! happened and what was recorded.

use trace::Saved;

use crate::error::LogError;
use crate::line::Line;
use crate::saved;

/// Whether a text seems to be a saved run: its schema is near its beginning.
pub(super) fn is(text: &str) -> bool {
    const NEAR: usize = 1 << 12;
    let near = &text.as_bytes()[..NEAR.min(text.len())];
    let schema = b"\"sim.run/";
    text.trim_start().starts_with('{') && near.windows(schema.len()).any(|part| part == schema)
}

/// Reads it. The number of a last line that is cut off comes back.
pub(super) fn read(
    file: &str,
    text: &str,
    mut add: impl FnMut(u32, Line) -> Result<(), LogError>,
) -> Result<Option<u32>, LogError> {
    let loaded = trace::load(text).map_err(|error| no_run(file, &error.to_string()))?;
    let Saved { events, .. } = &loaded.saved;
    saved::tell(&loaded.saved, events, |seq, line| {
        let number = u32::try_from(seq).map_err(|_| no_run(file, "it has too many events"))?;
        add(number, line)
    })?;
    Ok(loaded.cut_off.and_then(|line| u32::try_from(line).ok()))
}

fn no_run(file: &str, what: &str) -> LogError {
    LogError { file: file.to_string(), line: 0, what: what.to_string(), tip: None }
}
