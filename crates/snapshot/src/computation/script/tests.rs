//! What a process does under a script, and what is no script.

use sim_core::{Channel, ChannelId, Context, Effect, Event, ProcessId, Protocol, Topology};

use super::*;
use crate::computation::Computation;
use crate::{Arguments, ParameterError, Program as _, SnapshotId};

/// Two traders, each with a channel to the other.
fn traders() -> Topology {
    let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Default::default() };
    let names = ["p1", "p2"].map(String::from).to_vec();
    Topology::new(names, [(0, 1), (1, 0)].map(channel).to_vec()).unwrap()
}

fn hold(process: &str, amounts: &[&str]) -> Instruction {
    let amounts = amounts.iter().map(|amount| amount.parse().unwrap()).collect();
    Instruction::Hold { process: process.into(), amounts }
}

fn send(source: &str, target: &str, parcel: &str) -> Instruction {
    Instruction::Send { source: source.into(), target: target.into(), parcel: parcel.parse().unwrap() }
}

fn snapshot(process: &str) -> Instruction {
    Instruction::Snapshot { processes: vec![process.into()] }
}

/// A statement a line.
fn script(tokens: &[u64], instructions: &[Instruction]) -> Result<Script, ScriptError> {
    let statement = |(line, what): (usize, &Instruction)| Statement { line, what: what.clone() };
    let statements: Vec<_> = (1..).zip(instructions).map(statement).collect();
    Script::new(&traders(), tokens, &statements)
}

fn widgets() -> Script {
    let instructions = [
        hold("p1", &["1000 $", "0 widgets"]),
        hold("p2", &["50 $", "2000 widgets"]),
        snapshot("p1"),
        Instruction::Tick(3),
        send("p1", "p2", "100 $ \"order 10\""),
        send("p2", "p1", "5 widgets"),
    ];
    script(&[], &instructions).unwrap()
}

fn offered(script: &Script, process: u32, state: &ScriptState) -> Vec<String> {
    let topology = traders();
    let mut offered = Vec::new();
    let cx = Context { process: ProcessId(process), topology: &topology };
    script.commands(cx, state, |command| offered.push(command.to_string()));
    offered
}

/// What a process does first, and what becomes of it.
fn act(script: &Script, process: u32, state: &ScriptState) -> (ScriptState, Vec<Effect<Parcel, ()>>) {
    let topology = traders();
    let cx = Context { process: ProcessId(process), topology: &topology };
    let command = script.next(cx.process, state.position).unwrap().clone();
    script.apply(cx, state, Event::Internal(command))
}

fn start(script: &Script, process: u32) -> ScriptState {
    let topology = traders();
    script.initial_state(Context { process: ProcessId(process), topology: &topology })
}

#[test]
fn a_process_does_one_statement_after_the_other() {
    let script = widgets();
    let p1 = start(&script, 0);
    assert_eq!(p1.to_string(), "1000 $, 0 widgets after 0 statements");
    assert_eq!(offered(&script, 0, &p1), ["snapshot p1 (line 3)"]);
    let (p1, effects) = act(&script, 0, &p1);
    assert_eq!((p1.to_string().as_str(), effects.len()), ("1000 $, 0 widgets after 1 statement", 0));
    assert_eq!(offered(&script, 0, &p1), ["send p1 p2 100 $ \"order 10\" (line 5)"]);
    let (p1, effects) = act(&script, 0, &p1);
    assert_eq!(p1.to_string(), "900 $, 0 widgets after 2 statements");
    let parcel = "100 $ \"order 10\"".parse().unwrap();
    assert_eq!(effects, [Effect::Send(ChannelId(0), parcel)]);
    assert!(offered(&script, 0, &p1).is_empty());
}

