//! What was asked for, before it is known what it means: by options, by a scenario file, or by a saved configuration.
//!
//! Three front doors, one form: a [`Given`] in which what was not said is `None`. One may be laid [over](Given::over)
//! another, as options are over a file. What it means is [`scenario`](crate::scenario)'s business.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use sim_core::delay::MAX_TICKS;
use sim_core::{Delay, Order, Shape};
use snapshot::{Program as _, Script, catalog};
use trace::cos418::LineError;
use trace::model;
use trace::restore::{ANY, MAX_SNAPSHOTS};

use crate::args::{Links, ScenarioArgs};
use crate::failure::Failure;
use crate::input::load;
use crate::values::Trigger;

/// An experiment as it was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Given {
    pub(crate) name: Option<String>,
    pub(crate) graph: Option<Graph>,
    pub(crate) program: Option<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) trigger: Option<Trigger>,
    pub(crate) start: Option<Delay>,
    pub(crate) initiators: Option<Vec<String>>,
    pub(crate) snapshots: Option<u32>,
    pub(crate) delay: Option<Delay>,
    pub(crate) hold: Option<Delay>,
    pub(crate) links: Option<Order>,
    pub(crate) max_events: Option<u64>,
    pub(crate) seed: Option<u64>,
    pub(crate) schedule: Option<String>,
    pub(crate) script: Option<Text>,
    /// Whether the run goes by the ticks of the COS 418 simulator.
    pub(crate) ticks: bool,
    /// The delays of its messages.
    pub(crate) delays: Option<Text>,
    /// What each process has at the start.
    pub(crate) tokens: Vec<u64>,
}

/// A text, and the file that it is from; a saved configuration has texts without files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Text {
    pub(crate) file: String,
    pub(crate) text: String,
}

impl Text {
    pub(crate) fn load(file: &Path) -> Result<Self, Failure> {
        Ok(Self { file: file.display().to_string(), text: load(file)? })
    }

    /// A mistake in it, shown with its place.
    pub(crate) fn mistake(&self, error: LineError) -> Failure {
        let file = if self.file.is_empty() { "script" } else { &self.file };
        error.shown(file, &self.text).into()
    }
}

/// Processes and channels, as they were asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Graph {
    /// A shape, or a file.
    Named(String),
    /// One by one.
    Listed { processes: Vec<String>, channels: Vec<Listed> },
}

impl Graph {
    /// The shape, if it is one.
    pub(crate) fn shape(&self) -> Option<Shape> {
        match self {
            Self::Named(name) => name.parse().ok(),
            Self::Listed { .. } => None,
        }
    }

    /// What, of a delay and an order for all channels, would change nothing: every channel has its own.
    pub(crate) fn idle(&self, delay: bool, order: bool) -> Option<&'static str> {
        let Self::Listed { channels, .. } = self else { return None };
        let no_delay = delay && channels.iter().all(|channel| channel.delay.is_some());
        let no_order = order && channels.iter().all(|channel| channel.order.is_some());
        no_delay.then_some("--delay").or(no_order.then_some("--links"))
    }
}

/// A channel, and what is special about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) delay: Option<Delay>,
    pub(crate) order: Option<Order>,
}

/// The parameter of a script that names its file.
pub(crate) const FILE: &str = "file";

impl Given {
    /// What was typed.
    pub(crate) fn from_args(args: &ScenarioArgs) -> Result<Self, Failure> {
        let load = |file: &PathBuf| Text::load(file);
        let given = Self {
            name: None,
            graph: args.topology.clone().map(Graph::Named),
            program: args.program.clone(),
            parameters: args.parameters.clone(),
            trigger: args.trigger,
            start: args.start,
            initiators: args.initiators.clone(),
            snapshots: args.snapshots,
            delay: args.delay,
            hold: args.hold,
            links: args.links.map(|links| match links {
                Links::Fifo => Order::Fifo,
                Links::Unordered => Order::Unordered,
            }),
            max_events: args.max_events,
            seed: None,
            schedule: None,
            script: args.events.as_ref().map(load).transpose()?,
            ticks: args.events.is_some(),
            delays: args.delays.as_ref().map(load).transpose()?,
            tokens: Vec::new(),
        };
        given.refuse_twice()?;
        given.with_script(Path::new(""))
    }

