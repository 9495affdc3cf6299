//! Logs of processes are joined into a schedule that can have been; and logs of which that is not so are refused.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sim_core::{Action, ChannelId, MessageId, ProcessId, System, Topology};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::numbers::Numbers;
use snapshot::write_down;
use snapshot::{Forwarding, Initiation, Initiators, Log, Superposed, TokenRing};

use super::{CutOff, Merged, config, merge};
use crate::local::{Line, LocalLog, LocalScribe, experiment, fields, line};
use crate::model::{Config, Event};
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

#[test]
fn what_each_process_writes_down_is_its_log() {
    let (logs, system, ring) = (logs(), ring(), TokenRing::new(Forwarding::Atomic));
    let merged = joined(&logs).unwrap();
    let mut scribes = [(); 2].map(|()| LocalScribe::new(&ring, &system.topology));
    let mut written = [(); 2].map(|()| Vec::new());
    let (mut state, mut sent) = (system.initial_state(), [0; 2]);
    for action in merged.schedule.0 {
        let number = |channel: ChannelId, _: &_| {
            sent[channel.index()] += 1;
            MessageId(sent[channel.index()] - 1)
        };
        let step = system.step(&mut state, 5, action, number).unwrap();
        let mut log = Log::<TokenRing>::default();
        write_down::<TokenRing, Ring>(&mut log, &step, state.process(step.process), &Numbers::default());
        let process = step.process.index();
        written[process].extend(scribes[process].step(&log.events));
    }
    for (log, events) in logs.iter().zip(written) {
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
