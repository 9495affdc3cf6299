//! Options of `grade`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trace::shard::part::AskedPart;

use super::MemoryArgs;
use crate::values::positive;

const HELP: &str = "\
A class: each folder or file in PLACE is what one student has handed in. The assignment says what is asked for,
and how it is tested ('sim help assignment'); each test is a process of its own, with bounds. In the folder of
results there is a report for each student, as text, as a page and as JSON, and the table 'grades.csv' for the
teacher. What was graded before, and has not changed, is not graded again. So a class can be graded in parts,
on several machines with one folder of results: with '--shard' each, and once without for the table.
What is handed in runs as you: in a container it can do less harm.
The exit code is 0 when every test has a verdict, whatever it is, and 3 when one has none.

A claim: PLACE is a saved run, a log, or a scenario (.toml), of which the run is made. Was the state recorded by a
snapshot of the run; was the run in it, or can it have been; and if it was not recorded, can it be in any order
of events? A log of another program has no handlers, so the last is not asked of it.
The exit code is 0 when a snapshot of the run recorded it, or for a scenario when it can be recorded in any order of
events; 1 when not, and 3 when that is not known.

Examples:
  sim grade submissions --assignment assignment.toml -o grades
  sim grade submissions --assignment assignment.toml -o grades --shard 3/8
  sim grade run.json --claim 'P<101> Pc<1msg> Q<102> Qc<NULL>'
  sim grade scenario.toml --claim state.txt";

/// Options of `grade`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct GradeArgs {
    /// What a class has handed in: a folder with a folder, or a file, for each student; for a claim, the run
    #[arg(value_name = "PLACE")]
    pub(crate) place: PathBuf,

    /// What a class is asked for, and how it is tested, in TOML
    #[arg(long, value_name = "FILE", required_unless_present = "claim", conflicts_with = "claim")]
    assignment: Option<PathBuf>,

    /// How many submissions to test at a time; as many as there are cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), conflicts_with = "claim")]
    jobs: Option<u16>,

    /// Grade every N-th submission only: I/N, or array/N for the task of a job array that this is (Slurm, PBS, Grid Engine; arrays from 1).
    /// There is no table then: the same command without '--shard' knows what was graded, and writes it
    #[arg(long, value_name = "I/N", conflicts_with = "claim")]
    shard: Option<AskedPart>,

    /// A global state, or a file of it: as 'sim -q' prints it, or a .snap of COS 418
    #[arg(long, value_name = "STATE")]
    claim: Option<String>,

    /// Look at so many states, no more, for whether a claim can be recorded
    #[arg(long, value_name = "N", value_parser = positive, default_value = "1000000", requires = "claim")]
    max_states: u64,

    /// The form of what is said of a claim [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", requires = "claim", help_heading = "Output")]
    format: Option<ClaimFormat>,

    /// Of a class the folder for the results [default: grades]; of a claim the file to write to
    #[arg(short, long, value_name = "PLACE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// What is graded.
#[derive(Debug)]
pub(crate) enum Graded {
    /// A class.
    Class(ClassArgs),
    /// A claim.
    Claim(ClaimArgs),
}

/// How a class is graded.
#[derive(Debug)]
pub(crate) struct ClassArgs {
    /// What is asked for, and how it is tested.
    pub(crate) assignment: PathBuf,
    /// How many submissions are tested at a time, if that is said.
    pub(crate) jobs: Option<u16>,
    /// Which of them, if not all.
    pub(crate) shard: Option<AskedPart>,
    /// The folder for the results.
    pub(crate) results: PathBuf,
}

/// How a claim is graded.
#[derive(Debug)]
pub(crate) struct ClaimArgs {
    /// The claim, or the file that it is in.
    pub(crate) claim: String,
    /// How many states a search looks at.
    pub(crate) max_states: u64,
    /// The form of what is said.
    pub(crate) format: Option<ClaimFormat>,
    /// Where it goes.
    pub(crate) output: Option<PathBuf>,
}

/// The form of what is said of a claim.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ClaimFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
}

impl GradeArgs {
    /// What is graded, and where that is.
    pub(crate) fn understood(self) -> (PathBuf, Graded) {
        let Self { place, assignment, jobs, shard, claim, max_states, format, output, memory: _ } = self;
        let graded = match (claim, assignment) {
            (Some(claim), _) => Graded::Claim(ClaimArgs { claim, max_states, format, output }),
            (None, assignment) => Graded::Class(ClassArgs {
                assignment: assignment.expect("one of the two is there"),
                jobs,
                shard,
                results: output.unwrap_or_else(|| PathBuf::from("grades")),
            }),
        };
        (place, graded)
    }
}
