//! What may be said where: one function a table of the file.

use sim_core::Order;
use toml::de::{DeArray, DeTable, DeValue};

use super::error::Finding;
use super::names;
use super::place::Source;
use super::reader::{
    Read, Table, Value, count, delay, list, mismatch, positive, scalar, short, table, text, word,
};
use super::{
    ChannelEntry, InitiatorsEntry, ParameterEntry, ProgramEntry, ScenarioFile, SnapshotEntry, Spanned,
    TriggerEntry,
};

const TOP: [&str; 13] = [
    "name",
    "topology",
    "processes",
    "channels",
    "delay",
    "hold",
    "start",
    "links",
    "program",
    "seed",
    "max_events",
    "schedule",
    "snapshot",
];
const SNAPSHOT: [&str; 5] = ["algorithm", "initiator", "initiators", "trigger", "snapshots"];
const CHANNEL: [&str; 4] = ["from", "to", "delay", "order"];

const ORDERS: [(&str, Order); 2] = [("fifo", Order::Fifo), ("unordered", Order::Unordered)];

const NUMBER: &str = "an integer";
const PROCESSES: &str = "a list of process names";
const A_CHANNEL: &str = "a channel: [\"FROM\", \"TO\"] or { from, to, delay, order }";
const A_SNAPSHOT: &str = "a table, [snapshot]";
const A_PROGRAM: &str = "the name of a program, or { name = \"NAME\", PARAMETER = VALUE }";
const INITIATORS: &str = "a list of process names, or \"any\"";
const TRIGGER: &str = "a state's number, \"none\" or { state = NUMBER }";

/// The whole file.
pub(super) fn scenario(root: &DeTable<'_>, source: Source) -> Result<ScenarioFile, Finding> {
    let root = Table::with_keys(root, &TOP, |key| {
        SNAPSHOT.contains(&key).then(|| format!("'{key}' belongs in the table [snapshot]"))
    })?;
    for key in ["processes", "channels"] {
        root.not_both("topology", key, "a topology has processes and channels of its own")?;
    }
    if let (Some(key), None) = (root.key("channels"), root.key("processes")) {
        let finding = Finding::new(key, "'channels' needs 'processes'");
        return Err(finding.tip("name them above: processes = [\"P\", \"Q\"]"));
    }
    let file = ScenarioFile {
        name: root.read("name", |value| text(value, "text"))?,
        topology: root.read("topology", |value| text(value, "a shape such as \"ring:2\""))?,
        processes: root.read("processes", |value| list(value, PROCESSES, process))?,
        channels: root.read("channels", |value| list(value, "a list of channels", channel))?,
        delay: root.read("delay", delay)?,
        hold: root.read("hold", delay)?,
        start: root.read("start", |value| scalar(value, "a time, a range of times or a process name"))?,
        links: root.read("links", |value| word(value, &ORDERS))?,
        program: root.read("program", program)?,
        seed: root.read("seed", seed)?,
        max_events: root.read("max_events", |value| positive(value, NUMBER))?,
        schedule: root.read("schedule", |value| text(value, "a schedule such as \"P! (P>Q Q>P)*3\""))?,
        snapshot: root.read("snapshot", snapshot)?.unwrap_or_default(),
        source,
    };
    names::check(&file)?;
    Ok(file)
}

fn process(value: &Value<'_>) -> Read<String> {
    text(value, "a process name")
}

fn seed(value: &Value<'_>) -> Read<String> {
    let seed = scalar(value, "an integer, or text such as \"0x1f\"")?;
    let integer = matches!(value.get_ref(), DeValue::Integer(_));
    if integer && seed.get_ref().parse::<u64>().is_err() {
        return Err(Finding::new(seed.span(), "a seed is not negative, and below 2^64"));
    }
    Ok(seed)
}

fn channel(value: &Value<'_>) -> Read<ChannelEntry> {
    let entry = match value.get_ref() {
        DeValue::Array(ends) => pair(value, ends)?,
        DeValue::Table(table) => channel_table(value, table)?,
        _ => return Err(mismatch(value, A_CHANNEL)),
    };
    Ok(Spanned::new(value.span(), entry))
}

fn pair(value: &Value<'_>, ends: &DeArray<'_>) -> Result<ChannelEntry, Finding> {
    let mut ends = ends.iter();
    let (Some(from), Some(to), None) = (ends.next(), ends.next(), ends.next()) else {
        return Err(Finding::new(value.span(), "a channel leads from one process to one other"));
    };
    Ok(ChannelEntry { from: process(from)?, to: process(to)?, delay: None, order: None })
}

fn channel_table(value: &Value<'_>, table: &DeTable<'_>) -> Result<ChannelEntry, Finding> {
    let table = Table::with_keys(table, &CHANNEL, |_| None)?;
    let end = |key| {
        let end = table.read(key, process)?;
        end.ok_or_else(|| Finding::new(value.span(), format!("this channel has no '{key}'")))
    };
    Ok(ChannelEntry {
        from: end("from")?,
        to: end("to")?,
        delay: table.read("delay", delay)?,
        order: table.read("order", |value| word(value, &ORDERS))?,
    })
}

