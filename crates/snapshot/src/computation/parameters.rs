//! The parameters of a program: names and numbers, with what they mean and what they are unless set. A text is read as a
//! number, as a range of numbers, or as a number for each process. What is set of them, [`Arguments`](super::Arguments) say.

use std::fmt;
use std::ops::RangeInclusive;

use sim_core::Topology;

use super::script::build::ScriptError;

/// One thing that can be set: a whole number; where the program says so a range of them, or one for each process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is unless set; `None` if it is then no number: no limit, or never.
    pub default: Option<u64>,
    /// The largest value it may have.
    pub most: u64,
    /// What it means.
    pub about: &'static str,
}

/// Why a program cannot be built.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ParameterError {
    /// There is no such parameter.
    #[error("'{program}' has no parameter '{name}'")]
    Unknown {
        /// The program.
        program: &'static str,
        /// What was set.
        name: String,
        /// What could be.
        known: &'static [Parameter],
    },
    /// The value is not usable.
    #[error("invalid value '{value}' for parameter '{name}': {what}")]
    Value {
        /// The parameter.
        name: String,
        /// Its value.
        value: String,
        /// Why not.
        what: String,
    },
    /// A parameter would say what the topology file says of each process.
    #[error("the parameter '{0}' changes nothing: the topology file says what each process has")]
    IdleBesideTokens(&'static str),
    /// The tokens are not told of each process, or are too many.
    #[error("tokens: expected a number for each of {processes} processes, at most {most} in all")]
    Tokens {
        /// How many processes there are.
        processes: usize,
        /// How many tokens there may be.
        most: u64,
    },
    /// A script is asked for, and there is none.
    #[error("the program 'script' needs a script")]
    NoScript,
    /// Another program is asked for, and nobody allowed to start it.
    #[error("it is another program's computation, and that program is not to be started")]
    NotAllowed,
    /// Another program does not answer as it should.
    #[error("{0}")]
    Outside(String),
    /// The script is none for this topology.
    #[error(transparent)]
    Script(#[from] ScriptError),
}

impl ParameterError {
    /// How to mend it, where that is not plain.
    #[must_use]
    pub fn tip(&self) -> Option<String> {
        Some(match self {
            Self::Unknown { known: [], .. } => "it has no parameters".to_string(),
            Self::Unknown { known, .. } => {
                let names: Vec<_> = known.iter().map(|parameter| parameter.name).collect();
                format!("it has {}", names.join(", "))
            }
            Self::Value { .. } => "'sim list' shows what can be set".to_string(),
            Self::IdleBesideTokens(_) => {
                "leave it out, or change the numbers of tokens in the file".to_string()
            }
            Self::NoScript => "name a file of statements with '--events FILE'".to_string(),
            Self::NotAllowed => "'--allow-exec' starts what a file names: look at it first".to_string(),
            Self::Script(error) => return error.mistake.tip.clone(),
            Self::Outside(_) | Self::Tokens { .. } => return None,
        })
    }
}

impl Parameter {
    pub(super) fn number(&self, text: &str) -> Result<u64, String> {
        match text.parse::<u64>() {
            Ok(number) if number <= self.most => Ok(number),
            Err(wrong) if *wrong.kind() != std::num::IntErrorKind::PosOverflow => {
                Err("expected a number that is not negative".to_string())
            }
            _ => Err(format!("it is at most {}", self.most)),
        }
    }

    pub(super) fn range(&self, text: &str) -> Result<RangeInclusive<u64>, String> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (least, most) = text.split_once("..=").unwrap_or((text, text));
        if !is_number(least) || !is_number(most) {
            return Err("expected a number or a range such as 1..=100".to_string());
        }
        let range = self.number(least)?..=self.number(most)?;
        if range.is_empty() { Err("the range is empty".to_string()) } else { Ok(range) }
    }

    pub(super) fn of_each(&self, text: &str, topology: &Topology) -> Result<Vec<u64>, String> {
        let (others, told) = match text.split_once(',') {
            Some((first, rest)) if !first.contains(':') => (self.number(first)?, rest),
            _ => (self.default.unwrap_or_default(), text),
        };
        let mut each = vec![None; topology.processes().len()];
        for one in told.split(',') {
            let (name, number) =
                one.rsplit_once(':').ok_or(format!("expected PROCESS:NUMBER, found '{one}'"))?;
            let process = topology.process(name).ok_or(format!("there is no process '{name}'"))?;
            if each[process.index()].replace(self.number(number)?).is_some() {
                return Err(format!("'{name}' is there twice"));
            }
        }
        Ok(each.into_iter().map(|own| own.unwrap_or(others)).collect())
    }
}

impl fmt::Display for Parameter {
    /// `name=default`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.default {
            Some(default) => write!(f, "{}={default}", self.name),
            None => write!(f, "{}=(not set)", self.name),
        }
    }
}
