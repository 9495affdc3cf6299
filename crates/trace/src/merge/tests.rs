//! Logs of processes are joined into a schedule that can have been; and logs of which that is not so are refused.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sim_core::{
    Action, ChannelId, Delay, MessageId, Order, ProcessId, Schedule, Shape, System, Timing, Topology,
};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::numbers::Numbers;
use snapshot::write_down;
use snapshot::{Bank, Forwarding, Initiation, Initiators, Layer, Log, Program, Setup, Superposed, TokenRing};

use super::{CutOff, Merged, config, merge};
use crate::local::{self, End, Head, Line, LocalLog, LocalScribe, SCHEMA, experiment, fields, line};
use crate::model::{Config, Event, Tool, What};
use crate::read::load;
use crate::restore::tests::{ENOUGH, changed, changes};
use crate::summary::tests::lines;

/// What is said of each change.
const CHANGES: &str = include_str!("../../../../tests/golden/changed-logs.txt");

/// A run of P and Q as each of them would have written it down: a message is known by its place in its channel.
fn logs() -> [Vec<Value>; 2] {
    let saved = load(lines("the exercise, soon")).unwrap().saved;
    let mut places: BTreeMap<u64, u64> = BTreeMap::new();
    let mut sent: BTreeMap<String, u64> = BTreeMap::new();
    let mut logs = ["P", "Q"].map(|process| {
        let config = &saved.header.config;
        let tool = json!({ "name": "sim", "version": "0" });
        vec![json!({ "type": "local", "schema": "sim.local/1", "tool": tool, "process": process, "config": config })]
    });
    for Event { proc, t, what, .. } in &saved.events {
        let mut event = serde_json::to_value(what).unwrap();
        if event["kind"] == "send" {
            let next = sent.entry(proc.clone()).or_default();
            places.insert(event["msg"].as_u64().unwrap(), *next);
            *next += 1;
        }
        if let Some(msg) = event.get_mut("msg") {
            *msg = json!(places[&msg.as_u64().unwrap()]);
        }
        let log = &mut logs[usize::from(proc == "Q")];
        let object = event.as_object_mut().unwrap();
        object.insert("type".to_string(), json!("event"));
        object.insert("seq".to_string(), json!(log.len() - 1));
        object.insert("ms".to_string(), json!(t));
        log.push(event);
    }
    logs.map(|log| [log, vec![json!({ "type": "end", "complete": true })]].concat())
}

fn text(log: &[Value]) -> String {
    log.iter().map(|line| format!("{line}\n")).collect()
}

fn read(log: &[Value]) -> Result<LocalLog, String> {
    LocalLog::read(log[0]["process"].as_str().unwrap_or("?"), &text(log)).map_err(|error| error.to_string())
}

/// A ring with the algorithm on top.
type Ring = Superposed<TokenRing, ChandyLamport>;

fn ring() -> System<Ring> {
    let initiators = Initiators::these(&[ProcessId(0)]);
    let initiation = Initiation { snapshots: 1, initiators, trigger: Some(3) };
    System::new(
        Superposed::new(TokenRing::new(Forwarding::Atomic), ChandyLamport, initiation),
        Topology::ring(2).unwrap(),
    )
}

/// What these logs come to.
fn joined(logs: &[Vec<Value>]) -> Result<Merged, String> {
    let logs: Vec<_> = logs.iter().map(|log| read(log)).collect::<Result<_, _>>()?;
    config(&logs).map_err(|error| error.to_string())?;
    merge(&TokenRing::new(Forwarding::Atomic), &ring(), &logs).map_err(|error| error.to_string())
}

fn schedule(merged: &Merged) -> String {
    merged.schedule.display(&ring().topology)
}

#[test]
fn the_logs_of_a_run_are_joined_into_its_schedule_in_whatever_order_they_come() {
    let [p, q] = logs();
    let merged = joined(&[p.clone(), q.clone()]).unwrap();
    assert_eq!(schedule(&merged), "P! (P>Q Q>P)*5");
    assert_eq!((merged.cut_off.len(), merged.left_out.len()), (0, 0));
    assert_eq!(joined(&[q, p]).unwrap(), merged);
}

