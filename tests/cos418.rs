//! The course's simulator and two textbooks' figures, made again: answers that were worked out by hand come out.
//!
//! Each case in `cos418/` is a topology, events, delays and the snapshots that come of them; `cos418/README.md` works them
//! out, tick by tick.

mod scripted;

use std::cmp::Ordering;

use proptest::prelude::*;
use scripted::{RIGHT, Rules, Run, run, scripted};
use sim_core::{
    Action, Advance, Delays, Happening, Listed, Queued, Schedule, Simulation, System, TickRules, Ticked,
    Topology,
};
use snapshot::oracle::Overall;
use snapshot::script::Script;
use snapshot::{Aim, Carries as _, Cut, Index, Log, Logbook, Program as _, RecordedGlobalState, SnapshotId};
use trace::cos418::{Top, delays, events};

/// A case: its topology, its events, its delays, and its answer.
macro_rules! case {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("cos418/", $name, ".top")),
            include_str!(concat!("cos418/", $name, ".events")),
            include_str!(concat!("cos418/", $name, ".delays")),
            include_str!(concat!("cos418/", $name, ".snap")),
        )
    };
}

type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const CASES: [Case; 4] =
    [case!("order-of-markers"), case!("order-of-servers"), case!("one-a-source"), case!("overlapping")];

/// A topology as the course's simulator has it.
fn topology(text: &str) -> Top {
    let mut top = Top::parse(text).unwrap();
    top.forget_links_to_itself();
    top
}

fn by(rules: Rules, (_, top, events, list, _): Case) -> Run {
    run(&topology(top), events, Delays::given(delays::parse(list).unwrap()), rules)
}

/// The cases whose answer is another one by these rules.
fn told_apart(rules: Rules) -> Vec<&'static str> {
    CASES.into_iter().filter(|case| by(rules, *case).snaps != case.4).map(|(name, ..)| name).collect()
}

/// `N2` before `N10`, as people would have it.
fn numeric(a: &str, b: &str) -> Ordering {
    let number = |name: &str| name[1..].parse::<u32>().unwrap();
    number(a).cmp(&number(b))
}

#[test]
fn answers_worked_out_by_hand_come_out_and_pass_every_oracle() {
    for case in CASES {
        let run = by(RIGHT, case);
        assert_eq!(run.snaps, case.4, "{}", case.0);
        assert!(
            run.overall.iter().all(|overall| *overall == Overall::Holds),
            "{}: {:?}",
            case.0,
            run.overall
        );
        assert_eq!(run.exhausted, None);
    }
}

#[test]
fn each_way_to_get_the_clock_wrong_gives_another_answer() {
    let markers = Rules { markers: numeric, ..RIGHT };
    assert_eq!(told_apart(markers), ["order-of-markers"]);
    let servers = Rules { clock: TickRules { order: numeric, ..RIGHT.clock }, ..RIGHT };
    assert_eq!(told_apart(servers), ["order-of-servers"]);
    let several = Rules { clock: TickRules { pause: 0, ..RIGHT.clock }, ..RIGHT };
    assert_eq!(told_apart(several), ["one-a-source"]);
}

#[test]
fn with_one_delay_too_few_the_run_says_so() {
    for (name, top, events, list, _) in CASES {
        let mut list = delays::parse(list).unwrap();
        list.pop();
        let short = list.len();
        let run = run(&topology(top), events, Delays::given(list), RIGHT);
        assert_eq!(run.exhausted, Some(short), "{name}");
        assert!(run.snaps.contains("incomplete"), "{name}");
    }
}

#[test]
fn a_send_of_more_than_there_is_at_its_time_is_an_error_of_its_line() {
    let topology = Top::parse("2\nN1 1\nN2 9\nN1 N2\nN2 N1").unwrap().topology().unwrap();
    let script = "send N2 N1 4\ntick 2\nsend N1 N2 2";
    let script = Script::new(&topology, &[1, 9], &events::parse(script).unwrap()).unwrap();
    let system = System::new(script, topology);
    let clock = |delay| {
        let delays = Delays::given(vec![delay, 0]);
        Queued::new(Ticked::new(&system.topology, system.protocol.timetable(), delays))
    };
    let mut simulation = Simulation::new(&system, clock(1));
    while simulation.step(&mut ()).unwrap() == Advance::Performed {}
    assert_eq!(simulation.steps(), 4, "in time, both are sent and received");
    let mut simulation = Simulation::new(&system, clock(2));
    simulation.step(&mut ()).unwrap();
    let error = simulation.step(&mut ()).unwrap_err();
    let Action::Internal { process, .. } = error.action else { panic!("{error:?}") };
    let planned = system.protocol.next(process, simulation.state().process(process).position).unwrap();
    assert_eq!((planned.line, planned.command.to_string().as_str()), (3, "send N1 N2 2"));
}

/// What happens when a script is run by a schedule.
fn scheduled(topology: &Topology, script: &str, schedule: &str) -> Log<Script> {
    let script = Script::new(topology, &[], &events::parse(script).unwrap()).unwrap();
    let system = scripted(script, topology);
    let listed = Queued::new(Listed::new(Schedule::parse(schedule, topology).unwrap()));
    let mut simulation = Simulation::new(&system, listed);
    let mut log = Logbook::<Script>::default();
    while simulation.step(&mut log).unwrap() == Advance::Performed {}
    log.log
}

