//! JSON lines: `sim.log/1` as it is.

use trace::json;

use crate::error::LogError;
use crate::line::Line;

/// Whether a text seems to be JSON lines.
pub(super) fn is(text: &str) -> bool {
    text.trim_start().is_empty() || text.trim_start().starts_with('{')
}

/// Reads them. A process that was killed may have written half a line; the number of that line comes back.
pub(super) fn read(
    file: &str,
    text: &str,
    add: &mut impl FnMut(u32, Line) -> Result<(), LogError>,
) -> Result<Option<u32>, LogError> {
    let last = text.lines().count();
    for (line, said) in (1..).zip(text.lines()).filter(|(_, said)| !said.trim().is_empty()) {
        match json::parse(said) {
            Ok(said) => add(line, said)?,
            Err(error) if error.cut_off && line as usize == last && line > 1 && !text.ends_with('\n') => {
                return Ok(Some(line));
            }
            Err(error) => {
                let what = error.to_string();
                let tip = (!said.trim_start().starts_with('{')).then_some("each line is one JSON object");
                return Err(LogError { file: file.to_string(), line, what, tip });
            }
        }
    }
    Ok(None)
}
