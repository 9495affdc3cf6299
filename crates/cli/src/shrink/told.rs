//! What is said of a reduction: how large the run was and is, and the small one.

use std::io::{self, Write};

use draw::paper::Paper as _;
use draw::report::Part;
use draw::report::style::{BOLD, UNSURE};
use sim_core::Schedule;
use sim_core::words::counted;
use snapshot::Program;
use snapshot::shrink::Shrunk;
use trace::Finished;

use crate::args::{LookArgs, ShrinkArgs};
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
use crate::report::{Source, report};
use crate::scenario::Scenario;

/// What is shown unless other parts are asked for.
const PARTS: [Part; 5] = [Part::Header, Part::Recorded, Part::Checks, Part::Diagram, Part::Summary];

/// How wide the names of sizes are, at least.
const NAMES: usize = 14;

/// How large a run is, line by line.
pub(super) struct Size(Vec<(String, String)>);

impl Size {
    pub(super) fn of<P: Program>(
        scenario: &Scenario,
        schedule: &Schedule,
        finished: &Finished<'_, P>,
    ) -> Self {
        let in_flight: usize = finished.in_flight.iter().map(Vec::len).sum();
        let markers: u64 = finished.judgements.iter().map(|judgement| judgement.costs.markers).sum();
        let mut lines = vec![
            ("processes".to_string(), scenario.configuration.topology.processes().len().to_string()),
            ("channels".to_string(), scenario.configuration.topology.channels().len().to_string()),
            ("snapshots".to_string(), scenario.configuration.initiation.snapshots.to_string()),
        ];
        lines.extend(
            scenario
                .configuration
                .initiation
                .trigger
                .map(|trigger| ("trigger".to_string(), trigger.to_string())),
        );
        lines.extend(scenario.effective_parameters());
        lines.push(("messages sent".to_string(), (finished.delivered.m + in_flight as u64).to_string()));
        lines.push((format!("{}s sent", finished.word()), markers.to_string()));
        lines.push(("steps".to_string(), schedule.0.len().to_string()));
        Self(lines)
    }
}

/// What there is to say of a reduction.
pub(super) struct Told<'a> {
    pub(super) args: &'a ShrinkArgs,
    pub(super) check: &'static str,
    pub(super) shrunk: &'a Shrunk,
    pub(super) before: Size,
    pub(super) after: Size,
}

impl Told<'_> {
    pub(super) fn write<P: Program>(
        &self,
        scenario: &Scenario,
        seed: u64,
        finished: &Finished<'_, P>,
        out: &mut Output,
    ) -> Result<(), Failure> {
        let LookArgs { show, quiet, unicode } = &self.args.look;
        if !quiet {
            self.comparison(out)?;
            writeln!(out)?;
        }
        let parts = if show.is_empty() && !quiet { PARTS.to_vec() } else { show.clone() };
        let look = LookArgs { show: parts, quiet: *quiet, unicode: *unicode };
        report(scenario, (seed, Source::Made), finished, &look).write(out)?;
        if *quiet {
            out.command("see it:", &scenario.command(seed))?;
        }
        Ok(())
    }

    fn comparison(&self, out: &mut impl Write) -> io::Result<()> {
        let Shrunk { runs, finished, .. } = self.shrunk;
        writeln!(
            out,
            "{BOLD}Shrunk{BOLD:#}   a run in which '{}' fails, after {}",
            self.check,
            counted(*runs, "run")
        )?;
        if !finished {
            let why = match (interrupt::requested(), memory::reached()) {
                (true, _) => "interrupted",
                (false, true) => "stopped at --max-memory",
                (false, false) => "stopped at --max-runs",
            };
            writeln!(out, "{UNSURE}{why}{UNSURE:#}: there may be a smaller one")?;
        }
        let names = self.before.0.iter().map(|(what, _)| what.len());
        let wide = names.fold(NAMES, usize::max);
        writeln!(out, "\n  {:<wide$}  {:>9}  {:>9}", "", "before", "after")?;
        for (what, before) in &self.before.0 {
            let after = self.after.0.iter().find(|(name, _)| name == what);
            let after = after.map_or("-", |(_, number)| number.as_str());
            writeln!(out, "  {what:<wide$}  {before:>9}  {after:>9}")?;
        }
        Ok(())
    }
}