#[test]
fn what_is_received_is_held_and_nothing_is_created_or_destroyed() {
    let script = widgets();
    let topology = traders();
    let cx = Context { process: ProcessId(1), topology: &topology };
    let receive = Event::Receive { channel: ChannelId(0), message: "100 $ \"order 10\"".parse().unwrap() };
    let (p2, effects) = script.apply(cx, &start(&script, 1), receive);
    assert_eq!(
        (p2.to_string().as_str(), effects.len()),
        ("150 $, 2000 widgets after 0 statements, received 1 from p1", 0)
    );
    assert_eq!([0, 1].map(|good| script.held(&p2, good)), [150, 2000]);
    let order = "100 $ \"order 10\"".parse().unwrap();
    assert_eq!([0, 1].map(|good| script.carried(&order, good)), [100, 0]);
}

#[test]
fn a_send_waits_until_there_is_enough() {
    let script = script(&[1, 4], &[send("p1", "p2", "3"), send("p2", "p1", "4")]).unwrap();
    let mut p1 = start(&script, 0);
    assert!(offered(&script, 0, &p1).is_empty());
    p1.change(&Unit::default(), |held| held + 2);
    assert_eq!(offered(&script, 0, &p1), ["send p1 p2 3 (line 1)"]);
}

#[test]
fn the_times_are_those_of_the_text() {
    let script = widgets();
    let at = |process, position| script.time_of(ProcessId(process), position);
    assert_eq!([at(0, 0), at(0, 1), at(0, 2), at(1, 0)], [Some(0), Some(3), None, Some(3)]);
    assert_eq!(script.timetable(), [(0, ProcessId(0)), (3, ProcessId(0)), (3, ProcessId(1))]);
    assert_eq!(script.snapshots(), [[ProcessId(0)]]);
    assert_eq!(script.next(ProcessId(1), 0).unwrap().line, 6);
    let starts = |place: usize| script.starts_snapshot(&script.planned()[place]);
    assert_eq!([starts(0), starts(1)], [Some(SnapshotId(1)), None]);
}

#[test]
fn what_prints_is_read_back() {
    let script = widgets();
    let p1 = start(&script, 0);
    let (after, _) = act(&script, 0, &p1);
    let odd = ["9 $, 0 widgets after 3 statements, received 1 from p1, 4294967295 from p2"];
    let odd = odd.map(|text| script.parse_state(text).unwrap());
    for state in [p1, after].into_iter().chain(odd) {
        assert_eq!(script.parse_state(&state.to_string()), Some(state));
    }
    for planned in script.planned() {
        assert_eq!(script.parse_command(&planned.to_string()).as_ref(), Some(planned));
    }
    for text in ["5 widgets", "100 $ \"order 10\"", "1 $, 5 widgets", "\"m1\"", "0"] {
        assert_eq!(script.parse_message(text).unwrap().to_string(), text);
    }
}

#[test]
fn what_does_not_belong_to_the_script_is_not_read() {
    let script = widgets();
    for text in [
        "1000 $ after 1 statement",
        "0 widgets, 1000 $ after 1 statement",
        "1000 $,0 widgets after 1 statement",
        "01 $, 0 widgets after 1 statement",
        "after 1 statement",
        "1000 $, 0 widgets after 1 statements",
        "1000 $, 0 widgets after x statements",
        "1000 $, 0 widgets after 4294967296 statements",
        "1000 $,, 0 widgets after 1 statement",
        "1000 $, 0 widgets after 1 statement, received ",
        "1000 $, 0 widgets after 1 statement, received 0 from p1",
        "1000 $, 0 widgets after 1 statement, received 01 from p1",
        "1000 $, 0 widgets after 1 statement, received 1 from p3",
        "1000 $, 0 widgets after 1 statement, received 1 from p1, 2 from p1",
        "1000 $, 0 widgets after 1 statement, received 1 from p2, 2 from p1",
        "1000 $, 0 widgets after",
        "",
    ] {
        assert_eq!(script.parse_state(text), None, "{text}");
    }
    for text in ["5", "5 gadgets", " 5 widgets", "5 widgets, 1 $", "0 $, 5 widgets", "0 \"m\"", ""] {
        assert_eq!(script.parse_message(text), None, "{text}");
    }
    for text in ["send p1 p2 5 widgets", "snapshot p2", ""] {
        assert_eq!(script.parse_command(text), None, "{text}");
    }
}