/// What is recorded when a script is run by a schedule: the processes' states, then what is in each channel that is not
/// empty.
fn recorded(top: &str, script: &str, schedule: &str) -> Vec<String> {
    let topology = Top::parse(top).unwrap().topology().unwrap();
    let log = scheduled(&topology, script, schedule);
    let recorded =
        RecordedGlobalState::assemble::<Script>(&topology, &log.events, (SnapshotId(1), Aim::GlobalState));
    assert!(recorded.is_whole());
    let states = recorded.processes.iter().map(|process| process.first.as_ref().unwrap().state.to_string());
    let channels = topology.channel_ids().zip(&recorded.channels).flat_map(|(channel, record)| {
        let name = topology.channel_name(channel);
        record.messages.iter().map(move |(_, message)| format!("{name}: {message}"))
    });
    states.chain(channels).collect()
}

/// Coulouris et al., "Distributed Systems: Concepts and Design", the figure of two processes that trade in widgets.
#[test]
fn the_figure_of_the_widgets_is_reproduced() {
    let script = "hold p1 1000 $, 0 widgets\nhold p2 50 $, 2000 widgets\nsnapshot p1\n\
        send p1 p2 100 $ \"order 10\"\nsend p2 p1 5 widgets";
    let schedule = "p1! p1! p2! p2>p1 p1>p2 p2>p1";
    assert_eq!(
        recorded("2\np1 0\np2 0\np1 p2\np2 p1", script, schedule),
        ["1000 $, 0 widgets after 1 statement", "50 $, 1995 widgets after 1 statement", "p2->p1: 5 widgets"]
    );
}

/// Kshemkalyani and Singhal, "Distributed Computing", the banking example: 800 in two accounts.
#[test]
fn the_figure_of_the_bank_is_reproduced() {
    let script = "hold S1 600\nhold S2 200\nsend S1 S2 50\nsnapshot S1\nsend S2 S1 80";
    let schedule = "S1! S1! S2! S1>S2 S2>S1 S1>S2 S2>S1";
    assert_eq!(
        recorded("2\nS1 0\nS2 0\nS1 S2\nS2 S1", script, schedule),
        ["550 after 2 statements", "170 after 1 statement, received 1 from S1", "S2->S1: 80"]
    );
}

/// A run of an exercise of the Technical University of Darmstadt: the first process records, then each sends to the other.
/// With the prerecording events first its events are *s1 | s2 r1 r2*, and the run passes through the state after s1.
#[test]
fn the_events_of_the_crossing_are_parted_by_its_cut() {
    let topology = Top::parse("2\nA 0\nB 0\nA B\nB A").unwrap().topology().unwrap();
    let script = "snapshot A\nsend A B \"m2\"\nsend B A \"m1\"";
    let log = scheduled(&topology, script, "A! B! A! A>B B>A A>B B>A");
    let recorded =
        RecordedGlobalState::assemble::<Script>(&topology, &log.events, (SnapshotId(1), Aim::GlobalState));
    let index = Index::of::<Script>(&log.events, 1..2);
    let cut = Cut::<Script> { events: &log.events, index: &index, recorded: &recorded };
    let told = |place: &usize| {
        let event = &log.events[*place];
        let name = topology.name(event.process);
        match &event.what {
            Happening::Send { body, .. } => body.message().map(|message| format!("{name} sends {message}")),
            Happening::Receive { body, .. } => {
                body.message().map(|message| format!("{name} receives {message}"))
            }
            _ => None,
        }
    };
    let (before, after): (Vec<usize>, Vec<usize>) = (0..log.events.len())
        .filter(|place| told(place).is_some())
        .partition(|place| cut.is_prerecording(*place));
    let [before, after] = [before, after].map(|places| places.iter().filter_map(told).collect::<Vec<_>>());
    assert_eq!(before, ["B sends \"m1\""]);
    assert_eq!(after, ["A sends \"m2\"", "A receives \"m1\"", "B receives \"m2\""]);
}

/// A ring of servers with some links more, and events of which every one can be done.
fn files() -> impl Strategy<Value = (String, String)> {
    (2_usize..7).prop_flat_map(|n| {
        let more = prop::collection::btree_set((0..n, 0..n), 0..2 * n);
        let event = (0_usize..4, any::<prop::sample::Index>(), 0_u64..4);
        (Just(n), more, prop::collection::vec(event, 1..40)).prop_map(move |(n, more, list)| {
            let mut links: Vec<_> = (0..n).map(|server| (server, (server + 1) % n)).collect();
            links.extend(more.into_iter().filter(|(a, b)| a != b && (a + 1) % n != *b));
            let mut top = format!("{n}\n");
            (0..n).for_each(|server| top += &format!("N{} 1000\n", server + 8));
            links.iter().for_each(|(a, b)| top += &format!("N{} N{}\n", a + 8, b + 8));
            let mut events = String::new();
            for (kind, which, amount) in list {
                let (a, b) = *which.get(&links);
                events += &match kind {
                    0 => format!("snapshot N{}\n", a + 8),
                    1 => format!("tick {amount}\n"),
                    _ => format!("send N{} N{} {amount}\n", a + 8, b + 8),
                };
            }
            (top, events)
        })
    })
}

proptest! {
    #[test]
    fn whatever_the_delays_every_snapshot_passes_every_oracle((top, events) in files(), seed in any::<u64>()) {
        let top = Top::parse(&top).unwrap();
        let run = run(&top, &events, Delays::drawn(Delays::usual(), seed), RIGHT);
        prop_assert!(run.overall.iter().all(|overall| *overall == Overall::Holds), "{:?}", run.overall);
        prop_assert_eq!(run.overall.len(), events.matches("snapshot").count());
    }
}
