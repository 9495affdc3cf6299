//! Options that say what a run looks like: its forms, the parts of its report, its drawings.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use draw::export::{Format, MOST_EVENTS, Options};
use draw::report::Part;
use draw::{Axis, Extent};

use super::drawn::{self, Drawn, PictureArgs, drawn};
use super::form::RunFormat;
use super::{ExecArgs, MemoryArgs, OneRunArgs, form};
use crate::failure::Failure;

/// How the report for people looks.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct LookArgs {
    /// The parts of the report to show, separated by commas
    #[arg(long, value_parser = parts(), value_name = "PARTS", value_delimiter = ',', conflicts_with = "quiet")]
    pub(crate) show: Vec<Part>,

    /// Print the recorded state alone, and checks that do not hold
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Draw the diagram with box-drawing characters instead of ASCII
    #[arg(long, conflicts_with = "quiet")]
    pub(crate) unicode: bool,
}

impl LookArgs {
    /// Whether the report tells of events, and not only of what they came to.
    pub(crate) fn tells_events(&self) -> bool {
        !self.quiet && (self.show.is_empty() || self.show.iter().any(|part| part.tells_events()))
    }

    /// Whether the report has a diagram.
    pub(crate) fn has_diagram(&self) -> bool {
        !self.quiet && (self.show.is_empty() || self.show.contains(&Part::Diagram))
    }

    /// The options that were typed and change nothing.
    pub(crate) fn idle(&self, text: bool) -> impl Iterator<Item = &'static str> {
        [("--show", !self.show.is_empty()), ("--quiet", self.quiet), ("--unicode", self.unicode)]
            .into_iter()
            .filter_map(move |(option, typed)| (typed && !text).then_some(option))
    }

    /// Refuses what only a diagram takes notice of, where the report has none.
    pub(crate) fn refuse_without_diagram(&self, window: bool) -> Result<(), Failure> {
        let typed = [("--window", window), ("--unicode", self.unicode)].into_iter().find(|(_, typed)| *typed);
        match typed {
            Some((option, _)) if !self.has_diagram() => {
                Err(Failure::new(format!("'{option}' changes nothing without the diagram; see --show")))
            }
            _ => Ok(()),
        }
    }
}

/// The parts of the report, by their names.
fn parts() -> impl TypedValueParser<Value = Part> {
    let listed = Part::ALL.map(|part| PossibleValue::new(part.name()).help(part.about()));
    let named = |name: String| Part::ALL.into_iter().find(|part| part.name() == name);
    PossibleValuesParser::new(listed)
        .map(move |name| named(name).expect("it is one of those that are listed"))
}

/// What a drawing shows.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Drawings")]
pub(crate) struct DrawArgs {
    /// Which events a drawing shows: all, those around the snapshot, or A..B by number [default: snapshot; all in a table, and of a short log]
    #[arg(long, value_name = "EVENTS")]
    pub(crate) window: Option<Extent>,

    /// Which processes a drawing shows, and in which order [default: all, or the first 24]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    processes: Vec<String>,

    /// How many events a drawing shows at most [default: 400; 200 in a graph, 10000 in a page]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MOST_EVENTS)))]
    at_most: Option<u16>,

    /// Leave the messages of the algorithm out of a drawing
    #[arg(long)]
    no_markers: bool,

    /// What goes down a drawing: time, time to scale (scale), or a row an event (order) [default: time]
    #[arg(long, value_name = "AXIS")]
    pub(crate) axis: Option<Axis>,

    #[command(flatten)]
    pub(crate) picture: PictureArgs,
}

impl DrawArgs {
    /// What a form is told. A table and a log have every event unless they are told otherwise.
    pub(crate) fn options(&self, format: Format) -> Options {
        let usual =
            if matches!(format, Format::Csv | Format::Simlog) { Extent::All } else { Extent::Snapshot };
        let extent = self.window.clone().unwrap_or(usual);
        Options {
            extent,
            processes: self.processes.clone(),
            at_most: self.at_most.map(usize::from),
            no_markers: self.no_markers,
            axis: self.axis.unwrap_or_default(),
            scheme: self.picture.scheme(),
            ..Options::default()
        }
    }

