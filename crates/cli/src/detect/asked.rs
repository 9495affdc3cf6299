//! What is run under a detector: the experiment, who begins, and the layers.

use sim_core::{Listed, Observer, ProcessId, Queued, System, Timed, Topology};
use snapshot::detection::list::{self, ALL, Any, Entry, Lack};
use snapshot::detection::watch::{NotEnabled, Watched, watch};
use snapshot::detection::{Beginning, Detecting};
use snapshot::{Foreign, Initiators, Program};
use trace::Detected;
use trace::spec::{Graph, Spec};

use crate::drive::{LOOK_AFTER, refused};
use crate::driver::{Driver, Given};
use crate::failure::Failure;
use crate::memory;
use crate::scenario::Scenario;

/// A program under some detector.
pub(crate) type Layers<P> = System<Detecting<P, Any>>;

/// The experiment, unless it is said: work that spreads and dies out, on this topology.
pub(crate) fn usual(shape: &str) -> Spec {
    Spec {
        graph: Some(Graph::Named(shape.to_string())),
        program: Some("diffusing".to_string()),
        ..Spec::default()
    }
}

/// The detector of this name, which stands behind this option.
pub(crate) fn named(name: &str, option: &str) -> Result<&'static Entry, Failure> {
    list::entry(name).ok_or_else(|| {
        let names: Vec<_> = ALL.iter().map(|entry| entry.name).collect();
        let what = format!("invalid value '{name}' for '{option}': there is no such detector");
        Failure::with_tip(what, format!("there are: {}", names.join(", ")))
    })
}

/// What says something of snapshots, or names an algorithm, changes nothing where a detector is run.
pub(crate) fn refuse_snapshots(typed: &Spec) -> Result<(), Failure> {
    let typed = [
        ("--algorithm", typed.algorithm.is_some()),
        ("--snapshots", typed.snapshots.is_some()),
        ("--trigger", typed.trigger.is_some()),
        ("--stable", !typed.stable.is_empty()),
    ];
    match typed.into_iter().find(|(_, is_typed)| *is_typed) {
        None => Ok(()),
        Some((option, _)) => {
            let what = format!("'{option}' changes nothing with '--detect'");
            Err(Failure::with_tip(what, "a detector begins of its own accord: '--start' says when"))
        }
    }
}

/// The one process that begins the detection.
pub(crate) fn starter(scenario: &Scenario) -> Result<ProcessId, Failure> {
    match &scenario.configuration.initiation.initiators {
        Initiators::These(these) if these.len() == 1 => Ok(these[0]),
        _ => Err(Failure::with_tip("one process begins a detection", "name one initiator")),
    }
}

/// The program of a scenario, if there is something to detect.
pub(crate) fn program<P: Program>(scenario: &Scenario) -> Result<P, Failure> {
    let program: P = scenario.configuration.program().map_err(|error| Failure::new(error.to_string()))?;
    if !scenario.configuration.faults.is_empty() {
        let tip = "without '--detect' it is used";
        return Err(Failure::with_tip(
            "'--fault' is for snapshots: a detector is promised a network in which nothing goes wrong",
            tip,
        ));
    }
    let cannot = |why: &str| Failure::with_tip(why.to_string(), "'--program diffusing' does");
    if scenario.ticks() {
        return Err(cannot("with '--events' nobody detects anything: they say when snapshots start"));
    }
    if !program.ends() && *program.entry() == Foreign::ENTRY {
        let tip = "where each of its runs ends, its hello says so: \"ends\": true";
        return Err(Failure::with_tip(
            "there may be nothing to detect: the program does not say that it ends",
            tip,
        ));
    }
    if !program.ends() {
        return Err(cannot("there is nothing to detect: the computation goes on for ever"));
    }
    if scenario.configuration.topology.is_causal() {
        let what = "detectors run on channels in any order of their own, not in causal order";
        return Err(Failure::with_tip(what, "'--links fifo' or '--links unordered' are such"));
    }
    Ok(program)
}

/// A program under a detector, unless the network lacks something.
pub(crate) fn layers<P: Program>(
    program: P,
    entry: &Entry,
    topology: &Topology,
    starter: ProcessId,
) -> Result<Layers<P>, Lack> {
    let beginning = Beginning::of(&program, topology, starter);
    if let Some(lack) = entry.detector.lack(topology, &beginning) {
        return Err(lack);
    }
    let layers = Detecting { underlying: program, detector: entry.detector, beginning };
    Ok(System::new(layers, topology.clone()))
}

/// The same, and what is lacking is an error.
pub(crate) fn layers_or_refuse<P: Program>(scenario: &Scenario, entry: &Entry) -> Result<Layers<P>, Failure> {
    let (program, starter) = (program(scenario)?, starter(scenario)?);
    layers(program, entry, &scenario.configuration.topology, starter).map_err(|lack| lacking(entry, &lack))
}

/// A detector that cannot be run.
pub(crate) fn lacking(entry: &Entry, lack: &Lack) -> Failure {
    let what = format!("{} cannot be run: {lack}", entry.name);
    Failure::with_tip(what, format!("it needs {}", entry.needs))
}

/// Who writes a run down, if anybody does and as long as there is room: one type for both, so that the engine is compiled once.
pub(crate) struct Book<'a, P: Program>(pub(crate) Option<Detected<'a, P>>);

impl<P: Program> Observer<Detecting<P, Any>> for Book<'_, P> {
    fn step(
        &mut self,
        action: sim_core::Action,
        step: &sim_core::StepOf<Detecting<P, Any>>,
        after: &<Detecting<P, Any> as sim_core::Protocol>::State,
    ) {
        let Some(book) = &mut self.0 else { return };
        Observer::<Detecting<P, Any>>::step(book, action, step, after);
        if (book.schedule.0.len() as u64).is_multiple_of(LOOK_AFTER) && memory::exceeded() {
            self.0 = None;
        }
    }
}

/// The run of a seed, or of the scenario's schedule.
pub(crate) fn ran<P: Program>(
    system: &Layers<P>,
    scenario: &Scenario,
    seed: u64,
    book: &mut Book<'_, P>,
) -> Result<Watched, Failure> {
    let driver = match &scenario.schedule {
        Some(schedule) => Driver::Given(Queued::new(Given::Schedule(Listed::new(schedule.clone())))),
        None => Driver::Timed(Box::new(Timed::new(&system.topology, &scenario.timing, seed))),
    };
    let watched = watch(system, driver, scenario.max_events, book);
    watched.map_err(|NotEnabled { step, enabled }| refused(&system.topology, &enabled, step))
}
