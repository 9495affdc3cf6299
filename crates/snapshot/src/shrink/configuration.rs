//! What is run: all that decides which runs there are, and what is smaller than that: fewer processes, channels, snapshots, initiators; FIFO
//! channels; smaller numbers.
//!
//! Candidates come boldest first. Each is smaller than what it is made from in the order (processes, channels, those
//! that are not FIFO, snapshots, initiators, trigger, events of a receipt, parameters), in which nothing can be made smaller for ever.

use std::ops::Range;
use std::sync::Arc;

use sim_core::{Channel, ChannelId, Delay, Order, ProcessId, Shape, Topology};

use super::numbers;
use crate::algorithms::Around;
use crate::computation::catalog::Entry;
use crate::computation::outside::Outside;
use crate::computation::script::{Instruction, Statement};
use crate::computation::{Arguments, Parameter, ParameterError, Program};
use crate::faults::Faults;
use crate::initiation::{Initiation, Initiator, Initiators};
use crate::needs::{Lack, Needs};

/// All that decides which runs there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Configuration {
    /// The computation.
    pub program: &'static Entry,
    /// The shape of the topology, if it has one. All its channels are then of one discipline.
    pub shape: Option<Shape>,
    /// The processes and channels.
    pub topology: Arc<Topology>,
    /// What the algorithm needs: back-edges that it finds are looked for again in what is smaller.
    pub needs: Needs,
    /// When snapshots start.
    pub initiation: Initiation,
    /// Whether a process does at once what it would else do after a hold.
    pub atomic: bool,
    /// What was set of the program: names and values as text.
    pub parameters: Vec<(String, String)>,
    /// What each process has at the start, if a topology file says so.
    pub tokens: Vec<u64>,
    /// The statements of a script, if there is one.
    pub script: Option<Arc<[Statement]>>,
    /// Who says what the processes do, if another program does.
    pub outside: Option<Outside>,
    /// What goes wrong.
    pub faults: Faults,
}

/// Who starts which snapshots: who is to, or whoever a script makes to.
#[must_use]
pub fn starts(topology: &Topology, initiation: &Initiation, script: Option<&[Statement]>) -> Initiation {
    let commands = |statement: &&Statement| matches!(statement.what, Instruction::Snapshot { .. });
    let commanded = script.into_iter().flatten().filter(commands);
    let initiators = commanded.zip(initiation.ids()).flat_map(|(statement, snapshot)| {
        let processes = statement.what.processes().into_iter().filter_map(|name| topology.process(name));
        processes.map(move |process| Initiator { process, snapshot: Some(snapshot), trigger: None })
    });
    let commanded: Vec<_> = initiators.collect();
    if commanded.is_empty() {
        return initiation.clone();
    }
    Initiation { initiators: Initiators::each(commanded, None), ..initiation.clone() }
}

impl Configuration {
    /// The program.
    ///
    /// # Errors
    /// When there is none with these parameters, on this topology.
    pub fn program<P: Program>(&self) -> Result<P, ParameterError> {
        let arguments = self.arguments();
        arguments.known()?;
        P::build(&arguments)
    }

