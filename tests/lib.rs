//! What the tests share: a [`Scenario`] to run, and a [`Run`] with everything that was seen of it.
//!
//! Single events at single processes are in [`event`], generators of scenarios in [`strategy`], all programs as one value
//! in [`programs`].

pub mod clocks;
pub mod counting;
pub mod effects;
pub mod event;
pub mod programs;
pub mod reperformed;
pub mod strategy;
pub mod twice;

use std::fmt::Display;

use sim_core::{
    Action, Channel, ChannelId, Delay, Envelope, GlobalState, Observer, Order, ProcessId, Protocol, Schedule,
    Scheduler, Shows, State, StepError, StepOf, System, Timing, Topology, VirtualTime,
};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::oracle::{Checks, Law, Verdict};
use snapshot::{
    Carries as _, ChannelRecord, Computation, Experiment, Forwarding, Initiation, Initiators, Judgement,
    Layer, Log, Logbook, ProcessRecord, RecordedOf, Setup, SnapshotId, Stopped, Superposed, TokenRing,
};

/// The exercise's first process.
pub const P: ProcessId = ProcessId(0);
/// The exercise's second process.
pub const Q: ProcessId = ProcessId(1);
/// The channel P->Q of the exercise's ring.
pub const P_TO_Q: ChannelId = ChannelId(0);
/// The channel Q->P of the exercise's ring.
pub const Q_TO_P: ChannelId = ChannelId(1);
/// The first snapshot of a run.
pub const SNAPSHOT: SnapshotId = SnapshotId(1);

/// A computation `C` and everything that decides how its runs under a snapshot go, but the seed.
#[derive(Clone, Debug)]
pub struct Scenario<C = TokenRing> {
    /// The computation.
    pub computation: C,
    /// Who can speak to whom.
    pub topology: Topology,
    /// The delays.
    pub timing: Timing,
    /// When the snapshot starts.
    pub initiation: Initiation,
    /// After how many events a run is given up.
    pub max_events: u64,
}

/// The delays that a test uses when any will do.
#[must_use]
pub fn delays(low: u64, high: u64) -> Delay {
    Delay::uniform(low, high).expect("the test's range is not empty")
}

/// One snapshot, started by these processes with this count.
#[must_use]
pub fn initiated_by(initiators: &[ProcessId], trigger: u64) -> Initiation {
    Initiation { snapshots: 1, initiators: Initiators::these(initiators), trigger: Some(trigger) }
}

impl Scenario {
    /// The exercise: P and Q rotate one m, and P initiates immediately after sending it with this state.
    #[must_use]
    pub fn exercise(trigger: u64) -> Self {
        Self {
            computation: TokenRing::new(Forwarding::Atomic),
            topology: Topology::ring(2).expect("two make a ring"),
            timing: Timing::new(delays(1, 20), Delay::ZERO),
            initiation: initiated_by(&[P], trigger),
            max_events: 10_000,
        }
    }

    /// Three processes `p0` to `p2`, each with a channel to each other, and `tokens` copies of m; the channels are
    /// numbered by source, then by target.
    #[must_use]
    pub fn triangle(tokens: u32, initiators: &[ProcessId], trigger: u64) -> Self {
        let ends = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
        let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
        let names = ["p0", "p1", "p2"].map(String::from).to_vec();
        Self {
            computation: TokenRing { tokens, ..TokenRing::new(Forwarding::Atomic) },
            topology: Topology::new(names, ends.map(channel).to_vec()).expect("no channel is there twice"),
            initiation: initiated_by(initiators, trigger),
            ..Self::exercise(trigger)
        }
    }
}

impl<C> Scenario<C> {
    /// The same of another computation.
    pub fn of<D>(&self, computation: D) -> Scenario<D> {
        let Self { topology, timing, initiation, max_events, .. } = self;
        Scenario {
            computation,
            topology: topology.clone(),
            timing: timing.clone(),
            initiation: initiation.clone(),
            max_events: *max_events,
        }
    }
}

impl<C: Computation + Clone> Scenario<C> {
    /// The computation alone.
    #[must_use]
    pub fn alone(&self) -> System<C> {
        System::new(self.computation.clone(), self.topology.clone())
    }

    /// The computation with Chandy and Lamport's algorithm on top.
    #[must_use]
    pub fn superposed(&self) -> System<Superposed<C, ChandyLamport>> {
        let protocol = Superposed::new(self.computation.clone(), ChandyLamport, self.initiation.clone());
        System::new(protocol, self.topology.clone())
    }

    /// What makes an experiment of this scenario with `protocol` around the computation.
    pub const fn setup<'a, L: Layer<C>>(
        &'a self,
        alone: &'a System<C>,
        protocol: &'a System<L>,
    ) -> Setup<'a, C, L> {
        Setup {
            underlying: alone,
            superposed: protocol,
            snapshots: self.initiation.snapshots,
            max_events: self.max_events,
            law: Some(Law::MARKERS),
            stable: &[],
        }
    }

    /// The run of a seed.
    #[must_use]
    pub fn run(&self, seed: u64) -> Run<C> {
        self.run_under(self.superposed().protocol, seed)
    }

    /// The run of a seed, with another protocol than the real one around the computation.
    pub fn run_under<L: Layer<C>>(&self, protocol: L, seed: u64) -> Run<C> {
        let (alone, layered) = (self.alone(), System::new(protocol, self.topology.clone()));
        let run = Run::of(self.setup(&alone, &layered).timed(&self.timing, seed));
        run.expect("a scheduler in time chooses enabled actions only")
    }

    /// The run that a schedule describes.
    ///
    /// # Errors
    /// When the schedule asks for a step that is not enabled.
    pub fn follow(&self, schedule: &str) -> Result<Run<C>, StepError> {
        self.perform(Schedule::parse(schedule, &self.topology).expect("the test's schedule can be read"))
    }

    /// The run of these actions.
    ///
    /// # Errors
    /// When one of them is not enabled.
    pub fn perform(&self, schedule: Schedule) -> Result<Run<C>, StepError> {
        let (alone, layered) = (self.alone(), self.superposed());
        Run::of(self.setup(&alone, &layered).listed(schedule))
    }
}

