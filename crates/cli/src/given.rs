//! What was asked for, before it is known what it means: by options, by a scenario file, or by a saved configuration.
//!
//! Three front doors, one form: a [`Given`] in which what was not said is `None`. One may be laid [over](Given::over)
//! another, as options are over a file. What it means is [`scenario`](crate::scenario)'s business.

use sim_core::{Delay, Order};
use trace::model;
use trace::restore::ANY;

use crate::args::{Links, ScenarioArgs};
use crate::failure::Failure;
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
}

/// Processes and channels, as they were asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Graph {
    /// A shape, or a file.
    Named(String),
    /// One by one.
    Listed { processes: Vec<String>, channels: Vec<Listed> },
}

/// A channel, and what is special about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) delay: Option<Delay>,
    pub(crate) order: Option<Order>,
}

impl From<&ScenarioArgs> for Given {
    fn from(args: &ScenarioArgs) -> Self {
        Self {
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
        }
    }
}

impl Given {
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
        }
    }

    /// What a saved configuration asks for.
    pub(crate) fn from_config(config: &model::Config) -> Result<Self, Failure> {
        let bad = |what: String| Failure::new(format!("config: {what}"));
        let delay = |field: &str, text: &str| {
            text.parse::<Delay>().map_err(|error| bad(format!("{field} '{text}': {error}")))
        };
        let channels = config.channels.iter().map(|channel| {
            Ok(Listed {
                from: channel.from.clone(),
                to: channel.to.clone(),
                delay: Some(delay("delay", &channel.delay)?),
                order: Some(order(channel.order)),
            })
        });
        let listed = Graph::Listed {
            processes: config.processes.clone(),
            channels: channels.collect::<Result<_, Failure>>()?,
        };
        let seed = config.seed.parse().map_err(|_| bad(format!("seed '{}' is no number", config.seed)))?;
        let one_delay = config.channels.first().filter(|first| {
            config.channels.iter().all(|channel| (&channel.delay, channel.order) == (&first.delay, first.order))
        });
        let shape = config.topology.clone().filter(|_| one_delay.is_some());
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
            delay: one_delay.map(|channel| delay("delay", &channel.delay)).transpose()?,
            hold: Some(delay("hold", &config.hold)?),
            links: one_delay.map(|channel| order(channel.order)),
            max_events: Some(config.max_events),
            seed: Some(seed),
            schedule: config.schedule.clone(),
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
        add("program", self.program.clone());
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

/// A value as a shell takes it.
pub(crate) fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.,:=/+-".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_string()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}
