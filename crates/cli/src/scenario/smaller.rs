//! A scenario as something that can be made smaller, and the smaller scenario: with options, or a file to be piped in, that
//! ask for it.

use std::sync::Arc;

use sim_core::{Channel, ChannelId, Delay, Schedule, Timing, Topology};
use snapshot::shrink::{Configuration, Systems};
use snapshot::{Arguments, ChandyLamport, Program, Superposed};

use super::{Scenario, default_max_events, name_of};
use crate::given::{Given, Graph, Listed, links, quoted};
use crate::prepared::Layers;

impl Scenario {
    /// What can be made smaller.
    pub(crate) fn configuration(&self) -> Configuration {
        Configuration {
            shape: self.shape,
            topology: self.topology.clone(),
            initiation: self.initiation.clone(),
            atomic: self.atomic(),
            parameters: self.parameters.clone(),
        }
    }

    /// The systems of a smaller configuration; a script, or what each process has, allows no other than its own.
    pub(crate) fn systems<P: Program>(&self, smaller: &Configuration) -> Option<Systems<P, Layers<P>>> {
        if self.names_processes() && *smaller != self.configuration() {
            return None;
        }
        let arguments = Arguments {
            given: &smaller.parameters,
            atomic: smaller.atomic,
            topology: &smaller.topology,
            tokens: &self.tokens,
            script: self.script.as_ref().map(|script| script.statements.as_slice()),
        };
        let program = P::build(&arguments).ok()?;
        let protocol = Superposed::new(program.clone(), ChandyLamport, smaller.initiation.clone());
        Some(Systems {
            underlying: sim_core::System::new(program, smaller.topology.clone()),
            superposed: sim_core::System::new(protocol, smaller.topology.clone()),
        })
    }

    /// Whether a file says something of each process.
    const fn names_processes(&self) -> bool {
        self.script.is_some() || !self.tokens.is_empty()
    }

    /// The smaller scenario, which follows this schedule.
    pub(crate) fn shrunk(&self, smaller: Configuration, schedule: Schedule) -> Self {
        let scenario = Self { schedule: Some(schedule), ..self.clone() };
        if self.names_processes() {
            return scenario;
        }
        let Configuration { shape, topology, initiation, atomic, parameters } = smaller;
        let usual = self.max_events == default_max_events(&self.topology);
        let max_events = if usual { default_max_events(&topology) } else { self.max_events };
        let hold = if atomic { Delay::ZERO } else { self.timing.hold() };
        let graph = match shape {
            Some(shape) => Graph::Named(shape.to_string()),
            None => listed(&topology),
        };
        Self {
            name: if shape.is_some() { name_of(Some(&graph), shape) } else { scenario.name.clone() },
            shape,
            initiation,
            max_events,
            topology,
            parameters,
            timing: Timing::new(self.timing.message(), hold).with_start(self.timing.start()),
            typed: Given { graph: Some(graph), ..Given::default() },
            file: None,
            ..scenario
        }
    }

    /// The program's name as a shell takes it: after a pipe from the processes and channels, where no option names them.
    pub(super) fn program_with_topology(&self) -> String {
        match (&self.file, &self.typed.graph) {
            (None, Some(Graph::Listed { processes, channels })) => {
                let lines = [toml_processes(processes), toml_channels(channels)];
                let lines = lines.map(|line| quoted(&line)).join(" ");
                format!(r"printf '%s\n' {lines} | sim --scenario -")
            }
            _ => "sim".to_string(),
        }
    }
}

/// Processes and channels, one by one.
fn listed(topology: &Arc<Topology>) -> Graph {
    let name = |process| topology.name(process).to_string();
    let channel = |id: ChannelId| {
        let Channel { source, target, order } = topology.channel(id);
        Listed { from: name(source), to: name(target), delay: None, order: Some(order) }
    };
    Graph::Listed {
        processes: topology.processes().map(name).collect(),
        channels: topology.channel_ids().map(channel).collect(),
    }
}

fn toml_processes(processes: &[String]) -> String {
    let names: Vec<_> = processes.iter().map(|name| text(name)).collect();
    format!("processes = [{}]", names.join(", "))
}

/// The channels; with an order each, unless all have the first one's, which is an option.
fn toml_channels(channels: &[Listed]) -> String {
    let alike = channels.windows(2).all(|two| two[0].order == two[1].order);
    let channel = |Listed { from, to, order, .. }: &Listed| match order {
        Some(order) if !alike => {
            format!("{{ from = {}, to = {}, order = \"{}\" }}", text(from), text(to), links(*order))
        }
        _ => format!("[{}, {}]", text(from), text(to)),
    };
    let channels: Vec<_> = channels.iter().map(channel).collect();
    format!("channels = [{}]", channels.join(", "))
}

/// Text in quotes: what JSON writes, TOML reads.
fn text(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}