#[test]
fn of_a_log_without_an_end_is_joined_what_the_logs_agree_on() {
    let [p, q] = logs();
    let cut = |log: &[Value], to: usize| log[..to].to_vec();
    // P stops after its first receipt: what Q did later waits for ever.
    let merged = joined(&[cut(&p, 5), q.clone()]).unwrap();
    assert_eq!(schedule(&merged), "P! P>Q Q>P P>Q");
    let last = "event 3, sending of m 1 to Q".to_string();
    assert_eq!(merged.cut_off, [CutOff { log: "P".to_string(), last }]);
    let left = q.len() - 2 - 4;
    assert_eq!(merged.left_out, [("Q".to_string(), left)]);
    // The last step of a log that was cut off may lack its end; no other may.
    let merged = joined(&[cut(&p, 4), q.clone()]).unwrap();
    assert_eq!(merged.left_out, [("Q".to_string(), left)]);
    assert_eq!(merged.cut_off[0].last, "event 2, receipt of m 0 from Q");
    let ended = [cut(&p, 4), vec![p.last().unwrap().clone()]].concat();
    let goes_on = joined(&[ended, q.clone()]).unwrap_err();
    assert!(
        goes_on.starts_with("P: event 2, receipt of m 0 from Q: the model goes on in this step: "),
        "{goes_on}"
    );
    // Nothing but its head is left of a log.
    let merged = joined(&[cut(&p, 1), q.clone()]).unwrap();
    assert_eq!((schedule(&merged), merged.cut_off[0].last.as_str()), (String::new(), "its head"));
    assert_eq!(merged.left_out, [("Q".to_string(), q.len() - 2)]);
    let both = joined(&[cut(&p, 3), cut(&q, 3)]).unwrap();
    assert_eq!((schedule(&both), both.cut_off.len(), both.left_out.len()), ("P! P>Q".to_string(), 2, 0));
    assert!(matches!(both.schedule.0[..], [Action::Internal { .. }, Action::Deliver { .. }]));
}

#[test]
fn who_waits_for_a_message_that_is_never_sent_is_told_for_which() {
    let [p, q] = logs();
    // Q has ended, and its last step is not in its log: a message to P is missing.
    let last = q.iter().rposition(|event| event["kind"] == "recv").unwrap();
    let shorter = [q[..last].to_vec(), vec![q.last().unwrap().clone()]].concat();
    let stuck = joined(&[p.clone(), shorter]).unwrap_err();
    assert!(
        stuck.starts_with("P: event ") && stuck.ends_with(": by the other logs Q had not sent it by then"),
        "{stuck}"
    );
    // Both are cut off: of each it is told how much cannot be joined.
    let merged = joined(&[p[..p.len() - 1].to_vec(), q[..last].to_vec()]).unwrap();
    let before = joined(&[p[..p.len() - 1].to_vec(), q.clone()]).unwrap();
    assert_eq!((before.left_out.len(), merged.left_out.len()), (0, 1));
    let joined_of_p =
        merged.schedule.0.iter().filter(|action| ring().actor(**action) == ProcessId(0)).count();
    let steps = p.iter().filter(|event| event["kind"] == "recv" || event["kind"] == "internal").count();
    assert!(joined_of_p < steps && merged.left_out[0].0 == "P" && merged.left_out[0].1 > 0);
}

/// The logs that the processes of a run with this schedule write down.
fn written<P: Program, Q: Layer<P>>(program: &P, system: &System<Q>, schedule: &Schedule) -> Vec<LocalLog> {
    let topology = &system.topology;
    let log = |process: ProcessId| {
        let (schema, process) = (SCHEMA.to_string(), topology.name(process).to_string());
        let head =
            Head { schema, tool: Tool::default(), process: process.clone(), config: Config::default() };
        LocalLog { name: process, head, events: Vec::new(), end: Some(End { complete: true, reason: None }) }
    };
    let mut logs: Vec<_> = topology.processes().map(log).collect();
    let mut scribes: Vec<_> = logs.iter().map(|_| LocalScribe::new(program, topology)).collect();
    let (mut state, mut sent) = (system.initial_state(), vec![0; topology.channels().len()]);
    for action in &schedule.0 {
        let number = |channel: ChannelId, _: &_| {
            sent[channel.index()] += 1;
            MessageId(sent[channel.index()] - 1)
        };
        let step = system.step(&mut state, 5, *action, number).unwrap();
        let mut log = Log::<P>::default();
        write_down::<P, Q>(&mut log, &step, state.process(step.process), &Numbers::default());
        let process = step.process.index();
        logs[process].events.extend(scribes[process].step(&log.events));
    }
    logs
}