    /// What the algorithm runs in.
    #[must_use]
    pub fn around(&self) -> Around<'_> {
        Around { topology: &self.topology, initiation: &self.initiation, faults: &self.faults }
    }

    /// What the program is built from.
    fn arguments(&self) -> Arguments<'_> {
        Arguments {
            program: self.program,
            given: &self.parameters,
            atomic: self.atomic,
            topology: &self.topology,
            tokens: &self.tokens,
            script: self.script.as_deref(),
            outside: self.outside.as_ref(),
        }
    }

    /// Whether a file says something of each process: a script, or what each has, allows no other configuration.
    #[must_use]
    pub const fn names_processes(&self) -> bool {
        self.script.is_some() || !self.tokens.is_empty()
    }

    /// What the algorithm needs of the structure and is not there.
    #[must_use]
    pub fn lack(&self) -> Option<Lack> {
        self.needs.lack(&self.topology, &self.starts())
    }

    fn starts(&self) -> Initiation {
        starts(&self.topology, &self.initiation, self.script.as_deref())
    }

    /// Smaller configurations, the boldest first.
    pub fn smaller(&self) -> impl Iterator<Item = Self> {
        let topologies = || self.of_smaller_shapes().chain(self.of_fewer_processes_or_channels());
        let topologies = || topologies().filter_map(|smaller| smaller.suffering(self));
        let others = || self.in_fewer_events().chain(self.with_smaller_parameters());
        let ordered = || self.in_fifo_order().chain(self.with_less_initiation());
        let all = || topologies().chain(ordered()).chain(others());
        let finds = self.finds_back_edges();
        let of_others = (!self.names_processes()).then(all).into_iter().flatten();
        let smaller = self.with_fewer_faults().chain(of_others);
        smaller.map(move |smaller| if finds { smaller.finding_back_edges() } else { smaller })
    }

    /// Whether the back-edges are those that a search finds, or none where none are needed.
    #[must_use]
    pub fn finds_back_edges(&self) -> bool {
        self.topology.back_edges() == self.needs.back_edges(&self.topology, &self.starts().initiators)
    }

    /// The same with the back-edges that a search finds.
    fn finding_back_edges(mut self) -> Self {
        let found = self.needs.back_edges(&self.topology, &self.starts().initiators);
        if self.topology.back_edges() != found {
            self.topology = Arc::new(Arc::unwrap_or_clone(self.topology).with_back_edges(found));
        }
        self
    }

    /// A smaller topology with the back-edges of this one that are left in it.
    fn marked(&self, smaller: Topology, kept: impl Fn(ProcessId) -> Option<ProcessId>) -> Arc<Topology> {
        let left = |channel: &ChannelId| {
            let Channel { source, target, .. } = self.topology.channel(*channel);
            smaller.between(kept(source)?, kept(target)?)
        };
        let left: Vec<_> = self.topology.back_edges().iter().filter_map(left).collect();
        Arc::new(smaller.with_back_edges(left))
    }

    /// How large the topology is.
    fn size(&self) -> (usize, usize) {
        (self.topology.processes().len(), self.topology.channels().len())
    }

    fn of_smaller_shapes(&self) -> impl Iterator<Item = Self> {
        let shapes = self.shape.map_or(Vec::new(), |shape| smaller_shapes(shape, self.size().0 as u64));
        let order = self.topology.channels().first().map_or(Order::Fifo, |channel| channel.order);
        let smaller = move |shape: Shape| {
            let topology = shape.build(order).ok()?;
            let processes = topology.processes().len();
            let kept = |process: ProcessId| Some(process).filter(|p| p.index() < processes);
            let initiation = self.initiation_of(kept);
            let topology = self.marked(topology, kept);
            Some(Self { shape: Some(shape), topology, initiation, ..self.clone() })
        };
        shapes.into_iter().filter_map(smaller).filter(|smaller| smaller.size() < self.size())
    }

    /// For a topology that has no shape: without half of the processes, without each process, without each channel.
    fn of_fewer_processes_or_channels(&self) -> impl Iterator<Item = Self> {
        let (mut processes, mut channels) = self.size();
        if self.shape.is_some() {
            (processes, channels) = (0, 0);
        }
        let halves = [processes / 2..processes, 0..processes / 2].into_iter().filter(|half| half.len() > 1);
        let single = (0..processes).rev().map(|process| process..process + 1);
        let fewer_processes = halves.chain(single).filter_map(|gone| self.without_processes(gone));
        let each = self.topology.channel_ids().take(channels);
        fewer_processes.chain(each.filter_map(|channel| self.with_channels_but(Some(channel), Some)))
    }

    fn without_processes(&self, gone: Range<usize>) -> Option<Self> {
        let kept = |process: ProcessId| match process.index() {
            place if gone.contains(&place) => None,
            place if place < gone.start => Some(process),
            place => u32::try_from(place - gone.len()).ok().map(ProcessId),
        };
        self.with_channels_but(None, kept)
    }

    /// Without a channel, and with the processes that are kept under other numbers.
    fn with_channels_but(
        &self,
        gone: Option<ChannelId>,
        kept: impl Fn(ProcessId) -> Option<ProcessId>,
    ) -> Option<Self> {
        let topology = &self.topology;
        let names = topology.processes().filter(|process| kept(*process).is_some());
        let names = names.map(|process| topology.name(process).to_string()).collect();
        let channels =
            topology.channel_ids().filter(|channel| Some(*channel) != gone).filter_map(|channel| {
                let Channel { source, target, order } = topology.channel(channel);
                Some(Channel { source: kept(source)?, target: kept(target)?, order })
            });
        let topology = Topology::new(names, channels.collect()).ok()?;
        let initiation = self.initiation_of(&kept);
        Some(Self { topology: self.marked(topology, kept), initiation, ..self.clone() })
    }

    /// With FIFO channels, which any order but the causal one allows to be: all, or one where they need not be alike.
    fn in_fifo_order(&self) -> impl Iterator<Item = Self> {
        let order = |channel: &ChannelId| self.topology.channel(*channel).order;
        let loose = |channel: &ChannelId| order(channel) != Order::Fifo && Order::Fifo.keeps(order(channel));
        let loose: Vec<_> = self.topology.channel_ids().filter(loose).collect();
        let one = if self.shape.is_none() && loose.len() > 1 { loose.clone() } else { Vec::new() };
        let all = Some(loose).filter(|loose| !loose.is_empty());
        all.into_iter().chain(one.into_iter().map(|channel| vec![channel])).filter_map(|fifo| {
            let order = |channel| fifo.contains(&channel).then_some(Order::Fifo);
            Some(Self { topology: Arc::new(self.topology.in_order(order).ok()?), ..self.clone() })
        })
    }

    /// The same initiation by those that are left of the initiators; by the first process, if none is.
    fn initiation_of(&self, kept: impl Fn(ProcessId) -> Option<ProcessId>) -> Initiation {
        let initiators = match &self.initiation.initiators {
            Initiators::These(these) if !these.is_empty() => {
                let left: Vec<_> = these.iter().filter_map(|process| kept(*process)).collect();
                Initiators::these(if left.is_empty() { &[ProcessId(0)] } else { &left })
            }
            Initiators::Each(each) => {
                let left = |initiator: &Initiator| {
                    Some(Initiator { process: kept(initiator.process)?, ..*initiator })
                };
                each_or_first(each.iter().filter_map(left).collect(), self.initiation.trigger)
            }
            same => same.clone(),
        };
        Initiation { initiators, ..self.initiation.clone() }
    }

    /// Fewer snapshots, fewer initiators, an earlier start; not if the computation itself starts the snapshots.
    fn with_less_initiation(&self) -> impl Iterator<Item = Self> {
        let Initiation { snapshots, initiators, trigger } = &self.initiation;
        let commanded = *initiators == Initiators::These(Vec::new());
        let snapshots = numbers::smaller(u64::from(*snapshots), 1).into_iter().filter_map(|snapshots| {
            Some(of_fewer_snapshots(&self.initiation, u32::try_from(snapshots).ok()?))
        });
        let initiators = fewer(initiators, &self.topology)
            .chain(earlier(initiators, *trigger))
            .map(|initiators| Initiation { initiators, ..self.initiation.clone() });
        let of_all = trigger.filter(|_| !matches!(self.initiation.initiators, Initiators::Each(_)));
        let triggers = of_all.map_or(Vec::new(), |trigger| numbers::smaller(trigger, 0));
        let triggers = triggers
            .into_iter()
            .map(|trigger| Initiation { trigger: Some(trigger), ..self.initiation.clone() });
        let all = snapshots.chain(initiators).chain(triggers).filter(move |_| !commanded);
        all.map(|initiation| Self { initiation, ..self.clone() })
    }

    /// For a program that does at once what it does, unless told otherwise: without waiting in between.
    fn in_fewer_events(&self) -> impl Iterator<Item = Self> {
        let waits = !self.atomic && (self.program.default_hold)() == Delay::ZERO;
        waits.then(|| Self { atomic: true, ..self.clone() }).into_iter()
    }

    fn with_smaller_parameters(&self) -> impl Iterator<Item = Self> {
        let arguments = self.arguments();
        let smaller = |parameter: &Parameter| {
            let range = arguments.range(parameter).ok().flatten();
            let values =
                range.map_or(Vec::new(), |range| numbers::smaller_range(*range.start(), *range.end()));
            values.into_iter().map(|value| self.with_parameter(parameter, value)).collect::<Vec<_>>()
        };
        self.program.parameters.iter().flat_map(smaller).collect::<Vec<_>>().into_iter()
    }

    /// What is as it is unless set is not set.
    fn with_parameter(&self, parameter: &Parameter, value: String) -> Self {
        let mut parameters = self.parameters.clone();
        parameters.retain(|(name, _)| name != parameter.name);
        if parameter.default.is_none_or(|default| default.to_string() != value) {
            parameters.push((parameter.name.to_string(), value));
        }
        Self { parameters, ..self.clone() }
    }
}

