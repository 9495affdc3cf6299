//! The last lines of a report: totals, and what to type next.

use std::io;

use sim_core::words::counted;
use snapshot::{Program, TokenRing};

use super::Report;
use crate::paper::Paper;

impl<P: Program> Report<'_, P> {
    pub(super) fn summary(&self, out: &mut impl Paper) -> io::Result<()> {
        let events = self.ended.events();
        let (m, markers) = (self.ended.delivered.m, self.ended.delivered.marker);
        let messages = match P::NAME {
            TokenRing::NAME => format!("{m} m"),
            _ => counted(m, "message"),
        };
        let (events, markers) = (counted(events, "event"), counted(markers, "marker"));
        writeln!(out, "{events}, {messages} and {markers} delivered, t=0..{}", self.ended.end_time)?;
        self.caption.commands.iter().try_for_each(|command| command.write(out))
    }
}
