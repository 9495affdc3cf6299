//! The algorithms of the catalog: each is right where it says so, under seeds and under every schedule, costs what its formula says, and
//! is wrong where it is broken or what it assumes does not hold.
//!
//! A module for each family, beside one that [runs](harness) and one that [breaks](broken) any.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "algorithms/backlog.rs"]
mod backlog;
#[path = "algorithms/barriers.rs"]
mod barriers;
#[path = "algorithms/broken.rs"]
mod broken;
#[path = "algorithms/colours.rs"]
mod colours;
#[path = "algorithms/harness.rs"]
mod harness;
#[path = "algorithms/hub.rs"]
mod hub;
#[path = "algorithms/lines.rs"]
mod lines;
#[path = "algorithms/markers.rs"]
mod markers;
#[path = "algorithms/naive.rs"]
mod naive;
#[path = "algorithms/plain.rs"]
mod plain;
#[path = "algorithms/prices.rs"]
mod prices;
#[path = "algorithms/repeated.rs"]
mod repeated;
#[path = "algorithms/schedules.rs"]
mod schedules;
#[path = "algorithms/waiting.rs"]
mod waiting;
