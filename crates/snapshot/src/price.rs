//! What each algorithm pays for a snapshot, and with what: order, bits, waiting, or nothing.
//!
//! A [`Claim`] is a formula of what a cost comes to, kept as data [by the name](of) of the algorithm: an oracle says whether a snapshot is
//! right, a claim what it costs. What a run really paid is [`Paid`]; no algorithm is asked. What the formulae speak of
//! besides is [`Distances`] in the network, and what the computation sent, its [`Traffic`].

mod claim;
mod formula;
mod graph;
mod paid;
mod prices;
mod quantity;
mod traffic;

pub use claim::{Claim, Coin, Cost, Price, Relation};
pub use formula::Formula;
pub use graph::Distances;
pub use paid::Paid;
pub use prices::{ALL, of};
pub use quantity::{Counts, Quantity};
pub use traffic::Traffic;
