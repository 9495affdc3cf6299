//! What each program does when it runs alone: its states, what is sent, what is conserved; and that it reads what it prints.

use std::fmt::Write as _;
use std::sync::Arc;

use sim_core::{
    Action, Advance, ChannelId, Context, Delay, Happening, Observer, Order, Queue, Schedule, Shape,
    Simulation, StepOf, System, Timed, Timing, Topology,
};

use super::catalog;
use super::outside::{About, Begin, Behaviour, Done, Outside};
use super::predicate::{self, predicates};
use super::script::{Instruction, Statement};
use super::{AnyProgram, Computation as _, Foreign, Good, Letter, Program, Told, Underlying, WrittenState};
use crate::faults::Faults;
use crate::initiation::{Initiation, Initiators};
use crate::needs::Needs;
use crate::rollback::{self, SecondLife};
use crate::shrink::Configuration;
use crate::tests::hash;
use crate::{Asked, Carries as _, moments};

/// What every program does.
const RUNS: &str = include_str!("../../../../tests/golden/programs.txt");

/// A program with what is set of it, on a network.
pub(crate) fn configuration(
    program: &str,
    parameters: &str,
    shape: &str,
    tokens: &[u64],
    script: &[&str],
) -> Configuration {
    let set = parameters.split_whitespace().map(|set| set.split_once('=').unwrap());
    let send = |(line, text): (usize, &&str)| {
        let words: Vec<_> = text.splitn(3, ' ').collect();
        let what = match words[..] {
            [process, "holds", amount] => {
                Instruction::Hold { process: process.into(), amounts: vec![amount.parse().unwrap()] }
            }
            [source, target, parcel] => Instruction::Send {
                source: source.into(),
                target: target.into(),
                parcel: parcel.parse().unwrap(),
            },
            _ => Instruction::Snapshot { processes: vec![(*text).into()] },
        };
        Statement { line, what }
    };
    let statements: Vec<_> = (1..).zip(script).map(send).collect();
    let shape: Shape = shape.parse().unwrap();
    Configuration {
        program: catalog::entry(program).unwrap(),
        shape: Some(shape),
        topology: Arc::new(shape.build(Order::Fifo).unwrap()),
        needs: Needs::fifo(),
        initiation: Initiation { snapshots: 1, initiators: Initiators::Any, trigger: None },
        atomic: true,
        parameters: set.map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        tokens: tokens.to_vec(),
        script: (!script.is_empty()).then(|| statements.into()),
        outside: None,
        faults: Faults::default(),
    }
}

/// Both watch.
struct Both<A, B>(A, B);

impl<P: Program> Observer<P> for Both<&mut SecondLife<P>, &mut Schedule> {
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State) {
        self.0.step(action, step, after);
        self.1.0.push(action);
    }
}

