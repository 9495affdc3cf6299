//! The search beside the plainest one.

mod coins;
mod counts;
mod fewer_orders;
mod limits;
mod reached;
