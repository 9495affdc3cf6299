//! From what was said to the plan.

use std::sync::Arc;

use sim_core::{Schedule, Timing, Topology};
use snapshot::algorithms;
use snapshot::catalog::{self, Entry};
use snapshot::shrink::{Configuration, starts};

use super::around::Around;
use super::back_edges::back_edges;
use super::faults::faults;
use super::graph::{self, Built, name_of};
use super::map::with_configuration;
use super::planned::Plan;
use super::refused::Refused;
use super::script::script;
use super::start::initiation;
use super::systems::Possible;
use super::tokens::unused;
use crate::spec::{ANY, Basis, Spec, algorithm_tip, program_tip};

impl Plan {
    /// What this asks for, with the texts of all that it names, where there is this [around](Around) it.
    ///
    /// # Errors
    /// When there can be no such experiment, or no room for it.
    pub fn new<E: From<Refused>>(spec: Spec, around: &Around<'_, E>) -> Result<Self, E> {
        let plan = Self::understood(spec, around)?;
        plan.visit_fast(Possible { plan: &plan, room: around.room })?;
        Ok(plan)
    }

    fn understood<E: From<Refused>>(spec: Spec, around: &Around<'_, E>) -> Result<Self, E> {
        let (spec, unused_of_file) = with_configuration(spec)?;
        let name = spec.program_name().unwrap_or(Basis::PROGRAM);
        let program = program(name)?;
        let outside = catalog::is_foreign(name).then(|| (around.program)(name)).transpose()?;
        let algorithm_name = spec.algorithm.as_deref().unwrap_or(Basis::ALGORITHM);
        is_known(algorithm_name)?;
        let script = script(&spec, program)?;
        let Built { shape, topology, tokens, delays, mut remarks } =
            graph::built(&spec, script.as_ref(), around.room)?;
        if topology.process(ANY).is_some() {
            let tip = "it stands for every process, where initiators are named";
            return Err(Refused::with_tip(format!("a process cannot be called '{ANY}'"), tip).into());
        }
        remarks.extend(unused_of_file);
        let tokens = if spec.tokens.is_empty() { tokens } else { spec.tokens.clone() };
        remarks.extend(unused(&tokens, program, script.as_ref(), &topology));
        let usual = Basis {
            program,
            topology: &topology,
            finds_back_edges: true,
            ticks: spec.ticks(),
            commanded: None,
        };
        let (delay, hold) =
            (spec.delay.unwrap_or_else(|| usual.delay()), spec.hold.unwrap_or_else(|| usual.hold()));
        let timing = Timing::new(delay, hold);
        let timing = timing.with_start(spec.start.unwrap_or_else(Basis::start));
        let timing = delays.into_iter().fold(timing, |timing, (c, delay)| timing.with_channel(c, delay));
        let initiation = initiation(&spec, &usual, script.as_ref())?;
        let algorithm = match algorithms::entry(algorithm_name) {
            Some(ours) => ours,
            None => (around.foreign)(algorithm_name, &topology)?,
        };
        let needs = algorithm.needs;
        let statements = script.as_ref().map(|script| &*script.statements);
        let starts = starts(&topology, &initiation, statements);
        let back_edges = back_edges(&spec, &topology, &needs, &starts.initiators)?;
        let faults = faults(&spec, &topology)?;
        let schedule = spec.schedule.as_deref().map(|text| parse_schedule(text, &topology)).transpose()?;
        Ok(Self {
            name: spec.name.clone().unwrap_or_else(|| name_of(spec.graph.as_ref(), shape)),
            max_events: spec.max_events.unwrap_or_else(|| usual.max_events()),
            configuration: Configuration {
                program,
                shape,
                initiation,
                topology: Arc::new(topology.with_back_edges(back_edges)),
                needs,
                atomic: Spec::atomic(hold),
                parameters: spec.parameters.clone(),
                tokens: if program.takes_tokens { tokens } else { Vec::new() },
                script: script.as_ref().map(|script| script.statements.clone()),
                outside,
                faults,
            },
            algorithm,
            script,
            timing,
            seed: spec.seed,
            schedule,
            remarks,
            spec,
        })
    }
}

fn parse_schedule(text: &str, topology: &Topology) -> Result<Schedule, Refused> {
    Schedule::parse(text, topology).map_err(|error| {
        Refused::with_tip(error.to_string(), "a schedule is written as P! (P>Q Q>P)*3, or is a file of that")
    })
}

fn program(name: &str) -> Result<&'static Entry, Refused> {
    catalog::entry(name).ok_or_else(|| {
        let what = format!("invalid value '{name}' for '--program': there is no such program");
        Refused::with_tip(what, program_tip(name))
    })
}

/// Refuses the name of an algorithm that there is not. Whether there is one of the user's is asked when there are processes to tell it of.
fn is_known(name: &str) -> Result<(), Refused> {
    if algorithms::is_foreign(name) || algorithms::entry(name).is_some() {
        return Ok(());
    }
    let what = format!("invalid value '{name}' for '--algorithm': there is no such algorithm");
    Err(Refused::with_tip(what, algorithm_tip(name)))
}
