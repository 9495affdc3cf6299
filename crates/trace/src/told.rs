//! What a file tells of what could also be worked out, held against what it comes to, field by field.
//!
//! Only what is there is compared. The fields that differ are named by their paths, and so is every field that is absent.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Config, Event, Footer};

/// The parts of a file that may be absent, as the file has them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool: Option<Value>,
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(crate) config: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rng: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshots: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checks: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transcript: Option<Value>,
}

impl Told {
    /// Whether the file tells anything of what came of the run.
    #[must_use]
    pub fn has_result(&self) -> bool {
        [&self.outcome, &self.snapshots, &self.checks, &self.transcript].into_iter().any(Option::is_some)
    }

    /// Whether the file has this field of the outcome.
    #[must_use]
    pub fn has_outcome(&self, field: &str) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.get(field).is_some())
    }

    /// The same, with what the last line of the JSONL form tells.
    #[must_use]
    pub(crate) fn with_result(self, line: Self) -> Self {
        Self { tool: self.tool, config: self.config, rng: self.rng, ..line }
    }

    /// What it tells of the result alone.
    #[must_use]
    pub(crate) fn result(self) -> Self {
        Self { tool: None, config: Value::Null, rng: None, ..self }
    }

    /// What the file tells of the result, held against what the result is. `theirs` is what was read of the file.
    #[must_use]
    pub fn result_against(&self, theirs: &Footer, ours: &Footer) -> Comparison {
        let parts = [
            ("outcome", &self.outcome),
            ("snapshots", &self.snapshots),
            ("checks", &self.checks),
            ("transcript", &self.transcript),
        ];
        let told = parts.into_iter().filter_map(|(name, part)| Some((name.to_string(), part.clone()?)));
        let mut comparison = Comparison::default();
        comparison.hold(&Value::Object(told.collect()), &value(theirs), &value(ours), "");
        comparison
    }

    /// What the file does not tell of what decides a run: the generator and parts of the configuration.
    #[must_use]
    pub fn untold(&self, ours: &Config) -> BTreeSet<String> {
        let mut comparison = Comparison::default();
        comparison.hold(&self.config, &self.config, &value(ours), "config");
        let decides = |path: &String| {
            ![
                "config.scenario",
                "config.topology",
                "config.goods",
                "config.channels[…].id",
                "config.assumption",
            ]
            .contains(&&**path)
        };
        let generator = self.rng.is_none().then(|| "rng".to_string());
        comparison.absent.into_iter().filter(decides).chain(generator).collect()
    }
}

/// An event of a file, held against what it should be.
#[must_use]
pub fn event_against(told: &Event, ours: &Event) -> Comparison {
    let (told, path) = (value(told), format!("events[{}]", ours.seq));
    let mut comparison = Comparison::default();
    comparison.hold(&told, &told, &value(ours), &path);
    comparison
}

/// A field, what a file has there, and what it should have.
pub(crate) fn differing(path: &str, told: &impl Serialize, ours: &impl Serialize) -> String {
    let short = |value: Value| short(value.to_string());
    format!("{path}: {} in the file, it comes to {}", short(value(told)), short(value(ours)))
}

/// The longest value that is shown whole, in characters.
const LONGEST: usize = 200;

fn short(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).expect("the format is JSON")
}

/// What came of holding what a file tells against what it should.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The fields that differ, and how.
    pub differs: Vec<String>,
    /// The fields that the file has not; the places in lists are left out.
    pub absent: BTreeSet<String>,
}

impl Comparison {
    /// Holds two values against each other. `known` is `told` without the fields that the format does not know.
    fn hold(&mut self, told: &Value, known: &Value, ours: &Value, path: &str) {
        match (told, ours) {
            (Value::Object(told), Value::Object(ours)) => {
                let object = path;
                for (name, ours) in ours {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    match told.get(name) {
                        Some(told) => self.hold(told, known.get(name).unwrap_or(told), ours, &path),
                        None if lists_all(object) => self.note(format!("{path}: it is missing")),
                        None => {
                            self.absent.insert(without_places(&path));
                        }
                    }
                }
                let more = |name: &&String| !ours.contains_key(*name) && known.get(name).is_some();
                for name in told.keys().filter(more) {
                    self.note(format!("{path}.{name}: there is none"));
                }
            }
            (Value::Array(told), Value::Array(ours)) if told.len() == ours.len() => {
                for (place, (told, ours)) in told.iter().zip(ours).enumerate() {
                    self.hold(told, known.get(place).unwrap_or(told), ours, &format!("{path}[{place}]"));
                }
            }
            (Value::Array(told), Value::Array(ours)) => {
                self.note(differing(path, &told.len(), &ours.len()));
            }
            _ if told == ours => {}
            _ => self.note(differing(path, told, ours)),
        }
    }

    fn note(&mut self, difference: String) {
        self.differs.push(difference);
    }
}

/// Whether an object has all that there is of something by its name: what it has not is said not to be there.
fn lists_all(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or_default();
    ["in_flight", "transcript", "holds", "carries", "amounts", "edges"].contains(&name)
}

/// `snapshots[…].costs` for `snapshots[3].costs`.
fn without_places(path: &str) -> String {
    let mut parts = path.split('[');
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let rest = part.split_once(']').map_or(part, |(_, rest)| rest);
        text.push_str("[…]");
        text.push_str(rest);
    }
    text
}
