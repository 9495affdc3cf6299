//! Logs become lines of `sim.log/1`: JSON lines as they are, logs for ShiViz and other texts by a pattern. Any number of files, in any
//! order but for those of one process.

mod jsonl;
mod pattern;
mod saved;
mod shiviz;

use crate::bounds;
use crate::build::{Builder, Wrong};
use crate::error::LogError;
use crate::known;
use crate::model::Run;
use pattern::{Pattern, Recorded};

/// Logs of one run, as they are read.
#[derive(Debug, Default)]
pub struct Logs {
    builder: Builder,
    /// How each line of a text is read; without it a file says by its beginning what it is.
    pattern: Option<Pattern>,
    recorded: Recorded,
    files: Vec<String>,
}

impl Logs {
    /// Reads files as they are, or texts by a pattern with named groups; what tells of a recording, where the log is a text, may be
    /// another pattern.
    ///
    /// # Errors
    /// When that is no pattern, or has no group that says something.
    pub fn new(pattern: Option<&str>, record: Option<&str>) -> Result<Self, LogError> {
        let pattern = pattern.map(Pattern::of_text).transpose()?;
        Ok(Self { pattern, recorded: Recorded::new(record)?, ..Self::default() })
    }

    /// Reads a file. Its last line may be cut off, if it is one of JSON; then it is left out, and its number is what comes back.
    ///
    /// # Errors
    /// When it is no log; with the line.
    pub fn read(&mut self, name: &str, text: &str) -> Result<Option<u32>, LogError> {
        self.builder.file(name).map_err(|wrong| told(name, 0, wrong))?;
        self.files.push(name.to_string());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if self.pattern.is_none() && saved::is(text) {
            return self.read_saved(name, text);
        }
        if self.builder.run.is_saved {
            return Err(told(name, 0, two_runs()));
        }
        let long = (1..).zip(text.lines()).find(|(_, line)| line.len() > bounds::LINE);
        if let Some((line, _)) = long {
            let what = format!("the line has more than {} bytes", bounds::LINE);
            return Err(told(name, line, (what, None)));
        }
        let builder = &mut self.builder;
        let mut add = |line, said| builder.add(line, said).map_err(|wrong| told(name, line, wrong));
        match &self.pattern {
            Some(pattern) => pattern.read(name, text, &mut self.recorded, &mut add).map(|()| None),
            None if jsonl::is(text) && self.recorded.is_asked() => {
                let what = "a log of JSON lines says itself what it records".to_string();
                Err(told(name, 0, (what, Some("leave out '--record'"))))
            }
            None if jsonl::is(text) => jsonl::read(name, text, &mut add),
            None => {
                let (pattern, rest, line) = shiviz::pattern(name, text)?;
                pattern.read_from(name, (rest, line), &mut self.recorded, &mut add).map(|()| None)
            }
        }
    }

    fn read_saved(&mut self, name: &str, text: &str) -> Result<Option<u32>, LogError> {
        if self.files.len() > 1 {
            return Err(told(name, 0, two_runs()));
        }
        if self.recorded.is_asked() {
            let what = "a saved run says itself what it records".to_string();
            return Err(told(name, 0, (what, Some("leave out '--record'"))));
        }
        self.builder.run.is_saved = true;
        let builder = &mut self.builder;
        saved::read(name, text, |number, said| {
            builder.add(number, said).map_err(|wrong| told(name, 0, wrong))
        })
    }

    /// The run that all of them tell of.
    ///
    /// # Errors
    /// When they do not go together, or there is more in them than can be judged.
    pub fn finish(self) -> Result<Run, LogError> {
        let files = self.files;
        let mut run = self
            .builder
            .finish()
            .map_err(|(place, wrong)| told(&files[place.file as usize], place.line, wrong))?;
        if run.processes.iter().all(|process| process.events.is_empty()) {
            return Err(LogError::of_all("the log says nothing"));
        }
        let events: usize = run.processes.iter().map(|process| process.events.len()).sum();
        let looks = (run.snapshots.len() as u64).saturating_mul((events + run.channels.len()) as u64);
        if looks > bounds::LOOKS {
            let what =
                format!("{} snapshots of {events} events are more than can be judged", run.snapshots.len());
            return Err(LogError::of_all(what));
        }
        if run.messages.is_empty() {
            run.known = known::arrows(&run);
        }
        Ok(run)
    }
}

fn two_runs() -> Wrong {
    ("a saved run is a whole run, and there is another file".to_string(), Some("give one of them"))
}

/// What is wrong, with its place.
fn told(file: &str, line: u32, (what, tip): Wrong) -> LogError {
    LogError { file: file.to_string(), line, what, tip }
}
