//! What a program is built from. A program reads each of its parameters as a number, as a range of numbers, or as a number for each
//! process.

use std::ops::RangeInclusive;

use sim_core::Topology;

use super::entry::Entry;
use super::outside::Outside;
use super::parameters::{Parameter, ParameterError};
use super::script::MAX_AMOUNT;
use super::script::Statement;

/// What a program is built from.
#[derive(Clone, Debug)]
pub struct Arguments<'a> {
    /// The program that is asked for.
    pub program: &'static Entry,
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

impl Arguments<'_> {
    /// Refuses what is none of the program's parameters.
    ///
    /// # Errors
    /// For the first that is not.
    pub fn known(&self) -> Result<(), ParameterError> {
        let Entry { name: program, parameters: known, takes_any, .. } = *self.program;
        let is_known = |name: &str| takes_any || known.iter().any(|parameter| parameter.name == name);
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