/// A finished run and everything that was seen of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Run<C: Computation> {
    /// Why it ended.
    pub stopped: Stopped,
    /// What the oracles said of the first snapshot.
    pub checks: Checks,
    /// What was recorded for it.
    pub recorded: RecordedOf<C>,
    /// Everything that is to be said of each snapshot.
    pub judgements: Vec<Judgement<C>>,
    /// All events, from the first.
    pub log: Log<C>,
    /// The actions that were performed.
    pub actions: Schedule,
    /// The global states of the computation that it passed through: the initial one, and the one after each step.
    pub passed: Vec<Plain<C>>,
    /// When it ended.
    pub end: VirtualTime,
}

/// A global state of a computation, of messages without identities.
pub type Plain<C> = GlobalState<<C as Protocol>::State, <C as Protocol>::Message>;

impl<C: Computation> Run<C> {
    /// Runs an experiment to its end.
    ///
    /// # Errors
    /// When a given schedule asks for a step that is not enabled.
    pub fn of<L: Layer<C>, S: Scheduler<L>>(
        mut experiment: Experiment<'_, C, L, S>,
    ) -> Result<Self, StepError> {
        let (mut log, mut actions) = (Logbook::<C>::default(), Schedule::default());
        let present = experiment.state();
        let mut passed = Passed::<C, L> { states: vec![plain::<C, L>(&present)], present };
        let stopped = experiment.run(&mut (&mut log, &mut (&mut actions, &mut passed)))?;
        let judgements = experiment.judgements();
        reperformed::is_what_the_events_tell(&experiment.evidence(SNAPSHOT), &judgements);
        Ok(Self {
            stopped,
            checks: experiment.judge(SNAPSHOT),
            recorded: RecordedOf::<C>::clone(&judgements[0].recorded),
            judgements,
            log: log.log,
            actions,
            passed: passed.states,
            end: experiment.now(),
        })
    }

    /// The names of the oracles that found a violation.
    #[must_use]
    pub fn violated(&self) -> Vec<&'static str> {
        let violated = |verdict: &Verdict| matches!(verdict, Verdict::Violated(_));
        self.checks.iter().filter(|check| violated(&check.verdict)).map(|check| check.name).collect()
    }

    /// Everything that is not as it should be: nothing, when the snapshot is complete and every oracle says so.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let not_complete =
            (self.stopped != Stopped::SnapshotComplete).then(|| format!("stopped: {:?}", self.stopped));
        let of_all = self.judgements.iter().flat_map(|judgement| {
            let not_held = judgement.checks.iter().filter(|check| check.verdict != Verdict::Holds);
            not_held.map(|check| format!("snapshot {}: {check:?}", judgement.snapshot.0))
        });
        not_complete.into_iter().chain(of_all).collect()
    }

    /// The recorded global state, as a state that the run could have passed through; `None` if it is not whole.
    #[must_use]
    pub fn recorded_state(&self) -> Option<Plain<C>> {
        let state = |process: &ProcessRecord<C::State>| Some(process.first.as_ref()?.state.clone());
        let content = |channel: &ChannelRecord<C::Message>| {
            channel.messages.iter().map(|(_, body)| Envelope { id: (), body: body.clone() }).collect()
        };
        Some(GlobalState {
            processes: self.recorded.processes.iter().map(state).collect::<Option<_>>()?,
            channels: self.recorded.channels.iter().map(content).collect(),
        })
    }
}

impl<C: Computation<State: Display, Message: Display>> Run<C> {
    /// The recorded global state in a line: `P=101 Q=102 P->Q=[] Q->P=[m]`.
    #[must_use]
    pub fn answer(&self, topology: &Topology) -> String {
        let state = |process: ProcessId| {
            let first = self.recorded.processes[process.index()].first.as_ref();
            let state = first.map_or("?".into(), |recording| recording.state.to_string());
            format!("{}={state}", topology.name(process))
        };
        let content = |channel: ChannelId| {
            let messages = &self.recorded.channels[channel.index()].messages;
            let bodies: Vec<_> = messages.iter().map(|(_, body)| body.to_string()).collect();
            format!("{}=[{}]", topology.channel_name(channel), bodies.join(" "))
        };
        let states = topology.processes().map(state);
        states.chain(topology.channel_ids().map(content)).collect::<Vec<_>>().join(" ")
    }
}

/// Keeps each global state of the computation that a run passes through.
struct Passed<C: Computation, L: Layer<C>> {
    present: State<L>,
    states: Vec<Plain<C>>,
}

impl<C: Computation, L: Layer<C>> Observer<L> for Passed<C, L> {
    fn step(&mut self, _: Action, step: &StepOf<L>, after: &L::State) {
        self.present.told(step, after.clone());
        self.states.push(plain::<C, L>(&self.present));
    }
}

fn plain<C: Computation, L: Layer<C>>(state: &State<L>) -> Plain<C> {
    let underlying = |envelope: &Envelope<L::Message, _>| {
        envelope.body.message().map(|body| Envelope { id: (), body: body.clone() })
    };
    GlobalState {
        processes: state.processes.iter().map(|process| process.shown().clone()).collect(),
        channels: state.channels.iter().map(|queue| queue.iter().filter_map(underlying).collect()).collect(),
    }
}
