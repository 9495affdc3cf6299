//! A run under a detector, for people: what became so and what was announced, what is claimed, the diagram, and the command.

use std::io::{self, Write as _};

use draw::Extent;
use draw::export::Options;
use draw::paper::Paper as _;
use draw::report::style::{BOLD, DIM};
use draw::report::{verdict_line, write_saved};
use draw::view::Became;
use sim_core::Topology;
use sim_core::words::counted;
use snapshot::oracle::{Check, Verdict};

use super::over::{Asked, Ran};
use super::words::still;
use crate::output::Output;

/// Writes all of it; quietly, what does not hold.
pub(super) fn write(
    asked: &Asked<'_>,
    topology: &Topology,
    ran: &Ran,
    became: Option<Became>,
    out: &mut Output,
) -> io::Result<()> {
    let is_wrong = |check: &Check| matches!(check.verdict, Verdict::Violated(_));
    let is_told = |(check, _): &&(Check, String)| !asked.told.look.quiet || is_wrong(check);
    if asked.told.look.quiet {
        return ran
            .checks
            .iter()
            .filter(is_told)
            .try_for_each(|(check, _)| verdict_line(out, check, String::new));
    }
    head(asked, out)?;
    happened(topology, ran, out)?;
    writeln!(out, "\n{BOLD}Checks{BOLD:#}")?;
    for (check, sentence) in &ran.checks {
        verdict_line(out, check, || sentence.clone())?;
    }
    writeln!(out)?;
    let extent = asked.told.draw.window.clone().unwrap_or(Extent::Snapshot);
    let options = Options { extent, became, ..Options::default() };
    write_saved(out, &ran.saved, topology, &options, asked.told.look.unicode)?;
    writeln!(out)?;
    again(asked, ran, ran.checks.iter().any(|(check, _)| is_wrong(check)), out)
}

/// What is run.
fn head(Asked { scenario, seed, entry, .. }: &Asked<'_>, out: &mut Output) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let seed = match scenario.draws_nothing() {
        Some(_) => String::new(),
        None => format!("   seed {seed}"),
    };
    let (what, timing) = (scenario.describe_alone(), scenario.describe_timing());
    writeln!(out, "{BOLD}sim {version}{seed}{BOLD:#}   {what}, {timing}")?;
    writeln!(out, "\n{BOLD}Who detects that it has terminated{BOLD:#}   {}: {}\n", entry.name, entry.about)
}

/// What became so, and what was announced.
fn happened(topology: &Topology, Ran { watched, saved, .. }: &Ran, out: &mut Output) -> io::Result<()> {
    let terminated = match (watched.terminated, watched.became) {
        (None, _) => format!("not yet at the end of the run: {}", still(topology, watched)),
        (Some(_), None) => "from the beginning".to_string(),
        (Some(time), Some(event)) => format!("at t={time}, event {event}"),
    };
    writeln!(out, "  terminated   {terminated}")?;
    match (watched.announced, saved.events.last()) {
        (Some(time), Some(event)) => {
            let late = watched.latency().map(|ticks| format!(", {} later", counted(ticks, "tick")));
            let (who, late) = (&event.proc, late.unwrap_or_default());
            writeln!(out, "  announced    at t={time}, event {}, by {who}{late}", event.seq)?;
        }
        _ => writeln!(out, "  announced    not at all")?,
    }
    let (messages, control) = (counted(watched.messages, "message"), watched.control);
    writeln!(out, "  sent         {messages} of the computation, {control} of the detector")
}

/// The commands that show it again.
fn again(asked: &Asked<'_>, ran: &Ran, is_wrong: bool, out: &mut Output) -> io::Result<()> {
    let Asked { scenario, seed, entry, .. } = asked;
    let reproduce = format!("{DIM}reproduce:{DIM:#}");
    out.command(&reproduce, &scenario.command_detecting(entry.name, *seed))?;
    if !is_wrong || scenario.schedule.is_some() {
        return Ok(());
    }
    let command = scenario.following(ran.schedule.clone()).command_detecting(entry.name, *seed);
    out.command(&format!("{DIM}or by its schedule:{DIM:#}"), &command)
}
