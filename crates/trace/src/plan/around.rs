//! What there is around a plan, and is asked while it is made.

use sim_core::Topology;
use snapshot::algorithms::Entry;
use snapshot::outside::Outside;

use super::graph::Room;
use super::refused::Refused;

/// Who knows an algorithm of the user's by its name, and tells it of these processes and channels.
pub type Foreign<'a, E> = &'a dyn Fn(&str, &Topology) -> Result<&'static Entry, E>;

/// Who knows a computation of the user's by its name.
pub type Program<'a, E> = &'a dyn Fn(&str) -> Result<Outside, E>;

/// What there is around a plan.
#[derive(Clone, Copy)]
pub struct Around<'a, E> {
    /// Asked before something large is built: what it is, and about how many bytes it takes.
    pub room: Room<'a, E>,
    /// Asked for an algorithm that is none of ours.
    pub foreign: Foreign<'a, E>,
    /// Asked for a computation that is none of ours.
    pub program: Program<'a, E>,
}

impl<'a, E: From<Refused>> Around<'a, E> {
    /// This room, and no algorithms and computations but ours.
    #[must_use]
    pub fn alone(room: Room<'a, E>) -> Self {
        Self { room, foreign: &|name, _| refuse(name), program: &|name| refuse(name) }
    }
}

/// Nobody knows it.
fn refuse<T, E: From<Refused>>(name: &str) -> Result<T, E> {
    Err(Refused::new(format!("'{name}' cannot be run here: no program of one's own is started")).into())
}
