//! What goes wrong with what was given, and with which code the program then ends. Never a panic; [`stderr`](crate::stderr) tells it.

use std::io;

use observed::LogError;
use snapshot::Unwanted;
use trace::plan::Refused;
use trace::spec::FieldError;
use trace::text::TextError;

/// Why a command could not be carried out.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input cannot be used.
    Input {
        /// What is wrong with it.
        what: String,
        /// How to mend it.
        tip: Option<String>,
    },
    /// Whoever read our output has gone away.
    BrokenPipe,
    /// The user stopped the run.
    Interrupted,
    /// It takes more memory than is allowed.
    Memory(String),
    /// A program of the user's takes more time than is allowed.
    NoVerdict {
        /// What it was.
        what: String,
        /// How to see it again.
        tip: Option<String>,
    },
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self::Input { what: what.into(), tip: None }
    }

    pub(crate) fn with_tip(what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self::Input { what: what.into(), tip: Some(tip.into()) }
    }

    /// What went wrong, in words.
    pub(crate) fn what(self) -> String {
        match self {
            Self::Input { what, .. } | Self::NoVerdict { what, .. } | Self::Memory(what) => what,
            Self::BrokenPipe | Self::Interrupted => "it was stopped".to_string(),
        }
    }

    /// With which code to exit.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Interrupted | Self::Memory(_) | Self::NoVerdict { .. } => 3,
            Self::Input { .. } => 2,
        }
    }
}

impl From<Unwanted> for Failure {
    /// Only who stops a run does not want its verdict.
    fn from(Unwanted: Unwanted) -> Self {
        Self::Interrupted
    }
}

impl From<TextError> for Failure {
    /// A mistake at a place in a text.
    fn from(TextError { message: what, tip, .. }: TextError) -> Self {
        Self::Input { what, tip }
    }
}

impl From<LogError> for Failure {
    /// A log of another program.
    fn from(error: LogError) -> Self {
        Self::Input { what: error.to_string(), tip: error.tip.map(str::to_string) }
    }
}

impl From<FieldError> for Failure {
    /// A field of a saved configuration.
    fn from(error: FieldError) -> Self {
        Self::Input { what: error.to_string(), tip: error.tip }
    }
}

impl From<Refused> for Failure {
    /// What was asked for cannot be.
    fn from(Refused { what, tip }: Refused) -> Self {
        Self::Input { what, tip }
    }
}

impl From<io::Error> for Failure {
    /// An error of writing output.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::BrokenPipe
        } else {
            Self::new(format!("cannot write the output: {error}"))
        }
    }
}
