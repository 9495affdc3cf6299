//! Options of `grade`.

use std::path::PathBuf;

use clap::Args;

use super::MemoryArgs;

const HELP: &str = "\
Each folder or file in DIR is what one student has handed in. The assignment says what is asked for, and how
it is tested ('sim help assignment'); each test is a process of its own, with bounds. In the folder of results
there is a report for each student, as text, as a page and as JSON, and the table 'grades.csv' for the teacher.
What was graded before, and has not changed, is not graded again.

What is handed in runs as you: in a container it can do less harm.

The exit code is 0 when every test has a verdict, whatever it is, and 3 when one has none.

Example:
  sim grade submissions --assignment assignment.toml -o grades";

/// Options of `grade`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct GradeArgs {
    /// What a class has handed in: a folder with a folder, or a file, for each student
    #[arg(value_name = "DIR")]
    pub(crate) place: PathBuf,

    #[command(flatten)]
    pub(crate) class: ClassArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// How a class is graded.
#[derive(Args, Debug)]
pub(crate) struct ClassArgs {
    /// What is asked for, and how it is tested, in TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) assignment: PathBuf,

    /// How many submissions to test at a time; as many as there are cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// The folder for the results
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FOLDER",
        default_value = "grades",
        help_heading = "Output"
    )]
    pub(crate) results: PathBuf,
}