/// The same without the snapshots after so many, and without those that start these alone.
fn of_fewer_snapshots(initiation: &Initiation, snapshots: u32) -> Initiation {
    let initiators = match &initiation.initiators {
        Initiators::Each(each) => {
            let left = each.iter().filter(|one| one.snapshot.is_none_or(|only| only.0 <= snapshots));
            each_or_first(left.copied().collect(), initiation.trigger)
        }
        same => same.clone(),
    };
    Initiation { snapshots, initiators, trigger: initiation.trigger }
}

/// These, or the first process if there is none.
fn each_or_first(each: Vec<Initiator>, trigger: Option<u64>) -> Initiators {
    if each.is_empty() { Initiators::These(vec![ProcessId(0)]) } else { Initiators::each(each, trigger) }
}

/// One of the initiators with an earlier trigger of its own.
fn earlier(initiators: &Initiators, trigger: Option<u64>) -> impl Iterator<Item = Initiators> {
    let each = if let Initiators::Each(each) = initiators { each.as_slice() } else { &[] };
    let with_earlier = move |place: usize| {
        let smaller = each[place].trigger.map_or(Vec::new(), |own| numbers::smaller(own, 0));
        smaller.into_iter().map(move |own| {
            let mut earlier = each.to_vec();
            earlier[place].trigger = Some(own);
            Initiators::each(earlier, trigger)
        })
    };
    (0..each.len()).flat_map(with_earlier)
}

