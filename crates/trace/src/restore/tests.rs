//! Whatever is changed in a saved run, it is a trace or is refused at the field that is wrong.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use snapshot::oracle::{Law, Overall};
use snapshot::{AnyProgram, Judge, Judgement, Offered, SnapshotId, TokenRing};

use super::{law, restore};
use crate::model::{Config, Event, What};
use crate::read::load;
use crate::saved::Saved;
use crate::summary::tests::lines;

/// Events of a kind that are changed in each way: the first two are as good as all.
pub(crate) const ENOUGH: u32 = 2;

/// What is said of each change.
const CHANGES: &str = include_str!("../../../../tests/golden/changed-runs.txt");

/// What may stand in a field instead of what is there.
fn instead(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![json!(number + 1), json!(number.saturating_sub(1)), json!(number + 1000)]
        }
        Value::String(text) => vec![json!(format!("{text}0")), json!("P"), json!("p2"), json!("")],
        Value::Bool(truth) => vec![json!(!truth)],
        Value::Object(object) => {
            let more = object.values().map(|value| json!(value.as_u64().unwrap_or_default() + 1));
            let more: serde_json::Map<_, _> = object.keys().cloned().zip(more).collect();
            vec![json!({}), json!({ "nothing": 1 }), Value::Object(more)]
        }
        Value::Array(list) => vec![json!([]), json!([list.clone(), vec![json!("P->P")]].concat())],
        Value::Null => vec![json!(1), json!("P")],
    }
}

/// All that one field can be changed to; `None`: it is not there.
pub(crate) fn changes(of: &Value) -> Vec<(String, Option<Value>)> {
    let fields = of.as_object().unwrap().iter();
    let each = |(name, value): (&String, &Value)| {
        let instead = instead(value).into_iter().map(Some).chain([None]);
        instead.map(|instead| (name.clone(), instead)).collect::<Vec<_>>()
    };
    fields.flat_map(each).collect()
}

pub(crate) fn changed(of: &Value, (name, instead): &(String, Option<Value>)) -> Value {
    let mut changed = of.clone();
    let object = changed.as_object_mut().unwrap();
    match instead {
        Some(value) => drop(object.insert(name.clone(), value.clone())),
        None => drop(object.remove(name)),
    }
    changed
}

/// What comes of a run with this event, or configuration, in the place of its own.
fn outcome(config: &Config, events: &[Event]) -> String {
    restore::<AnyProgram>(config, events)
        .map_or_else(|error| error.to_string(), |_| "it is a trace".to_string())
}

fn told(title: &str) -> String {
    let Saved { header, events, .. } = load(lines(title)).unwrap().saved;
    let mut told = BTreeMap::new();
    let mut note = |field: String, change: &(String, Option<Value>), outcome: String| {
        let to = change.1.as_ref().map_or("nothing".to_string(), Value::to_string);
        let kind: String = outcome.split_once(": ").map_or(&*outcome, |(_, what)| what).into();
        let kind: String = kind.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        told.entry((field, kind)).or_insert(format!("{to}: {outcome}"));
    };
    let config = serde_json::to_value(&header.config).unwrap();
    for change in changes(&config) {
        let outcome = match serde_json::from_value::<Config>(changed(&config, &change)) {
            Ok(config) => outcome(&config, &[]),
            Err(error) => error.to_string(),
        };
        note(format!("config.{}", change.0), &change, outcome);
    }
    let mut seen = BTreeMap::new();
    for (place, event) in events.iter().enumerate() {
        let event = serde_json::to_value(event).unwrap();
        let kind = event["kind"].as_str().unwrap().to_string();
        let times = seen.entry(kind.clone()).or_insert(0);
        *times += 1;
        if *times > ENOUGH {
            continue;
        }
        for change in changes(&event) {
            let mut events = events.clone();
            let outcome = match serde_json::from_value::<Event>(changed(&event, &change)) {
                Ok(event) => {
                    events[place] = event;
                    outcome(&header.config, &events)
                }
                Err(error) => error.to_string(),
            };
            note(format!("{kind}.{}", change.0), &change, outcome);
        }
        let mut fewer = events.clone();
        fewer.remove(place);
        note(kind, &("it".to_string(), None), outcome(&header.config, &fewer));
    }
    told.iter().map(|((field, _), outcome)| format!("{field} = {outcome}\n")).collect()
}

