//! A run into a file: JSON when it is over, JSONL as it goes.

use std::io::{self, Write};

use sim_core::{Action, Observer, Scheduler, StepError, StepOf, System};
use snapshot::{Computation, Experiment, Layer, LogEvent, Logbook};

use crate::describe::Scribe;
use crate::digest::Digest;
use crate::model::{Event, Footer, Header, Line, Run};
use crate::saved::Saved;
use crate::summary::Finished;

/// Writes the JSON form.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(out: &mut impl Write, header: Header, footer: Footer, events: Vec<Event>) -> io::Result<()> {
    let Header { schema, tool, config, rng } = header;
    let Footer { outcome, snapshots, checks, transcript } = footer;
    let run = Run { schema, tool, config, rng, outcome, snapshots, checks, transcript, events };
    serde_json::to_writer(&mut *out, &run)?;
    writeln!(out)
}

/// Writes one line of the JSONL form.
///
/// # Errors
/// When `out` cannot be written to.
pub fn line(out: &mut impl Write, line: &Line) -> io::Result<()> {
    json_line(out, line)
}

/// Writes one line of JSON.
pub(crate) fn json_line(out: &mut impl Write, line: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}

/// What becomes of each event of a run: an observer that puts them into the format and passes them on.
///
/// Keeps one step at a time, so a run of any length can be written as it goes.
pub struct Recorder<'a, P: Computation, F> {
    book: Logbook<P>,
    scribe: Scribe<'a, P>,
    digest: Digest,
    write: F,
}

impl<'a, P: Computation, F: FnMut(Event)> Recorder<'a, P, F> {
    /// Passes every event of a run of this computation to `write`.
    #[must_use]
    pub fn new(underlying: &'a System<P>, write: F) -> Self {
        Self {
            book: Logbook::default(),
            scribe: Scribe::new(&underlying.protocol, &underlying.topology),
            digest: Digest::default(),
            write,
        }
    }

    /// Passes on the events of the next step.
    pub fn step(&mut self, events: &[LogEvent<P>]) {
        let (digest, write) = (&mut self.digest, &mut self.write);
        self.scribe.step(events, |event| {
            digest.add(&event);
            write(event);
        });
    }

    /// The hash of all events.
    #[must_use]
    pub fn digest(self) -> String {
        self.digest.finish()
    }
}

impl<P: Computation, Q: Layer<P>, F: FnMut(Event)> Observer<Q> for Recorder<'_, P, F> {
    fn step(&mut self, _: Action, step: &StepOf<Q>, after: &Q::State) {
        let mut book = std::mem::take(&mut self.book);
        book.log.clear();
        book.add::<Q>(step, after);
        Recorder::step(self, book.log.last_step());
        self.book = book;
    }
}

/// Runs and judges an experiment, and has all of it as a file would: to be written, or to be drawn.
///
/// # Errors
/// When a given schedule asks for a step that is not enabled.
pub fn record<P: Computation, Q: Layer<P>, S: Scheduler<Q>>(
    mut experiment: Experiment<'_, P, Q, S>,
    header: Header,
) -> Result<Saved, StepError> {
    let mut events = Vec::new();
    let mut recorder = Recorder::new(experiment.underlying(), |event| events.push(event));
    let stopped = experiment.run(&mut recorder)?;
    let digest = recorder.digest();
    let judgements = experiment.judgements();
    let footer = Finished::of(experiment, stopped, judgements).footer(digest);
    Ok(Saved { header, events, footer: Some(footer), foreign: None })
}
