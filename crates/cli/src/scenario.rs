//! What the arguments mean: an experiment on the exercise's ring, ready to run under any seed.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use sim_core::{Delay, Listed, Order, ProcessId, Schedule, System, Timed, Timing, Topology, delay, random};
use snapshot::{ChandyLamport, Experiment, Forwarding, Initiation, Setup, SnapshotId, Superposed, TokenRing};
use trace::model;

use crate::args::{Links, ScenarioArgs};
use crate::driver::Driver;
use crate::failure::Failure;
use crate::input::load;

/// The snapshot that every run takes.
pub(crate) const SNAPSHOT: SnapshotId = SnapshotId(1);

/// An experiment but for its seed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Scenario {
    pub(crate) trigger: u64,
    pub(crate) delay: Delay,
    pub(crate) hold: Delay,
    pub(crate) order: Order,
    pub(crate) initiator: ProcessId,
    pub(crate) max_events: u64,
    /// The schedule to follow instead of a seed.
    pub(crate) schedule: Option<Schedule>,
}

/// An experiment's systems, ready to run.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) underlying: System<TokenRing>,
    pub(crate) superposed: System<Superposed<TokenRing, ChandyLamport>>,
    pub(crate) timing: Timing,
    pub(crate) max_events: u64,
    schedule: Option<Schedule>,
}

impl Prepared {
    /// The experiment under its schedule, or else under the seed.
    pub(crate) fn experiment(
        &self,
        seed: u64,
    ) -> Experiment<'_, TokenRing, Superposed<TokenRing, ChandyLamport>, Driver> {
        self.setup().under(match &self.schedule {
            Some(schedule) => Driver::Listed(Listed::new(schedule.clone())),
            None => Driver::Timed(Box::new(Timed::new(self.topology(), &self.timing, seed))),
        })
    }

    pub(crate) fn setup(&self) -> Setup<'_, TokenRing, Superposed<TokenRing, ChandyLamport>> {
        Setup {
            underlying: &self.underlying,
            superposed: &self.superposed,
            snapshot: SNAPSHOT,
            max_events: self.max_events,
        }
    }

    pub(crate) fn topology(&self) -> &Topology {
        &self.underlying.topology
    }
}

fn ring(order: Order) -> Topology {
    Topology::ring(2).expect("two processes make a ring").with_order(order)
}

impl Scenario {
    /// The experiment that these arguments ask for.
    pub(crate) fn new(args: &ScenarioArgs) -> Result<Self, Failure> {
        let order = match args.links {
            Links::Fifo => Order::Fifo,
            Links::Unordered => Order::Unordered,
        };
        let initiator = ring(order).process(&args.initiators).ok_or_else(|| {
            Failure::with_tip(
                format!("invalid value '{}' for '--initiators': there is no such process", args.initiators),
                "the processes are P and Q",
            )
        })?;
        let scenario = Self {
            trigger: args.trigger,
            delay: args.delay,
            hold: args.hold,
            order,
            initiator,
            max_events: args.max_events,
            schedule: None,
        };
        scenario.possible()?;
        Ok(scenario)
    }

    /// Follows a schedule instead of a seed: a file of it, or the schedule itself.
    pub(crate) fn follow(&mut self, schedule: &str) -> Result<(), Failure> {
        let path = Path::new(schedule);
        let text = if path == Path::new("-") || path.exists() { load(path)? } else { schedule.to_string() };
        let parsed = Schedule::parse(&text, &ring(self.order)).map_err(|error| {
            Failure::with_tip(
                error.to_string(),
                "a schedule is written as P! (P>Q Q>P)*3, or is a file of that",
            )
        })?;
        self.schedule = Some(parsed);
        Ok(())
    }

    /// Refuses a trigger that can never be met.
    fn possible(&self) -> Result<(), Failure> {
        if self.trigger == 0 && self.initiator != ProcessId(0) {
            let name = self.initiator_name();
            return Err(Failure::with_tip(
                format!("{name} never sends m with state 0: it sends only what it has received"),
                format!("use '--trigger 1', the first time that {name} sends m, or '--initiators P'"),
            ));
        }
        Ok(())
    }

    fn initiator_name(&self) -> String {
        ring(self.order).name(self.initiator).to_string()
    }

    /// Whether receiving and forwarding are one event.
    pub(crate) fn atomic(&self) -> bool {
        self.hold == Delay::ZERO
    }

    /// Whether every seed records the same state: FIFO, and `m` never held.
    pub(crate) fn same_for_every_seed(&self) -> bool {
        self.order == Order::Fifo && self.atomic() && self.schedule.is_none()
    }

    /// The systems to run.
    pub(crate) fn prepare(&self) -> Prepared {
        let forwarding = if self.atomic() { Forwarding::Atomic } else { Forwarding::Held };
        let (computation, topology) = (TokenRing::new(forwarding), Arc::new(ring(self.order)));
        let initiation =
            Initiation { snapshot: SNAPSHOT, trigger: self.trigger, initiators: vec![self.initiator] };
        Prepared {
            underlying: System::new(computation, Arc::clone(&topology)),
            superposed: System::new(
                Superposed { underlying: computation, algorithm: ChandyLamport, initiation },
                topology,
            ),
            timing: Timing::new(self.delay, self.hold),
            max_events: self.max_events,
            schedule: self.schedule.clone(),
        }
    }