#[test]
fn what_is_given_without_a_unit_is_a_token_unless_a_line_says_otherwise() {
    let given = script(&[7, 8], &[hold("p2", &["2 $"])]).unwrap();
    assert_eq!(
        [0, 1].map(|p| start(&given, p).to_string()),
        ["7, 0 $ after 0 statements", "0, 2 $ after 0 statements"]
    );
    let nothing = script(&[], &[]).unwrap();
    assert_eq!(start(&nothing, 1).to_string(), "after 0 statements");
    assert_eq!(nothing.parse_state("after 0 statements"), Some(start(&nothing, 1)));
}

#[test]
fn tokens_are_one_good_with_a_word_or_without() {
    let script = script(&[7, 8], &[hold("p2", &["2 tokens", "1 $"]), send("p1", "p2", "1 token")]).unwrap();
    let goods: Vec<_> = script.goods().iter().map(|good| good.name.as_ref()).collect();
    assert_eq!(goods, ["tokens", "$"]);
    assert_eq!(start(&script, 1).to_string(), "2, 1 $ after 0 statements");
    assert_eq!(script.planned()[0].to_string(), "send p1 p2 1 (line 2)");
}

#[test]
fn what_a_process_is_said_to_hold_is_a_good_and_nothing_else_is() {
    let names = |tokens: &[u64], instructions: &[Instruction]| {
        let script = script(tokens, instructions).unwrap();
        script.goods().iter().map(|good| good.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&[], &[hold("p1", &["0 widgets"])]), ["widgets"]);
    assert_eq!(names(&[0, 0], &[]), ["tokens"]);
    assert!(names(&[], &[send("p1", "p2", "\"m1\""), send("p1", "p2", "0")]).is_empty());
}

#[test]
fn messages_that_carry_the_same_are_the_same() {
    let sent = |parcel: &str| {
        let have = hold("p1", &["9 b", "9 a"]);
        let script = script(&[], &[have, send("p1", "p2", parcel)]).unwrap();
        let ScriptCommand::Send { parcel, .. } = script.planned()[0].command.clone() else { panic!() };
        parcel
    };
    assert_eq!(sent("1 a, 2 b").to_string(), "2 b, 1 a", "in the order of the 'hold' line");
    for (one, other) in [("1 a, 2 b", "2 b, 1 a"), ("1 a, 0 b", "1 a"), ("0 a \"m\"", "\"m\""), ("0 b", "0")]
    {
        assert_eq!(sent(one), sent(other), "{one}");
    }
}

#[test]
fn a_state_says_what_came_from_whom_in_whatever_order_it_came() {
    let script = script(&[1, 1], &[send("p1", "p2", "1"), send("p2", "p1", "1")]).unwrap();
    let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Default::default() };
    let names = ["p1", "p2", "p3"].map(String::from).to_vec();
    let both = Topology::new(names, [(0, 2), (1, 2)].map(channel).to_vec()).unwrap();
    let cx = Context { process: ProcessId(2), topology: &both };
    let after = |sources: &[u32]| {
        let mut state = ScriptState { holdings: Vec::new(), position: 0, received: Received::NOTHING };
        for source in sources {
            let message = "0".parse().unwrap();
            state = script.apply(cx, &state, Event::Receive { channel: ChannelId(*source), message }).0;
        }
        state
    };
    assert_eq!(after(&[1, 0, 1]).to_string(), "after 0 statements, received 1 from p1, 2 from p2");
    assert_eq!(after(&[1, 0, 1]), after(&[0, 1, 1]));
    assert_ne!(after(&[0, 0, 1]), after(&[0, 1, 1]));
}

