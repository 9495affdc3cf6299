//! What an algorithm assumes of the order that channels keep, and whether they do. To see what happens when they do not is an
//! experiment; so it is said wherever the run is shown.

use sim_core::{Order, Topology};
use snapshot::algorithms::{self, Entry};

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

/// That the channels do not keep the order that an algorithm needs, if so: `chandy-lamport on unordered channels: its assumption does not
/// hold`.
pub(crate) fn broken(Entry { name, needs, .. }: &Entry, topology: &Topology) -> Option<String> {
    let said = || format!("{name} on {} channels: its assumption does not hold", orders(topology));
    (!needs.has_order(topology)).then(said)
}

/// The same of a saved run.
#[must_use]
pub fn broken_in(config: &Config) -> Option<String> {
    broken(algorithms::entry(&config.algorithm)?, &restore::topology(config).ok()?)
}