fn program(value: &Value<'_>) -> Result<ProgramEntry, Finding> {
    let DeValue::Table(table) = value.get_ref() else {
        return Ok(ProgramEntry { name: text(value, A_PROGRAM)?, parameters: Vec::new() });
    };
    let table = Table::new(table);
    let name = table.read("name", |value| text(value, "the name of a program"))?;
    let name = name.ok_or_else(|| Finding::new(value.span(), "this program has no 'name'"))?;
    let parameter = |(key, value): (&Spanned<_>, _)| {
        let key = Spanned::new(key.span(), ToString::to_string(key.get_ref()));
        Ok(ParameterEntry { key, value: parameter(value)? })
    };
    Ok(ProgramEntry { name, parameters: table.all_but("name").map(parameter).collect::<Result<_, _>>()? })
}

fn parameter(value: &Value<'_>) -> Read<String> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Ok(Spanned::new(value.span(), truth.to_string())),
        _ => scalar(value, "an integer, a truth value or text"),
    }
}

fn snapshot(value: &Value<'_>) -> Result<SnapshotEntry, Finding> {
    let table = Table::with_keys(table(value, A_SNAPSHOT)?, &SNAPSHOT, |key| {
        let above = key != "snapshot" && TOP.contains(&key);
        above.then(|| format!("'{key}' belongs above the table [snapshot], not in it"))
    })?;
    table.not_both("initiator", "initiators", "one names one process, the other several")?;
    let initiator = table.read("initiator", |value| {
        let initiator = process(value)?;
        Ok(Spanned::new(initiator.span(), InitiatorsEntry::Named(vec![initiator])))
    })?;
    Ok(SnapshotEntry {
        algorithm: table.read("algorithm", |value| text(value, "the name of an algorithm"))?,
        initiators: initiator.or(table.read("initiators", initiators)?),
        trigger: table.read("trigger", trigger)?,
        snapshots: table.read("snapshots", |value| positive(value, NUMBER))?,
    })
}

fn initiators(value: &Value<'_>) -> Read<InitiatorsEntry> {
    let found = |name: &str| format!("expected {INITIATORS}, found \"{}\"", short(name));
    match value.get_ref() {
        DeValue::String(any) if any == "any" => Ok(Spanned::new(value.span(), InitiatorsEntry::Any)),
        DeValue::String(name) => Err(Finding::new(value.span(), found(name))
            .tip(format!("one process is given as initiator = \"{}\"", short(name)))),
        _ => {
            let names = list(value, INITIATORS, process)?;
            if names.get_ref().is_empty() {
                return Err(Finding::new(names.span(), "a snapshot has at least one initiator"));
            }
            Ok(Spanned::new(names.span(), InitiatorsEntry::Named(names.into_inner())))
        }
    }
}

fn trigger(value: &Value<'_>) -> Read<TriggerEntry> {
    let state = |value| count(value, "a state's number").map(|state| TriggerEntry::State(*state.get_ref()));
    let trigger = match value.get_ref() {
        DeValue::Integer(_) => state(value)?,
        DeValue::Table(table) => Table::with_keys(table, &["state"], |_| None)?
            .read("state", state)?
            .ok_or_else(|| Finding::new(value.span(), format!("expected {TRIGGER}")))?,
        DeValue::String(none) if none == "none" => TriggerEntry::OwnAccord,
        DeValue::String(other) => {
            let found = format!("expected {TRIGGER}, found \"{}\"", short(other));
            return Err(Finding::new(value.span(), found));
        }
        _ => return Err(mismatch(value, TRIGGER)),
    };
    Ok(Spanned::new(value.span(), trigger))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    const REFERENCE: &str = include_str!("../../../../REFERENCE.md");

    /// The keys of a table in the schema.
    fn keys(path: &str) -> Vec<String> {
        let schema: serde_json::Value = serde_json::from_str(&crate::schema::of_scenario()).unwrap();
        let table = schema.pointer(path).unwrap();
        assert_eq!(table["additionalProperties"], false, "{path}");
        table["properties"].as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_schema_has_just_the_keys_that_are_read() {
        for (path, read) in [
            ("", &TOP[..]),
            ("/$defs/snapshot", &SNAPSHOT),
            ("/$defs/channel/oneOf/1", &CHANNEL),
            ("/$defs/snapshot/properties/trigger/oneOf/2", &["state"]),
        ] {
            let mut read = read.to_vec();
            let mut keys = keys(path);
            read.sort_unstable();
            keys.sort_unstable();
            assert_eq!(keys, read, "{path}");
        }
    }

    #[test]
    fn the_reference_page_has_every_key() {
        for key in TOP.iter().chain(&SNAPSHOT).chain(&CHANNEL) {
            assert!(REFERENCE.contains(key), "{key}");
        }
    }
}
