//! What was run, setting by setting: those that differ, each as a text.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use crate::model::{Channel, Config};
use crate::saved::Saved;

/// A setting that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// What it is called: the field of `config`, or `links` and `delay`, which each channel has for itself.
    pub name: String,
    /// What it is in each run; absent where it is not set.
    pub is: [Option<String>; 2],
}

pub(super) fn that_differ(runs: [&Saved; 2]) -> Vec<Setting> {
    let [one, mut other] = runs.map(settings);
    let mut all: Vec<_> = one
        .into_iter()
        .map(|(name, value)| {
            let of_other = other.shift_remove(&name);
            Setting { name, is: [Some(value), of_other] }
        })
        .collect();
    all.extend(other.into_iter().map(|(name, value)| Setting { name, is: [None, Some(value)] }));
    all.retain(|setting| setting.is[0] != setting.is[1]);
    all
}

/// What a run says of itself, in the order of the file.
fn settings(run: &Saved) -> IndexMap<String, String> {
    let Config { channels, .. } = &run.header.config;
    let mut told = IndexMap::new();
    let Value::Object(fields) = value(&run.header.config) else { return told };
    for (name, value) in fields {
        match name.as_str() {
            "channels" => {
                told.insert(name, listed(channels.iter().map(|channel| channel.id.clone())));
                told.insert("links".to_string(), each(channels, |channel| word(&order(channel))));
                told.insert("delay".to_string(), each(channels, |channel| channel.delay.clone()));
            }
            // What is conserved follows from the program.
            "goods" => {}
            _ => drop(told.insert(name, word(&value))),
        }
    }
    told.insert("rng".to_string(), format!("{} {}", run.header.rng.algorithm, run.header.rng.version));
    told.insert("tool".to_string(), format!("{} {}", run.header.tool.name, run.header.tool.version));
    told.retain(|_, value| !value.trim().is_empty());
    told
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).expect("the format is JSON")
}

fn order(channel: &Channel) -> Value {
    value(&channel.order)
}

/// What all channels have, or each by its name.
fn each(channels: &[Channel], of: impl Fn(&Channel) -> String) -> String {
    let mut told: Vec<_> = channels.iter().map(&of).collect();
    told.dedup();
    match told.as_slice() {
        [one] => one.clone(),
        _ => listed(channels.iter().map(|channel| format!("{} {}", channel.id, of(channel)))),
    }
}

/// A value as a person writes it.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_string(),
        Value::Array(values) => listed(values.iter().map(word)),
        Value::Object(fields) => listed(fields.iter().map(|(name, value)| format!("{name}={}", word(value)))),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
