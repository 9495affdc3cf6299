//! `sim run`: one seed, or one schedule, run, judged and reported.

use std::cell::RefCell;
use std::io::{self, Write};

use sim_core::{ChannelId, Envelope, MessageId, Moment, Observer, Schedule, StepError};
use snapshot::{
    ChandyLamport, Checks, Experiment, Layer, Overall, Stopped, Superposed, TokenRing, Wire, overall,
};
use trace::describe::Ended;
use trace::model::{self, Line};
use trace::write::{self, Recorder};

use crate::Outcome;
use crate::args::{RunArgs, RunFormat};
use crate::driver::Driver;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::report::Report;
use crate::scenario::{Prepared, SNAPSHOT, Scenario};
use crate::values::Seed;

/// After how many events a long run looks whether it is still wanted.
pub(crate) const LOOK_AFTER: u64 = 1 << 16;

pub(crate) fn run(args: &RunArgs) -> Result<Outcome, Failure> {
    let mut scenario = Scenario::new(&args.scenario)?;
    if let Some(schedule) = &args.schedule {
        scenario.follow(schedule)?;
    }
    let seed = seed(args)?;
    let mut output = Output::open(args.output.as_deref())?;
    interrupt::listen();
    let prepared = scenario.prepare();
    let outcome = match args.format {
        RunFormat::Text => text(args, &scenario, &prepared, seed, &mut output),
        RunFormat::Json => json(&scenario, &prepared, seed, &mut output),
        RunFormat::Jsonl => jsonl(&scenario, &prepared, seed, &mut output),
    };
    match outcome {
        Ok(_) => output.finish()?,
        // Only a run that is written as it goes has something to keep when it is stopped.
        Err(Failure::Interrupted) if args.format == RunFormat::Jsonl => output.finish_partial()?,
        Err(_) => {}
    }
    outcome
}

/// The seed that was asked for: by the option, else by `SIM_SEED`, else 0.
fn seed(args: &RunArgs) -> Result<u64, Failure> {
    let wanted = match (args.seed, std::env::var("SIM_SEED")) {
        (Some(seed), _) => seed,
        (None, Ok(text)) if !text.is_empty() => text.parse().map_err(|error| {
            Failure::new(format!("invalid value '{text}' in the environment for SIM_SEED: {error}"))
        })?,
        (None, _) => Seed::Given(0),
    };
    match wanted {
        Seed::Given(seed) => Ok(seed),
        Seed::Random => {
            let seed = rand::random();
            writeln!(anstream::stderr(), "seed {seed}")?;
            Ok(seed)
        }
    }
}

fn text(
    args: &RunArgs,
    scenario: &Scenario,
    prepared: &Prepared,
    seed: u64,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let finished = Finished::run_unless(prepared, seed, &mut (), interrupt::requested)?;
    let finished = finished.ok_or(Failure::Interrupted)?;
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
    let finished = Finished::run_unless(prepared, seed, &mut recorder, interrupt::requested)?;
    let finished = finished.ok_or(Failure::Interrupted)?;
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
    let written = RefCell::new(Ok::<(), io::Error>(()));
    let mut recorder = Recorder::new(prepared.topology(), |event| {
        let mut written = written.borrow_mut();
        if written.is_ok() {
            *written = write::line(output, &Line::Event(event));
        }
    });
    let abandon = || interrupt::requested() || written.borrow().is_err();
    let finished = Finished::run_unless(prepared, seed, &mut recorder, abandon)?;
    let digest = recorder.digest();
    written.into_inner()?;
    let finished = finished.ok_or(Failure::Interrupted)?;
    write::line(output, &Line::Result(finished.ended().footer(digest)))?;
    Ok(finished.outcome())
}

type Run<'a> = Experiment<'a, TokenRing, Superposed<TokenRing, ChandyLamport>, Driver>;

/// A run that is over and judged.
pub(crate) struct Finished<'a> {
    prepared: &'a Prepared,
    experiment: Run<'a>,
    stopped: Stopped,
    checks: Checks,
    delivered: Deliveries,
    /// When a check failed: the schedule that makes the run again.
    schedule: Option<String>,
}

impl<'a> Finished<'a> {
    /// Runs and judges one seed.
    pub(crate) fn run(
        prepared: &'a Prepared,
        seed: u64,
        observer: &mut impl Observer<Superposed<TokenRing, ChandyLamport>>,
    ) -> Result<Self, Failure> {
        let finished = Self::run_unless(prepared, seed, observer, || false)?;
        Ok(finished.expect("it was not abandoned"))
    }

    /// Runs and judges one seed; `None` if `abandon` says that nobody wants the result any more.
    pub(crate) fn run_unless(
        prepared: &'a Prepared,
        seed: u64,
        observer: &mut impl Observer<Superposed<TokenRing, ChandyLamport>>,
        abandon: impl Fn() -> bool,
    ) -> Result<Option<Self>, Failure> {
        let mut experiment = prepared.experiment(seed);
        let mut delivered = Deliveries::default();
        let driven = drive(&mut experiment, &mut (&mut delivered, observer), abandon)?;
        let Some(stopped) = driven else { return Ok(None) };
        let checks = experiment.judge();
        let schedule = match overall(&checks) {
            Overall::Violated => Some(schedule_of(prepared, seed)?),
            Overall::Holds | Overall::Unknown => None,
        };
        Ok(Some(Self { prepared, experiment, stopped, checks, delivered, schedule }))
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
            schedule: self.schedule.clone(),
            in_flight: in_flight
                .map(|channel| channel.iter().filter_map(in_flight_message).collect())
                .collect(),
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        overall(&self.checks).into()
    }
}

/// Runs to the end, looking now and then whether that is still wanted; `None` if not.
fn drive(
    experiment: &mut Run<'_>,
    observer: &mut impl Observer<Superposed<TokenRing, ChandyLamport>>,
    abandon: impl Fn() -> bool,
) -> Result<Option<Stopped>, Failure> {
    loop {
        let pause = experiment.events_so_far() + LOOK_AFTER;
        match experiment.run_until(pause, observer) {
            Ok(Some(stopped)) => return Ok(Some(stopped)),
            Ok(None) if abandon() => return Ok(None),
            Ok(None) => {}
            Err(StepError { number, action }) => {
                let system = experiment.system();
                let enabled = system.enabled(experiment.state()).into_iter();
                let enabled: Vec<String> = enabled.map(|action| action.display(&system.topology)).collect();
                return Err(Failure::with_tip(
                    format!(
                        "step {number} of the schedule, {}, is not enabled",
                        action.display(&system.topology)
                    ),
                    format!("enabled there: {}", enabled.join(" ")),
                ));
            }
        }
    }
}

/// Runs once more to write down what was chosen: a run that fails is worth it, and no other pays for it.
fn schedule_of(prepared: &Prepared, seed: u64) -> Result<String, Failure> {
    let mut schedule = Schedule::default();
    drive(&mut prepared.experiment(seed), &mut schedule, || false)?;
    Ok(schedule.display(prepared.topology()))
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
