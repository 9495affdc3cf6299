//! Which snapshots are taken: by what algorithm, by whom they are started, and when.

use toml::de::DeValue;

use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::{Foreign, Named as _, Written, algorithms};

use super::entry::{Entry, FieldError, Key, Reading, Table, Takes, Usage};
use super::limits::{NUMBER, exact};
use super::said::Spec;
use super::slot::{Many, One};
use super::values::{MAX_SNAPSHOTS, Trigger};
use super::{Basis, values};
use crate::model::Config;
use crate::text::reader::{Table as Keys, Value, count, list, mismatch, positive, short, text};
use crate::text::{Finding, Spanned, meant};

/// The word for every process as an initiator.
pub const ANY: &str = "any";

const INITIATORS_FORM: &str = "a list of process names, or \"any\"";
const TRIGGER_FORM: &str = "a state's number, \"none\" or { state = NUMBER }";

/// Whether the word stands for every process.
#[must_use]
pub fn is_any(names: &[String]) -> bool {
    matches!(names, [any] if any == ANY)
}

/// The snapshot algorithm. Whether there is one of this name is asked of an option by whoever runs it, as of a program.
pub(super) const ALGORITHM: Entry = Entry {
    name: "algorithm",
    option: Some(Usage {
        value: "NAME",
        help: "The algorithm that takes the snapshots; 'sim list' shows all; exec:FILE is a program of your own, see 'sim help exec' [default: chandy-lamport]",
        proposes: || algorithms::ALL.iter().map(|algorithm| algorithm.name.to_string()).collect(),
        printed: 8,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "algorithm",
        table: Table::Snapshot,
        schema: r#"{ "description": "The snapshot algorithm: its name, as `sim list` shows them, or `exec:FILE`, a program of one's own.", "type": "string" }"#,
        read: |value, reading| {
            let name = text(value, "the name of an algorithm")?;
            if !is_known(name.get_ref()) {
                let what = format!("there is no algorithm '{}'", name.get_ref());
                return Err(Finding::new(name.span(), what).tip(algorithm_tip(name.get_ref())));
            }
            reading.spec.algorithm = Some(name.into_inner());
            Ok(())
        },
    }],
    fields: &["algorithm"],
    slot: &One {
        of: |spec| &spec.algorithm,
        of_mut: |spec| &mut spec.algorithm,
        parse: values::any_text,
        print: |text| Some(text.clone()),
        usual: |_| Some(Basis::ALGORITHM.to_string()),
    },
    load: |config, spec| {
        let told = Some(&config.algorithm).filter(|name| !name.is_empty());
        if let Some(nobody) = told.filter(|name| !is_known(name)) {
            let error = FieldError::new("algorithm", format!("there is no algorithm '{nobody}'"));
            return Err(error.tip(algorithm_tip(nobody)));
        }
        spec.algorithm = told.cloned();
        Ok(())
    },
    save: |spec, config| config.algorithm = spec.algorithm.clone().unwrap_or_default(),
    ..Entry::SILENT
};

/// Whether there may be an algorithm of this name: whether there is one of the user's, who runs it asks.
fn is_known(name: &str) -> bool {
    algorithms::is_foreign(name) || algorithms::entry(name).is_some()
}

/// What to name instead of an algorithm that there is not.
#[must_use]
pub fn algorithm_tip(name: &str) -> String {
    let names: Vec<_> = algorithms::ALL.iter().map(|entry| entry.name).collect();
    meant(name, &names, "algorithm", "the algorithms are")
}