#[test]
fn what_cannot_be_done_is_told_with_its_line() {
    let wrong =
        |tokens: &[u64], instructions: &[Instruction]| script(tokens, instructions).unwrap_err().to_string();
    let tick = Instruction::Tick(1 << 53);
    assert_eq!(wrong(&[], &[snapshot("p3")]), "line 1: there is no process 'p3'");
    assert_eq!(wrong(&[9], &[send("p1", "p1", "1")]), "line 1: there is no channel from 'p1' to 'p1'");
    assert_eq!(
        wrong(&[9], &[send("p1", "p2", "10")]),
        "line 1: nobody can ever send 10: all processes together have 9"
    );
    assert_eq!(
        wrong(&[], &[hold("p1", &["5 widgets"]), send("p1", "p2", "1 widget")]),
        "line 2: nobody has any 'widget'"
    );
    assert_eq!(
        wrong(&[], &[tick.clone(), Instruction::Tick(1)]),
        "line 2: the script lasts longer than 2^53 ticks"
    );
    assert_eq!(
        wrong(&[], &[Instruction::Tick(1), hold("p1", &["1"])]),
        "line 2: what processes hold at the start is said before anything happens"
    );
    assert_eq!(
        wrong(&[], &[hold("p1", &["1"]), hold("p1", &["1"])]),
        "line 2: what 'p1' holds was said before"
    );
    assert_eq!(
        wrong(&[], &[hold("p1", &["1 $", "2 $"])]),
        "line 1: of one unit 'p1' holds one amount, not 1 $ and 2 $"
    );
    assert_eq!(wrong(&[1 << 53, 1], &[tick]), "the processes have more than 2^53 in all");
    let units: Vec<_> = (0..65).map(|unit| format!("0 u{unit}")).collect();
    let units: Vec<_> = units.iter().map(String::as_str).collect();
    assert!(script(&[], &[hold("p1", &units[1..])]).is_ok(), "64 are not too many");
    assert_eq!(wrong(&[], &[hold("p1", &units)]), "line 1: a script has at most 64 units");
}

fn local(process: &str, label: Option<&str>) -> Instruction {
    Instruction::Local { process: process.into(), label: label.map(|label| label.parse().unwrap()) }
}

#[test]
fn an_event_of_its_own_changes_nothing_but_the_place_in_the_list() {
    let script = self::script(&[3, 0], &[local("p1", Some("\"s1\"")), send("p1", "p2", "2")]).unwrap();
    let command = script.next(ProcessId(0), 0).unwrap();
    assert_eq!(command.to_string(), "local p1 \"s1\" (line 1)");
    assert_eq!(script.parse_command(&command.to_string()).as_ref(), Some(command));
    let before = start(&script, 0);
    let (after, effects) = act(&script, 0, &before);
    assert_eq!(effects, []);
    assert_eq!(after, ScriptState { position: 1, ..before });
}

#[test]
fn several_processes_start_one_snapshot_each_when_it_comes_to_it() {
    let both = Instruction::Snapshot { processes: vec!["p1".into(), "p2".into()] };
    let script = self::script(&[1, 1], &[both, snapshot("p1")]).unwrap();
    assert_eq!(script.snapshots(), [vec![ProcessId(0), ProcessId(1)], vec![ProcessId(0)]]);
    for (process, text) in [(0, "snapshot p1 (line 1)"), (1, "snapshot p2 (line 1)")] {
        let planned = script.next(ProcessId(process), 0).unwrap();
        assert_eq!(planned.to_string(), text);
        assert_eq!(script.starts_snapshot(planned), Some(SnapshotId(1)));
        assert_eq!(script.parse_command(text).as_ref(), Some(planned));
    }
    let twice = Instruction::Snapshot { processes: vec!["p1".into(), "p1".into()] };
    assert_eq!(self::script(&[], &[twice]).unwrap_err().to_string(), "line 1: 'p1' starts a snapshot once");
}

