//! What was seen of that which was waited for, for people: since when it is so, which snapshot shows it, and what that cost.

use std::io::{self, Write as _};

use draw::report::style::BOLD;
use sim_core::VirtualTime;
use sim_core::words::counted;
use snapshot::{Asked, Program, Since};
use trace::Finished;

use super::seen::{shows, when};
use crate::failure::Failure;
use crate::output::Output;
use crate::predicates::{Named, understood};

pub(crate) fn write<P: Program>(
    finished: &Finished<'_, P>,
    name: &str,
    out: &mut Output,
) -> Result<(), Failure> {
    let Named { asked, sentence } = understood(finished.system, name)?;
    let sentence = sentence.map(|sentence| format!("   {sentence}")).unwrap_or_default();
    writeln!(out, "\n{BOLD}Until {name}{BOLD:#}{sentence}\n")?;
    if finished.has_events {
        line(finished, &asked, out)?;
    }
    let shown = |judgement: &&_| shows(finished.system, judgement, &asked) == Ok(true);
    if let Some(seen) = finished.judgements.iter().find(shown) {
        let at = seen.costs.completed_at.unwrap_or_default();
        writeln!(
            out,
            "  seen   by snapshot {}, complete at t={at}{}",
            seen.snapshot.0,
            late(finished, &asked, at)
        )?;
    }
    let messages: u64 = finished.judgements.iter().map(|judgement| judgement.costs.markers).sum();
    let taken = counted(finished.judgements.len(), "snapshot");
    Ok(writeln!(out, "  cost   {taken}, {}", counted(messages, "control message"))?)
}

/// Since when it is so.
fn line<P: Program>(finished: &Finished<'_, P>, asked: &Asked<P>, out: &mut Output) -> io::Result<()> {
    match when(finished, asked) {
        None => writeln!(out, "  so     not at the end of the run"),
        Some(Since::Before) => writeln!(out, "  so     before the first snapshot began"),
        Some(Since::Step(time, place)) => {
            let event = finished.events_before + place as u64;
            writeln!(out, "  so     since t={time}, event {event}")
        }
    }
}

/// How long after it became so it was seen.
fn late<P: Program>(finished: &Finished<'_, P>, asked: &Asked<P>, seen: VirtualTime) -> String {
    match when(finished, asked) {
        Some(Since::Step(time, _)) if time <= seen => {
            format!(", {} later", counted(seen - time, "tick"))
        }
        _ => String::new(),
    }
}
