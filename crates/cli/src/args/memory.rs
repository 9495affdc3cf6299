//! How much memory a command may take.

use clap::Args;

use crate::values::positive;

/// The bound of every command that can grow.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct MemoryArgs {
    /// Give up, without a verdict, when so many MiB are not enough; a report forgets its events first [default: a third of what there is]
    #[arg(long, value_name = "MIB", value_parser = positive, help_heading = "Limits")]
    pub(crate) max_memory: Option<u64>,
}
