//! The last lines of a report: totals, and how to see the run again.

use std::io;

use sim_core::ProcessId;
use sim_core::words::counted;
use snapshot::{Computation, Extra, Incident, Logged, Wire};

use super::Report;
use crate::paper::Paper;

/// More incidents are counted.
const MOST_INCIDENTS: usize = 6;

impl<P: Computation> Report<'_, P> {
    /// What went wrong, where something was to.
    fn incidents(&self, out: &mut impl Paper) -> io::Result<()> {
        if self.caption.faults == 0 {
            return Ok(());
        }
        let (mut happened, mut told) = (0, Vec::new());
        for (event, incident) in self.finished.incidents() {
            happened += 1;
            told.push(format!("t={}  {}", event.time, self.incident(event.process, incident)));
        }
        let more = told.len().saturating_sub(MOST_INCIDENTS);
        told.truncate(MOST_INCIDENTS);
        told.extend((more > 0).then(|| format!("and {more} more")));
        if self.finished.has_events && happened < self.caption.faults {
            told.push(format!("{happened} of {} happened", counted(self.caption.faults, "fault")));
        }
        for (place, line) in told.iter().enumerate() {
            writeln!(out, "{:<16}{line}", if place == 0 { "Faults" } else { "" })?;
        }
        Ok(())
    }

    /// What went wrong at a process, in words.
    fn incident(&self, process: ProcessId, incident: &Incident<P::Message>) -> String {
        let (program, topology) = (&self.finished.system.protocol, self.topology());
        let on_its_way = |channel, message: &Logged<P::Message>| {
            let said = match message {
                Wire::Message { body, .. } => program.print_message(body),
                Wire::Control { body, .. } => Extra::<P::Message>::kind(body).into_owned(),
            };
            format!("{said} in {}", topology.channel_name(channel))
        };
        match incident {
            Incident::Lost { channel, message } => format!("{} is lost", on_its_way(*channel, message)),
            Incident::Doubled { channel, message } => {
                format!("{} comes twice", on_its_way(*channel, message))
            }
            Incident::Crashed => format!("{} crashes", topology.name(process)),
        }
    }
    pub(super) fn summary(&self, out: &mut impl Paper) -> io::Result<()> {
        self.incidents(out)?;
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
