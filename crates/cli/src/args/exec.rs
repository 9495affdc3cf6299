//! How programs of the user's are run.

use clap::Args;

use crate::values::positive;

/// What may be said of programs that a command asks.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ExecArgs {
    /// Run the program that a file names as exec:FILE; one that is typed is run anyway
    #[arg(long, help_heading = "Limits")]
    pub(crate) allow_exec: bool,

    /// How many milliseconds a program of your own may take for an answer [default: 1000, and 5000 for its first]
    #[arg(long, value_name = "MS", value_parser = positive, help_heading = "Limits")]
    pub(crate) exec_timeout: Option<u64>,
}