/// Each initiator alone, and all but one.
fn fewer<'a>(initiators: &'a Initiators, topology: &'a Topology) -> impl Iterator<Item = Initiators> + 'a {
    let (any, these) = match initiators {
        Initiators::Any => (topology.processes().len(), &[][..]),
        Initiators::These(these) if these.len() > 1 => (0, these.as_slice()),
        Initiators::These(_) | Initiators::Each(_) => (0, &[][..]),
    };
    let each = if let Initiators::Each(each) = initiators { each.as_slice() } else { &[] };
    let without_one = (0..each.len()).filter(|_| each.len() > 1).map(|place| {
        let mut left = each.to_vec();
        left.remove(place);
        Initiators::Each(left)
    });
    let alone = topology.processes().take(any).chain(these.iter().copied());
    let but_one = (0..these.len()).filter(|_| these.len() > 2).map(|place| {
        let mut but_one = these.to_vec();
        but_one.remove(place);
        Initiators::These(but_one)
    });
    alone.map(|process| Initiators::These(vec![process])).chain(but_one).chain(without_one)
}

/// Shapes that may be smaller, of a shape with so many processes: rings, and the like of it.
fn smaller_shapes(shape: Shape, processes: u64) -> Vec<Shape> {
    let rings = numbers::smaller(processes, 2).into_iter().chain([processes]).map(Shape::Ring);
    let alike: Vec<Shape> = match shape {
        Shape::Ring(_) => Vec::new(),
        Shape::Complete(n) => numbers::smaller(n, 1).into_iter().map(Shape::Complete).collect(),
        Shape::Line(n) => numbers::smaller(n, 1).into_iter().map(Shape::Line).collect(),
        Shape::Star(n) => numbers::smaller(n, 1).into_iter().map(Shape::Star).collect(),
        Shape::Grid { rows, columns } => {
            let fewer_rows = numbers::smaller(rows, 1).into_iter().map(|rows| Shape::Grid { rows, columns });
            let fewer_columns = numbers::smaller(columns, 1);
            fewer_rows.chain(fewer_columns.into_iter().map(|columns| Shape::Grid { rows, columns })).collect()
        }
        Shape::Random { processes, channels, seed } => {
            let fewer_processes = numbers::smaller(processes, 2).into_iter().map(|fewer| {
                let channels = channels - (processes - fewer).min(channels);
                Shape::Random { processes: fewer, channels: channels.clamp(fewer, fewer * (fewer - 1)), seed }
            });
            let fewer_channels = numbers::smaller(channels, processes);
            let fewer_channels =
                fewer_channels.into_iter().map(|channels| Shape::Random { processes, channels, seed });
            fewer_processes.chain(fewer_channels).collect()
        }
    };
    rings.chain(alike).collect()
}
