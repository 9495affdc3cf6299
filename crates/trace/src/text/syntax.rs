//! The text as TOML. The parser is a library's; only what it says badly is said better here.

use std::ops::Range;

use toml::de::DeTable;

use super::error::Finding;
use super::place::line_at;

/// The whole text.
pub(crate) fn document(text: &str) -> Result<DeTable<'_>, Finding> {
    let error = match DeTable::parse(text) {
        Ok(table) => return Ok(table.into_inner()),
        Err(error) => error,
    };
    if error.message().contains("recursion") {
        // The parser does not say where a dotted key is that nests too deep.
        let span = error.span().unwrap_or_else(|| most_dots(text));
        return Err(Finding::new(span, "this nests too deep"));
    }
    let span = error.span().unwrap_or_default();
    let line = line_at(text, span.start);
    if line.split('#').next().is_some_and(|said| said.trim_end().ends_with('=')) {
        return Err(Finding::new(span, "a value is missing after '='"));
    }
    let finding = Finding::new(span, error.message());
    let unquoted_range = line.contains("..") && !line.contains(['"', '\'']);
    Err(if unquoted_range {
        finding.tip("a range is written in quotes, such as \"1..=20\"")
    } else {
        finding
    })
}

/// The first line of those with the most dots.
fn most_dots(text: &str) -> Range<usize> {
    let (mut start, mut most) = (0, (0, 0..0));
    for line in text.split_inclusive('\n') {
        let dots = line.bytes().filter(|byte| *byte == b'.').count();
        if dots > most.0 {
            most = (dots, start..start + line.trim_end().len());
        }
        start += line.len();
    }
    most.1
}
