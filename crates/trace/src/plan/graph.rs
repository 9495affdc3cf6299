//! The processes and channels that were asked for: a shape, a topology file, or one by one.

use std::path::Path;

use sim_core::words::counted;
use sim_core::{Delay, Order, ProcessId, Shape, ShapeError, Topology, TopologyError};

use super::named;
use super::refused::Refused;
use super::remark::Remark;
use super::script::Followed;
use crate::cos418;
use crate::spec::{Basis, Graph, Listed, Spec, TOPOLOGY_TIP, Text};

/// Whether there is room for something of so many bytes.
pub type Room<'a, E> = &'a dyn Fn(&str, u64) -> Result<(), E>;

pub(super) type OwnDelays = Vec<(sim_core::ChannelId, Delay)>;

/// A topology, and what is known besides.
pub(super) struct Built {
    pub(super) shape: Option<Shape>,
    pub(super) topology: Topology,
    pub(super) tokens: Vec<u64>,
    /// The delays of the channels that have their own.
    pub(super) delays: OwnDelays,
    /// What is done in another way than may have been meant.
    pub(super) remarks: Vec<Remark>,
}

/// The processes and channels that were asked for; of a shape only if all processes that are named are in it.
pub(super) fn built<E: From<Refused>>(
    spec: &Spec,
    script: Option<&Followed>,
    room: Room<'_, E>,
) -> Result<Built, E> {
    let order = spec.links.unwrap_or_default();
    match &spec.graph {
        Some(Graph::File(text)) => Ok(in_file(text, order, spec.ticks())?),
        Some(Graph::Listed { processes, channels }) => Ok(listed(processes, channels, order)?),
        Some(Graph::Named(name)) => of_shape(name, order, spec, script, room),
        None => of_shape(Basis::SHAPE, order, spec, script, room),
    }
}

fn of_shape<E: From<Refused>>(
    name: &str,
    order: Order,
    spec: &Spec,
    script: Option<&Followed>,
    room: Room<'_, E>,
) -> Result<Built, E> {
    let shape: Shape = name.parse().map_err(|error: ShapeError| of_topology(name, &error.to_string()))?;
    named::all_in(shape, spec, script)?;
    room(name, shape.bytes())?;
    let topology = shape.build(order).map_err(|error| of_topology(name, &error.to_string()))?;
    Ok(Built { shape: Some(shape), topology, tokens: Vec::new(), delays: Vec::new(), remarks: Vec::new() })
}

/// The topology of a file; `ticks` tells whether the clock is the COS 418 simulator's.
fn in_file(Text { file, text }: &Text, order: Order, ticks: bool) -> Result<Built, Refused> {
    let is_map = cos418::MapConfig::is_meant(text);
    let top =
        if is_map { cos418::MapConfig::parse(text).map(|read| read.top) } else { cos418::Top::parse(text) };
    let mut top = top.map_err(|error| Refused::from(error.shown(file, text)))?;
    let ignored = if ticks { top.forget_links_to_itself() } else { 0 };
    let topology = top.topology().map_err(|error| Refused::new(format!("cannot read '{file}': {error}")))?;
    let topology = topology.with_order(order);
    let remarks = (ignored > 0).then(|| as_the_simulator_does(ignored, file)).into_iter().collect();
    let tokens = if is_map { Vec::new() } else { top.tokens() };
    Ok(Built { shape: None, topology, tokens, delays: Vec::new(), remarks })
}

fn as_the_simulator_does(ignored: usize, file: &str) -> Remark {
    let links = counted(ignored as u64, "link");
    Remark::Note(format!("{links} of '{file}' from a server to itself: ignored, as in the COS 418 simulator"))
}

fn of_topology(name: &str, what: &str) -> Refused {
    Refused::with_tip(format!("invalid value '{name}' for '--topology': {what}"), TOPOLOGY_TIP)
}

const CAUSAL_TIP: &str = "'links = \"causal\"', or '--links causal', makes all channels causal; causal order is one over all of them";

/// The topology of these processes and channels.
fn listed(processes: &[String], channels: &[Listed], order: Order) -> Result<Built, Refused> {
    let places: std::collections::BTreeMap<&str, u32> =
        processes.iter().map(String::as_str).zip(0..).collect();
    let place = |name: &str| {
        let place = places.get(name).copied().map(ProcessId);
        place.ok_or_else(|| Refused::new(format!("there is no process '{name}'")))
    };
    let channel = |listed: &Listed| {
        Ok(sim_core::Channel {
            source: place(&listed.from)?,
            target: place(&listed.to)?,
            order: listed.order.unwrap_or(order),
        })
    };
    let ends = channels.iter().map(channel).collect::<Result<Vec<_>, Refused>>()?;
    let topology = Topology::new(processes.to_vec(), ends.clone()).map_err(|error| match error {
        TopologyError::PartlyCausal(_) => Refused::with_tip(error.to_string(), CAUSAL_TIP),
        _ => Refused::new(error.to_string()),
    })?;
    let own = ends.iter().zip(channels).filter_map(|(ends, listed)| {
        let id = topology.between(ends.source, ends.target).expect("the channel was just added");
        listed.delay.map(|delay| (id, delay))
    });
    let delays = own.collect();
    Ok(Built { shape: None, topology, tokens: Vec::new(), delays, remarks: Vec::new() })
}

/// What an experiment on this graph is called, unless it is said.
#[must_use]
pub fn name_of(graph: Option<&Graph>, shape: Option<Shape>) -> String {
    match (shape, graph) {
        (Some(shape), _) => {
            let name = shape.to_string();
            name.split(':').next().unwrap_or(&name).to_string()
        }
        (None, Some(Graph::File(Text { file, .. }))) => {
            Path::new(file).file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned())
        }
        (None, _) => "scenario".to_string(),
    }
}
