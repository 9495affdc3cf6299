//! What was said of an experiment: plain data.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::{Delay, Order, Shape};

use super::values::{Seed, Trigger};
use super::{as_name, as_text};
use crate::text::Source;

/// An experiment as it was asked for. In a file what was not said is absent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The processes and channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub graph: Option<Graph>,
    /// The channels that are marked as back-edges, each `FROM->TO`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub back_edges: Vec<String>,
    /// The computation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// What is set of it: names and values as text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, String)>,
    /// The script that is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<Statements>,
    /// The delays of its messages, in the order of sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delays: Option<Text>,
    /// What each process has at the start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<u64>,
    /// The snapshot algorithm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// What an initiator waits for.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_text")]
    #[schemars(with = "Option<String>")]
    pub trigger: Option<Trigger>,
    /// When an initiator starts of its own accord.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_text")]
    #[schemars(with = "Option<String>")]
    pub start: Option<Delay>,
    /// Who starts the snapshots, as [`Written`](snapshot::Written); [`ANY`](super::ANY) alone for everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub initiators: Vec<String>,
    /// How many snapshots are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<u32>,
    /// What is said to be stable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stable: Vec<String>,
    /// How long a message takes.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_text")]
    #[schemars(with = "Option<String>")]
    pub delay: Option<Delay>,
    /// How long a process waits before it does something of its own accord.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_text")]
    #[schemars(with = "Option<String>")]
    pub hold: Option<Delay>,
    /// The order of messages in channels.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_name")]
    #[schemars(with = "Option<String>")]
    pub links: Option<Order>,
    /// What goes wrong, as [`Fault`](snapshot::Fault) is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// After how many events a run is given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_events: Option<u64>,
    /// What everything is drawn from.
    #[serde(skip_serializing_if = "Option::is_none", with = "as_text")]
    #[schemars(with = "Option<String>")]
    pub seed: Option<Seed>,
    /// The order of events, instead of a seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// The file that says some of it, where a person wrote that.
    #[serde(skip)]
    pub source: Option<Source>,
}

/// A text, and the file that it is from; a saved run has texts without files.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The file.
    pub file: String,
    /// What is in it; nothing as long as nobody has read it.
    pub text: String,
}

impl Text {
    /// The text of this file, as long as nobody has read it.
    #[must_use]
    pub fn named(file: &str) -> Self {
        Self { file: file.to_string(), text: String::new() }
    }
}

/// A script.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// Its text.
    pub text: Text,
    /// Whether it goes by the ticks of the COS 418 simulator.
    pub ticks: bool,
}

/// Processes and channels, as they were asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The process that sends on it.
    pub from: String,
    /// The process that receives from it.
    pub to: String,
    /// Its own delay.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    #[schemars(with = "Option<String>")]
    pub delay: Option<Delay>,
    /// Its own order.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_name")]
    #[schemars(with = "Option<String>")]
    pub order: Option<Order>,
}
