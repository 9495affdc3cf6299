//! Options of `lattice`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::drawn::{Drawn, HasPicture, PictureArgs, drawn};
use super::{LogArgs, MemoryArgs};
use crate::values::positive;

const HELP: &str = "\
A predicate is over the states of processes and the messages in channels; 'sim help predicate' has all of it:
  P.count < 102                  the state of P is a number below 102
  P.state == \"idle\"              the state of P as it is written
  P.holds == 0                   what P holds of what is conserved; of several goods P.holds.money
  in(P->Q) > 0                   there are messages in the channel
combined by && || ! + - and parentheses.

Exit codes: 0 all that was asked is so (or nothing was asked), 1 something is not, 3 no verdict.

Examples:
  sim --seed 7 -f json | sim lattice -
  sim lattice run.json --possibly 'P.count < 102 && in(P->Q) == 0'
  sim lattice a.log b.log --definitely 'in(a->b) > 1'
  sim lattice run.json --window snapshot -o lattice.svg";

/// Options of `lattice`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct LatticeArgs {
    /// A saved run, or the logs of one run; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Is this so in some global state that the run can have gone through?
    #[arg(long, value_name = "PREDICATE", help_heading = "Questions")]
    pub(crate) possibly: Vec<String>,

    /// Is this so at some time, in whichever order the events happened?
    #[arg(long, value_name = "PREDICATE", help_heading = "Questions")]
    pub(crate) definitely: Vec<String>,

    /// List the events with those first that are before the cut of this snapshot
    #[arg(long, value_name = "SNAPSHOT", conflicts_with_all = ["possibly", "definitely", "window", "max_cuts"], help_heading = "Questions")]
    pub(crate) order: Option<u64>,

    /// Which part of the lattice: all, around the snapshots, or from one cut to another, P=3,Q=5..P=9,Q=9 [default: all; in a picture what there is room for]
    #[arg(long, value_name = "CUTS", help_heading = "Limits")]
    pub(crate) window: Option<String>,

    /// Give up, without a verdict, after so many cuts
    #[arg(long, value_name = "N", value_parser = positive, default_value = "1000000", help_heading = "Limits")]
    pub(crate) max_cuts: u64,

    #[command(flatten)]
    pub(crate) logs: LogArgs,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_parser = drawn::<LatticeFormat>(), value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<Drawn<LatticeFormat>>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) picture: PictureArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// The form of what is said.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LatticeFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
    /// A table of the cuts; with --order, of the events
    Csv,
    /// A picture: of two processes a grid, of more a Hasse diagram
    Svg,
}

impl HasPicture for LatticeFormat {
    const PICTURE: Self = Self::Svg;
}