    /// Refuses what is said twice: one of the two would change nothing.
    fn refuse_twice(&self) -> Result<(), Failure> {
        let mut names = BTreeSet::new();
        let twice = self.parameters.iter().find(|(name, _)| !names.insert(name.as_str()));
        match twice {
            Some((name, _)) => Err(Failure::new(format!("the parameter '{name}' is set twice"))),
            None if self.script.is_some() && names.contains(FILE) => {
                Err(Failure::new("'--events' and '--param file=...' both name a script"))
            }
            None => Ok(()),
        }
    }

    /// Reads the file that a parameter names, from its place beside the scenario file.
    pub(crate) fn with_script(mut self, folder: &Path) -> Result<Self, Failure> {
        if self.script.is_some() {
            self.program.get_or_insert_with(|| Script::NAME.to_string());
        }
        if self.program.as_deref() == Some(Script::NAME)
            && let Some(place) = self.parameters.iter().rposition(|(name, _)| name == FILE)
        {
            let (_, file) = self.parameters.remove(place);
            self.script = Some(Text::load(&folder.join(file))?);
        }
        Ok(self)
    }

    /// This, and what it does not say as `base` has it. Parameters of another program are not taken over.
    pub(crate) fn over(self, base: Self) -> Self {
        let same_program = self.program.is_none() || self.program == base.program;
        let inherited = if same_program { base.parameters } else { Vec::new() };
        Self {
            name: self.name.or(base.name),
            parameters: inherited.into_iter().chain(self.parameters).collect(),
            graph: self.graph.or(base.graph),
            program: self.program.or(base.program),
            trigger: self.trigger.or(base.trigger),
            start: self.start.or(base.start),
            initiators: self.initiators.or(base.initiators),
            snapshots: self.snapshots.or(base.snapshots),
            delay: self.delay.or(base.delay),
            hold: self.hold.or(base.hold),
            links: self.links.or(base.links),
            max_events: self.max_events.or(base.max_events),
            seed: self.seed.or(base.seed),
            schedule: self.schedule.or(base.schedule),
            ticks: self.ticks || (self.script.is_none() && base.ticks),
            script: self.script.or(base.script),
            delays: self.delays.or(base.delays),
            tokens: if self.tokens.is_empty() { base.tokens } else { self.tokens },
        }
    }

    /// What a saved configuration asks for.
    pub(crate) fn from_config(config: &model::Config) -> Result<Self, Failure> {
        let bad = |field: &str, what: &dyn Display| Failure::new(format!("config.{field}: {what}"));
        let delay = |field: &str, text: &str| {
            text.parse::<Delay>().map_err(|error| bad(field, &format!("'{text}': {error}")))
        };
        if catalog::entry(&config.program).is_none() {
            return Err(bad("program", &format!("there is no program '{}'", config.program)));
        }
        let one_delay = config.channels.first().filter(|first| {
            config
                .channels
                .iter()
                .all(|channel| (&channel.delay, channel.order) == (&first.delay, first.order))
        });
        let own = one_delay.is_none();
        let channels = config.channels.iter().enumerate().map(|(place, channel)| {
            let this_delay = delay(&format!("channels[{place}].delay"), &channel.delay)?;
            Ok(Listed {
                from: channel.from.clone(),
                to: channel.to.clone(),
                delay: own.then_some(this_delay),
                order: own.then_some(order(channel.order)),
            })
        });
        let listed = Graph::Listed {
            processes: config.processes.clone(),
            channels: channels.collect::<Result<_, Failure>>()?,
        };
        let told = Some(&config.seed).filter(|seed| !seed.is_empty());
        let parsed = told.map(|seed| seed.parse()).transpose();
        let seed = parsed.map_err(|_| bad("seed", &format!("'{}' is no number", config.seed)))?;
        for (field, number) in [("trigger", config.trigger.unwrap_or(0)), ("max_events", config.max_events)] {
            if number > MAX_TICKS {
                return Err(bad(field, &"it is past 2^53"));
            }
        }
        let alike = config.channels.is_empty() || one_delay.is_some();
        if config.script.is_none() && !(1..=MAX_SNAPSHOTS).contains(&config.snapshots) {
            let what = format!("{}: expected 1 to {MAX_SNAPSHOTS}", config.snapshots);
            return Err(bad("snapshots", &what));
        }
        let shape = config.topology.clone().filter(|_| alike);
        if shape.is_some() {
            same_size(config)?;
        }
        Ok(Self {
            name: Some(config.scenario.clone()),
            graph: Some(shape.map_or(listed, Graph::Named)),
            program: Some(config.program.clone()),
            parameters: config.parameters.clone().into_iter().collect(),
            trigger: Some(config.trigger.map_or(Trigger::None, Trigger::Count)),
            start: config.start.as_deref().map(|start| delay("start", start)).transpose()?,
            initiators: Some(match config.initiators.as_slice() {
                [] => vec![config.initiator.clone()],
                several => several.to_vec(),
            }),
            snapshots: Some(config.snapshots),
            delay: one_delay.map(|channel| delay("channels[0].delay", &channel.delay)).transpose()?,
            hold: Some(delay("hold", &config.hold)?),
            links: one_delay.map(|channel| order(channel.order)),
            max_events: Some(config.max_events),
            seed,
            schedule: config.schedule.clone(),
            script: config.script.clone().map(|text| Text { file: String::new(), text }),
            ticks: config.clock == Some(model::Clock::Ticks),
            delays: config.delays.as_ref().map(|delays| {
                let lines: Vec<_> = delays.iter().map(u64::to_string).collect();
                Text { file: String::new(), text: lines.join("\n") }
            }),
            tokens: config.tokens.clone(),
        })
    }