/// What an initiator waits for. A printed command says it always.
pub(super) const TRIGGER: Entry = Entry {
    name: "trigger",
    option: Some(Usage {
        value: "N",
        help: "Start a snapshot when an initiator sends with a state of at least N, the next one at N + 1, ...; with 'none' it \
               starts of its own accord [default: 101, or none if states are no counts]",
        proposes: || vec![Trigger::None.to_string()],
        printed: 9,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "trigger",
        table: Table::Snapshot,
        schema: r##"{
            "description": "A snapshot starts when a state is at least this number; `none`: of its own accord.",
            "oneOf": [
                { "$ref": "#/$defs/count" },
                { "const": "none" },
                {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": { "state": { "description": "That number.", "$ref": "#/$defs/count" } },
                    "required": ["state"]
                }
            ]
        }"##,
        read: |value, reading| {
            reading.spec.trigger = Some(trigger(value)?);
            Ok(())
        },
    }],
    fields: &["trigger"],
    slot: &One {
        of: |spec| &spec.trigger,
        of_mut: |spec| &mut spec.trigger,
        parse: str::parse,
        print: |value| Some(value.to_string()),
        usual: |_| None,
    },
    load: |config, spec| {
        let trigger = config.trigger.map(|count| exact("trigger", count)).transpose()?;
        spec.trigger = Some(trigger.map_or(Trigger::None, Trigger::Count));
        Ok(())
    },
    save: |spec, config| {
        config.trigger = match spec.trigger {
            Some(Trigger::Count(count)) => Some(count),
            Some(Trigger::None) | None => None,
        }
    },
    ..Entry::SILENT
};

fn trigger(value: &Value<'_>) -> Result<Trigger, Finding> {
    let state = |value| count(value, "a state's number").map(|state| Trigger::Count(state.into_inner()));
    match value.get_ref() {
        DeValue::Integer(_) => state(value),
        DeValue::Table(table) => Keys::with_keys(table, &["state"], |_| None)?
            .read("state", state)?
            .ok_or_else(|| Finding::new(value.span(), format!("expected {TRIGGER_FORM}"))),
        DeValue::String(none) if none == "none" => Ok(Trigger::None),
        DeValue::String(other) => {
            let found = format!("expected {TRIGGER_FORM}, found \"{}\"", short(other));
            Err(Finding::new(value.span(), found))
        }
        _ => Err(mismatch(value, TRIGGER_FORM)),
    }
}

/// Who starts the snapshots.
pub(super) const INITIATORS: Entry = Entry {
    name: "initiators",
    option: Some(Usage {
        value: "PROCESSES",
        help: "The processes that start the snapshots: names with commas between, or 'any' for all [default: the first]. P:2 \
               starts snapshot 2 alone, P@30 has a trigger of its own, P:2@30 both",
        alias: Some("initiator"),
        takes: Takes::Several(Some(',')),
        proposes: || vec![ANY.to_string()],
        printed: 13,
        ..Usage::TEXT
    }),
    keys: &[
        Key {
            name: "initiator",
            table: Table::Snapshot,
            schema: r##"{ "description": "The process that starts.", "$ref": "#/$defs/process" }"##,
            read: |value, reading| {
                named(vec![text(value, "a process name")?], reading);
                Ok(())
            },
        },
        Key {
            name: "initiators",
            table: Table::Snapshot,
            schema: r##"{
                "description": "The processes that start, or `any`; `p3:2` starts snapshot 2 alone, `p3@30` has a trigger of its own.",
                "oneOf": [{ "const": "any" }, { "type": "array", "items": { "$ref": "#/$defs/process" }, "minItems": 1 }]
            }"##,
            read: initiators,
        },
    ],
    fields: &["initiator", "initiators"],
    slot: &Many {
        of: |spec| &spec.initiators,
        of_mut: |spec| &mut spec.initiators,
        parse: values::any_text,
        print: |names| if names.is_empty() { Vec::new() } else { vec![names.join(",")] },
        adds: false,
        is_usual: |names, basis| match (names, basis.topology.processes().next()) {
            ([name], Some(first)) => name == basis.topology.name(first),
            _ => false,
        },
    },
    load: |config, spec| {
        spec.initiators = match config.initiators.as_slice() {
            [] if config.initiator.is_empty() => Vec::new(),
            [] => vec![config.initiator.clone()],
            several => several.to_vec(),
        };
        Ok(())
    },
    save: save_initiators,
    ..Entry::SILENT
};

