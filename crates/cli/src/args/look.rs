//! Options that say what a run looks like: its forms, the parts of its report, its drawings.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trace::export::{Axis, Format, Options};
use trace::window::Window;

use super::ScenarioArgs;
use crate::values::Seed;

/// The form of a run's output.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RunFormat {
    /// A report for people
    Text,
    /// One JSON object, with every event
    Json,
    /// A JSON object a line, written as the run goes
    Jsonl,
    /// The recorded global states in the form of the COS 418 simulator
    Snap,
    /// A picture: space-time diagram with the cut
    Svg,
    /// A page to step through the run and to move the cut, in one file
    Html,
    /// A log for ShiViz
    Shiviz,
    /// A Mermaid sequence diagram
    Mermaid,
    /// A Graphviz graph
    Dot,
    /// A table
    Csv,
    /// A trace for the Perfetto UI
    Perfetto,
}

impl RunFormat {
    /// The drawing or export that it is, if it is one.
    pub(crate) const fn export(self) -> Option<Format> {
        match self {
            Self::Text | Self::Json | Self::Jsonl | Self::Snap => None,
            Self::Svg => Some(Format::Svg),
            Self::Html => Some(Format::Html),
            Self::Shiviz => Some(Format::Shiviz),
            Self::Mermaid => Some(Format::Mermaid),
            Self::Dot => Some(Format::Dot),
            Self::Csv => Some(Format::Csv),
            Self::Perfetto => Some(Format::Perfetto),
        }
    }
}

/// How the report for people looks.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct LookArgs {
    /// The parts of the report to show, separated by commas
    #[arg(long, value_enum, value_name = "PARTS", value_delimiter = ',', conflicts_with = "quiet")]
    pub(crate) show: Vec<Part>,

    /// Print the recorded state alone, and checks that do not hold
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Draw the diagram with box-drawing characters instead of ASCII
    #[arg(long)]
    pub(crate) unicode: bool,
}

/// A part of the report for people.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// What was run
    Header,
    /// The recorded global state
    Recorded,
    /// The same as a table, with times
    Table,
    /// What the oracles said
    Checks,
    /// Whether the run was ever in the recorded state
    Happened,
    /// What the snapshot cost
    Costs,
    /// The transcript of each process
    Transcript,
    /// The space-time diagram
    Diagram,
    /// Totals, and how to see the run again
    Summary,
}

/// What a drawing shows.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Drawings")]
pub(crate) struct DrawArgs {
    /// Which events a drawing shows: all, those around the snapshot, or A..B by number [default: snapshot]
    #[arg(long, value_name = "EVENTS")]
    pub(crate) window: Option<Window>,

    /// What goes down a drawing: time, or a row an event (order) [default: time]
    #[arg(long, value_name = "AXIS")]
    pub(crate) axis: Option<Axis>,
}

impl DrawArgs {
    pub(crate) fn options(&self) -> Options {
        Options { window: self.window.clone().unwrap_or_default(), axis: self.axis.unwrap_or_default() }
    }
}

/// Options of `convert`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sim -f json -o run.json && sim convert run.json -f html -o run.html")]
pub(crate) struct ConvertArgs {
    /// A run saved with -f json or -f jsonl; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The form of the output
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: ConvertFormat,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,
}

/// The forms into which a saved run can be converted.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ConvertFormat {
    /// A picture: space-time diagram with the cut
    Svg,
    /// A page to step through the run and to move the cut, in one file
    Html,
    /// A log for ShiViz
    Shiviz,
    /// A Mermaid sequence diagram
    Mermaid,
    /// A Graphviz graph
    Dot,
    /// A table
    Csv,
    /// A trace for the Perfetto UI
    Perfetto,
    /// One JSON object, with every event
    Json,
    /// A JSON object a line
    Jsonl,
}

/// Options of `step`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  sim step --seed 7\n  sim step run.json --window all")]
pub(crate) struct StepArgs {
    /// A run saved with -f json or -f jsonl, instead of one that is run now
    #[arg(value_name = "FILE", conflicts_with_all = ["seed", "schedule", "ScenarioArgs"])]
    pub(crate) file: Option<PathBuf>,

    /// The seed: a number, 0x and hexadecimal, or 'random' to draw one and print it [env: SIM_SEED] [default: 0]
    #[arg(long, value_name = "SEED", allow_negative_numbers = true)]
    pub(crate) seed: Option<Seed>,

    /// Follow a schedule instead of a seed
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,

    /// Which events: all, those around the snapshot, or A..B by number [default: snapshot]
    #[arg(long, value_name = "EVENTS")]
    pub(crate) window: Option<Window>,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,
}
