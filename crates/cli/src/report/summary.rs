//! The last lines of a report: totals, and how to see the run again.

use std::io;

use sim_core::words::counted;
use snapshot::Program;

use super::columns::width;
use super::{DIM, Report};
use crate::given::quoted;
use crate::paper::Paper;

const SAVE: &str = "save: add -f json -o run.json";

impl<P: Program> Report<'_, P> {
    pub(super) fn summary(&self, out: &mut impl Paper) -> io::Result<()> {
        let events = self.ended.events();
        let (m, markers) = (self.ended.delivered.m, self.ended.delivered.marker);
        let messages = match self.scenario.program.name {
            "token-ring" => format!("{m} m"),
            _ => counted(m, "message"),
        };
        let (events, markers) = (counted(events, "event"), counted(markers, "marker"));
        writeln!(out, "{events}, {messages} and {markers} delivered, t=0..{}", self.ended.end_time)?;
        if let Some(file) = self.foreign {
            let command = format!("sim replay {}", quoted(file));
            return out.command(&format!("{DIM}whether this version makes the same run:{DIM:#}"), &command);
        }
        self.reproduce(out)
    }

    /// The command that makes the run again, and how to save it; and the schedule of one that failed.
    fn reproduce(&self, out: &mut impl Paper) -> io::Result<()> {
        let command = self.scenario.command(self.seed);
        let how = if self.scenario.is_from_standard_input() { ", with the same standard input" } else { "" };
        let (reproduce, save) = (format!("{DIM}reproduce{how}:{DIM:#}"), format!("{DIM}{SAVE}{DIM:#}"));
        let together = width(&format!("reproduce{how}: {command}        {SAVE}"));
        if out.columns().is_none_or(|columns| together <= columns) {
            writeln!(out, "{reproduce} {command}        {save}")?;
        } else {
            out.command(&reproduce, &command)?;
            writeln!(out, "{save}")?;
        }
        match &self.ended.schedule {
            Some(schedule) if self.scenario.schedule.is_none() => {
                let command = self.scenario.command_with(schedule);
                out.command(&format!("{DIM}or by its schedule:{DIM:#}"), &command)
            }
            _ => Ok(()),
        }
    }
}
