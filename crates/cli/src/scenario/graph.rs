//! The processes and channels that were asked for: a shape, a topology file, or one by one.

use std::path::Path;

use sim_core::words::counted;
use sim_core::{Delay, Order, ProcessId, Shape, Topology};
use trace::cos418;
use trace::spec::{Basis, Graph, Listed, Spec, TOPOLOGY_TIP};

use super::{Followed, named};
use crate::failure::Failure;
use crate::input::load;
use crate::memory;
use crate::stderr::note;

pub(super) type OwnDelays = Vec<(sim_core::ChannelId, Delay)>;

/// A topology, and what is known besides.
pub(super) struct Built {
    pub(super) shape: Option<Shape>,
    pub(super) topology: Topology,
    pub(super) tokens: Vec<u64>,
    /// The delays of the channels that have their own.
    pub(super) delays: OwnDelays,
}

/// The processes and channels that were asked for; of a shape only if all processes that are named are in it.
pub(super) fn built(spec: &Spec, script: Option<&Followed>) -> Result<Built, Failure> {
    let order = spec.links.unwrap_or_default();
    if let Some(shape) = spec.graph.as_ref().map_or(Basis::SHAPE.parse().ok(), Graph::shape) {
        named::all_in(shape, spec, script)?;
    }
    match &spec.graph {
        None => named(Basis::SHAPE, order, spec.ticks()),
        Some(Graph::Named(name)) => named(name, order, spec.ticks()),
        Some(Graph::Listed { processes, channels }) => listed(processes, channels, order),
    }
}

/// The topology of this shape, or of this file; `ticks` tells whether the clock is the COS 418 simulator's.
fn named(name: &str, order: Order, ticks: bool) -> Result<Built, Failure> {
    let error = match name.parse::<Shape>() {
        Ok(shape) => {
            memory::room_for(name, shape.bytes())?;
            let topology = shape.build(order);
            let topology = topology.map_err(|error| of_topology(name, &error.to_string()))?;
            return Ok(Built { shape: Some(shape), topology, tokens: Vec::new(), delays: Vec::new() });
        }
        Err(error) => error,
    };
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "top") && !path.is_file() {
        return Err(of_topology(name, &error.to_string()));
    }
    let text = load(path)?;
    let mut top = cos418::Top::parse(&text).map_err(|error| Failure::from(error.shown(name, &text)))?;
    if ticks {
        ignore_as_the_simulator_does(&mut top, name);
    }
    let topology = top.topology().map_err(|error| Failure::new(format!("cannot read '{name}': {error}")))?;
    let topology = topology.with_order(order);
    Ok(Built { shape: None, topology, tokens: top.tokens(), delays: Vec::new() })
}

fn ignore_as_the_simulator_does(top: &mut cos418::Top, name: &str) {
    let ignored = top.forget_links_to_itself();
    if ignored > 0 {
        let links = counted(ignored as u64, "link");
        note(&format!("{links} of '{name}' from a server to itself: ignored, as in the COS 418 simulator"));
    }
}

fn of_topology(name: &str, what: &str) -> Failure {
    Failure::with_tip(format!("invalid value '{name}' for '--topology': {what}"), TOPOLOGY_TIP)
}

/// The topology of these processes and channels.
fn listed(processes: &[String], channels: &[Listed], order: Order) -> Result<Built, Failure> {
    let places: std::collections::BTreeMap<&str, u32> =
        processes.iter().map(String::as_str).zip(0..).collect();
    let place = |name: &str| {
        let place = places.get(name).copied().map(ProcessId);
        place.ok_or_else(|| Failure::new(format!("there is no process '{name}'")))
    };
    let channel = |listed: &Listed| {
        Ok(sim_core::Channel {
            source: place(&listed.from)?,
            target: place(&listed.to)?,
            order: listed.order.unwrap_or(order),
        })
    };
    let ends = channels.iter().map(channel).collect::<Result<Vec<_>, Failure>>()?;
    let topology =
        Topology::new(processes.to_vec(), ends.clone()).map_err(|error| Failure::new(error.to_string()))?;
    let own = ends.iter().zip(channels).filter_map(|(ends, listed)| {
        let id = topology.between(ends.source, ends.target).expect("the channel was just added");
        listed.delay.map(|delay| (id, delay))
    });
    let delays = own.collect();
    Ok(Built { shape: None, topology, tokens: Vec::new(), delays })
}

pub(super) fn name_of(graph: Option<&Graph>, shape: Option<Shape>) -> String {
    match (shape, graph) {
        (Some(shape), _) => {
            let name = shape.to_string();
            name.split(':').next().unwrap_or(&name).to_string()
        }
        (None, Some(Graph::Named(file))) => {
            Path::new(file).file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned())
        }
        (None, _) => "scenario".to_string(),
    }
}
