//! What the questions to a log or a saved run have alike: how a log that is any text is read, and the form of an answer that can be drawn.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use draw::export::Format;

use super::drawn::HasPicture;

/// How a log that is any text is read.
#[derive(Args, Debug)]
pub(crate) struct LogArgs {
    /// Read any text: how a line is read, by named groups; as 'sim judge' does
    #[arg(long, value_name = "REGEX", help_heading = "Logs")]
    pub(crate) pattern: Option<String>,

    /// Which events of a text are recordings; as 'sim judge' does
    #[arg(long, value_name = "REGEX", help_heading = "Logs")]
    pub(crate) record: Option<String>,
}

/// The form of what is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AnswerFormat {
    Text,
    Json,
    Svg,
}

impl HasPicture for AnswerFormat {
    const PICTURE: Self = Self::Svg;
}

impl ValueEnum for AnswerFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Text, Self::Json, Self::Svg]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, about) = match self {
            Self::Text => ("text", "A report for people"),
            Self::Json => ("json", "One JSON object"),
            Self::Svg => (Format::Svg.name(), Format::Svg.about()),
        };
        Some(PossibleValue::new(name).help(about))
    }
}