#[test]
fn a_restored_run_is_evidence_of_all_that_happened_and_of_nothing_that_was_not_seen() {
    let Saved { header, events, .. } = load(lines("the exercise, soon")).unwrap().saved;
    let restored = restore::<TokenRing>(&header.config, &events).unwrap();
    let evidence = restored.evidence(SnapshotId(1));
    assert_eq!((evidence.events.len(), evidence.law), (events.len(), Some(Law::MARKERS)));
    let judgement = Judgement::of(&evidence, &mut Judge::of(evidence.law));
    assert_eq!((judgement.verdict(), judgement.initiators.len()), (Overall::Holds, 1));
    assert!(matches!(evidence.offers, Offered::NotSeen) && !evidence.over);
    // Of a snapshot that never was nothing is said.
    let other = Judgement::of(&restored.evidence(SnapshotId(2)), &mut Judge::of(evidence.law));
    assert_eq!(other.initiators, []);
}

#[test]
fn every_change_of_a_saved_run_is_a_trace_or_is_refused_in_these_words() {
    let mut now = String::new();
    for title in [
        "the exercise, soon",
        "m is lost",
        "money and widgets in causal order",
        "things go wrong",
        "channels that are worked out",
        "a recovery line",
    ] {
        now += &format!("=== {title}\n{}", told(title));
    }
    assert!(now == CHANGES, "what is said now:\n{now}");
}

#[test]
fn so_many_snapshots_are_a_run_and_none_or_more_are_not_but_of_a_script() {
    let config = load(lines("the exercise, soon")).unwrap().saved.header.config;
    let of = |config: &Config, snapshots| outcome(&Config { snapshots, ..config.clone() }, &[]);
    assert_eq!(of(&config, 1000), "it is a trace");
    assert_eq!(of(&config, 1001), "config.snapshots: 1001: expected 1 to 1000");
    assert_eq!(of(&config, 0), "config.snapshots: 0: expected 1 to 1000");
    let (program, script) = ("script".to_string(), Some("local P".to_string()));
    let script = Config { program, script, ..config };
    assert_eq!(of(&script, 0), "it is a trace");
}

#[test]
fn of_an_algorithm_of_ones_own_the_law_is_not_told_and_of_one_that_is_not_there_is_none() {
    let law_of = |name: &str| law(&Config { algorithm: name.to_string(), ..Config::default() });
    assert_eq!(law_of(""), Some(Law::MARKERS));
    assert_eq!((law_of("exec:a"), law_of("mine")), (Some(Law::UNTOLD), None));
}

#[test]
fn what_is_recorded_in_a_channel_was_sent_on_it_and_is_no_message_of_the_algorithm() {
    let Saved { header, events, .. } = load(lines("channels that are worked out")).unwrap().saved;
    let sent = |event: &Event| match &event.what {
        What::Send { msg, to, snapshot, .. } => {
            Some((*msg, format!("{}->{to}", event.proc), snapshot.is_some()))
        }
        _ => None,
    };
    let mut seen = [[0; 2]; 2];
    for (place, event) in events.iter().enumerate() {
        let What::RecordMessage { channel, msg: Some(_), .. } = &event.what else { continue };
        for (number, on, is_control) in events[..place].iter().filter_map(sent) {
            let mut events = events.clone();
            let What::RecordMessage { msg, .. } = &mut events[place].what else { panic!("it was one") };
            *msg = Some(number);
            let not_sent = format!("events[{place}].msg: message {number} was not sent on {channel} before");
            let is_one = on == *channel && !is_control;
            let expected = if is_one { "it is a trace" } else { &not_sent };
            assert_eq!(outcome(&header.config, &events), expected);
            seen[usize::from(on == *channel)][usize::from(is_control)] += 1;
        }
    }
    assert!(!seen.as_flattened().contains(&0), "{seen:?}");
}

#[test]
fn a_marker_is_received_once_and_a_message_twice_is_for_the_oracles() {
    let Saved { header, events, .. } = load(lines("the exercise, soon")).unwrap().saved;
    let mut seen = [0; 2];
    for (place, event) in events.iter().enumerate() {
        let What::Recv { msg, from, snapshot, .. } = &event.what else { continue };
        let again = [&events[..=place], std::slice::from_ref(event)].concat();
        let channel = format!("{from}->{}", event.proc);
        let twice = format!("events[{place}].msg: marker {msg} was received from {channel} before");
        let expected = if snapshot.is_some() { &twice } else { "it is a trace" };
        assert_eq!(outcome(&header.config, &again), expected);
        seen[usize::from(snapshot.is_some())] += 1;
    }
    assert!(!seen.contains(&0), "{seen:?}");
}