/// What a program does in so many steps of a run under this seed.
fn alone<P: Program>(of: &Configuration, seed: u64, steps: u64) -> String {
    let program: P = match of.program() {
        Ok(program) => program,
        Err(error) => return format!("{error}; {:?}\n", error.tip()),
    };
    let system = System::new(program, of.topology.clone());
    let program = &system.protocol;
    let start: Underlying<P> = system.initial_state();
    let mut text = format!(
        "{}; ends: {}, on receipt: {}, snapshots: {}\n",
        program.describe(),
        program.ends(),
        program.sends_on_receipt(),
        program.starts_snapshots()
    );
    writeln!(text, "timetable {:?}", program.timetable()).unwrap();
    for state in &start.processes {
        text += &state_told(program, state);
    }
    let delays = |low, high| Delay::uniform(low, high).unwrap();
    let timing = Timing::new(delays(1, 20), delays(1, 9));
    let (mut life, mut schedule) = (SecondLife::<P>::new(0, 0), Schedule::default());
    let scheduler = Timed::new(&system.topology, &timing, seed);
    let mut simulation = Simulation::new(&system, scheduler);
    while simulation.steps() < steps {
        let watched = simulation.step(&mut Both(&mut life, &mut schedule)).unwrap();
        if let Advance::Over(end) = watched {
            writeln!(text, "over: {end:?}").unwrap();
            break;
        }
    }
    for event in &life.events {
        let name = system.topology.name(event.process);
        write!(text, "{} {name} ", event.time).unwrap();
        match &event.what {
            Happening::Internal { command, state } => {
                let print = |own: &P::Command| program.print_command(own);
                let printed = command.print(print);
                let read = program.parse_command(&printed).map(|read| program.print_command(&read));
                assert_eq!(read, Some(printed.clone()));
                text += &format!("{printed}: {}", state_told(program, state));
            }
            Happening::Receive { channel, body, state, .. } => {
                let body = body.message().unwrap();
                let channel = system.topology.channel_name(*channel);
                text += &format!("gets {} from {channel}: ", message_told(program, body));
                text += &state_told(program, state);
            }
            Happening::Send { channel, body, .. } => {
                let body = body.message().unwrap();
                let channel = system.topology.channel_name(*channel);
                text += &format!("sends {} on {channel}\n", message_told(program, body));
            }
            Happening::Observe(_) => panic!("a program alone records nothing"),
        }
    }
    let end = simulation.state();
    assert_eq!(rollback::end_of::<P>(&start, &life.events), end);
    let (again, stuck) = rollback::go_on(&system, &start, &life.events, None);
    assert_eq!((stuck, rollback::difference(&system, &again.end, &end)), (None, None));
    let (conserved, stable) =
        (rollback::conserved(&system, &start, &end), rollback::stable(&system, &start, &end));
    writeln!(text, "conserved: {conserved:?}, stable: {stable:?}").unwrap();
    for predicate in predicates(program) {
        let now = predicate::holds(&system, predicate.name, &end);
        let when = moments(&system, &Asked::from(predicate), &start, &life.events);
        writeln!(text, "{}, stable {}: {now:?}, {when:?}", predicate.name, predicate.stable).unwrap();
    }
    for (process, state) in system.topology.processes().zip(&end.processes) {
        let cx = system.context(process);
        let may: Vec<_> = cx.outgoing().map(|channel| program.may_send(cx, state, channel)).collect();
        writeln!(text, "may send {may:?}, next {:?}", program.pending(process, state)).unwrap();
    }
    let scheduler = Timed::new(&system.topology, &timing, 4);
    let on = rollback::run_on(&system, scheduler, &end, 6, &mut ()).unwrap();
    let states: Vec<_> = on.end.processes.iter().map(|state| program.print_state(state)).collect();
    writeln!(text, "on: {} steps, {} sent, {:?}: {states:?}", on.steps, on.sent, on.over).unwrap();
    let wait_for = program.wait_for(&system.topology, &end);
    let for_ever = wait_for.as_ref().map(|wait_for| (wait_for.for_ever(), wait_for.is_deadlock()));
    writeln!(text, "waits {wait_for:?}, {for_ever:?}").unwrap();
    let in_flight: usize = end.channels.iter().map(Queue::len).sum();
    writeln!(text, "{in_flight} in flight; {}", schedule.display(&system.topology)).unwrap();
    text
}

/// A state as it prints, which is read again, and what it holds.
fn state_told<P: Program>(program: &P, state: &P::State) -> String {
    let held: Vec<_> = (0..program.goods().len()).map(|good| program.held(state, good)).collect();
    let (count, printed) = (program.count(state), program.print_state(state));
    let written = count.map_or(WrittenState::Text(&printed), WrittenState::Count);
    let read = program.read_state(written, &held).map(|read| read == *state);
    format!("{printed}, count {count:?}, holds {held:?}, read again {read:?}\n")
}

fn message_told<P: Program>(program: &P, message: &P::Message) -> String {
    let carried: Vec<_> = (0..program.goods().len()).map(|good| program.carried(message, good)).collect();
    let printed = program.print_message(message);
    assert_eq!(program.read_message(&printed, &carried).as_ref(), Some(message));
    format!("{printed} with {carried:?}")
}

/// Whoever has coins throws one to the next process, who keeps it: a computation that somebody else answers for.
#[derive(Debug)]
struct Coins(About);

