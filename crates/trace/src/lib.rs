//! The one crate that knows file formats: a run as JSON or JSONL, in and out.
//!
//! The format is `sim.run/2`. Within it fields are only added, so readers ignore what they do not know. It holds no
//! time of day, host, path or number of threads: the same version, configuration and seed give the same bytes.
//!
//! [`model`] is the format itself, as types; [`describe`] and [`Finished`] turn what happened into it, [`restore`](fn@restore) turns it back into
//! events that the oracles can judge; [`write`](mod@write) and [`read`](fn@read) are the two ways through a file; [`schema`] is
//! its JSON Schema. [`notation`] and [`transcript`] are the two forms in which the exercise itself writes an answer.
//! [`local`] is what one process of a live run writes down, and [`merge`](mod@merge) makes one run of the logs of all.
//! [`spec`] is what can be said of an experiment, each thing in one place; [`scenario`] is the file in which a person says it,
//! [`plan`] is what it means, and [`text`] shows where in a file a mistake is. [`assignment`] is what a teacher asks of a class.
//!
//! [`diff`] holds two saved runs against each other, and [`shard`] is what is kept of a part of a work.
//!
//! What turns a saved run into something to look at is the crate `draw`, above this one.
#![forbid(unsafe_code)]

pub mod again;
pub mod assignment;
pub mod assumption;
pub mod claims;
pub mod cluster;
pub mod cos418;
pub mod describe;
mod detected;
pub mod diff;
mod digest;
mod foreign;
mod initial;
pub mod json;
pub mod local;
pub mod merge;
pub mod model;
pub mod notation;
pub mod plan;
mod read;
mod restore;
mod saved;
pub mod scenario;
pub mod schema;
pub mod shard;
pub mod spec;
mod summary;
pub mod text;
pub mod told;
pub mod transcript;
pub mod write;

pub use detected::Detected;
pub use digest::Digest;
pub use foreign::{Foreign, ToldOrder};
pub use initial::initial;
pub use read::{Loaded, ReadError, load, read};
pub use restore::{RestoreError, Restored, law, restore};
pub use saved::Saved;
pub use summary::Finished;
