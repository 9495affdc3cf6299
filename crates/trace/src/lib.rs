//! The one crate that knows file formats: a run as JSON or JSONL, in and out.
//!
//! The format is `sim.run/2`. Within it fields are only added, so readers ignore what they do not know. It holds no
//! time of day, host, path or number of threads: the same version, configuration and seed give the same bytes.
//!
//! [`model`] is the format itself, as types; [`describe`] and [`summary`] turn what happened into it, [`restore`](mod@restore) turns it back into
//! events that the oracles can judge; [`write`](mod@write) and [`read`](mod@read) are the two ways through a file; [`schema`] is
//! its JSON Schema. [`notation`] and [`transcript`] are the two forms in which the exercise itself writes an answer.
//! [`local`] is what one process of a live run writes down, and [`merge`](mod@merge) makes one run of the logs of all.
//! [`scenario`] is the form in which a person writes down what is to be run.
//!
//! A saved run can be looked at, too: [`export`] writes it as a picture ([`svg`]), as a page to step through ([`html`](mod@html)),
//! and for other programs ([`shiviz`], [`mermaid`], [`dot`], [`csv`](mod@csv), [`perfetto`]). What all of them share is [`view`], with
//! [`window`] and [`words`].
#![forbid(unsafe_code)]

pub mod again;
pub mod claims;
pub mod cluster;
pub mod cos418;
pub mod csv;
pub mod describe;
pub mod digest;
pub mod dot;
pub mod export;
pub mod html;
pub mod json;
pub mod local;
pub mod merge;
pub mod mermaid;
pub mod model;
pub mod notation;
pub mod perfetto;
pub mod read;
pub mod restore;
pub mod scenario;
pub mod schema;
pub mod shiviz;
pub mod summary;
pub mod svg;
pub mod told;
pub mod transcript;
pub mod vector_time;
pub mod view;
pub mod window;
pub mod words;
pub mod write;

pub use digest::Digest;
pub use read::{Loaded, ReadError, Saved, read};
pub use restore::{RestoreError, Restored, restore};
pub use summary::Ended;