/// A bank on channels that keep this order, and logs of runs of it.
fn banks(order: Order) -> (Bank, System<Superposed<Bank, ChandyLamport>>, Vec<Vec<LocalLog>>) {
    let bank = Bank::alike(5, 5);
    let topology = Shape::Complete(3).build(order).unwrap();
    let initiation = Initiation { snapshots: 1, initiators: Initiators::Any, trigger: None };
    let underlying = System::new(bank.clone(), topology.clone());
    let superposed = System::new(Superposed::new(bank.clone(), ChandyLamport, initiation), topology);
    let setup = Setup {
        underlying: &underlying,
        superposed: &superposed,
        snapshots: 1,
        max_events: 1_000,
        law: None,
        stable: &[],
    };
    let timing = Timing::new(Delay::uniform(1, 20).unwrap(), Delay::uniform(1, 9).unwrap());
    let logs = |seed| {
        let mut schedule = Schedule::default();
        setup.timed(&timing, seed).run(&mut schedule).unwrap();
        written(&bank, &superposed, &schedule)
    };
    let logs = (0..5).map(logs).collect();
    (bank, superposed, logs)
}

/// The receipts in a log, by their places, each with its sender.
fn receipts(log: &LocalLog) -> Vec<(usize, String)> {
    let sender = |event: &local::Event| match &event.what {
        What::Recv { from, .. } => Some(from.clone()),
        _ => None,
    };
    let events = log.events.iter().enumerate();
    events.filter_map(|(place, event)| Some((place, sender(event)?))).collect()
}

fn msg(log: &mut LocalLog, place: usize) -> &mut u64 {
    let What::Recv { msg, .. } = &mut log.events[place].what else { panic!("it is a receipt") };
    msg
}

#[test]
fn logs_of_processes_that_have_a_choice_are_joined_whatever_order_their_channels_keep() {
    for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
        let (bank, system, all) = banks(order);
        for logs in all {
            let Merged { schedule, cut_off, left_out } = merge(&bank, &system, &logs).unwrap();
            assert_eq!(
                (written(&bank, &system, &schedule), cut_off, left_out),
                (logs, Vec::new(), Vec::new())
            );
        }
    }
}

#[test]
fn what_is_not_next_in_its_channel_or_was_received_is_told_with_what_is_next() {
    let is_told = |order: Order, change: fn(&mut LocalLog, usize, usize)| {
        let (bank, system, all) = banks(order);
        let mut changed = 0;
        for logs in all {
            for process in 0..3 {
                let receipts = receipts(&logs[process]);
                let two = receipts.windows(2).filter(|two| two[0].1 == two[1].1);
                for places in two.map(|two| [two[0].0, two[1].0]) {
                    let mut logs = logs.clone();
                    change(&mut logs[process], places[0], places[1]);
                    let error = merge(&bank, &system, &logs).unwrap_err().to_string();
                    let name = &logs[process].name;
                    assert!(
                        error.starts_with(&format!("{name}: ")) && error.contains(": the next message of "),
                        "{error}"
                    );
                    changed += 1;
                }
            }
        }
        assert!(changed > 3, "{changed}");
    };
    is_told(Order::Fifo, |log, one, other| {
        let [first, second] = [*msg(log, one), *msg(log, other)];
        (*msg(log, one), *msg(log, other)) = (second, first);
    });
    is_told(Order::Unordered, |log, one, other| *msg(log, other) = *msg(log, one));
}

/// The places at which the steps of a log begin, and its end.
fn steps(log: &[Value]) -> Vec<usize> {
    let begins = |line: &Value| line["kind"] == "recv" || line["kind"] == "internal" || line["type"] == "end";
    (1..log.len()).filter(|place| begins(&log[*place])).collect()
}

