//! The algorithms of the catalog: each is right where it says so, under seeds and under every schedule, costs what its formula says, and
//! is wrong where it is broken or what it assumes does not hold.
//!
//! A module for each family, beside one that [runs](harness) and one that [breaks](broken) any.

mod backlog;
mod barriers;
mod broken;
mod colours;
mod exported;
mod harness;
mod hub;
mod lines;
mod markers;
mod naive;
mod plain;
mod prices;
mod repeated;
mod restored;
mod schedules;
mod waiting;
