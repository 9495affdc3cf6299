//! The parameters of a program: names and numbers, with what they mean and what they are unless set. A program reads each as a
//! number, as a range of numbers, or as a number for each process.

use std::fmt;
use std::ops::RangeInclusive;

use sim_core::Topology;

use super::outside::Outside;
use super::script::amount::MAX_AMOUNT;
use super::script::build::ScriptError;
use super::script::statement::Statement;

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

    /// Whether the parameter was set.
    #[must_use]
    pub fn is_given(&self, parameter: &Parameter) -> bool {
        self.text(parameter).is_some()
    }

    /// What was set last.
    fn text(&self, parameter: &Parameter) -> Option<&str> {
        let given = self.given.iter().rev().find(|(name, _)| name == parameter.name);
        given.map(|(_, value)| value.as_str())
    }

    /// That what was set of a parameter cannot be used, and why.
    #[must_use]
    pub fn wrong(&self, parameter: &Parameter, what: impl Into<String>) -> ParameterError {
        let value = self.text(parameter).unwrap_or_default().to_string();
        ParameterError::Value { name: parameter.name.to_string(), value, what: what.into() }
    }

    /// The value of a parameter: what was set last, else its default.
    ///
    /// # Errors
    /// When what was set is not a number that the parameter may have.
    pub fn number(&self, parameter: &Parameter) -> Result<Option<u64>, ParameterError> {
        let Some(value) = self.text(parameter) else { return Ok(parameter.default) };
        parameter.number(value).map(Some).map_err(|what| self.wrong(parameter, what))
    }

    /// The value of a parameter that has a default and is at most 2^30.
    ///
    /// # Errors
    /// When what was set is not a number that the parameter may have.
    ///
    /// # Panics
    /// When the parameter is another one.
    pub(crate) fn count(&self, parameter: &Parameter) -> Result<u32, ParameterError> {
        let number = self.number(parameter)?.expect("it has a default");
        Ok(u32::try_from(number).expect("it is at most 2^30"))
    }

    /// The values that a parameter may have: what was set last, a number or a range, else its default.
    ///
    /// # Errors
    /// When what was set is neither, or a number in it is none that the parameter may have.
    pub fn range(&self, parameter: &Parameter) -> Result<Option<RangeInclusive<u64>>, ParameterError> {
        let Some(value) = self.text(parameter) else {
            return Ok(parameter.default.map(|number| number..=number));
        };
        parameter.range(value).map(Some).map_err(|what| self.wrong(parameter, what))
    }

    /// What each process has of a parameter that is told process by process, `P:100,Q:50`: the others have the number that stands
    /// before these, or the default. Nothing, if it is not told so.
    ///
    /// # Errors
    /// When there is no such process, it is there twice, or has a number that the parameter may not have.
    pub fn of_each(&self, parameter: &Parameter) -> Result<Option<Vec<u64>>, ParameterError> {
        match self.text(parameter) {
            Some(value) if value.contains(':') => {
                let each = parameter.of_each(value, self.topology);
                each.map(Some).map_err(|what| self.wrong(parameter, what))
            }
            _ => Ok(None),
        }
    }
}

impl Parameter {
    fn number(&self, text: &str) -> Result<u64, String> {
        match text.parse::<u64>() {
            Ok(number) if number <= self.most => Ok(number),
            Err(wrong) if *wrong.kind() != std::num::IntErrorKind::PosOverflow => {
                Err("expected a number that is not negative".to_string())
            }
            _ => Err(format!("it is at most {}", self.most)),
        }
    }

    fn range(&self, text: &str) -> Result<RangeInclusive<u64>, String> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (least, most) = text.split_once("..=").unwrap_or((text, text));
        if !is_number(least) || !is_number(most) {
            return Err("expected a number or a range such as 1..=100".to_string());
        }
        let range = self.number(least)?..=self.number(most)?;
        if range.is_empty() { Err("the range is empty".to_string()) } else { Ok(range) }
    }

    fn of_each(&self, text: &str, topology: &Topology) -> Result<Vec<u64>, String> {
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