/// The log with its lines numbered anew.
fn numbered(mut log: Vec<Value>) -> Vec<Value> {
    for (place, line) in log.iter_mut().enumerate().filter(|(_, line)| line["type"] == "event") {
        line["seq"] = json!(place - 1);
    }
    log
}

#[test]
fn each_step_is_in_its_log_as_it_is_in_the_model_no_more_and_no_less_but_the_last_of_a_log_without_an_end() {
    let [p, q] = logs();
    let steps = steps(&p);
    for (number, step) in steps.windows(2).enumerate() {
        let mut more = p.clone();
        more.insert(step[1], p[2].clone());
        let told = joined(&[numbered(more), q.clone()]).unwrap_err();
        let event = format!("P: event {}, sending of m 0 to Q: ", step[1] - 1);
        assert_eq!(told, event + "the model does nothing more in this step");
        if step[1] - step[0] == 1 {
            continue;
        }
        let mut less = p.clone();
        less.remove(step[1] - 1);
        // It is cut off after its last event.
        less.pop();
        let joined = joined(&[numbered(less), q.clone()]);
        if number + 2 == steps.len() {
            assert!(joined.is_ok(), "{joined:?}");
        } else {
            let told = joined.unwrap_err();
            let event = format!("P: event {}, ", step[1] - 3);
            assert!(told.starts_with(&event) && told.contains("the model goes on in this step: "), "{told}");
        }
    }
}

#[test]
fn what_each_process_writes_down_is_its_log() {
    let (logs, system, ring) = (logs(), ring(), TokenRing::new(Forwarding::Atomic));
    let merged = joined(&logs).unwrap();
    for (log, LocalLog { events, .. }) in logs.iter().zip(written(&ring, &system, &merged.schedule)) {
        let theirs = read(log).unwrap().events;
        assert_eq!(events.iter().map(|event| event.ms).collect::<Vec<_>>(), vec![5; theirs.len()]);
        let mut lines = Vec::new();
        for (ours, event) in events.into_iter().zip(theirs) {
            assert_eq!((ours.seq, &ours.what), (event.seq, &event.what));
            line(&mut lines, &Line::Event(event)).unwrap();
        }
        let lines = String::from_utf8(lines).unwrap();
        let again: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(again.len(), log.len() - 2);
        assert!(again.iter().zip(&log[1..]).all(|(ours, theirs)| ours == theirs));
    }
}

#[test]
fn logs_that_are_not_of_all_processes_of_one_run_are_refused() {
    let [p, q] = logs();
    assert_eq!(joined(&[]), Err("there are no logs".to_string()));
    assert_eq!(joined(std::slice::from_ref(&p)), Err("the log of Q is missing".to_string()));
    assert_eq!(joined(&[p.clone(), p.clone()]), Err("P and P are both of P".to_string()));
    let mut other = q.clone();
    other[0]["process"] = json!("R");
    assert_eq!(joined(&[p.clone(), other]), Err("R: there is no process 'R'".to_string()));
    let of_config = |change: &dyn Fn(&mut Value)| {
        let mut other = q.clone();
        change(&mut other[0]["config"]);
        joined(&[p.clone(), other]).map(drop)
    };
    let differ = |field: &str| Err(format!("P and Q are of different runs: their '{field}' is not the same"));
    assert_eq!(of_config(&|config| config["trigger"] = json!(4)), differ("trigger"));
    assert_eq!(of_config(&|config| config["stable"] = json!(["x"])), differ("stable"));
    // How fast each goes, and what it draws, may differ; whether there is a hold may not.
    let own = |config: &mut Value| {
        config["seed"] = json!("99");
        config["start"] = json!("3");
        config["scenario"] = json!("mine");
        config["max_events"] = json!(5);
        config["channels"][0]["delay"] = json!("7");
    };
    assert_eq!(of_config(&own), Ok(()));
    assert_eq!(of_config(&|config| config["hold"] = json!("2..=9")), differ("hold"));
}

