//! What an algorithm assumes of the channels and of the computation that can be done without, and whether it is so. To see what happens when it
//! is not is an experiment; so it is said wherever the run is shown, and always in these words.

use sim_core::{Order, Topology};
use snapshot::algorithms::{self, Entry};
use snapshot::{AnyProgram, Computation};

use crate::model::Config;
use crate::restore;
use crate::spec::values::{ORDERS, order_name};

/// The orders that channels have: `fifo and unordered`.
pub(crate) fn orders(topology: &Topology) -> String {
    let is_there = |order: &Order| topology.channels().iter().any(|channel| channel.order == *order);
    let orders = ORDERS.iter().filter(|(_, order, _)| is_there(order));
    let names: Vec<_> = orders.map(|(name, ..)| *name).collect();
    // Without channels there is none that would not keep the order.
    if names.is_empty() { order_name(Order::Fifo).to_string() } else { names.join(" and ") }
}

/// That something is not as an algorithm needs it, if so: `chandy-lamport on unordered channels: its assumption does not hold`.
pub(crate) fn broken(
    Entry { name, needs, .. }: &Entry,
    topology: &Topology,
    computation: &impl Computation,
) -> Option<String> {
    let order = || format!("on {} channels", orders(topology));
    let sends = || "with a computation that sends when it receives".to_string();
    let broken = [
        (!needs.has_order(topology)).then(order),
        (needs.silent_receipts && computation.sends_on_receipt()).then(sends),
    ];
    let broken: Vec<_> = broken.into_iter().flatten().collect();
    (!broken.is_empty()).then(|| format!("{name} {}: its assumption does not hold", broken.join(", ")))
}

/// The same of a saved run.
fn broken_in(config: &Config) -> Option<String> {
    let algorithm = algorithms::entry(&config.algorithm)?;
    let topology = restore::topology(config).ok()?;
    broken(algorithm, &topology, &restore::program::<AnyProgram>(config, &topology).ok()?)
}

/// The algorithm of a saved run and the order of its channels, and whether that is as it needs it: `chandy-lamport on fifo channels`. Of an
/// algorithm that is unknown here, its name alone.
#[must_use]
pub fn algorithm_in(config: &Config) -> String {
    let on = || {
        let name = algorithms::entry(&config.algorithm)?.name;
        Some(format!("{name} on {} channels", orders(&restore::topology(config).ok()?)))
    };
    broken_in(config).or_else(on).unwrap_or_else(|| config.algorithm.clone())
}
