//! What was seen of that which was waited for, for people: since when it is so, which snapshot shows it, and what that cost.

use std::io::{self, Write as _};

use draw::report::style::BOLD;
use sim_core::VirtualTime;
use sim_core::words::counted;
use snapshot::{Program, Since};
use trace::Finished;

use super::seen::{named, shows, when};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn write<P: Program>(
    finished: &Finished<'_, P>,
    name: &str,
    out: &mut Output,
) -> Result<(), Failure> {
    let sentence = named(&finished.system.protocol, name)?.sentence;
    writeln!(out, "\n{BOLD}Until {name}{BOLD:#}   {sentence}\n")?;
    if finished.has_events {
        line(finished, name, out)?;
    }
    if let Some(seen) = finished.judgements.iter().find(|judgement| shows(finished.system, judgement, name)) {
        let at = seen.costs.completed_at.unwrap_or_default();
        writeln!(
            out,
            "  seen   by snapshot {}, complete at t={at}{}",
            seen.snapshot.0,
            late(finished, name, at)
        )?;
    }
    let messages: u64 = finished.judgements.iter().map(|judgement| judgement.costs.markers).sum();
    let taken = counted(finished.judgements.len(), "snapshot");
    Ok(writeln!(out, "  cost   {taken}, {}", counted(messages, "control message"))?)
}

/// Since when it is so.
fn line<P: Program>(finished: &Finished<'_, P>, name: &str, out: &mut Output) -> io::Result<()> {
    match when(finished, name) {
        None => writeln!(out, "  so     not at the end of the run"),
        Some(Since::Before) => writeln!(out, "  so     before the first snapshot began"),
        Some(Since::Step(time, place)) => {
            let event = finished.events_before + place as u64;
            writeln!(out, "  so     since t={time}, event {event}")
        }
    }
}

/// How long after it became so it was seen.
fn late<P: Program>(finished: &Finished<'_, P>, name: &str, seen: VirtualTime) -> String {
    match when(finished, name) {
        Some(Since::Step(time, _)) if time <= seen => {
            format!(", {} later", counted(seen - time, "tick"))
        }
        _ => String::new(),
    }
}
