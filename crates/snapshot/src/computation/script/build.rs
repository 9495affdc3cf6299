//! From statements about names to a script for a topology: everything that can be found wrong before a run is found here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use sim_core::delay::MAX_TICKS;
use sim_core::{ChannelId, ProcessId, Topology, VirtualTime};

use super::amount::{Amount, MAX_AMOUNT, Unit};
use super::statement::{Instruction, Statement};
use super::{Parcel, Planned, Script, ScriptCommand};
use crate::algorithm::SnapshotId;
use crate::computation::Good;

/// How many statements a script has at most.
pub const MAX_STATEMENTS: usize = 1_000_000;
/// How many units a script has at most: each process's state has an amount of each.
pub const MAX_UNITS: usize = 64;

/// Why statements are no script for a topology.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScriptError {
    /// The line, from 1; 0 when no line is to blame, but what the processes are given without one.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line}: {}", self.what),
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
        let mut builder = Builder {
            topology,
            processes: topology.processes().map(|process| (topology.name(process), process)).collect(),
            channels: BTreeMap::new(),
            routes: BTreeMap::new(),
            held: BTreeSet::new(),
            now: 0,
            script: Self::empty(topology, tokens, units),
        };
        for Statement { line, what } in statements {
            builder.add(*line, what).map_err(|what| ScriptError { line: *line, what })?;
        }
        let script = builder.script;
        if script.start.iter().fold(0, |sum: u64, count| sum.saturating_add(*count)) > MAX_AMOUNT {
            let line = statements.iter().rev().find(|s| matches!(s.what, Instruction::Hold { .. }));
            let what = "the processes have more than 2^53 in all".to_string();
            return Err(ScriptError { line: line.map_or(0, |statement| statement.line), what });
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
                    let what = format!("nobody can ever send {amount}: there is {there} in all");
                    return Err(ScriptError { line: planned.line, what });
                }
            }
        }
        Ok(())
    }
}

/// A unit as what is conserved. A unit has one word, whatever the amount; what has no unit is a token.
fn good(unit: &Unit) -> Good {
    if unit.name().is_empty() {
        return Good::new("tokens", "token", "tokens");
    }
    let word: Cow<'static, str> = unit.name().to_string().into();
    Good { name: word.clone(), one: word.clone(), many: word }
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
            return Err(ScriptError { line: *line, what: format!("a script has at most {MAX_UNITS} units") });
        }
    }
    Ok(units)
}

struct Builder<'a> {
    topology: &'a Topology,
    processes: BTreeMap<&'a str, ProcessId>,
    /// Of each process that sends, its channels by their targets: a list of them would be searched for each statement.
    channels: BTreeMap<ProcessId, BTreeMap<ProcessId, ChannelId>>,
    /// The channels that were used, and their ends as a statement writes them.
    routes: BTreeMap<ChannelId, Arc<str>>,
    /// The processes of which a line says what they have.
    held: BTreeSet<ProcessId>,
    now: VirtualTime,
    script: Script,
}

impl Builder<'_> {
    fn add(&mut self, line: usize, what: &Instruction) -> Result<(), String> {
        match what {
            Instruction::Hold { process, amounts } => self.hold(process, amounts),
            Instruction::Send { source, target, parcel } => {
                let (process, command) = self.send(source, target, parcel)?;
                self.plan(line, process, command)
            }
            Instruction::Local { process: name, label } => {
                let (process, name) = (self.process(name)?, name.as_str().into());
                self.plan(line, process, ScriptCommand::Local { process: name, label: label.clone() })
            }
            Instruction::Snapshot { processes } => self.snapshot(line, processes),
            Instruction::Tick(ticks) => {
                let now = self.now.checked_add(*ticks).filter(|now| *now <= MAX_TICKS);
                self.now = now.ok_or("the script lasts longer than 2^53 ticks")?;
                Ok(())
            }
        }
    }

    /// Each process starts the snapshot when it comes to this line, unless it has recorded for it before.
    fn snapshot(&mut self, line: usize, names: &[String]) -> Result<(), String> {
        let processes = names.iter().map(|name| self.process(name)).collect::<Result<Vec<_>, _>>()?;
        if let Some(twice) = (1..names.len()).find(|place| names[..*place].contains(&names[*place])) {
            return Err(format!("'{}' starts a snapshot once", names[twice]));
        }
        self.script.snapshots.push(processes.clone());
        let number = u32::try_from(self.script.snapshots.len()).expect("there are fewer statements");
        for (name, process) in names.iter().zip(processes) {
            let command =
                ScriptCommand::Snapshot { process: name.as_str().into(), snapshot: SnapshotId(number) };
            self.plan(line, process, command)?;
        }
        Ok(())
    }

    fn process(&self, name: &str) -> Result<ProcessId, String> {
        self.processes.get(name).copied().ok_or_else(|| format!("there is no process '{name}'"))
    }

    fn hold(&mut self, name: &str, amounts: &[Amount]) -> Result<(), String> {
        let process = self.process(name)?;
        if self.now > 0 || !self.script.planned.is_empty() {
            return Err("what processes hold at the start is said before anything happens".into());
        }
        if !self.held.insert(process) {
            return Err(format!("what '{name}' holds was said before"));
        }
        let units = self.script.units.len();
        self.script.start[process.index() * units..][..units].fill(0);
        for (place, amount) in amounts.iter().enumerate() {
            if let Some(before) = amounts[..place].iter().find(|before| before.unit == amount.unit) {
                return Err(format!("of one unit '{name}' holds one amount, not {before} and {amount}"));
            }
            let (unit, _) =
                self.script.unit(&amount.unit).expect("the units of all 'hold' lines were gathered");
            self.script.start[process.index() * units + unit] = amount.count;
        }
        Ok(())
    }

    fn send(
        &mut self,
        source: &str,
        target: &str,
        parcel: &Parcel,
    ) -> Result<(ProcessId, ScriptCommand), String> {
        let (from, to) = (self.process(source)?, self.process(target)?);
        let outgoing =
            || self.topology.outgoing(from).map(|c| (self.topology.channel(c).target, c)).collect();
        let channel = self.channels.entry(from).or_insert_with(outgoing).get(&to).copied();
        let channel = channel.ok_or_else(|| format!("there is no channel from '{source}' to '{target}'"))?;
        let route = self.routes.entry(channel).or_insert_with(|| format!("{source} {target}").into()).clone();
        self.script.senders.entry(source.into()).or_insert(from);
        let amounts = self.script.carried_in_order(&parcel.amounts);
        let amounts = amounts.map_err(|amount| format!("nobody has any '{}'", good(&amount.unit).name))?;
        let parcel = Parcel { amounts, label: parcel.label.clone() };
        Ok((from, ScriptCommand::Send { channel, route, parcel }))
    }

    fn plan(&mut self, line: usize, process: ProcessId, command: ScriptCommand) -> Result<(), String> {
        let place = self.script.planned.len();
        if place == MAX_STATEMENTS {
            return Err(format!("a script has at most {MAX_STATEMENTS} statements"));
        }
        let place = u32::try_from(place).expect("it is not more than a million");
        self.script.own[process.index()].push(place);
        self.script.planned.push(Planned { line, at: self.now, process, command });
        Ok(())
    }
}
