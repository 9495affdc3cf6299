//! Logs as ShiViz reads them, and GoVector writes them: a process, its vector clock, and what happened, on one line or on two. A first
//! line that is a pattern, as ShiViz's own examples have it, says how the others are to be read.

use regex::Regex;

use super::pattern::Pattern;
use crate::error::LogError;

/// How a log without a pattern of its own is read.
const USUAL: &str = r"^(?<host>\S+) (?<clock>\{[^}]*\})[ \n](?<event>[^\n]*)$";

/// How the log is read, the rest of it, and the number of its first line.
pub(super) fn pattern<'t>(file: &str, text: &'t str) -> Result<(Pattern, &'t str, u32), LogError> {
    let error = |line, what: String, tip| LogError { file: file.to_string(), line, what, tip };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end_matches('\r');
    if !first.contains("(?<") {
        return Ok((Pattern::of_clocks(USUAL).expect("it is a pattern"), text, 1));
    }
    let pattern =
        Pattern::of_clocks(&in_rust(first)).map_err(|LogError { what, tip, .. }| error(1, what, tip))?;
    let (second, after) = rest.split_once('\n').unwrap_or((rest, ""));
    match second.trim() {
        "" => Ok((pattern, after, 3)),
        _ if pattern.matches(second) => Ok((pattern, rest, 2)),
        _ => {
            let what = "the second line separates several runs, and this is read as one".to_string();
            Err(error(2, what, Some("give each run a file of its own, with an empty second line")))
        }
    }
}

/// A pattern as JavaScript has it: there a brace that counts nothing stands for itself.
fn in_rust(pattern: &str) -> String {
    let counts = Regex::new(r"^\{\d+(,\d*)?\}").expect("it is a pattern");
    let (mut out, mut rest) = (String::new(), pattern);
    while let Some(char) = rest.chars().next() {
        let counted = counts.find(rest).map(|found| found.end());
        let taken = match char {
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            '{' | '}' if counted.is_none() => {
                out.push('\\');
                1
            }
            '{' => counted.expect("it counts"),
            other => other.len_utf8(),
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brace_that_counts_nothing_stands_for_itself() {
        assert_eq!(in_rust(r"(?<clock>{.*})\n\d{1,3}\{x{2}"), r"(?<clock>\{.*\})\n\d{1,3}\{x{2}");
        assert_eq!(in_rust(r"a\"), r"a\");
    }
}
