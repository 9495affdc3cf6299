//! A text by a pattern with named groups: each group that took part is a field of `sim.log/1`.
//!
//! A pattern looks at one line, or at as many as it has `\n`; so the time is linear in the text whatever the pattern is.

mod fields;

use std::collections::BTreeSet;

use regex::{Captures, Regex, RegexBuilder};

use crate::error::LogError;
use crate::line::{Line, Text};
use fields::{GROUPS, lines};

/// How large a pattern may become, in bytes.
const SIZE: usize = 1 << 20;
/// The most lines that a pattern may look at.
const TALLEST: usize = 16;

/// How lines of a text are read.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    regex: Regex,
    lines: usize,
    /// Whether every line has to be one of the log.
    strict: bool,
}

impl Pattern {
    /// A pattern for any text: lines that do not match say nothing.
    pub(super) fn of_text(pattern: &str) -> Result<Self, LogError> {
        Self::new(pattern, false)
    }

    /// A pattern for a log of which every line has to match.
    pub(super) fn of_clocks(pattern: &str) -> Result<Self, LogError> {
        Self::new(pattern, true)
    }

    fn new(pattern: &str, strict: bool) -> Result<Self, LogError> {
        let regex = compiled(pattern)?;
        let lines = 1 + pattern.matches(r"\n").count();
        if lines > TALLEST {
            return Err(LogError::of_all(format!("the pattern looks at more than {TALLEST} lines")));
        }
        if !regex.capture_names().flatten().any(|name| GROUPS.contains(&name)) {
            let tip =
                "named groups: (?<host>..) (?<send>..) (?<to>..) (?<recv>..) (?<record>..) (?<clock>..)";
            return Err(LogError::of_all("the pattern has no group that says something").with_tip(tip));
        }
        Ok(Self { regex, lines, strict })
    }

    /// Whether it matches this line.
    pub(super) fn matches(&self, line: &str) -> bool {
        self.regex.is_match(line)
    }

    /// Reads a text.
    pub(super) fn read(
        &self,
        file: &str,
        text: &str,
        recorded: &mut Recorded,
        add: &mut impl FnMut(u32, Line) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        self.read_from(file, (text, 1), recorded, add)
    }

    /// The same of a text that begins with a later line of its file.
    pub(super) fn read_from(
        &self,
        file: &str,
        (text, first): (&str, u32),
        recorded: &mut Recorded,
        add: &mut impl FnMut(u32, Line) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let rows: Vec<&str> = text.lines().collect();
        let (mut place, mut line) = (0, first);
        while place < rows.len() {
            let error = |what, tip| LogError { file: file.to_string(), line, what, tip };
            let taken = match self.block(&rows[place..]) {
                Some((block, taken)) => {
                    let captures = self.regex.captures(&block).expect("it matches");
                    for said in self.said(&captures, file, recorded).map_err(|what| error(what, None))? {
                        add(line, said)?;
                    }
                    taken
                }
                None if self.strict && !rows[place].trim().is_empty() => {
                    let tip = "expected 'host {\"host\":1} event'; '--pattern' reads other texts";
                    return Err(error("the line is neither JSON nor one of ShiViz".to_string(), Some(tip)));
                }
                None => 1,
            };
            place += taken;
            line += u32::try_from(taken).expect("a few");
        }
        Ok(())
    }

    /// The fewest of the next lines that match, from within the first of them on.
    fn block(&self, rows: &[&str]) -> Option<(String, usize)> {
        let blocks = (1..=self.lines.min(rows.len())).map(|count| (rows[..count].join("\n"), count));
        let begins = |block: &str| self.regex.find(block).is_some_and(|found| found.start() <= rows[0].len());
        blocks.into_iter().find(|(block, _)| begins(block))
    }

    fn said(
        &self,
        captures: &Captures<'_>,
        file: &str,
        recorded: &mut Recorded,
    ) -> Result<Vec<Line>, String> {
        let group = |name: &str| captures.name(name).map(|found| found.as_str());
        let process = group("host").or(group("p")).unwrap_or_else(|| stem(file));
        let event = group("event").unwrap_or(&captures[0]);
        let record = recorded.by(process, event)?;
        lines(process, group, record)
    }
}

/// A name of a file without its folders and its ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

fn compiled(pattern: &str) -> Result<Regex, LogError> {
    RegexBuilder::new(pattern).multi_line(true).size_limit(SIZE).build().map_err(|error| {
        let text = error.to_string();
        let last = text.lines().next_back().unwrap_or_default();
        LogError::of_all(format!("'{pattern}' is no pattern: {}", last.trim_start_matches("error: ")))
    })
}

/// Which events of a text are recordings: of each process the first that matches, for each snapshot.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorded {
    regex: Option<Regex>,
    seen: BTreeSet<(String, u64)>,
}

impl Recorded {
    /// Those that match this pattern.
    pub(super) fn new(pattern: Option<&str>) -> Result<Self, LogError> {
        Ok(Self { regex: pattern.map(compiled).transpose()?, seen: BTreeSet::new() })
    }

    /// Whether any is asked for.
    pub(super) const fn is_asked(&self) -> bool {
        self.regex.is_some()
    }

    /// The recording that an event of a process is, if it is one.
    fn by(&mut self, process: &str, event: &str) -> Result<Option<Line>, String> {
        let Some(captures) = self.regex.as_ref().and_then(|regex| regex.captures(event)) else {
            return Ok(None);
        };
        let number =
            captures.name("snapshot").map_or(Ok(1), |number| fields::number("snapshot", number.as_str()))?;
        let state = captures.name("state").map(|state| Text(state.as_str().to_string()));
        let is_first = self.seen.insert((process.to_string(), number));
        Ok(is_first.then(|| Line { record: Some(number), state, ..Line::default() }))
    }
}