    /// The options that ask for this, in the order of the help; a schedule and a seed are not among them.
    pub(crate) fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            options.extend(value.map(|value| format!("--{name} {}", quoted(&value))));
        };
        if let Some(Graph::Named(name)) = &self.graph {
            add("topology", Some(name.clone()));
        }
        let files = self.script.is_some();
        add("program", self.program.clone().filter(|name| !(files && self.ticks && name == Script::NAME)));
        match &self.script {
            Some(script) if self.ticks => add("events", Some(script.file.clone())),
            Some(script) => add("param", Some(format!("{FILE}={}", script.file))),
            None => {}
        }
        add("delays", self.delays.as_ref().map(|delays| delays.file.clone()));
        for (key, value) in &self.parameters {
            add("param", Some(format!("{key}={value}")));
        }
        add("trigger", self.trigger.map(|trigger| trigger.to_string()));
        add("start", self.start.map(|start| start.to_string()));
        add("hold", self.hold.map(|hold| hold.to_string()));
        add("links", self.links.map(|order| links(order).to_string()));
        add("initiators", self.initiators.as_ref().map(|names| names.join(",")));
        add("snapshots", self.snapshots.map(|snapshots| snapshots.to_string()));
        add("max-events", self.max_events.map(|events| events.to_string()));
        add("delay", self.delay.map(|delay| delay.to_string()));
        options
    }
}

/// Whether a configuration lists as many processes and channels as its shape has: asked before the shape is built.
pub(crate) fn same_size(config: &model::Config) -> Result<(), Failure> {
    let Some(name) = &config.topology else { return Ok(()) };
    let shape = name.parse::<Shape>();
    let shape = shape.map_err(|error| Failure::new(format!("config.topology: '{name}': {error}")))?;
    let (processes, channels) = shape.size();
    let listed = (config.processes.len() as u64, config.channels.len() as u64);
    if (processes, channels) == listed {
        return Ok(());
    }
    Err(Failure::new(format!(
        "config.topology: '{name}' has {processes} processes and {channels} channels, and {} and {} are listed",
        listed.0, listed.1
    )))
}

/// A discipline by its name.
pub(crate) const fn links(order: Order) -> &'static str {
    match order {
        Order::Fifo => "fifo",
        Order::Unordered => "unordered",
    }
}

const fn order(order: model::Order) -> Order {
    match order {
        model::Order::Fifo => Order::Fifo,
        model::Order::Unordered => Order::Unordered,
    }
}

/// Whether the word stands for every process.
pub(crate) fn is_any(names: &[String]) -> bool {
    matches!(names, [any] if any == ANY)
}

/// A value as a shell takes it. In the middle of a word `=` and `,` are plain, which the crate is not sure of.
pub(crate) fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.,:=/+-@".contains(c);
    if value.starts_with(|c: char| c.is_ascii_alphanumeric()) && value.chars().all(plain) {
        return value.to_string();
    }
    let quoter = shlex::Quoter::new().allow_nul(true);
    quoter.quote(value).expect("all that cannot be quoted is allowed").into_owned()
}
