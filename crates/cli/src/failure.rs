//! What goes wrong with what was given: told in clap's shape, with a tip where there is one. Never a panic.

use std::io;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use draw::paper::Paper;
use snapshot::Unwanted;
use trace::spec::FieldError;
use trace::text::TextError;

use crate::escape::shown;

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
    pub(crate) fn exit(&self) -> ExitCode {
        self.tell();
        ExitCode::from(self.code())
    }

    /// With which code to exit.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::BrokenPipe => 0,
            Self::Interrupted | Self::Memory(_) => 3,
            Self::Input { .. } => 2,
        }
    }

    /// Tells the user.
    pub(crate) fn tell(&self) {
        use std::io::Write as _;
        let mut stderr = crate::output::stderr();
        // There is nobody left to tell if standard error cannot be written to.
        // The text itself has no colours.
        let _ = match self {
            Self::BrokenPipe => Ok(()),
            Self::Interrupted => writeln!(stderr, "interrupted: no verdict"),
            Self::Memory(what) => writeln!(stderr, "no verdict: {}", told(what)),
            Self::Input { what, tip } => input(&mut stderr, &told(what), tip.as_deref().map(told).as_deref()),
        };
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

/// What is told, with controls shown; a file may have a line of a million characters, and whoever is told of it has not the time.
fn told(what: &str) -> String {
    /// More than any text of ours has.
    const LONGEST: usize = 2000;
    let line = |line: &str| match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown(&line[..end])),
        None => shown(line).into_owned(),
    };
    what.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Tells the user of something that is done in another way than may have been meant.
pub(crate) fn warn(what: &str) {
    use std::io::Write as _;
    let warning = Style::new().fg_color(Some(AnsiColor::Yellow.into())).bold();
    // There is nobody left to tell if standard error cannot be written to.
    let _ = writeln!(crate::output::stderr(), "{warning}warning:{warning:#} {}", told(what));
}

/// Tells the user of something that may not be known.
pub(crate) fn note(what: &str) {
    use std::io::Write as _;
    // There is nobody left to tell if standard error cannot be written to.
    let _ = writeln!(crate::output::stderr(), "note: {}", told(what));
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

impl From<FieldError> for Failure {
    /// A field of a saved configuration.
    fn from(error: FieldError) -> Self {
        Self::new(error.to_string())
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