    /// The options that were typed and that this form takes no notice of.
    fn idle(&self, format: RunFormat) -> impl Iterator<Item = &'static str> {
        let has_axis = matches!(format.export(), Some(Format::Svg | Format::Html));
        let has_window = format.export().is_some() || format == RunFormat::Text;
        let is_drawing =
            matches!(format.export(), Some(Format::Svg | Format::Html | Format::Dot | Format::Mermaid));
        let chosen = [
            ("--processes", !self.processes.is_empty()),
            ("--at-most", self.at_most.is_some()),
            ("--no-markers", self.no_markers),
        ];
        let chosen = chosen.into_iter().filter(move |(_, typed)| *typed && !is_drawing);
        let window = (self.window.is_some() && !has_window).then_some("--window");
        window
            .into_iter()
            .chain(chosen.map(|(option, _)| option))
            .chain((self.axis.is_some() && !has_axis).then_some("--axis"))
    }
}

/// How a run is told.
#[derive(Args, Clone, Debug)]
pub(crate) struct ToldArgs {
    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_parser = drawn::<RunFormat>(), value_name = "FORMAT", help_heading = "Output")]
    format: Option<Drawn<RunFormat>>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    look: LookArgs,

    #[command(flatten)]
    draw: DrawArgs,
}

/// How a run is told, with the form that was meant.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) format: RunFormat,
    /// What becomes of a picture, if it is no SVG.
    pub(crate) print: Option<print::Form>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) look: LookArgs,
    pub(crate) draw: DrawArgs,
}

impl ToldArgs {
    /// What was meant; a file of no form's name has a report.
    pub(crate) fn understood(&self) -> Result<Told, Failure> {
        self.told_as(drawn::chosen(self.format, self.output.as_deref(), RunFormat::Text))
    }

    /// What was meant; a file's name has to be that of a form.
    pub(crate) fn understood_by_name(&self) -> Result<Told, Failure> {
        self.told_as(drawn::chosen_by_name(self.format, self.output.as_deref(), RunFormat::Text)?)
    }

    /// Refuses an option that this form takes no notice of.
    fn told_as(&self, drawn: Drawn<RunFormat>) -> Result<Told, Failure> {
        let Self { output, look, draw, .. } = self.clone();
        let (format, print) = (drawn.form, draw.picture.print(&drawn)?);
        let text = format == RunFormat::Text;
        refuse_idle(&format, look.idle(text).chain(draw.idle(format)))?;
        if text {
            look.refuse_without_diagram(draw.window.is_some())?;
        }
        Ok(Told { format, print, output, look, draw })
    }
}

/// Refuses an option that changes nothing in this form.
pub(crate) fn refuse_idle<F: ValueEnum>(
    format: &F,
    mut idle: impl Iterator<Item = &'static str>,
) -> Result<(), Failure> {
    match idle.next() {
        None => Ok(()),
        Some(option) => {
            let name = form::name(format);
            Err(Failure::new(format!("'{option}' changes nothing with '--format {name}'")))
        }
    }
}

/// Options of `convert`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sim -f json -o run.json && sim convert run.json -o run.html")]
pub(crate) struct ConvertArgs {
    /// A run saved with -f json or -f jsonl; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) told: ToldArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// Options of `step`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  sim step --seed 7\n  sim step run.json --window all")]
pub(crate) struct StepArgs {
    /// A run saved with -f json or -f jsonl, instead of one that is run now
    #[arg(value_name = "FILE", conflicts_with_all = ["seed", "schedule", "ScenarioArgs"])]
    pub(crate) file: Option<PathBuf>,

    /// Which events: all, those around the snapshot, or A..B by number [default: snapshot]
    #[arg(long, value_name = "EVENTS")]
    pub(crate) window: Option<Extent>,

    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}
