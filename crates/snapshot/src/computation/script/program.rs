//! The script as a program: built from the text that was read, and what its runs print read back.

use sim_core::words::counted;
use sim_core::{Delay, ProcessId, VirtualTime};

use super::plan::{Planned, Script};
use super::state::ScriptState;
use crate::computation::arguments::Arguments;
use crate::computation::entry::Entry;
use crate::computation::parameters::ParameterError;
use crate::computation::program::Program;

impl Script {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "script",
        about: "each process sends and starts snapshots as the lines of a file say (--events FILE)",
        parameters: &[],
        takes_any: false,
        counts: false,
        takes_tokens: true,
        default_hold: || Delay::ZERO,
    };
}

impl Program for Script {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let statements = arguments.script.ok_or(ParameterError::NoScript)?;
        Ok(Self::new(arguments.topology, arguments.tokens_of_each()?, statements)?)
    }

    fn ends(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        format!("a script of {}", counted(self.planned().len(), "statement"))
    }

    fn timetable(&self) -> Vec<(VirtualTime, ProcessId)> {
        self.planned.iter().map(|planned| (planned.at, planned.process)).collect()
    }

    fn pending(&self, process: ProcessId, state: &ScriptState) -> Option<String> {
        self.next(process, state.position).map(Planned::to_string)
    }

    fn parse_state(&self, text: &str) -> Option<ScriptState> {
        ScriptState::parse(self, text)
    }

    fn parse_command(&self, text: &str) -> Option<Planned> {
        let (_, line) = text.strip_suffix(')')?.rsplit_once(" (line ")?;
        let line: usize = line.parse().ok()?;
        // Of several processes that start one snapshot each has its own.
        let first = self.planned.partition_point(|planned| planned.line < line);
        let mut of_line = self.planned[first..].iter().take_while(|planned| planned.line == line);
        of_line.find(|planned| planned.to_string() == text).cloned()
    }
}
