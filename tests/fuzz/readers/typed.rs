//! What people type: scenarios, scripts, topologies, schedules, and the values of options.

use draw::Extent;
use sim_core::{Delay, Order, Shape, System, Topology};
use snapshot::catalog;
use snapshot::script::Script;
use snapshot::{AnyProgram, Arguments, Fault, Program, Written};
use trace::cos418::MapConfig;
use trace::cos418::Snap;
use trace::cos418::Top;
use trace::{assignment as assignments, cluster as addresses, cos418, scenario as scenarios};

/// Shapes of more processes than this are not built.
const LARGEST: u64 = 60;

fn ring() -> Topology {
    Topology::ring(2).expect("two make a ring")
}

pub(super) fn scenario(text: &str) -> Option<()> {
    scenarios::parse(text, "scenario.toml", |_| false).map(drop).map_err(|error| error.to_string()).ok()
}

pub(super) fn assignment(text: &str) -> Option<()> {
    // What is no command is refused by who has commands.
    let is_command = |_, run: &str| if run.contains("--") { Ok(()) } else { Err((run.to_string(), None)) };
    assignments::parse(text, "assignment.toml", is_command).map(drop).map_err(|error| error.to_string()).ok()
}

pub(super) fn events(text: &str) -> Option<()> {
    let statements = cos418::events::parse(text).map_err(|error| error.shown("a.events", text)).ok()?;
    let names = ["p0", "p1", "p2", "A", "B", "N1", "N2"].map(String::from);
    let ends = (0..names.len()).flat_map(|from| (0..names.len()).map(move |to| (from, to)));
    let id = |place| sim_core::ProcessId(u32::try_from(place).expect("a few"));
    let channel = |(from, to)| sim_core::Channel { source: id(from), target: id(to), order: Order::Fifo };
    let channels = ends.map(channel).collect();
    let topology = Topology::new(names.into(), channels).expect("the names differ");
    match Script::new(&topology, &[], &statements) {
        Ok(script) => prints_and_parses(&System::new(script, topology)),
        Err(error) => drop(cos418::LineError::from(error).shown("a.events", text)),
    }
    Some(())
}

/// What a script prints is read as it was.
fn prints_and_parses(system: &System<Script>) {
    for planned in system.protocol.planned() {
        assert_eq!(system.protocol.parse_command(&planned.to_string()).as_ref(), Some(planned));
    }
    let start = system.initial_state::<()>();
    for state in &start.processes {
        assert_eq!(system.protocol.parse_state(&state.to_string()).as_ref(), Some(state));
    }
    let _ = system.enabled(&start);
}

pub(super) fn top(text: &str) -> Option<()> {
    let top = Top::parse(text).map_err(|error| error.shown("a.top", text)).ok()?;
    let _ = top.tokens();
    top.topology().ok().map(drop)
}

pub(super) fn map(text: &str) -> Option<()> {
    let _ = MapConfig::is_meant(text);
    MapConfig::parse(text).map_err(|error| error.shown("a.map", text)).ok()?.top.topology().ok().map(drop)
}

pub(super) fn delays(text: &str) -> Option<()> {
    cos418::delays::parse(text).map_err(|error| error.shown("a.delays", text)).ok().map(drop)
}

pub(super) fn snap(text: &str) -> Option<()> {
    let snap = Snap::parse(text).ok()?;
    assert_eq!(Snap::parse(&snap.to_string()).ok(), Some(snap), "it is read as it is printed");
    Some(())
}

pub(super) fn schedule(text: &str) -> Option<()> {
    let schedule = sim_core::Schedule::parse(text, &ring()).ok()?;
    let printed = schedule.display(&ring());
    assert_eq!(sim_core::Schedule::parse(&printed, &ring()).ok(), Some(schedule), "{printed}");
    Some(())
}

pub(super) fn delay(text: &str) -> Option<()> {
    let delay: Delay = text.parse().ok()?;
    assert_eq!(delay.to_string().parse(), Ok(delay));
    let _ = delay.draw(&mut sim_core::Random::new(1));
    Some(())
}

pub(super) fn window(text: &str) -> Option<()> {
    let window: Extent = text.parse().ok()?;
    assert_eq!(window.to_string().parse(), Ok(window.clone()));
    let _ = window.select(&[], 100);
    Some(())
}

pub(super) fn shape(text: &str) -> Option<()> {
    let shape: Shape = text.parse().ok()?;
    let numbers = text.split(|char: char| !char.is_ascii_digit()).filter_map(|number| number.parse().ok());
    if numbers.into_iter().all(|number: u64| number <= LARGEST) {
        return shape.build(Order::Fifo).ok().map(drop);
    }
    Some(())
}

/// Parameters, a line each, for every program.
pub(super) fn parameters(text: &str) -> Option<()> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let given: Vec<(String, String)> =
        pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect();
    catalog::ALL.iter().filter_map(|entry| built(entry, &given)).next()
}

/// Builds a program and looks what it may do first.
fn built(program: &'static catalog::Entry, given: &[(String, String)]) -> Option<()> {
    let topology = ring();
    let arguments = Arguments {
        program,
        given,
        atomic: false,
        topology: &topology,
        tokens: &[],
        script: None,
        outside: None,
    };
    arguments.known().ok()?;
    let program = AnyProgram::build(&arguments).ok()?;
    let _ = program.describe();
    let system = System::new(program, topology);
    let _ = system.enabled(&system.initial_state::<()>());
    Some(())
}

pub(super) fn initiators(text: &str) -> Option<()> {
    text.split(',')
        .map(|one| Written::read(one, |name| matches!(name, "p0" | "p1" | "any")).ok().map(drop))
        .collect()
}

pub(super) fn fault(text: &str) -> Option<()> {
    let fault = Fault::read(text, &ring()).map_err(|error| (error.to_string(), error.tip(&ring()))).ok()?;
    assert_eq!(Fault::read(&fault.written(&ring()), &ring()), Ok(fault), "{text}");
    Some(())
}

pub(super) fn cluster(text: &str) -> Option<()> {
    addresses::parse(text).ok().map(drop)
}
