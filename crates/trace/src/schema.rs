//! The JSON Schema of what the program writes, and of what a person writes for it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, schema_for};
use serde_json::Value;

use crate::model::{Line, Run};
use crate::scenario::entries_of;
use crate::spec::Table;

/// The schema of the JSON form.
#[must_use]
pub fn of_run() -> String {
    of_written::<Run>()
}

/// The schema of each line of the JSONL form.
#[must_use]
pub fn of_line() -> String {
    of_written::<Line>()
}

/// The schema of a scenario, as a person writes it; of what TOML makes of it. What stands under each key is the entry's.
#[must_use]
pub fn of_scenario() -> String {
    let mut schema = json(include_str!("scenario/schema.json"));
    for (path, table) in [("/properties", Table::Top), ("/$defs/snapshot/properties", Table::Snapshot)] {
        let here = schema.pointer_mut(path).and_then(Value::as_object_mut).expect("the tables are there");
        let others = std::mem::take(here);
        here.extend(entries_of(table).map(|key| (key.name.to_string(), json(key.schema))));
        here.extend(others);
    }
    serde_json::to_string_pretty(&schema).expect("a schema is JSON")
}

/// The schema of an assignment, as a teacher writes it; of what TOML makes of it.
#[must_use]
pub fn of_assignment() -> String {
    let schema = json(include_str!("assignment/schema.json"));
    serde_json::to_string_pretty(&schema).expect("a schema is JSON")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("what is written here is JSON")
}

/// The schema of what is written with all its fields, as a run is, though some may be absent where it is read.
#[must_use]
pub fn of_written<T: JsonSchema>() -> String {
    let settings = SchemaSettings::default().for_serialize();
    text(&settings.into_generator().into_root_schema_for::<T>())
}

/// The schema of any type of a format that is read.
#[must_use]
pub fn pretty<T: JsonSchema>() -> String {
    text(&schema_for!(T))
}

fn text(schema: &Schema) -> String {
    serde_json::to_string_pretty(schema).expect("a schema is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of the properties of an object in a schema.
    fn properties(schema: &Value) -> Vec<&str> {
        schema["properties"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn the_schemata_of_what_is_written_have_its_fields() {
        let run = json(&of_run());
        let fields =
            ["schema", "tool", "config", "rng", "outcome", "snapshots", "checks", "transcript", "events"];
        assert_eq!(properties(&run), fields);
        // It is of what is written: all of it is there.
        assert_eq!(run["required"].as_array().unwrap().len(), fields.len());
        let line = json(&of_line());
        let kinds = line["oneOf"].as_array().unwrap().iter();
        let kinds: Vec<_> = kinds.map(|kind| kind["properties"]["type"]["const"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["run", "event", "result"]);
        let assignment = json(&of_assignment());
        assert_eq!(assignment["type"], "object");
        assert!(json(&pretty::<crate::spec::Spec>())["properties"]["seed"].is_object());
    }
}
