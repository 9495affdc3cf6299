//! What one process sees of a run: written down as it goes, and told at the end.

use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use net::Journal;
use sim_core::{ChannelId, Happening, ProcessId, StepOf, System};
use snapshot::exploration::RecordedValue;
use snapshot::numbers::Numbers;
use snapshot::oracle::Law;
use snapshot::write_down;
use snapshot::{
    Aim, Carries as _, Layer, Log, LogEvent, Part, Program, Recorded, RecordedGlobalState, Rules, SnapshotId,
};
use trace::local::{self, End, Head, Line, LocalScribe};
use trace::model::Config;
use trace::{notation, transcript};

use crate::failure::Failure;
use crate::progress::Progress;
use crate::scenario::tool;

/// The log of one process, and what is needed to tell of it at the end.
pub(super) struct LocalJournal<'a, P: Program> {
    system: &'a System<P>,
    process: ProcessId,
    snapshots: u32,
    scribe: LocalScribe<'a, P>,
    file: Option<BufWriter<Box<dyn Write>>>,
    progress: Arc<Progress>,
    part: Part,
    /// What is to be recorded.
    aim: Aim,
    /// Before the first recording: the last two receipts.
    latest: VecDeque<Vec<LogEvent<P>>>,
    /// From then on: everything.
    kept: Vec<LogEvent<P>>,
    /// How many messages of the computation came from each channel.
    received: Vec<u64>,
}

impl<'a, P: Program> LocalJournal<'a, P> {
    pub(super) fn open(
        system: &'a System<P>,
        process: ProcessId,
        (config, rules): (Config, Rules),
        file: Option<Box<dyn Write>>,
        progress: Arc<Progress>,
    ) -> Result<Self, Failure> {
        let System { protocol, topology } = system;
        let snapshots = config.snapshots;
        let mut file = file.map(BufWriter::new);
        if let Some(file) = &mut file {
            let process = topology.name(process).to_string();
            let head = Head { schema: local::SCHEMA.to_string(), tool: tool(), process, config };
            local::line(file, &Line::Local(Box::new(head)))?;
            file.flush()?;
        }
        Ok(Self {
            system,
            process,
            snapshots,
            scribe: LocalScribe::new(protocol, topology),
            file,
            progress,
            part: Part::new(topology, process, snapshots, rules),
            aim: Law::aim_of(rules.law),
            latest: VecDeque::new(),
            kept: Vec::new(),
            received: vec![0; topology.channels().len()],
        })
    }

    /// How many messages of the computation came from a process.
    pub(super) fn received_from(&self, name: &str) -> u64 {
        let source = self.system.topology.process(name);
        let channel = source.and_then(|source| self.system.topology.between(source, self.process));
        channel.map_or(0, |channel: ChannelId| self.received[channel.index()])
    }

    /// Writes down how it ended.
    pub(super) fn end(mut self, reason: Option<String>) -> Result<(), Failure> {
        if let Some(file) = &mut self.file {
            local::line(file, &Line::End(End { complete: reason.is_none(), reason }))?;
            file.flush()?;
        }
        Ok(())
    }

    /// The process's transcript in the exercise's form, and what it recorded.
    ///
    /// A process alone cannot know when a snapshot started elsewhere. One that starts it shows the last receipt before; one that
    /// is told by a marker the last two, for the last one may have been sent with the marker.
    pub(super) fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        let System { protocol, topology } = self.system;
        let source = transcript::Source {
            computation: protocol,
            topology,
            snapshot: SnapshotId(1),
            base: &self.system.initial_state(),
            events: &self.kept,
            in_flight: vec![0; topology.channels().len()],
        };
        for line in &transcript::transcripts(&source)[self.process.index()] {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
        for snapshot in (1..=self.snapshots).map(SnapshotId) {
            let recorded = RecordedGlobalState::assemble::<P>(topology, &self.kept, (snapshot, self.aim));
            let recorded = RecordedValue::from(&recorded);
            let line = notation::lines(self.system, &recorded).nth(self.process.index()).unwrap_or_default();
            match self.snapshots {
                1 => writeln!(out, "{line}")?,
                _ => writeln!(out, "snapshot {}  {line}", snapshot.0)?,
            }
        }
        Ok(())
    }

    /// Takes in a step: what is still missing then, in the file, and what is told of it at the end.
    fn take_in(&mut self, step: Vec<LogEvent<P>>) -> io::Result<()> {
        self.part.take_in::<P>(&self.system.topology, &step);
        if let Some(Happening::Receive { channel, body, .. }) = step.first().map(|event| &event.what)
            && body.message().is_some()
        {
            self.received[channel.index()] += 1;
        }
        if let Some(file) = &mut self.file {
            for event in self.scribe.step(&step) {
                local::line(file, &Line::Event(event))?;
            }
        }
        self.progress.add(step.len() as u64);
        self.keep(step);
        Ok(())
    }

    /// Keeps what is needed to tell of the run.
    fn keep(&mut self, step: Vec<LogEvent<P>>) {
        if !self.kept.is_empty() {
            self.kept.extend(step);
            return;
        }
        let recorded =
            step.iter().any(|event| matches!(event.what, Happening::Observe(Recorded::Process { .. })));
        let shown = match (&step[0].what, recorded) {
            (Happening::Receive { body, .. }, true) if body.control().is_some() => 2,
            (Happening::Receive { .. }, true) => 0,
            (Happening::Internal { .. }, true) | (Happening::Receive { .. }, false) => 1,
            _ => return,
        };
        if recorded {
            let skipped = self.latest.len().saturating_sub(shown);
            self.kept.extend(self.latest.drain(..).skip(skipped).flatten());
            self.kept.extend(step);
        } else {
            if self.latest.len() == 2 {
                self.latest.pop_front();
            }
            self.latest.push_back(step);
        }
    }
}

impl<P: Program, Q: Layer<P>> Journal<Q> for LocalJournal<'_, P> {
    fn step(&mut self, step: &StepOf<Q>, after: &Q::State) -> io::Result<()> {
        let mut log = Log::<P>::default();
        // A process alone knows the numbers of those messages only that it receives.
        write_down::<P, Q>(&mut log, step, after, &Numbers::default());
        self.take_in(log.events)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }

    fn objection(&self, channel: ChannelId, message: &Q::Message) -> Option<String> {
        self.part.objection(channel, message)
    }

    fn complete(&self) -> bool {
        self.part.is_done()
    }

    fn follows(&self) -> bool {
        self.part.follows()
    }
}
