//! Where the processes go back to, for people.

use std::io::{self, Write as _};

use draw::report::style::{BOLD, DIM};
use draw::report::verdict_line;
use observed::lattice::Steps;
use observed::model::Run;
use observed::recovery::{Domino, Kind, Recovery, Useless};
use observed::sentence;
use sim_core::ProcessId;
use sim_core::words::{counted, some};
use snapshot::oracle::{Check, Verdict};

use crate::cuts;
use crate::output::Output;

/// So many of each kind of line are shown.
const MOST: usize = 40;

/// What is told.
pub(super) struct Report<'a> {
    pub(super) run: &'a Run,
    pub(super) steps: &'a Steps,
    pub(super) recovery: &'a Recovery<'a>,
    pub(super) check: &'a Check,
}

impl Report<'_> {
    pub(super) fn write(&self, crashed: &[ProcessId], out: &mut Output) -> io::Result<()> {
        let names: Vec<_> = crashed.iter().map(|process| self.run.name(*process)).collect();
        let who = if names.len() == self.run.processes.len() { "all processes".into() } else { some(&names) };
        writeln!(out, "{BOLD}Crash{BOLD:#}  of {who}; alone each would be here:")?;
        let alone = (0..self.run.processes.len()).map(|place| {
            format!("{} at {}", self.run.processes[place].name, self.point(place, self.recovery.start[place]))
        });
        let alone: Vec<_> = alone.collect();
        let alone: Vec<_> = alone.iter().map(String::as_str).collect();
        writeln!(out, "  {}", some(&alone))?;
        verdict_line(out, self.check, || sentence(self.run, "consistent").to_string())?;
        self.dominoes(out)?;
        writeln!(out, "{BOLD}Recovery line{BOLD:#}  {}", self.written())?;
        self.points(out)?;
        self.again(out)?;
        self.useless(out)
    }

    /// Where each process goes back to.
    fn points(&self, out: &mut Output) -> io::Result<()> {
        let all = self.run.processes.len();
        for place in 0..all.min(MOST) {
            let (points, at) = (&self.recovery.points[place], self.recovery.line[place]);
            let (name, point) = (&self.run.processes[place].name, points[at]);
            let undone = self.steps.to[place] - point.steps;
            let lost = points.len() - 2 - at.min(points.len() - 2);
            let undone = match (undone, lost) {
                (0, 0) => "nothing is undone".to_string(),
                (undone, 0) => format!("{} undone", counted(undone, "step")),
                (undone, lost) => {
                    format!("{} and {} undone", counted(undone, "step"), counted(lost, "checkpoint"))
                }
            };
            let what = self.point(place, at);
            writeln!(
                out,
                "  {name}  {what}  {DIM}after {} of {}; {undone}{DIM:#}",
                point.steps,
                counted(self.steps.to[place], "step")
            )?;
        }
        more(out, all, "process")
    }

    /// `checkpoint 2`, `its beginning`.
    fn point(&self, place: usize, at: usize) -> String {
        match self.recovery.points[place][at].kind {
            Kind::Beginning => "its beginning".to_string(),
            Kind::Checkpoint { .. } => format!("checkpoint {at}"),
            Kind::Present => "its present state".to_string(),
        }
    }

    /// The line as a cut, to be asked for.
    fn written(&self) -> String {
        cuts::options(self.run, self.steps, &self.recovery.at_line.cut)
    }

    fn dominoes(&self, out: &mut Output) -> io::Result<()> {
        let dominoes = &self.recovery.dominoes;
        if !dominoes.is_empty() {
            writeln!(out, "{BOLD}Dominoes{BOLD:#}")?;
        }
        for (number, domino) in (1..).zip(dominoes).take(MOST) {
            writeln!(out, "  {number}. {}", self.domino(domino))?;
        }
        more(out, dominoes.len(), "domino")
    }

    fn domino(&self, domino: &Domino) -> String {
        let Domino { message, process, to, because, .. } = domino;
        let (from, received) = (message.from, self.run.told_at(message.to));
        let source = from.process.index();
        let at = because.map_or(self.recovery.start[source], |domino| self.recovery.dominoes[domino].to);
        let (name, sent) = (self.run.name(from.process), self.run.told_at(from));
        let after = self.point(source, at);
        let back = format!("{} goes back to {}", self.run.name(*process), self.point(process.index(), *to));
        match message.message {
            Some(id) => {
                let what = self.run.called(id);
                format!("{back}: it received {what} ({received}), which {name} sends after {after} ({sent})")
            }
            None => format!("{back}: it knew ({received}) what {name} does after {after} ({sent})"),
        }
    }

    /// The messages that cross the line.
    fn again(&self, out: &mut Output) -> io::Result<()> {
        let state = &self.recovery.at_line;
        if let Verdict::Unknown(why) = &state.consistent {
            writeln!(out, "  Whether the line is consistent is not known: {why}")?;
        }
        for (ends, messages) in state.channels.iter().take(MOST) {
            let named: Vec<_> = messages.iter().take(MOST).map(|id| self.run.called(*id)).collect();
            let others = messages.len().saturating_sub(MOST);
            let others = if others > 0 { format!(" and {others} more") } else { String::new() };
            let (channel, named) = (self.run.channel(*ends), named.join(", "));
            let what = match self.recovery.recorded(self.run, *ends, messages) {
                Some(snapshot) => format!("is what snapshot {snapshot} recorded in it"),
                None => "has to be sent again".to_string(),
            };
            writeln!(out, "  {channel}  {what}: {named}{others}")?;
        }
        more(out, state.channels.len(), "channel")
    }

    fn useless(&self, out: &mut Output) -> io::Result<()> {
        let Some(useless) = &self.recovery.useless else {
            return writeln!(out, "  Which checkpoints are useless is not asked: there are too many.");
        };
        if !useless.is_empty() {
            writeln!(out, "{BOLD}Useless checkpoints{BOLD:#}  in no consistent set, whoever crashes")?;
        }
        for Useless { process, point, cycle } in useless.iter().take(MOST) {
            let path = cycle.iter().take(MOST).map(|arrow| match arrow.message {
                Some(id) => self.run.called(id),
                None => format!("{} knows {}", self.run.told_at(arrow.to), self.run.told_at(arrow.from)),
            });
            let path = path.collect::<Vec<_>>().join(", ");
            writeln!(out, "  {}  checkpoint {point}: zigzag cycle {path}", self.run.name(*process))?;
        }
        more(out, useless.len(), "checkpoint")
    }
}

fn more(out: &mut Output, all: usize, what: &str) -> io::Result<()> {
    match all.saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more: {} in all", counted(all, what)),
    }
}
