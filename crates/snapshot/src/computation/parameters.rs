//! The parameters of a program: names and numbers, with what they mean and what they are unless set.

use std::fmt;

use sim_core::Topology;

use super::outside::Outside;
use super::script::amount::MAX_AMOUNT;
use super::script::build::ScriptError;
use super::script::statement::Statement;

/// One thing that can be set: a whole number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is unless set; `None` for no limit.
    pub default: Option<u64>,
    /// The largest value it may have.
    pub most: u64,
    /// What it means.
    pub about: &'static str,
}

/// What a program is built from.
#[derive(Clone, Debug)]
pub struct Arguments<'a> {
    /// What was set: names and values as text.
    pub given: &'a [(String, String)],
    /// Whether a process does at once what it would else do after a hold.
    pub atomic: bool,
    /// The processes and channels.
    pub topology: &'a Topology,
    /// What each process has at the start, if a topology file says so.
    pub tokens: &'a [u64],
    /// The statements of a script, if there is one.
    pub script: Option<&'a [Statement]>,
    /// Who says what the processes do, if that is not of this program.
    pub outside: Option<&'a Outside>,
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

impl Arguments<'_> {
    /// Refuses what is none of a program's parameters.
    ///
    /// # Errors
    /// For the first that is not.
    pub fn only(&self, program: &'static str, known: &'static [Parameter]) -> Result<(), ParameterError> {
        let is_known = |name: &str| known.iter().any(|parameter| parameter.name == name);
        match self.given.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => Err(ParameterError::Unknown { program, name: name.clone(), known }),
            None => Ok(()),
        }
    }

    /// What each process has at the start; nothing, if nothing says so.
    ///
    /// # Errors
    /// When it is not told of each, or is more than 2^53 in all.
    pub fn tokens_of_each(&self) -> Result<&[u64], ParameterError> {
        let (processes, most) = (self.topology.processes().len(), u128::from(MAX_AMOUNT));
        let sum: u128 = self.tokens.iter().map(|tokens| u128::from(*tokens)).sum();
        if !self.tokens.is_empty() && self.tokens.len() != processes || sum > most {
            return Err(ParameterError::Tokens { processes, most: MAX_AMOUNT });
        }
        Ok(self.tokens)
    }

    /// The same, for a program in which else this parameter says it for all.
    ///
    /// # Errors
    /// When the parameter is given too, or what processes have is not told of each, or is too much.
    pub fn tokens_instead_of(&self, parameter: &Parameter) -> Result<&[u64], ParameterError> {
        match self.given.iter().any(|(name, _)| name == parameter.name) {
            true => Err(ParameterError::IdleBesideTokens(parameter.name)),
            false => self.tokens_of_each(),
        }
    }

    /// The value of a parameter: what was set last, else its default.
    ///
    /// # Errors
    /// When what was set is not a number that the parameter may have.
    pub fn number(&self, parameter: &Parameter) -> Result<Option<u64>, ParameterError> {
        let Some((name, value)) = self.given.iter().rev().find(|(name, _)| name == parameter.name) else {
            return Ok(parameter.default);
        };
        let error = |what: String| ParameterError::Value { name: name.clone(), value: value.clone(), what };
        match value.parse::<u64>() {
            Ok(number) if number <= parameter.most => Ok(Some(number)),
            Err(wrong) if *wrong.kind() != std::num::IntErrorKind::PosOverflow => {
                Err(error("expected a number that is not negative".to_string()))
            }
            _ => Err(error(format!("it is at most {}", parameter.most))),
        }
    }
}

impl fmt::Display for Parameter {
    /// `name=default`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.default {
            Some(default) => write!(f, "{}={default}", self.name),
            None => write!(f, "{}=(no limit)", self.name),
        }
    }
}