impl Coins {
    fn state(coins: u64) -> Told {
        let offers = (coins > 0).then(|| Arc::from("throw")).into_iter().collect();
        Told::counted(coins, &[coins], Some(offers))
    }
}

impl Behaviour for Coins {
    fn about(&self) -> &About {
        &self.0
    }

    fn initial(&self, cx: Context<'_>) -> Told {
        Self::state(if cx.process.0 == 0 { 2 } else { 0 })
    }

    fn offers(&self, _: Context<'_>, state: &Told) -> Vec<Arc<str>> {
        Self::state(state.count().unwrap()).offers().unwrap().to_vec()
    }

    fn receive(&self, _: Context<'_>, state: &Told, _: ChannelId, _: &Letter) -> Done {
        Done { state: Self::state(state.count().unwrap() + 1), sends: Vec::new() }
    }

    fn command(&self, cx: Context<'_>, state: &Told, command: &str) -> Done {
        assert_eq!(command, "throw");
        let sends = cx.outgoing().take(1).map(|channel| (channel, Letter::new("coin", &[1, 0])));
        Done { state: Self::state(state.count().unwrap() - 1), sends: sends.collect() }
    }
}

#[derive(Debug)]
struct Thrown;

impl Begin for Thrown {
    fn begin(&self, _: &Topology, parameters: &[(String, String)]) -> Result<Arc<dyn Behaviour>, String> {
        let goods = vec![Good::new("coin", "coin", "coins")];
        let about = About { describe: "coins".to_string(), goods, ends: true, silent_receipts: true };
        if parameters.is_empty() {
            Ok(Arc::new(Coins(about)))
        } else {
            Err("there is nothing to set".to_string())
        }
    }
}

#[test]
fn a_computation_that_somebody_else_answers_for_does_this() {
    let outside = Outside { name: "exec:coins".to_string(), begin: Arc::new(Thrown) };
    let told = |parameters: &str| {
        let of = configuration("exec:coins", parameters, "ring:3", &[], &[]);
        alone::<AnyProgram>(&Configuration { outside: Some(outside.clone()), ..of }, 3, 25)
    };
    let coins = told("");
    assert!(
        coins.starts_with(
            "coins; ends: true, on receipt: false, snapshots: false\ntimetable []\n2, count Some(2), holds [2], "
        ),
        "{coins}"
    );
    assert!(
        coins.contains("sends coin with [1] on p0->p1\n") && coins.contains("conserved: Holds"),
        "{coins}"
    );
    assert!(coins.contains("gets coin with [1] from p2->p0: "), "{coins}");
    let of = configuration("exec:coins", "", "ring:3", &[], &[]);
    let foreign: Foreign = Configuration { outside: Some(outside.clone()), ..of }.program().unwrap();
    assert_eq!(foreign.parse_message("coin"), Some(Letter::new("coin", &[])));
    assert_eq!(foreign.read_message("coin", &[1]), Some(Letter::new("coin", &[1])));
    let read = |written| foreign.read_state(written, &[4]);
    assert_eq!(read(WrittenState::Count(4)), Some(Told::counted(4, &[4], None)));
    assert_eq!(read(WrittenState::Text("four")), Some(Told::text("four", &[4], None)));
    assert!(foreign.parse_command("throw").is_some_and(|command| foreign.print_command(&command) == "throw"));
    let refused = told("a=1");
    assert!(refused.contains("there is nothing to set"), "{refused}");
    let other = Outside { name: "exec:b".to_string(), ..outside.clone() };
    assert!(outside == outside.clone() && outside != other);
    assert_eq!(Told::text("a", &[1, 0], None), Told::text("a", &[1], Some(Vec::new())));
    assert_ne!(Told::text("a", &[1, 2], None), Told::text("a", &[1], None));
    assert!(
        Told::text("a", &[], None) < Told::text("b", &[], None)
            && Told::text("4", &[], None) != Told::counted(4, &[], None)
    );
    assert_eq!((Told::text("a", &[1], None).held(0), Told::text("a", &[1], None).held(1)), (1, 0));
    assert_eq!((Letter::new("a", &[0, 2]).carried(1), Letter::new("a", &[0, 2]).carried(2)), (2, 0));
    assert_eq!(
        (Letter::new("a", &[0]), Letter::new("a", &[0]).to_string()),
        (Letter::new("a", &[]), "a".to_string())
    );
}