fn initiators(value: &Value<'_>, reading: &mut Reading<'_>) -> Result<(), Finding> {
    let found = |name: &str| format!("expected {INITIATORS_FORM}, found \"{}\"", short(name));
    match value.get_ref() {
        DeValue::String(any) if any == ANY => reading.spec.initiators = vec![ANY.to_string()],
        DeValue::String(name) => {
            return Err(Finding::new(value.span(), found(name))
                .tip(format!("one process is given as initiator = \"{}\"", short(name))));
        }
        _ => {
            let names = list(value, INITIATORS_FORM, |value| text(value, "a process name"))?;
            if names.get_ref().is_empty() {
                return Err(Finding::new(names.span(), "a snapshot has at least one initiator"));
            }
            named(names.into_inner(), reading);
        }
    }
    Ok(())
}

fn named(names: Vec<Spanned<String>>, reading: &mut Reading<'_>) {
    reading.spec.initiators = names.iter().map(|name| name.get_ref().clone()).collect();
    reading.initiators = names;
}

/// One who starts all snapshots as all do stands alone; else there is a list, and the name of the first.
fn save_initiators(spec: &Spec, config: &mut Config) {
    let Some(first) = spec.initiators.first() else { return };
    let is_process = |name: &str| config.processes.iter().any(|process| process == name);
    let name = Written::read(first, is_process).map_or(first.as_str(), |written| written.process).to_string();
    let plain = spec.initiators.len() == 1 && name == *first;
    config.initiators = if plain { Vec::new() } else { spec.initiators.clone() };
    config.initiator = name;
}

/// How many snapshots are taken.
pub(super) const SNAPSHOTS: Entry = Entry {
    name: "snapshots",
    option: Some(Usage {
        value: "K",
        help: "How many snapshots to take; they may overlap [default: 1]",
        printed: 14,
        ..Usage::NUMBER
    }),
    keys: &[Key {
        name: "snapshots",
        table: Table::Snapshot,
        schema: r#"{ "description": "How many are taken.", "type": "integer", "minimum": 1, "maximum": 1000 }"#,
        read: |value, reading| {
            let count = positive(value, NUMBER)?;
            let known = u32::try_from(*count.get_ref()).ok().filter(|count| *count <= MAX_SNAPSHOTS);
            let error = || Finding::new(count.span(), "expected a number from 1 to 1000");
            reading.spec.snapshots = Some(known.ok_or_else(error)?);
            Ok(())
        },
    }],
    fields: &["snapshots"],
    slot: &One {
        of: |spec| &spec.snapshots,
        of_mut: |spec| &mut spec.snapshots,
        parse: values::snapshots,
        print: |value| Some(value.to_string()),
        usual: |basis| basis.commanded.or(Some(1)),
    },
    load: |config, spec| {
        if config.script.is_none() && !(1..=MAX_SNAPSHOTS).contains(&config.snapshots) {
            let what = format!("{}: expected 1 to {MAX_SNAPSHOTS}", config.snapshots);
            return Err(FieldError::new("snapshots", what));
        }
        spec.snapshots = Some(config.snapshots);
        Ok(())
    },
    save: |spec, config| config.snapshots = spec.snapshots.unwrap_or(1),
    ..Entry::SILENT
};

impl Basis<'_> {
    /// The snapshot algorithm, unless it is said.
    pub const ALGORITHM: &'static str = ChandyLamport::NAME;

    /// The trigger of an initiator, unless it is said: the count at which the exercise's P starts the snapshot. Whether the states of
    /// another program are counts is not known before they come.
    #[must_use]
    pub fn trigger(&self) -> Option<u64> {
        (self.program.counts && self.program.name != Foreign::ENTRY.name).then_some(101)
    }
}
