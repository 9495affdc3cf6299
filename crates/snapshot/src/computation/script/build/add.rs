//! One statement after another: whether there are such processes, channels and things, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sim_core::words::some;
use sim_core::{ChannelId, MAX_TICKS, ProcessId, Topology, VirtualTime};

use crate::computation::script::amount::Amount;
use crate::computation::script::mistake::Mistake;
use crate::computation::script::name::Written;
use crate::computation::script::parcel::Parcel;
use crate::computation::script::plan::{Planned, Script, ScriptCommand};
use crate::computation::script::statement::Instruction;
use crate::computation::script::units::{HOLD, good};
use crate::id::SnapshotId;

/// How many statements a script has at most.
pub const MAX_STATEMENTS: usize = 1_000_000;

/// A script while its statements are added, one after another.
pub(super) struct Builder<'a> {
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

impl<'a> Builder<'a> {
    /// Of a script without statements.
    pub(super) fn new(topology: &'a Topology, script: Script) -> Self {
        Self {
            topology,
            processes: topology.processes().map(|process| (topology.name(process), process)).collect(),
            channels: BTreeMap::new(),
            routes: BTreeMap::new(),
            held: BTreeSet::new(),
            now: 0,
            script,
        }
    }

    /// The script of all that was added.
    pub(super) fn done(self) -> Script {
        self.script
    }

    /// Adds what a line says.
    pub(super) fn add(&mut self, line: usize, what: &Instruction) -> Result<(), Mistake> {
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
    fn snapshot(&mut self, line: usize, names: &[String]) -> Result<(), Mistake> {
        let processes = names.iter().map(|name| self.process(name)).collect::<Result<Vec<_>, _>>()?;
        if let Some(twice) = (1..names.len()).find(|place| names[..*place].contains(&names[*place])) {
            let what = format!("'{}' starts a snapshot once", names[twice]);
            return Err(Mistake::new(what).at(&names[twice]).tip("another line 'snapshot' is another one"));
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

    fn process(&self, name: &str) -> Result<ProcessId, Mistake> {
        self.processes.get(name).copied().ok_or_else(|| {
            let names = self.topology.processes().map(|process| self.topology.name(process));
            Mistake::no_process(name, &names.collect::<Vec<_>>())
        })
    }

    fn hold(&mut self, name: &str, amounts: &[Amount]) -> Result<(), Mistake> {
        let process = self.process(name)?;
        if self.now > 0 || !self.script.planned.is_empty() {
            let mistake = Mistake::new("what processes hold at the start is said before anything happens");
            return Err(mistake.tip("move the line up, before the first of another kind"));
        }
        if !self.held.insert(process) {
            let mistake = Mistake::new(format!("what '{name}' holds was said before")).at(name);
            return Err(mistake.tip("several amounts stand in one line, as in 'hold ID 5 a, 3 b'"));
        }
        let units = self.script.units.len();
        self.script.start[process.index() * units..][..units].fill(0);
        for (place, amount) in amounts.iter().enumerate() {
            if let Some(before) = amounts[..place].iter().find(|before| before.unit == amount.unit) {
                let what = format!("of one unit '{name}' holds one amount, not {before} and {amount}");
                return Err(Mistake::new(what).at(&amount.to_string()).tip("add them up"));
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
    ) -> Result<(ProcessId, ScriptCommand), Mistake> {
        let (from, to) = (self.process(source)?, self.process(target)?);
        let channel = self.channels_of(from).get(&to).copied();
        let channel = channel.ok_or_else(|| self.no_channel(from, target))?;
        let route = self
            .routes
            .entry(channel)
            .or_insert_with(|| format!("{} {}", Written(source), Written(target)).into())
            .clone();
        self.script.senders.entry(source.into()).or_insert(from);
        let amounts = self.script.carried_in_order(&parcel.amounts);
        let amounts = amounts.map_err(|amount| self.nobody_has(&amount))?;
        let parcel = Parcel { amounts, label: parcel.label.clone() };
        Ok((from, ScriptCommand::Send { channel, route, parcel }))
    }

    fn channels_of(&mut self, source: ProcessId) -> &BTreeMap<ProcessId, ChannelId> {
        let ends = |channel| (self.topology.channel(channel).target, channel);
        self.channels.entry(source).or_insert_with(|| self.topology.outgoing(source).map(ends).collect())
    }

    fn no_channel(&self, source: ProcessId, target: &str) -> Mistake {
        let name = self.topology.name(source);
        let what = format!("there is no channel from '{name}' to '{target}'");
        let mistake = Mistake::new(what).at(&format!("{} {}", Written(name), Written(target)));
        let targets = self.topology.outgoing(source).map(|channel| self.topology.channel(channel).target);
        match targets.map(|target| self.topology.name(target)).collect::<Vec<_>>().as_slice() {
            [] => mistake.tip(format!("no channel leads from '{name}'")),
            targets => mistake.tip(format!("'{name}' has channels to {}", some(targets))),
        }
    }

    fn nobody_has(&self, amount: &Amount) -> Mistake {
        let name = |unit| good(unit).name.into_owned();
        let what = format!("nobody has any '{}'", name(&amount.unit));
        let mistake = Mistake::new(what).at(&amount.to_string());
        let units: Vec<_> = self.script.units.iter().map(name).collect();
        match units.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => mistake.tip(HOLD),
            units => mistake.tip(format!("there is only what a process holds: {}", some(units))),
        }
    }

    fn plan(&mut self, line: usize, process: ProcessId, command: ScriptCommand) -> Result<(), Mistake> {
        let place = self.script.planned.len();
        if place == MAX_STATEMENTS {
            return Err(format!("a script has at most {MAX_STATEMENTS} statements").into());
        }
        let place = u32::try_from(place).expect("it is not more than a million");
        self.script.own[process.index()].push(place);
        self.script.planned.push(Planned { line, at: self.now, process, command });
        Ok(())
    }
}
