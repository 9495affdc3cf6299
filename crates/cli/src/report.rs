//! What a person reads of one run. For people: it may change from version to version, the JSON forms may not.

mod diagram;
mod style;

use std::io::{self, Write};

use snapshot::oracle::{
    channel_contents, complete, consistent_cut, markers, one_message, process_states, reachable, undisturbed,
};
use snapshot::{ChannelRecord, Check, Stopped, Token, Verdict};
use trace::describe::Ended;
use trace::notation;

use crate::args::{LookArgs, Part};
use crate::scenario::{Prepared, Scenario};

pub(crate) use style::{BAD, BOLD, DIM, GOOD, UNSURE};

const ALL: [Part; 7] =
    [Part::Header, Part::Recorded, Part::Table, Part::Checks, Part::Transcript, Part::Diagram, Part::Summary];

/// A report on one run.
pub(crate) struct Report<'a> {
    scenario: &'a Scenario,
    prepared: &'a Prepared,
    seed: u64,
    ended: &'a Ended<'a>,
    parts: Vec<Part>,
    quiet: bool,
    unicode: bool,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        scenario: &'a Scenario,
        prepared: &'a Prepared,
        seed: u64,
        ended: &'a Ended<'a>,
        look: &LookArgs,
    ) -> Self {
        let parts = match (&look.show, look.quiet) {
            (_, true) => vec![Part::Recorded],
            (none, false) if none.is_empty() && ended.window.is_empty() => {
                vec![Part::Header, Part::Recorded, Part::Checks, Part::Summary]
            }
            (none, false) if none.is_empty() => ALL.to_vec(),
            (chosen, false) => ALL.into_iter().filter(|part| chosen.contains(part)).collect(),
        };
        Self { scenario, prepared, seed, ended, parts, quiet: look.quiet, unicode: look.unicode }
    }

    /// Writes the parts that were asked for, an empty line between them.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        for (place, part) in self.parts.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            match part {
                Part::Header => self.header(out)?,
                Part::Recorded => self.recorded(out)?,
                Part::Table => self.table(out)?,
                Part::Checks => self.checks(out)?,
                Part::Transcript => self.transcripts(out)?,
                Part::Diagram => diagram::write(out, self.ended, self.unicode)?,
                Part::Summary => self.summary(out)?,
            }
        }
        if self.quiet {
            self.what_does_not_hold().try_for_each(|check| check_line(out, self.ended, check))?;
        }
        Ok(())
    }

    /// The checks that failed; or, if none did, the first of those that could not be made.
    fn what_does_not_hold(&self) -> impl Iterator<Item = &Check> {
        let failed = |check: &Check| matches!(check.verdict, Verdict::Violated(_));
        let unknown = |check: &&Check| matches!(check.verdict, Verdict::Unknown(_));
        let checks = self.ended.checks;
        let none_failed = !checks.iter().any(failed);
        let unsure = checks.iter().find(unknown).filter(|_| none_failed);
        checks.iter().filter(move |check| failed(check)).chain(unsure)
    }

    fn header(&self, out: &mut impl Write) -> io::Result<()> {
        let version = env!("CARGO_PKG_VERSION");
        let what = self.scenario.describe();
        match self.scenario.schedule {
            Some(_) => writeln!(out, "{BOLD}sim {version}{BOLD:#}   {what}"),
            None => writeln!(out, "{BOLD}sim {version}   seed {}{BOLD:#}   {what}", self.seed),
        }
    }

    fn recorded(&self, out: &mut impl Write) -> io::Result<()> {
        let topology = self.prepared.topology();
        let Some((initiator, started)) = self.ended.started() else {
            return self.nothing_recorded(out);
        };
        if !self.quiet {
            let complete = match self.ended.completed_at() {
                Some(time) => format!("complete at t={time}"),
                None => "not complete".to_string(),
            };
            let initiator = topology.name(initiator);
            writeln!(
                out,
                "{BOLD}Recorded global state{BOLD:#}   snapshot 1, started by {initiator} at t={started}, {complete}\n"
            )?;
        }
        for line in notation::lines(topology, self.ended.recorded) {
            writeln!(out, "{line}")?;
        }
        if !self.quiet && self.scenario.same_for_every_seed() && self.ended.completed_at().is_some() {
            writeln!(
                out,
                "\n{DIM}With FIFO channels and hold 0 every seed records this state, and the transcripts are the same\n\
                 too: the seed changes the times only. Try --hold 0..=30, or --links unordered.{DIM:#}"
            )?;
        }
        Ok(())
    }

    fn nothing_recorded(&self, out: &mut impl Write) -> io::Result<()> {
        let initiator = self.prepared.topology().name(self.scenario.initiator);
        let why = match self.ended.stopped {
            Stopped::MaxEvents => {
                format!("{} events were not enough; see --max-events", self.scenario.max_events)
            }
            Stopped::OutOfTime => "virtual time ends at t=2^53".to_string(),
            Stopped::Quiescent if self.scenario.schedule.is_some() => {
                "the schedule ends before that".to_string()
            }
            Stopped::Quiescent | Stopped::SnapshotComplete => "nothing can happen any more".to_string(),
        };
        let trigger = self.scenario.trigger;
        writeln!(out, "No snapshot: {initiator} did not come to send m with state {trigger} ({why}).")
    }

    fn table(&self, out: &mut impl Write) -> io::Result<()> {
        let (topology, recorded) = (self.prepared.topology(), self.ended.recorded);
        writeln!(out, "  process  state  recorded at               channel  recorded messages")?;
        for process in topology.processes() {
            let (state, when) = match &recorded.processes[process.index()].first {
                Some(recording) => (recording.state.to_string(), self.when(process, recording.time)),
                None => ("-".to_string(), "not recorded".to_string()),
            };
            let mut columns = format!("{:<7}  {state:>5}  {when:<24}", topology.name(process));
            for channel in topology.incoming(process) {
                let record = &recorded.channels[channel.index()];
                writeln!(out, "  {columns}  {:<7}  {}", topology.channel_name(*channel), messages(record))?;
                columns = " ".repeat(columns.len());
            }
        }
        Ok(())
    }

    fn when(&self, process: sim_core::ProcessId, time: u64) -> String {
        let initiated = self.ended.started().is_some_and(|(initiator, _)| initiator == process);
        format!("t={time}  {}", if initiated { "trigger" } else { "first marker" })
    }

    fn checks(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{BOLD}Checks{BOLD:#}")?;
        self.ended.checks.iter().try_for_each(|check| check_line(out, self.ended, check))
    }

    fn transcripts(&self, out: &mut impl Write) -> io::Result<()> {
        for (place, (process, lines)) in self.ended.transcript().iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{BOLD}{process}:{BOLD:#}\n")?;
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        Ok(())
    }

    fn summary(&self, out: &mut impl Write) -> io::Result<()> {
        let events = self.ended.events_before + self.ended.window.len() as u64;
        let (m, markers) = (self.ended.delivered.m, self.ended.delivered.marker);
        writeln!(
            out,
            "{events} events, {m} m and {markers} markers delivered, t=0..{}",
            self.ended.end_time
        )?;
        let command = self.scenario.command(self.seed);
        writeln!(out, "{DIM}reproduce:{DIM:#} {command}        {DIM}save: add -f json -o run.json{DIM:#}")?;
        match &self.ended.schedule {
            Some(schedule) if self.scenario.schedule.is_none() => {
                let options = self.scenario.options_without_delay();
                writeln!(out, "{DIM}or by its schedule:{DIM:#} sim --schedule '{schedule}' {options}")
            }
            _ => Ok(()),
        }
    }
}

/// One check: a line, and for one that does not hold its story.
pub(crate) fn check_line(out: &mut impl Write, ended: &Ended<'_>, check: &Check) -> io::Result<()> {
    let name = check.name;
    match &check.verdict {
        Verdict::Holds => writeln!(out, "  {GOOD}ok{GOOD:#}    {name:<12}  {}", claim(ended, name)),
        Verdict::Unknown(why) => writeln!(out, "  {UNSURE}?{UNSURE:#}     {name:<12}  {why}"),
        Verdict::Violated(violation) => {
            writeln!(out, "  {BAD}FAIL{BAD:#}  {name:<12}  {}", violation.reason)?;
            violation.story.iter().try_for_each(|line| writeln!(out, "          {line}"))
        }
    }
}

/// The messages that were recorded in a channel.
fn messages(record: &ChannelRecord<Token>) -> String {
    let named = record.messages.iter().map(|(id, body)| match id {
        Some(id) => format!("{body} #{}", id.0),
        None => body.to_string(),
    });
    match (record.messages.len(), record.closed.is_empty()) {
        (_, true) => "not closed".to_string(),
        (0, false) => "none".to_string(),
        (count, false) => format!("{count}: {}", named.collect::<Vec<_>>().join(", ")),
    }
}

/// What an oracle's claim is, for one that holds.
fn claim(ended: &Ended<'_>, name: &str) -> String {
    let channels = ended.recorded.channels.len();
    match name {
        complete::NAME => format!("every process recorded, every channel closed ({channels} of {channels})"),
        consistent_cut::NAME => "nothing received before the cut was sent after it".to_string(),
        channel_contents::NAME => "each channel holds just what was in flight across the cut".to_string(),
        process_states::NAME => "each process was in the state it recorded".to_string(),
        one_message::NAME => {
            let copies = ended.copies();
            format!("{copies} {} of m in the recorded state", if copies == 1 { "copy" } else { "copies" })
        }
        reachable::NAME => {
            "with all prerecording events first the run passes through it, and ends the same".to_string()
        }
        markers::NAME => "one marker on each channel".to_string(),
        undisturbed::NAME => "every event of the computation is one that it could do alone".to_string(),
        other => unreachable!("there is no oracle '{other}'"),
    }
}
