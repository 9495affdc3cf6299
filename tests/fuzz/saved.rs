//! Small runs, saved as the program saves them, of any program under any algorithm.

use sim_core::{Causal, Delay, ProcessId, System, Timed, Timing, Topology};
use snapshot::algorithms::{self, Entry, Other};
use snapshot::{AnyProgram, Arguments, Initiation, Initiators, Program, Setup, Superposed, catalog};
use trace::cos418::events;
use trace::model::{Config, Header, Tool};
use trace::{Saved, describe, write};

/// After so many events a run is given up.
const MAX_EVENTS: u64 = 1000;

/// What is run.
#[derive(Clone, Debug)]
pub struct Small {
    /// Which program.
    pub program: &'static str,
    /// Its parameters.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Which algorithm.
    pub algorithm: &'static str,
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
            algorithm: "chandy-lamport",
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
        run(self)
    }

    fn header<P: Program>(&self, underlying: &System<P>, timing: &Timing) -> Header {
        let first = underlying.topology.name(ProcessId(0)).to_string();
        let back_edges = underlying.topology.back_edges().iter();
        let text = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
        let config = Config {
            scenario: "small".into(),
            initiator: if self.script.is_some() { String::new() } else { first },
            program: self.program.into(),
            algorithm: self.algorithm.into(),
            back_edges: back_edges.map(|channel| underlying.topology.channel_name(*channel)).collect(),
            trigger: self.trigger,
            parameters: self.parameters.iter().map(text).collect(),
            script: self.script.map(str::to_string),
            snapshots: self.snapshots,
            seed: self.seed.to_string(),
            max_events: MAX_EVENTS,
            ..describe::config(underlying, timing)
        };
        Header::new(Tool { name: "another".into(), version: "1".into() }, config)
    }
}

/// Runs it as the program that it is.
fn run(small: &Small) -> Saved {
    let Small { hold, trigger, snapshots, seed, .. } = small;
    let entry = algorithms::entry(small.algorithm).expect("there is this algorithm");
    let initiators = if small.script.is_some() { Vec::new() } else { vec![ProcessId(0)] };
    let initiators = Initiators::These(initiators);
    let topology = small.topology.clone();
    let back_edges = entry.needs.back_edges(&topology, &initiators);
    let topology = topology.with_back_edges(back_edges);
    let statements = small.script.map(|text| events::parse(text).expect("the script can be read"));
    let given: Vec<_> =
        small.parameters.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let arguments = Arguments {
        program: catalog::entry(small.program).expect("there is this program"),
        given: &given,
        atomic: *hold == 0,
        topology: &topology,
        tokens: &[],
        script: statements.as_deref(),
        outside: None,
    };
    let underlying = System::new(AnyProgram::build(&arguments).expect("it can be built"), topology.clone());
    let initiation = Initiation { snapshots: *snapshots, initiators, trigger: *trigger };
    let superposed = superposed(&underlying, initiation, entry);
    let setup = Setup {
        underlying: &underlying,
        superposed: &superposed,
        snapshots: *snapshots,
        max_events: MAX_EVENTS,
        law: Some(entry.law),
        stable: &[],
    };
    let timing = Timing::new(Delay::uniform(1, 20).expect("a range"), Delay::fixed(*hold));
    let experiment = setup.under(Timed::new(&topology, &timing, *seed));
    write::record(experiment, small.header(&underlying, &timing)).expect("it can be run")
}

/// A computation under an algorithm, in causal order where the network asks for that.
pub type Under<P> = Causal<Superposed<P, Other>>;

/// A computation under an algorithm.
#[must_use]
pub fn superposed<P: Program>(
    underlying: &System<P>,
    initiation: Initiation,
    Entry { algorithm, .. }: &Entry,
) -> System<Under<P>> {
    let protocol = Superposed::new(underlying.protocol.clone(), *algorithm, initiation);
    System::new(Causal::new(protocol, &underlying.topology), underlying.topology.clone())
}