#[test]
fn every_program_does_this() {
    let mut now = String::new();
    let script =
        ["p0 holds 9", "p1 holds 3 widgets", "p0 p1 2", "p1", "p1 p2 1 widgets", "p0 p1 1 \"x\"", "p2 p0 1"];
    for (name, parameters, shape, tokens, script) in [
        ("token-ring", "", "ring:3", &[][..], &[][..]),
        ("token-ring", "tokens=4 receipts=3", "complete:3", &[], &[]),
        ("token-ring", "lose=2", "ring:3", &[], &[]),
        ("token-ring", "double=2", "ring:3", &[], &[]),
        ("token-ring", "tokens=0", "ring:3", &[], &[]),
        ("token-ring", "lose=2 double=3", "ring:3", &[], &[]),
        ("bank", "transfers=2", "ring:3", &[], &[]),
        ("bank", "balance=p0:5,p1:0,p2:7 transfers=2 amount=0..=2", "complete:3", &[], &[]),
        ("bank", "widgets=3 lot=2 amount=0 transfers=3", "ring:3", &[], &[]),
        ("bank", "transfers=2", "ring:3", &[4, 0, 2], &[]),
        ("bank", "balance=3", "ring:3", &[4, 0, 2], &[]),
        ("bank", "transfers=2", "ring:3", &[4], &[]),
        ("bank", "balance=p0:5", "ring:3", &[], &[]),
        ("bank", "balance=p0:5,p1:2,p7:3", "ring:3", &[], &[]),
        ("bank", "amount=5..=2", "ring:3", &[], &[]),
        ("bank", "amount=0..=100000", "ring:3", &[], &[]),
        ("bank", "widgets=2 lot=3", "ring:3", &[], &[]),
        ("bank", "colour=red", "ring:3", &[], &[]),
        ("bank", "transfers=x", "ring:3", &[], &[]),
        ("bank", "transfers=99999999999", "ring:3", &[], &[]),
        ("chatter", "words=2", "complete:3", &[], &[]),
        ("chatter", "", "line:3", &[], &[]),
        ("diffusing", "min=1 max=2 most=3 active=2", "complete:3", &[], &[]),
        ("diffusing", "min=3 max=2", "complete:3", &[], &[]),
        ("diffusing", "active=9", "complete:3", &[], &[]),
        ("diffusing", "min=0 active=0", "line:3", &[], &[]),
        ("resources", "ask=2 times=2", "complete:3", &[], &[]),
        ("resources", "ask=2 times=3 any=1", "complete:4", &[], &[]),
        ("resources", "ask=1 times=2", "line:4", &[], &[]),
        ("resources", "ask=0", "complete:3", &[], &[]),
        ("resources", "any=2", "complete:3", &[], &[]),
        ("resources", "", "ring:3", &[], &[]),
        ("resources", "times=0", "complete:3", &[], &[]),
        ("script", "", "complete:3", &[], &script),
        ("script", "", "complete:3", &[1, 2, 3], &["p0 p1 1", "p1 p2 3"]),
        ("script", "", "complete:3", &[1, 2, 3], &["p0 p7 1"]),
        ("script", "", "ring:3", &[1, 2, 3], &["p0 p2 1"]),
        ("script", "", "ring:3", &[1, 2, 3], &["p0 p1 7"]),
        ("script", "", "ring:3", &[], &[]),
        ("exec:nobody", "", "ring:3", &[], &[]),
        ("token-ring", "tokens=3 receipts=1", "ring:3", &[], &[]),
        ("token-ring", "tokens=2 lose=1", "line:3", &[], &[]),
        ("token-ring", "tokens=7 double=4", "star:4", &[], &[]),
        ("token-ring", "tokens=1073741825", "ring:3", &[], &[]),
        ("token-ring", "lose=0", "ring:3", &[], &[]),
        ("token-ring", "", "complete:1", &[], &[]),
        ("bank", "balance=0", "ring:3", &[], &[]),
        ("bank", "amount=1..=999 balance=2", "ring:2", &[], &[]),
        ("bank", "amount=1..=1000 lot=0", "ring:2", &[], &[]),
        ("bank", "amount=1..=1001 lot=0", "ring:2", &[], &[]),
        ("bank", "amount=1..=100 lot=9", "ring:2", &[], &[]),
        ("bank", "amount=1..=101 lot=9 widgets=9", "ring:2", &[], &[]),
        ("bank", "amount=0..=0 lot=0", "ring:2", &[], &[]),
        ("bank", "amount=3", "complete:3", &[], &[]),
        ("bank", "amount=0..=0 widgets=2 lot=1", "ring:2", &[], &[]),
        ("bank", "amount=2..=2 balance=3 transfers=4", "line:3", &[], &[]),
        ("bank", "widgets=2 lot=2 amount=1..=2 transfers=4", "star:3", &[], &[]),
        ("bank", "balance=p0:9007199254740992", "complete:1", &[], &[]),
        ("bank", "balance=p0:9007199254740993", "complete:1", &[], &[]),
        ("bank", "balance=9007199254740992", "ring:2", &[], &[]),
        ("bank", "balance=p0:1,p0:2,p1:1,p2:1", "ring:3", &[], &[]),
        ("bank", "balance=p0:1,p1:,p2:1", "ring:3", &[], &[]),
        ("bank", "balance=p0", "ring:3", &[], &[]),
        ("bank", "transfers=4 transfers=2", "ring:3", &[], &[]),
        ("bank", "", "ring:3", &[9007199254740991, 1, 0], &[]),
        ("bank", "", "ring:3", &[9007199254740991, 1, 1], &[]),
        ("chatter", "words=0", "ring:3", &[], &[]),
        ("chatter", "words=3", "star:4", &[], &[]),
        ("chatter", "words=p0:2,p1:0,p2:1", "ring:3", &[], &[]),
        ("diffusing", "min=2 max=2 most=2 active=3", "ring:3", &[], &[]),
        ("diffusing", "min=0 max=0", "ring:3", &[], &[]),
        ("diffusing", "most=0", "ring:3", &[], &[]),
        ("diffusing", "active=3", "ring:3", &[], &[]),
        ("diffusing", "active=4", "ring:3", &[], &[]),
        ("resources", "ask=3 times=4", "complete:4", &[], &[]),
        ("resources", "ask=9 times=4 any=1", "complete:3", &[], &[]),
        ("resources", "ask=1 times=3 any=1", "star:4", &[], &[]),
        ("resources", "times=1", "line:2", &[], &[]),
        ("script", "", "complete:3", &[2, 2, 2], &["p0 holds 4", "p1 p2 2", "p2 p1 3", "p0 p1 4"]),
        ("script", "", "complete:3", &[], &["p0 holds 2", "p0 p1 2", "p0", "p1 p0 2", "p1"]),
        ("script", "", "ring:3", &[], &["p0 holds 9007199254740992", "p0 p1 9007199254740992"]),
        ("script", "", "ring:3", &[], &["p0 holds 2", "p0 holds 3", "p0 p1 3"]),
        ("script", "", "ring:3", &[], &["p0 holds 2 a", "p0 p1 2 b"]),
        ("script", "", "ring:3", &[], &["p0", "p0", "p2"]),
    ] {
        let configuration = configuration(name, parameters, shape, tokens, script);
        let told = alone::<AnyProgram>(&configuration, 3, 25);
        now += &format!("=== {name} {parameters} on {shape} {tokens:?} {script:?}\n{told}");
        if configuration.program::<AnyProgram>().is_ok() {
            let longer: String =
                (10..14).map(|seed| alone::<AnyProgram>(&configuration, seed, 20 * (seed - 8))).collect();
            writeln!(now, "longer runs, under other seeds: {:016x}", hash(&longer)).unwrap();
        }
    }
    assert_eq!(catalog::entry("nothing"), None);
    assert!(now == RUNS, "what is said now:\n{now}");
}
