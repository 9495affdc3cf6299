//! A script under the algorithm, on the course's clock.

use std::cmp::Ordering;

use sim_core::{Advance, Delays, Queued, Simulation, System, TickRules, Ticked, Topology};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::oracle::{Evidence, Law, Overall};
use snapshot::script::Script;
use snapshot::{
    Aim, Initiation, Judge, Judgement, Logbook, Offered, Program as _, RecordedGlobalState, SnapshotId,
    Superposed,
};
use trace::cos418::{Snap, Top, events};

/// A script under Chandy and Lamport's algorithm.
pub(crate) fn scripted(script: Script, topology: &Topology) -> System<Superposed<Script, ChandyLamport>> {
    let snapshots = u32::try_from(script.snapshots().len()).unwrap();
    let initiation = Initiation::commanded(snapshots);
    let protocol = Superposed::new(script, ChandyLamport, initiation);
    System::new(protocol, topology.clone())
}

/// What a run came to.
pub(crate) struct Run {
    /// The snapshots in the course's form, one after another.
    pub(crate) snaps: String,
    /// Whether each passes every oracle.
    pub(crate) overall: Vec<Overall>,
    /// How many delays there were, if that was too few.
    pub(crate) exhausted: Option<usize>,
}

/// The rules of the clock and of the markers: what the mutants below get wrong.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) clock: TickRules,
    pub(crate) markers: fn(&str, &str) -> Ordering,
}

pub(crate) const RIGHT: Rules = Rules { clock: TickRules { order: str::cmp, pause: 1 }, markers: str::cmp };

/// Runs a script until nothing is left to do.
pub(crate) fn run(top: &Top, text: &str, delays: Delays, rules: Rules) -> Run {
    let topology = top.topology_ordered(rules.markers).unwrap();
    let script = Script::new(&topology, &top.tokens(), &events::parse(text).unwrap()).unwrap();
    let clock = Ticked::with_rules(&topology, script.timetable(), delays, rules.clock);
    let underlying = System::new(script.clone(), topology.clone());
    let system = scripted(script, &topology);
    let mut simulation = Simulation::new(&system, Queued::new(clock));
    let mut log = Logbook::<Script>::default();
    while simulation.step(&mut log).unwrap() == Advance::Performed {}
    let log = log.log;
    let mut run = Run { snaps: String::new(), overall: Vec::new(), exhausted: None };
    for number in 0..system.protocol.initiation().snapshots {
        let snapshot = SnapshotId(number + 1);
        let recorded =
            RecordedGlobalState::assemble::<Script>(&topology, &log.events, (snapshot, Aim::GlobalState));
        let snap = Snap::of(&underlying.protocol, &topology, &recorded, number);
        run.snaps += &snap.map_or("incomplete\n".to_string(), |snap| snap.to_string());
        let base = &underlying.initial_state();
        let evidence = Evidence {
            system: &underlying,
            snapshot,
            base,
            events: &log.events,
            offers: Offered::NotSeen,
            over: false,
            law: Some(Law::MARKERS),
        };
        run.overall.push(Judgement::of(&evidence, &mut Judge::default()).verdict());
    }
    run.exhausted = simulation.scheduler().picker().exhausted();
    run
}
