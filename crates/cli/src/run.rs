//! `sim run`: one seed, run, judged and reported.

use std::io::{self, Write};

use sim_core::{ChannelId, Envelope, MessageId, Moment, Observer, Timed};
use snapshot::{ChandyLamport, Checks, Experiment, Layer, Stopped, Superposed, TokenRing, Wire, overall};
use trace::describe::Ended;
use trace::model::{self, Line};
use trace::write::{self, Recorder};

use crate::Outcome;
use crate::args::{RunArgs, RunFormat};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::report::Report;
use crate::scenario::{Prepared, SNAPSHOT, Scenario};
use crate::values::Seed;

/// After how many events a long run looks whether it is still wanted.
const LOOK_AFTER: u64 = 1 << 16;

pub(crate) fn run(args: &RunArgs) -> Result<Outcome, Failure> {
    let scenario = Scenario::new(&args.scenario)?;
    let seed = match args.seed {
        Seed::Given(seed) => seed,
        Seed::Random => {
            let seed = rand::random();
            writeln!(anstream::stderr(), "seed {seed}").map_err(Failure::from)?;
            seed
        }
    };
    let mut output = Output::open(args.output.as_deref())?;
    interrupt::listen();
    let prepared = scenario.prepare();
    let outcome = match args.format {
        RunFormat::Text => text(args, &scenario, &prepared, seed, &mut output),
        RunFormat::Json => json(&scenario, &prepared, seed, &mut output),
        RunFormat::Jsonl => jsonl(&scenario, &prepared, seed, &mut output),
    }?;
    output.finish()?;
    Ok(outcome)
}

fn text(
    args: &RunArgs,
    scenario: &Scenario,
    prepared: &Prepared,
    seed: u64,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let finished = Finished::run(prepared, seed, &mut (), || false)?;
    Report::new(scenario, prepared, seed, &finished.ended(), &args.look).write(output)?;
    Ok(finished.outcome())
}

fn json(
    scenario: &Scenario,
    prepared: &Prepared,
    seed: u64,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let mut events = Vec::new();
    let mut recorder = Recorder::new(prepared.topology(), |event| events.push(event));
    let finished = Finished::run(prepared, seed, &mut recorder, || false)?;
    let footer = finished.ended().footer(recorder.digest());
    write::json(output, scenario.header(seed), footer, events)?;
    Ok(finished.outcome())
}

fn jsonl(
    scenario: &Scenario,
    prepared: &Prepared,
    seed: u64,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    write::line(output, &Line::Run(scenario.header(seed)))?;
    let written = std::cell::RefCell::new(Ok::<(), io::Error>(()));
    let mut recorder = Recorder::new(prepared.topology(), |event| {
        let mut written = written.borrow_mut();
        if written.is_ok() {
            *written = write::line(output, &Line::Event(event));
        }
    });
    let finished = Finished::run(prepared, seed, &mut recorder, || written.borrow().is_err())?;
    let digest = recorder.digest();
    written.into_inner()?;
    write::line(output, &Line::Result(finished.ended().footer(digest)))?;
    Ok(finished.outcome())
}

/// A run that is over and judged.
pub(crate) struct Finished<'a> {
    prepared: &'a Prepared,
    experiment: Experiment<'a, TokenRing, Superposed<TokenRing, ChandyLamport>, Timed>,
    stopped: Stopped,
    checks: Checks,
    delivered: Deliveries,
}

impl<'a> Finished<'a> {
    /// Runs and judges one seed; `abandon` says when nobody wants the result any more.
    pub(crate) fn run(
        prepared: &'a Prepared,
        seed: u64,
        observer: &mut impl Observer<Superposed<TokenRing, ChandyLamport>>,
        abandon: impl Fn() -> bool,
    ) -> Result<Self, Failure> {
        let mut experiment = prepared.setup().timed(&prepared.timing, seed);
        let mut delivered = Deliveries::default();
        let stopped = loop {
            let pause = experiment.events_so_far() + LOOK_AFTER;
            let ran = experiment.run_until(pause, &mut (&mut delivered, &mut *observer));
            match ran.expect("a scheduler of its own picks enabled actions only") {
                Some(stopped) => break stopped,
                None if abandon() => return Err(Failure::BrokenPipe),
                None if interrupt::requested() => {
                    return Err(Failure::Interrupted { events: experiment.events_so_far() });
                }
                None => {}
            }
        };
        let checks = experiment.judge();
        Ok(Self { prepared, experiment, stopped, checks, delivered })
    }

    /// What a summary of the run is made from.
    pub(crate) fn ended(&self) -> Ended<'_> {
        let in_flight = self.experiment.state().channels.iter();
        Ended {
            system: &self.prepared.underlying,
            snapshot: SNAPSHOT,
            base: self.experiment.base(),
            window: self.experiment.events(),
            events_before: self.experiment.events_before(),
            recorded: self.experiment.recorded(),
            checks: &self.checks,
            stopped: self.stopped,
            end_time: self.experiment.now(),
            delivered: self.delivered.0,
            in_flight: in_flight
                .map(|channel| channel.iter().filter_map(in_flight_message).collect())
                .collect(),
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        overall(&self.checks).into()
    }
}

fn in_flight_message<M: std::fmt::Display>(
    envelope: &Envelope<Wire<M>, MessageId>,
) -> Option<model::Message> {
    match &envelope.body {
        Wire::Underlying(body) => Some(model::Message { msg: Some(envelope.id.0), body: body.to_string() }),
        Wire::Marker(_) => None,
    }
}

/// Counts what is delivered.
#[derive(Default)]
struct Deliveries(model::Delivered);

impl<Q: Layer<TokenRing>> Observer<Q> for Deliveries {
    fn received(&mut self, _: Moment, _: ChannelId, message: &Envelope<Q::Message, MessageId>) {
        match message.body {
            Wire::Underlying(_) => self.0.m += 1,
            Wire::Marker(_) => self.0.marker += 1,
        }
    }
}
