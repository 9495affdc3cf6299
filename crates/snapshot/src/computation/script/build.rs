//! From statements about names to a script for a topology: everything that can be found wrong before a run is found here.

mod add;

use std::collections::BTreeMap;
use std::fmt;

use sim_core::Topology;

use super::amount::{Amount, MAX_AMOUNT, Unit};
use super::mistake::Mistake;
use super::plan::{Script, ScriptCommand};
use super::statement::{Instruction, Statement};
use super::units::{HOLD, good};
use add::Builder;
pub use add::MAX_STATEMENTS;

/// How many units a script has at most: each process's state has an amount of each.
pub const MAX_UNITS: usize = 64;

/// Why statements are no script for a topology.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScriptError {
    /// The line, from 1; 0 when no line is to blame, but what the processes are given without one.
    pub line: usize,
    /// What is wrong there.
    pub mistake: Mistake,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => self.mistake.fmt(f),
            line => write!(f, "line {line}: {}", self.mistake),
        }
    }
}

impl std::error::Error for ScriptError {}

impl Script {
    /// A script for the processes and channels of a topology.
    ///
    /// `tokens` is what each process has at the start, of no unit, if no `hold` line says otherwise: one number a process,
    /// or none at all.
    ///
    /// # Errors
    /// When a statement names a process or channel that is not there, or sends more of something than there is; a `hold`
    /// line comes too late or twice for a process; or a [limit](MAX_STATEMENTS) is exceeded.
    pub fn new(topology: &Topology, tokens: &[u64], statements: &[Statement]) -> Result<Self, ScriptError> {
        let units = units(tokens, statements)?;
        let mut builder = Builder::new(topology, Self::empty(topology, tokens, units));
        for Statement { line, what } in statements {
            builder.add(*line, what).map_err(|mistake| ScriptError { line: *line, mistake })?;
        }
        let script = builder.done();
        if script.start.iter().fold(0, |sum: u64, count| sum.saturating_add(*count)) > MAX_AMOUNT {
            let line = statements.iter().rev().find(|s| matches!(s.what, Instruction::Hold { .. }));
            let mistake = Mistake::new("the processes have more than 2^53 in all")
                .tip("whatever the units, and the tokens of a topology file with them");
            return Err(ScriptError { line: line.map_or(0, |statement| statement.line), mistake });
        }
        script.affordable()?;
        Ok(script)
    }

    fn empty(topology: &Topology, tokens: &[u64], units: Vec<Unit>) -> Self {
        let processes = topology.processes().len();
        let mut start = vec![0; processes * units.len()];
        // If there are tokens they are the first unit.
        let of_each = start.chunks_mut(units.len().max(1)).zip(tokens);
        of_each.for_each(|(own, tokens)| own[0] = *tokens);
        let goods = units.iter().map(good).collect();
        Self {
            units,
            goods,
            start,
            planned: Vec::new(),
            own: vec![Vec::new(); processes],
            snapshots: Vec::new(),
            senders: BTreeMap::new(),
        }
    }

    /// Whether there is as much, at all processes together, as each statement sends.
    fn affordable(&self) -> Result<(), ScriptError> {
        let mut there = vec![0; self.units.len()];
        for own in self.start.chunks(self.units.len().max(1)) {
            there.iter_mut().zip(own).for_each(|(there, own)| *there += own);
        }
        for planned in &self.planned {
            let ScriptCommand::Send { parcel, .. } = &planned.command else { continue };
            for amount in &parcel.amounts {
                let (place, unit) = self.unit(&amount.unit).expect("a message carries the script's units");
                let there = Amount { count: there[place], unit: unit.clone() };
                if amount.count > there.count {
                    let what = format!("nobody can ever send {amount}: all processes together have {there}");
                    let mistake = Mistake::new(what).at(&amount.to_string()).tip(HOLD);
                    return Err(ScriptError { line: planned.line, mistake });
                }
            }
        }
        Ok(())
    }
}

/// All units of which a process is said to hold some, in the order of their first mention.
fn units(tokens: &[u64], statements: &[Statement]) -> Result<Vec<Unit>, ScriptError> {
    let mut units = Vec::new();
    if !tokens.is_empty() {
        units.push(Unit::default());
    }
    for Statement { line, what } in statements {
        let Instruction::Hold { amounts, .. } = what else { continue };
        for Amount { unit, .. } in amounts {
            if !units.contains(unit) {
                units.push(unit.clone());
            }
        }
        if units.len() > MAX_UNITS {
            let mistake = Mistake::new(format!("a script has at most {MAX_UNITS} units"));
            return Err(ScriptError { line: *line, mistake });
        }
    }
    Ok(units)
}