#[test]
fn whatever_is_changed_in_a_log_is_told_in_these_words() {
    let logs = logs();
    let (mut told, mut seen) = (BTreeMap::new(), BTreeMap::new());
    for log in 0..2 {
        for (place, line) in logs[log].iter().enumerate() {
            let kind = line["kind"].as_str().or(line["type"].as_str()).unwrap();
            let times = seen.entry(kind).or_insert(0);
            *times += 1;
            if *times > ENOUGH {
                continue;
            }
            for change in changes(line) {
                let mut with = logs.clone();
                with[log][place] = changed(line, &change);
                let outcome = joined(&with).map_or_else(|error| error, |_| "they are joined".to_string());
                let outcome: String = outcome.chars().take(300).collect();
                let sort: String = outcome.chars().filter(|letter| !letter.is_ascii_digit()).collect();
                let sort = sort.split_once("here, not").map_or(sort.clone(), |(sort, _)| sort.to_string());
                let to = change.1.as_ref().map_or("nothing".to_string(), Value::to_string);
                let to: String = to.chars().take(60).collect();
                told.entry((format!("{kind}.{}", change.0), sort)).or_insert(format!("{to}: {outcome}"));
            }
            let mut without = logs.clone();
            without[log].remove(place);
            let outcome = joined(&without).map_or_else(|error| error, |_| "they are joined".to_string());
            told.entry((kind.to_string(), String::new())).or_insert(format!("nothing: {outcome}"));
        }
    }
    let now: String = told.iter().map(|((field, _), outcome)| format!("{field} = {outcome}\n")).collect();
    assert!(now == CHANGES, "what is said now:\n{now}");
}

#[test]
fn what_comes_after_the_end_or_before_the_head_is_refused() {
    let [p, _] = logs();
    let end = p.last().unwrap().clone();
    let refused = |log: &[Value]| read(log).unwrap_err();
    let more = [p.clone(), vec![p[1].clone()]].concat();
    assert_eq!(refused(&more), format!("P: line {}: something after the end", more.len()));
    assert_eq!(refused(&[p[0].clone(), p[0].clone()]), "P: line 2: a second log in the same file");
    assert_eq!(
        refused(&[p[0].clone(), p[2].clone()]),
        "P: line 2: event 0 is missing: the next one is numbered 1"
    );
    assert_eq!(refused(&[end]), "?: line 1: expected a line of type 'local' first");
    let mut other = p.clone();
    other[0]["schema"] = json!("sim.local/9");
    let schema = "P: it has the schema 'sim.local/9', and this version reads 'sim.local/1'";
    assert_eq!(refused(&other), schema);
    // A line is there when it has its end.
    let text = text(&p[..3]);
    let cut = LocalLog::read("P", &text[..text.len() - 1]).unwrap();
    assert_eq!((cut.events.len(), LocalLog::read("P", &text).unwrap().events.len()), (1, 2));
    assert_eq!(LocalLog::read("P", "{").unwrap_err().to_string(), "P: it has no complete line");
}

#[test]
fn an_experiment_is_a_configuration_without_what_may_differ_and_its_fields_are_short() {
    let config = load(lines("the exercise, soon")).unwrap().saved.header.config;
    let other = Config {
        scenario: "mine".to_string(),
        seed: "9".to_string(),
        start: Some("3".to_string()),
        schedule: Some("P!".to_string()),
        max_events: 7,
        ..config.clone()
    };
    assert_eq!(experiment(&other), experiment(&config));
    let held = |hold: &str| experiment(&Config { hold: hold.to_string(), ..config.clone() }).hold;
    assert_eq!([held("0"), held("1..=9"), held("3")], ["0", "1", "1"]);
    let fields = fields(&config);
    assert_eq!((fields["trigger"].as_str(), fields["program"].as_str()), ("3", "\"token-ring\""));
    assert!(fields["channels"].starts_with("sha256:") && fields["channels"].len() == 7 + 64);
    assert!(fields.values().all(|value| value.len() <= 71));
    let named = |name: String| {
        let config = Config { algorithm: name, ..config.clone() };
        crate::local::fields(&config)["algorithm"].len()
    };
    // With its quotes it has 64 characters, and one more.
    assert_eq!((named("x".repeat(62)), named("x".repeat(63))), (64, 71));
}
