//! What goes wrong with what was given: told in clap's shape, with a tip where there is one. Never a panic.

use std::io;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use snapshot::Unwanted;
use trace::scenario::ScenarioError;

use crate::escape::shown;
use crate::paper::Paper;

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
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self::Input { what: what.into(), tip: None }
    }

    pub(crate) fn with_tip(what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self::Input { what: what.into(), tip: Some(tip.into()) }
    }

    /// Tells the user, and says with which code to exit.
    pub(crate) fn exit(self) -> ExitCode {
        use std::io::Write as _;
        let mut stderr = crate::output::stderr();
        // There is nobody left to tell if standard error cannot be written to.
        // The text itself has no colours.
        let _ = match &self {
            Self::BrokenPipe => Ok(()),
            Self::Interrupted => writeln!(stderr, "interrupted: no verdict"),
            Self::Memory(what) => writeln!(stderr, "no verdict: {}", shown(what)),
            Self::Input { what, tip } => {
                input(&mut stderr, &shown(what), tip.as_deref().map(shown).as_deref())
            }
        };
        match self {
            Self::BrokenPipe => ExitCode::SUCCESS,
            Self::Interrupted | Self::Memory(_) => ExitCode::from(3),
            Self::Input { .. } => ExitCode::from(2),
        }
    }
}

/// What is wrong with the input, and how to mend it. What is shown below the first line keeps its place.
fn input(out: &mut impl Paper, what: &str, tip: Option<&str>) -> io::Result<()> {
    let error = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
    let valid = Style::new().fg_color(Some(AnsiColor::Green.into()));
    let mut lines = what.split('\n');
    writeln!(out, "{error}error:{error:#} {}", lines.next().unwrap_or_default())?;
    lines.try_for_each(|line| out.whole(format_args!("{line}")))?;
    tip.map_or(Ok(()), |tip| writeln!(out, "\n  {valid}tip:{valid:#} {tip}"))
}

/// Tells the user of something that is done in another way than may have been meant.
pub(crate) fn warn(what: &str) {
    use std::io::Write as _;
    let warning = Style::new().fg_color(Some(AnsiColor::Yellow.into())).bold();
    // There is nobody left to tell if standard error cannot be written to.
    let _ = writeln!(crate::output::stderr(), "{warning}warning:{warning:#} {}", shown(what));
}

/// Tells the user of something that may not be known.
pub(crate) fn note(what: &str) {
    use std::io::Write as _;
    // There is nobody left to tell if standard error cannot be written to.
    let _ = writeln!(crate::output::stderr(), "note: {}", shown(what));
}

impl From<Unwanted> for Failure {
    /// Only who stops a run does not want its verdict.
    fn from(Unwanted: Unwanted) -> Self {
        Self::Interrupted
    }
}

impl From<ScenarioError> for Failure {
    /// A mistake at a place in a text.
    fn from(ScenarioError { message: what, tip, .. }: ScenarioError) -> Self {
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
