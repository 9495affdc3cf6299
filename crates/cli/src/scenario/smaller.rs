//! A scenario as something that can be made smaller, and the smaller scenario: with options, or a file to be piped in, that
//! ask for it.

use std::sync::Arc;

use sim_core::{Channel, ChannelId, Delay, Schedule, Timing, Topology};
use snapshot::shrink::Configuration;
use trace::plan::{Plan, name_of};
use trace::spec::values::order_name;
use trace::spec::{Basis, Graph, Listed, Spec};

use super::Scenario;
use crate::shell::quoted;

impl Scenario {
    /// The scenario of a smaller configuration, which follows this schedule.
    pub(crate) fn shrunk(&self, smaller: Configuration, schedule: Schedule) -> Self {
        let mut scenario = self.clone();
        scenario.schedule = Some(schedule);
        if self.configuration.names_processes() {
            return scenario;
        }
        let usual = Basis { topology: &smaller.topology, ..self.usual() };
        let is_usual = self.max_events == self.usual().max_events();
        let max_events = if is_usual { usual.max_events() } else { self.max_events };
        let hold = if smaller.atomic { Delay::ZERO } else { self.timing.hold() };
        let graph = match smaller.shape {
            Some(shape) => Graph::Named(shape.to_string()),
            None => listed(&smaller.topology),
        };
        let name =
            smaller.shape.map_or_else(|| self.name.clone(), |shape| name_of(Some(&graph), Some(shape)));
        let typed = Spec { graph: Some(graph), stable: self.spec.stable.clone(), ..Spec::default() };
        let plan = Plan {
            name,
            max_events,
            configuration: smaller,
            timing: Timing::new(self.timing.message(), hold).with_start(self.timing.start()),
            spec: typed.clone(),
            ..scenario.plan
        };
        Self { plan, typed, file: None }
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
            format!("{{ from = {}, to = {}, order = \"{}\" }}", text(from), text(to), order_name(*order))
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
