//! What was seen of that which was waited for, for people: since when it is so, which snapshot shows it, and what that cost.

use std::io::Write as _;

use draw::report::style::BOLD;
use sim_core::words::counted;
use snapshot::Program;
use trace::Finished;
use trace::model::{Began, Until};

use crate::failure::Failure;
use crate::output::Output;
use crate::predicates::understood;

pub(crate) fn write<P: Program>(
    finished: &Finished<'_, P>,
    until: &Until,
    out: &mut Output,
) -> Result<(), Failure> {
    let name = &until.predicate;
    let sentence = understood(finished.system, name)?.sentence;
    let sentence = sentence.map(|sentence| format!("   {sentence}")).unwrap_or_default();
    writeln!(out, "\n{BOLD}Until {name}{BOLD:#}{sentence}\n")?;
    if finished.has_events {
        match (until.holds, until.since) {
            (false, _) => writeln!(out, "  so     not at the end of the run")?,
            (true, None) => writeln!(out, "  so     before the first snapshot began")?,
            (true, Some(Began { t, event })) => writeln!(out, "  so     since t={t}, event {event}")?,
        }
    }
    if let (Some(snapshot), Some(at)) = (until.snapshot, until.seen_at) {
        let late = until.late().map(|late| format!(", {} later", counted(late, "tick"))).unwrap_or_default();
        writeln!(out, "  seen   by snapshot {snapshot}, complete at t={at}{late}")?;
    }
    if until.snapshot.is_none() {
        writeln!(out, "  seen   by none")?;
    }
    let (taken, messages) = (counted(until.snapshots, "snapshot"), counted(until.markers, "control message"));
    Ok(writeln!(out, "  cost   {taken}, {messages}")?)
}
