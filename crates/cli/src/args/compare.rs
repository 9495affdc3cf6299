//! Options of `compare`.

use std::path::PathBuf;

use clap::{Arg, Args, ValueEnum};
use snapshot::{algorithms, detection};
use trace::shard::part::AskedPart;

use super::drawn::{Drawn, HasPicture, PictureArgs, drawn};
use super::scenario::GROUP;
use super::{MemoryArgs, ScenarioArgs};
use crate::failure::Failure;
use crate::values::{Seeds, positive};

const AFTER_HELP: &str = "\
Of what is not said the experiment is a bank on complete:4. An algorithm is run on the channels that it needs, unless --links says otherwise. Costs are measured where
every message takes one tick, and the disciplines compared where messages overtake each other, unless --delay
says otherwise. The exit code is 0 when everything is as it is claimed, 1 when a formula or a verdict is wrong
where the needs of the algorithm hold, and 3 when there is no verdict.

Examples:
  sim compare
  sim compare --algorithms chandy-lamport,mattern --topology ring:6
  sim compare --explore --seeds 0..100
  sim compare --detect terminated
  sim compare --seeds 0..100000 --shard 3/8 -o parts
  sim compare --merge parts
  sim compare --delay 1..=200 -f svg -o costs.svg";

/// Options of `compare`.
#[derive(Args, Debug)]
#[command(mut_args = hide_algorithm, after_help = AFTER_HELP)]
pub(crate) struct CompareArgs {
    /// The algorithms, with commas between, or 'all'; 'sim list' shows them
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = ALL)]
    pub(crate) algorithms: Vec<String>,

    /// Compare detectors of this instead of snapshot algorithms; '--algorithms' then names detectors, and the experiment is 'diffusing'
    #[arg(long, value_enum, value_name = "PROPERTY", conflicts_with_all = ["explore", "show", "jobs"])]
    pub(crate) detect: Option<Property>,

    /// The seeds: A..B, without B
    #[arg(long, value_name = "A..B", default_value = "0..1000")]
    pub(crate) seeds: Seeds,

    /// Run the seeds of a part only: I/N, or array/N for the task of a job array that this is (Slurm, PBS, Grid Engine; arrays from 1). What came of
    /// them is kept in a folder, that of -o [default: shards]; a part that is there already is not run again
    #[arg(long, value_name = "I/N", conflicts_with_all = ["detect", "explore", "show"], help_heading = "Parts")]
    pub(crate) shard: Option<AskedPart>,

    /// Put all parts in this folder together: what is told is what one comparison of all seeds tells
    #[arg(long, value_name = "DIR", conflicts_with_all = [GROUP, "algorithms", "seeds", "jobs", "detect", "explore", "shard"], help_heading = "Parts")]
    pub(crate) merge: Option<PathBuf>,

    /// How many threads to use; all cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Try every schedule of something small too: a bank of two processes that transfer twice, and of three that do so
    /// once; or of the program and topology that are said
    #[arg(long, help_heading = "Search")]
    pub(crate) explore: bool,

    /// Give up each such search after so many states, without a verdict
    #[arg(long, value_name = "N", value_parser = positive, default_value_t = 1_000_000, requires = "explore", help_heading = "Search")]
    pub(crate) max_states: u64,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_parser = drawn::<CompareFormat>(), value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<Drawn<CompareFormat>>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// The parts of the report to show, separated by commas
    #[arg(
        long,
        value_enum,
        value_name = "PARTS",
        value_delimiter = ',',
        conflicts_with = "quiet",
        help_heading = "Output"
    )]
    pub(crate) show: Vec<ComparePart>,

    /// Print nothing but what is not as it is claimed
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) picture: PictureArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// What is detected.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Property {
    /// No process can act, and nothing is under way
    Terminated,
}

/// A part of the report.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ComparePart {
    /// What each algorithm pays
    Costs,
    /// What the words of that table mean
    Words,
    /// On which channels each is right
    Channels,
    /// The same in every schedule, with --explore
    Schedules,
    /// Where each is wrong, and the command that shows it
    Witnesses,
}

/// The word for every algorithm.
const ALL: &str = "all";

impl CompareArgs {
    /// Whether this part of the report is shown.
    pub(crate) fn shows(&self, part: ComparePart) -> bool {
        !self.quiet && (self.show.is_empty() || self.show.contains(&part))
    }

    /// The options that were typed and change nothing in this form.
    pub(crate) fn idle(&self, format: CompareFormat) -> impl Iterator<Item = &'static str> {
        let is_text = format == CompareFormat::Text;
        let has_searches = is_text || format == CompareFormat::Json;
        let typed = [
            ("--show", !self.show.is_empty() && !is_text),
            ("--quiet", self.quiet && !is_text),
            ("--explore", self.explore && !has_searches),
        ];
        typed.into_iter().filter_map(|(option, is_idle)| is_idle.then_some(option))
    }

    /// Refuses a form beside `--shard`: a shard has one of its own.
    pub(crate) fn refuse_beside_shard(&self) -> Result<(), Failure> {
        if self.format.is_none() {
            return Ok(());
        }
        let what = "'-f' changes nothing with '--shard', which keeps sums in a form of its own";
        Err(Failure::with_tip(what, "'sim compare --merge' tells all shards, in this form"))
    }

    /// The names of the algorithms, each once, in the order in which they were given.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.named(&algorithms::ALL.iter().map(|entry| entry.name))
    }

    /// The same, of detectors.
    pub(crate) fn detectors(&self) -> Vec<&str> {
        self.named(&detection::list::ALL.iter().map(|entry| entry.name))
    }

    fn named(&self, all: &(impl Iterator<Item = &'static str> + Clone)) -> Vec<&str> {
        let each = self.algorithms.iter().flat_map(|name| match name.as_str() {
            ALL => all.clone().collect(),
            name => vec![name],
        });
        let mut names = Vec::new();
        for name in each {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// One algorithm alone is no comparison.
fn hide_algorithm(argument: Arg) -> Arg {
    if argument.get_id() == "algorithm" { argument.hide(true) } else { argument }
}

/// The form of a comparison.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CompareFormat {
    /// Tables for people
    Text,
    /// One JSON object
    Json,
    /// A row a figure, as a table
    Csv,
    /// A picture: bars of each cost, and what is recorded against how soon
    Svg,
}

impl HasPicture for CompareFormat {
    const PICTURE: Self = Self::Svg;
}
