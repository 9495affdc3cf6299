//! Options of `judge`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use draw::export::Format;
use trace::spec::values::key_value;

use super::MemoryArgs;
use super::drawn::{Drawn, HasPicture, drawn};
use super::look::DrawArgs;

const HELP: &str = "\
A log is JSON lines, one thing a line ('sim schema log' has all fields):
  {\"p\":\"a\",\"send\":\"m1\",\"to\":\"b\"}           a sends m1 to b; with \"control\":1 it is a marker of snapshot 1
  {\"p\":\"b\",\"recv\":\"m1\"}                    b receives it
  {\"p\":\"a\",\"record\":1,\"state\":\"97\"}        a records its state for snapshot 1
  {\"p\":\"b\",\"snapshot\":1,\"channel\":\"a\",\"messages\":[\"m1\"]}
                                         b records the channel from a
In one file or many; only the order of each process's own lines counts. A log for ShiViz is read as it is:
a process, its vector clock, and what happened. Other texts are read with --pattern.

Examples:
  sim judge a.log b.log
  sim judge shiviz.log --record 'state recorded'
  sim judge out/*.txt --pattern '(?<host>\\S+): (sends (?<send>\\S+) to (?<to>\\S+)|gets (?<recv>\\S+))'
  sim --seed 7 -f simlog | sim judge -";

/// Options of `judge`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct JudgeArgs {
    /// The logs of one run; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Read any text: how a line is read, by named groups (host, send, to, recv, from, control, body, amount, record,
    /// state, snapshot, channel, messages, count, init, clock, event)
    #[arg(long, value_name = "REGEX")]
    pub(crate) pattern: Option<String>,

    /// Which events of a text are recordings: of each process the first that matches; its group `snapshot` may say of which snapshot
    #[arg(long, value_name = "REGEX")]
    pub(crate) record: Option<String>,

    /// The log is of this program: then the oracles say of its states and events what only its handlers can
    #[arg(long, value_name = "NAME")]
    pub(crate) program: Option<String>,

    /// Set a parameter of the program; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value, requires = "program")]
    pub(crate) param: Vec<(String, String)>,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_parser = drawn::<JudgeFormat>(), value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<Drawn<JudgeFormat>>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// The form of what is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum JudgeFormat {
    Text,
    Json,
    /// A drawing, or a form for another program.
    Export(Format),
}

impl HasPicture for JudgeFormat {
    const PICTURE: Self = Self::Export(Format::Svg);
}

impl JudgeFormat {
    /// All of them, as they are listed: a log is not written as a log again.
    const ALL: [Self; 9] = [
        Self::Text,
        Self::Json,
        Self::Export(Format::Svg),
        Self::Export(Format::Html),
        Self::Export(Format::Shiviz),
        Self::Export(Format::Mermaid),
        Self::Export(Format::Dot),
        Self::Export(Format::Csv),
        Self::Export(Format::Perfetto),
    ];
}

impl ValueEnum for JudgeFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, about) = match self {
            Self::Text => ("text", "A report for people"),
            Self::Json => ("json", "One JSON object"),
            Self::Export(format) => (format.name(), format.about()),
        };
        Some(PossibleValue::new(name).help(about))
    }
}
