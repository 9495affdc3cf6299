//! What each algorithm pays for a snapshot, and with what: order, bits, waiting, or nothing.
//!
//! A [`Claim`] is a formula of what a cost comes to, kept as data [by the name](of) of the algorithm: an oracle says whether a snapshot is
//! right, a claim what it costs. What a run really paid is [`Paid`]; no algorithm is asked.

mod claim;
mod formula;
mod graph;
mod paid;
mod prices;

pub use claim::{Claim, Coin, Cost, Price, Relation};
pub use formula::{Counts, Formula, Quantity};
pub use graph::Distances;
pub use paid::Paid;
pub use prices::{ALL, of};