    /// In a line, for people.
    pub(crate) fn describe(&self) -> String {
        let order = match self.order {
            Order::Fifo => "fifo",
            Order::Unordered => "unordered",
        };
        let timing = match (&self.schedule, self.atomic()) {
            (Some(_), true) => "a given schedule".to_string(),
            (Some(_), false) => "a given schedule, receiving and forwarding apart".to_string(),
            (None, true) => format!("delay {}", self.delay),
            (None, false) => format!("delay {}, hold {}", self.delay, self.hold),
        };
        format!("ring of P, Q; one message m; chandy-lamport; {order} channels, {timing}")
    }

    /// The options that make this experiment; those that have their default are left out, but for the trigger.
    pub(crate) fn options(&self) -> String {
        let delay = self.delay.to_string();
        if delay == "1..=20" || self.schedule.is_some() {
            self.options_without_delay()
        } else {
            format!("{} --delay {delay}", self.options_without_delay())
        }
    }

    /// The same for a run that follows a schedule.
    pub(crate) fn options_without_delay(&self) -> String {
        let mut options = format!("--trigger {}", self.trigger);
        let mut add = |option: std::fmt::Arguments<'_>| {
            options.write_fmt(option).expect("a String takes all that is written");
        };
        if !self.atomic() {
            add(format_args!(" --hold {}", self.hold));
        }
        if self.order == Order::Unordered {
            add(format_args!(" --links unordered"));
        }
        if self.initiator != ProcessId(0) {
            add(format_args!(" --initiators {}", self.initiator_name()));
        }
        if self.max_events != 1_000_000 {
            add(format_args!(" --max-events {}", self.max_events));
        }
        options
    }

    /// The command that shows the run of this seed, or of the schedule.
    pub(crate) fn command(&self, seed: u64) -> String {
        match &self.schedule {
            Some(schedule) => {
                let schedule = schedule.display(&ring(self.order));
                format!("sim --schedule '{schedule}' {}", self.options())
            }
            None => format!("sim --seed {seed} {}", self.options()),
        }
    }

    /// The head of a file about the run of this seed.
    pub(crate) fn header(&self, seed: u64) -> model::Header {
        model::Header {
            schema: model::SCHEMA.to_string(),
            tool: tool(),
            config: self.config(seed),
            rng: model::Rng { algorithm: random::ALGORITHM.to_string(), version: random::VERSION },
        }
    }

    /// The configuration as files have it.
    pub(crate) fn config(&self, seed: u64) -> model::Config {
        let topology = ring(self.order);
        let order = match self.order {
            Order::Fifo => model::Order::Fifo,
            Order::Unordered => model::Order::Unordered,
        };
        let channel = |id| {
            let ends = topology.channel(id);
            model::Channel {
                id: topology.channel_name(id),
                from: topology.name(ends.source).to_string(),
                to: topology.name(ends.target).to_string(),
                order,
                delay: self.delay.to_string(),
            }
        };
        model::Config {
            scenario: "ring".to_string(),
            processes: topology.processes().map(|process| topology.name(process).to_string()).collect(),
            channels: topology.channel_ids().map(channel).collect(),
            program: "token-ring".to_string(),
            hold: self.hold.to_string(),
            algorithm: "chandy-lamport".to_string(),
            initiator: self.initiator_name(),
            trigger: self.trigger,
            seed: seed.to_string(),
            schedule: self.schedule.as_ref().map(|schedule| schedule.display(&topology)),
            max_events: self.max_events,
        }
    }

    /// The experiment and the seed that a file's configuration asks for.
    pub(crate) fn from_config(config: &model::Config) -> Result<(Self, u64), Failure> {
        let bad = |what: String| Failure::new(format!("config: {what}"));
        let delay = |field: &str, text: &str| {
            text.parse::<Delay>().map_err(|error| bad(format!("{field} '{text}': {error}")))
        };
        let order = match config.channels.first().map(|channel| channel.order) {
            Some(model::Order::Unordered) => Order::Unordered,
            _ => Order::Fifo,
        };
        let seed = config.seed.parse().map_err(|_| bad(format!("seed '{}' is no number", config.seed)))?;
        let first_delay = config.channels.first().map_or("0", |channel| channel.delay.as_str());
        let initiator = ring(order).process(&config.initiator);
        let scenario = Self {
            trigger: config.trigger,
            delay: delay("delay", first_delay)?,
            hold: delay("hold", &config.hold)?,
            order,
            initiator: initiator.ok_or_else(|| bad(format!("there is no process '{}'", config.initiator)))?,
            max_events: config.max_events,
            schedule: config
                .schedule
                .as_ref()
                .map(|text| Schedule::parse(text, &ring(order)).map_err(|error| bad(error.to_string())))
                .transpose()?,
        };
        if config.trigger > delay::MAX_TICKS || config.max_events > delay::MAX_TICKS {
            return Err(bad("a number is past 2^53".to_string()));
        }
        scenario.possible()?;
        match differing_field(&scenario.config(seed), config) {
            None => Ok((scenario, seed)),
            Some(field) => Err(bad(format!("this version cannot run a file with this '{field}'"))),
        }
    }
}

/// The first field in which two configurations differ.
fn differing_field(ours: &model::Config, theirs: &model::Config) -> Option<String> {
    let value = |config| serde_json::to_value(config).expect("a configuration is JSON");
    let (ours, theirs) = (value(ours), value(theirs));
    let fields = ours.as_object().into_iter().chain(theirs.as_object()).flat_map(|config| config.keys());
    fields.into_iter().find(|field| ours.get(field) != theirs.get(field)).cloned()
}

/// This program.
pub(crate) fn tool() -> model::Tool {
    model::Tool { name: "sim".to_string(), version: env!("CARGO_PKG_VERSION").to_string() }
}
