//! The last lines of a report: totals, and how to see the run again.

use std::io;

use sim_core::words::counted;
use snapshot::Computation;

use super::Report;
use crate::paper::Paper;

impl<P: Computation> Report<'_, P> {
    pub(super) fn summary(&self, out: &mut impl Paper) -> io::Result<()> {
        if let Some(order) = self.finished.order_in_words() {
            writeln!(out, "Order           {order}")?;
        }
        let events = self.finished.events;
        let (m, markers) = (self.finished.delivered.m, self.finished.delivered.marker);
        let messages = match self.caption.message {
            Some(name) => format!("{m} {name}"),
            None => counted(m, "message"),
        };
        let (events, markers) = (counted(events, "event"), counted(markers, self.finished.word()));
        writeln!(out, "{events}, {messages} and {markers} delivered, t=0..{}", self.finished.end_time)?;
        self.caption.hints.iter().try_for_each(|hint| hint.write(out))
    }
}
