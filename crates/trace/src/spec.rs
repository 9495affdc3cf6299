//! One description of an experiment: what was said of it, and nothing else.
//!
//! A [`Spec`] is plain data: what was not said is `None`, or empty. It may be filled in by hand, by options, by a
//! [scenario file](crate::scenario) or by the `config` of a saved run; one may be laid [over](Spec::over) another, as
//! options are over a file. What it means, and whether it can be, is decided by whoever runs it.
//!
//! Each thing that can be said has one [`Entry`], in the file of its subject (`graph`, `program`, `initiation`, `timing`,
//! `limits`): its option with the help, its key in a file, its field in a saved run, how it is read and printed, and what
//! it is unless it is said. [`ENTRIES`] lists them; `entry` says what an entry is, `slot` where its value is, `values` how values are written.
//!
//! ```
//! use trace::spec::Spec;
//!
//! let file = trace::scenario::parse("topology = 'ring:3'\nhold = 2", "ring.toml", |_| false)?;
//! let typed = Spec { hold: Some("0..=30".parse()?), ..Spec::default() };
//! let options = typed.over(file).options();
//! let command: Vec<_> = options.iter().map(|(name, value)| format!("--{name} {value}")).collect();
//! assert_eq!(command, ["--topology ring:3", "--hold 0..=30"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::path::Path;

use sim_core::{Delay, Order, Shape};

mod basis;
mod entries;
mod entry;
mod graph;
mod initiation;
mod limits;
mod program;
mod slot;
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
pub use initiation::{ANY, MAX_SNAPSHOTS, algorithm_tip, is_any};
pub use program::{FILE, program_tip};
pub use values::{Seed, Trigger};

/// An experiment as it was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spec {
    /// What it is called.
    pub name: Option<String>,
    /// The processes and channels.
    pub graph: Option<Graph>,
    /// The computation.
    pub program: Option<String>,
    /// What is set of it: names and values as text.
    pub parameters: Vec<(String, String)>,
    /// The script that is followed.
    pub script: Option<Statements>,
    /// The delays of its messages, in the order of sending.
    pub delays: Option<Text>,
    /// What each process has at the start.
    pub tokens: Vec<u64>,
    /// The snapshot algorithm.
    pub algorithm: Option<String>,
    /// What an initiator waits for.
    pub trigger: Option<Trigger>,
    /// When an initiator starts of its own accord.
    pub start: Option<Delay>,
    /// Who starts the snapshots, as [`Written`](snapshot::Written); [`ANY`] alone for everybody.
    pub initiators: Vec<String>,
    /// How many snapshots are taken.
    pub snapshots: Option<u32>,
    /// How long a message takes.
    pub delay: Option<Delay>,
    /// How long a process waits before it does something of its own accord.
    pub hold: Option<Delay>,
    /// The order of messages in channels.
    pub links: Option<Order>,
    /// After how many events a run is given up.
    pub max_events: Option<u64>,
    /// What everything is drawn from.
    pub seed: Option<Seed>,
    /// The order of events, instead of a seed.
    pub schedule: Option<String>,
}

/// A text, and the file that it is from; a saved run has texts without files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    /// The file.
    pub file: String,
    /// What is in it; nothing as long as nobody has read it.
    pub text: String,
}

/// A script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statements {
    /// Its text.
    pub text: Text,
    /// Whether it goes by the ticks of the COS 418 simulator.
    pub ticks: bool,
}

/// Processes and channels, as they were asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Graph {
    /// A shape.
    Named(String),
    /// A topology file.
    File(Text),
    /// One by one.
    Listed {
        /// The names of the processes.
        processes: Vec<String>,
        /// The channels between them.
        channels: Vec<Listed>,
    },
}

impl Graph {
    /// What is named so: a topology file by its ending, else a shape.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match Path::new(name).extension() {
            Some(ending) if ending == "top" => Self::File(Text::named(name)),
            _ => Self::Named(name.to_string()),
        }
    }

    /// The shape, if it is one.
    #[must_use]
    pub fn shape(&self) -> Option<Shape> {
        match self {
            Self::Named(name) => name.parse().ok(),
            Self::File(_) | Self::Listed { .. } => None,
        }
    }
}

/// A channel, and what is special about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The process that sends on it.
    pub from: String,
    /// The process that receives from it.
    pub to: String,
    /// Its own delay.
    pub delay: Option<Delay>,
    /// Its own order.
    pub order: Option<Order>,
}
