//! One description of an experiment: what was said of it, and nothing else.
//!
//! A [`Spec`] is plain data: what was not said is `None`, or empty. It may be filled in by hand, by options, by a
//! [scenario file](crate::scenario) or by the `config` of a saved run; one may be laid [over](Spec::over) another, as
//! options are over a file. What it means, and whether it can be, is decided by whoever runs it.
//!
//! Each thing that can be said has one [`Entry`], in the file of its subject (`graph`, `back_edges`, `program`, `initiation`, `stable`,
//! `timing`, `limits`): its option with the help, its key in a file, its field in a saved run, how it is read and printed, and what
//! it is unless it is said. [`ENTRIES`] lists them; `entry` says what an entry is, `said` what a spec is, `slot` where its value is, `values` how values are written, `as_text` and `as_name` in a file that has a whole spec.
//!
//! ```
//! use sim_trace::spec::Spec;
//!
//! let file = sim_trace::scenario::parse("topology = 'ring:3'\nhold = 2", "ring.toml", |_| false)?;
//! let typed = Spec { hold: Some("0..=30".parse()?), ..Spec::default() };
//! let options = typed.over(file).options();
//! let command: Vec<_> = options.iter().map(|(name, value)| format!("--{name} {value}")).collect();
//! assert_eq!(command, ["--topology ring:3", "--hold 0..=30"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod as_name;
mod as_text;
mod back_edges;
mod basis;
mod entries;
mod entry;
mod faults;
mod graph;
mod initiation;
mod limits;
mod program;
mod said;
mod slot;
mod stable;
#[cfg(test)]
mod tests;
mod texts;
mod timing;
pub mod values;

pub use basis::Basis;
pub use entries::ENTRIES;
pub(crate) use entry::{Beside, Reading};
pub use entry::{Entry, FieldError, Key, Table, Takes, Usage};
#[cfg(test)]
pub(crate) use graph::CHANNEL;
pub use graph::{TOPOLOGY_TIP, same_size};
pub use initiation::{ANY, algorithm_tip, is_any};
pub use program::{FILE, program_tip};
pub use said::{Graph, Listed, Spec, Statements, Text};
