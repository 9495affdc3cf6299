//! Small runs, saved as the program saves them, of any program.

use sim_core::{Delay, ProcessId, System, Timed, Timing, Topology};
use snapshot::catalog::{self, Visitor};
use snapshot::{
    Arguments, ChandyLamport, Experiment, Initiation, Initiators, Judgement, Layer, Program, Setup,
    Superposed,
};
use trace::cos418::events;
use trace::model::{Channel, Config, Delivered, Header, Order, Rng, SCHEMA, Tool};
use trace::write::Recorder;
use trace::{Ended, Saved};

/// What is run.
#[derive(Clone, Debug)]
pub struct Small {
    /// Which program.
    pub program: &'static str,
    /// Its parameters.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The script, for that program.
    pub script: Option<&'static str>,
    /// The processes and channels.
    pub topology: Topology,
    /// How long a process waits.
    pub hold: u64,
    /// The count at which the first process starts the first snapshot; without one it starts of its own accord.
    pub trigger: Option<u64>,
    /// How many snapshots there are.
    pub snapshots: u32,
    /// Of the delays.
    pub seed: u64,
}

impl Small {
    /// The exercise, with a snapshot after three rounds.
    ///
    /// # Panics
    /// Never: two processes make a ring.
    #[must_use]
    pub fn exercise(seed: u64, hold: u64) -> Self {
        Self {
            program: "token-ring",
            parameters: &[],
            script: None,
            topology: Topology::ring(2).expect("two make a ring"),
            hold,
            trigger: Some(3),
            snapshots: 1,
            seed,
        }
    }

    /// What it comes to, saved.
    ///
    /// # Panics
    /// When it is not one that can be run.
    #[must_use]
    pub fn saved(&self) -> Saved {
        catalog::visit(self.program, Run(self)).expect("there is this program")
    }

    fn config(&self) -> Config {
        let names: Vec<String> =
            self.topology.processes().map(|process| self.topology.name(process).to_string()).collect();
        let channel = |id| {
            let ends = self.topology.channel(id);
            Channel {
                id: self.topology.channel_name(id),
                from: self.topology.name(ends.source).to_string(),
                to: self.topology.name(ends.target).to_string(),
                order: match ends.order {
                    sim_core::Order::Fifo => Order::Fifo,
                    sim_core::Order::Unordered => Order::Unordered,
                },
                delay: "1..=20".into(),
            }
        };
        let text = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
        Config {
            scenario: "small".into(),
            initiator: if self.script.is_some() { String::new() } else { names[0].clone() },
            processes: names,
            channels: self.topology.channel_ids().map(channel).collect(),
            program: self.program.into(),
            hold: self.hold.to_string(),
            algorithm: "chandy-lamport".into(),
            trigger: self.trigger,
            topology: None,
            parameters: self.parameters.iter().map(text).collect(),
            script: self.script.map(str::to_string),
            goods: Vec::new(),
            tokens: Vec::new(),
            clock: None,
            delays: None,
            initiators: Vec::new(),
            start: None,
            snapshots: self.snapshots,
            seed: self.seed.to_string(),
            schedule: None,
            max_events: 1000,
        }
    }
}

/// Runs it as the program that it is.
struct Run<'a>(&'a Small);

impl Visitor for Run<'_> {
    type Output = Saved;

    fn visit<P: Program>(self) -> Saved {
        let Small { topology, hold, trigger, snapshots, seed, .. } = self.0;
        let statements = self.0.script.map(|text| events::parse(text).expect("the script can be read"));
        let given: Vec<_> =
            self.0.parameters.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let arguments = Arguments {
            given: &given,
            atomic: *hold == 0,
            topology,
            tokens: &[],
            script: statements.as_deref(),
        };
        let underlying = System::new(P::build(&arguments).expect("it can be built"), topology.clone());
        let initiators = if statements.is_some() { Vec::new() } else { vec![ProcessId(0)] };
        let initiation = Initiation {
            snapshots: *snapshots,
            initiators: Initiators::These(initiators),
            trigger: *trigger,
        };
        let superposed = superposed(&underlying, initiation);
        let setup = Setup {
            underlying: &underlying,
            superposed: &superposed,
            snapshots: *snapshots,
            max_events: 1000,
        };
        let timing = Timing::new(Delay::uniform(1, 20).expect("a range"), Delay::fixed(*hold));
        let mut experiment = setup.under(Timed::new(topology, &timing, *seed));
        let mut events = Vec::new();
        let mut recorder = Recorder::new(&underlying, |event| events.push(event));
        let stopped = experiment.run(&mut recorder).expect("it can be run");
        let digest = recorder.digest();
        let judgements = experiment.judgements();
        let footer = ended(&underlying, &experiment, &judgements, stopped).footer(digest);
        Saved { header: header(self.0.config()), events, footer: Some(footer) }
    }
}

/// A computation under the algorithm.
#[must_use]
pub fn superposed<P: Program>(
    underlying: &System<P>,
    initiation: Initiation,
) -> System<Superposed<P, ChandyLamport>> {
    let protocol = Superposed::new(underlying.protocol.clone(), ChandyLamport, initiation);
    System::new(protocol, underlying.topology.clone())
}

fn ended<'a, P: Program, Q: Layer<P>>(
    system: &'a System<P>,
    experiment: &'a Experiment<'a, P, Q, Timed<Q>>,
    judgements: &'a [Judgement<P>],
    stopped: snapshot::Stopped,
) -> Ended<'a, P> {
    Ended {
        system,
        base: experiment.base(),
        window: experiment.events(),
        events_before: experiment.events_before(),
        judgements,
        stopped,
        end_time: experiment.now(),
        delivered: Delivered::default(),
        in_flight: vec![Vec::new(); experiment.system().topology.channels().len()],
        schedule: None,
    }
}

fn header(config: Config) -> Header {
    Header {
        schema: SCHEMA.into(),
        tool: Tool { name: "another".into(), version: "1".into() },
        config,
        rng: Rng { algorithm: sim_core::random::ALGORITHM.into(), version: sim_core::random::VERSION },
    }
}