#[test]
fn tokens_are_told_of_each_process_or_of_none() {
    let topology = traders();
    let build = |tokens: &[u64]| {
        let arguments = Arguments {
            program: &Script::ENTRY,
            given: &[],
            atomic: true,
            topology: &topology,
            tokens,
            script: Some(&[]),
            outside: None,
        };
        Script::build(&arguments).map(|script| script.goods().len())
    };
    assert_eq!((build(&[]), build(&[1, 2])), (Ok(0), Ok(1)));
    let most = 1 << 53;
    for tokens in [&[1][..], &[1, 2, 3], &[most, 1]] {
        assert_eq!(build(tokens), Err(ParameterError::Tokens { processes: 2, most }));
    }
}

/// A hub and so many processes that send to it.
fn star(leaves: u32) -> (Topology, Script) {
    let channel = |p| Channel { source: ProcessId(p), target: ProcessId(0), order: Default::default() };
    let names = (0..=leaves).map(|process| format!("p{process}")).collect();
    let topology = Topology::new(names, (1..=leaves).map(channel).collect()).unwrap();
    let statement = |leaf| Statement { line: 1, what: send(&format!("p{leaf}"), "p0", "0") };
    let statements: Vec<_> = (1..=leaves).map(statement).collect();
    let script = Script::new(&topology, &[], &statements).unwrap();
    (topology, script)
}

#[test]
fn a_state_does_not_grow_with_the_number_of_processes() {
    let (topology, script) = star(20);
    let cx = Context { process: ProcessId(0), topology: &topology };
    let mut states = vec![script.initial_state(cx)];
    for channel in (0..20).chain([3]) {
        let receive = Event::Receive { channel: ChannelId(channel), message: "0".parse().unwrap() };
        states.push(script.apply(cx, states.last().unwrap(), receive).0);
    }
    let told = |place: usize| states[place].to_string();
    assert!(told(MAX_SOURCES).ends_with("1 from p11, 1 from p12"), "{}", told(MAX_SOURCES));
    assert_eq!([told(13), told(21)], [13, 21].map(|n| format!("after 0 statements, received {n} in all")));
    for state in states {
        assert_eq!(script.parse_state(&state.to_string()), Some(state));
    }
    assert_eq!(script.parse_state("after 0 statements, received 12 in all"), None);
}

#[test]
fn names_of_several_words_are_written_in_quotes_and_read_back() {
    let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Default::default() };
    let names = ["a b", "c, 1 from", "#d"].map(String::from).to_vec();
    let topology = Topology::new(names, [(0, 1), (1, 2), (0, 2)].map(channel).to_vec()).unwrap();
    let instructions = [send("a b", "c, 1 from", "0"), send("c, 1 from", "#d", "0"), snapshot("#d")];
    let statement = |(line, what): (usize, &Instruction)| Statement { line, what: what.clone() };
    let statements: Vec<_> = (1..).zip(&instructions).map(statement).collect();
    let script = Script::new(&topology, &[], &statements).unwrap();
    let printed: Vec<_> = script.planned().iter().map(ToString::to_string).collect();
    let expected = [
        "send \"a b\" \"c, 1 from\" 0 (line 1)",
        "send \"c, 1 from\" \"#d\" 0 (line 2)",
        "snapshot \"#d\" (line 3)",
    ];
    assert_eq!(printed, expected);
    let text = "after 0 statements, received 1 from \"a b\", 2 from \"c, 1 from\"";
    let state = script.parse_state(text).unwrap();
    assert_eq!(state.to_string(), text);
    for text in ["after 0 statements, received 1 from \"a b", "after 0 statements, received 1 from a b"] {
        assert_eq!(script.parse_state(text), None, "{text}");
    }
}
