//! From a [`Shape`] to its [`Topology`].

use super::channel::{Channel, Order};
use super::error::TopologyError;
use super::graph::Topology;
use super::names::Names;
use super::shape::Shape;
use crate::id::ProcessId;

mod connected;

impl Topology {
    /// Processes in a ring, each with one channel to the next: [`Shape::Ring`] with FIFO channels.
    ///
    /// # Errors
    /// When there are fewer than two, or too many.
    pub fn ring(processes: u32) -> Result<Self, TopologyError> {
        Shape::Ring(u64::from(processes)).build(Order::Fifo)
    }
}

impl Shape {
    /// The topology, with every channel of the given discipline.
    ///
    /// # Errors
    /// When there is no such graph, or it is too large; nothing has been allocated then.
    pub fn build(self, order: Order) -> Result<Topology, TopologyError> {
        let (processes, channels) = self.checked_size()?;
        let mut list = List { channels: Vec::with_capacity(channels as usize), order };
        match self {
            Self::Ring(_) => (0..processes).for_each(|p| list.add(p, [(p + 1) % processes])),
            Self::Complete(_) => {
                (0..processes).for_each(|p| list.add(p, (0..processes).filter(|q| *q != p)));
            }
            Self::Line(_) => (0..processes).for_each(|p| list.add(p, around(p, 1, 0, processes))),
            Self::Star(_) => {
                list.add(0, 1..processes);
                (1..processes).for_each(|p| list.add(p, [0]));
            }
            Self::Grid { columns, .. } => {
                let columns = u32::try_from(columns).expect("no more than processes");
                (0..processes).for_each(|p| list.add(p, grid_neighbours(p, columns, processes)));
            }
            Self::Random { seed, .. } => {
                connected::draw(processes, channels, seed, |p, targets| list.add(p, targets));
            }
        }
        Topology::of(self.names(processes)?, list.channels)
    }

    fn names(self, processes: u32) -> Result<Names, TopologyError> {
        match self {
            Self::Ring(2) => Names::listed(&["P".to_string(), "Q".to_string()]),
            _ => Names::numbered(processes),
        }
    }
}

/// Channels in the order of their numbers.
struct List {
    channels: Vec<Channel>,
    order: Order,
}

impl List {
    fn add(&mut self, source: u32, targets: impl IntoIterator<Item = u32>) {
        let channel =
            |target| Channel { source: ProcessId(source), target: ProcessId(target), order: self.order };
        self.channels.extend(targets.into_iter().map(channel));
    }
}

/// Those of `p - step` and `p + step` that are in `from..to`.
fn around(p: u32, step: u32, from: u32, to: u32) -> impl Iterator<Item = u32> {
    [p.checked_sub(step), p.checked_add(step)].into_iter().flatten().filter(move |q| (from..to).contains(q))
}

fn grid_neighbours(p: u32, columns: u32, processes: u32) -> impl Iterator<Item = u32> {
    let row = p - p % columns;
    let [above, below] = [p.checked_sub(columns), p.checked_add(columns).filter(|q| *q < processes)];
    above.into_iter().chain(around(p, 1, row, row + columns)).chain(below)
}

#[cfg(test)]
mod tests;
