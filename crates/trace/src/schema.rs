//! The JSON Schema of what the program writes, and of what a person writes for it.

use schemars::{JsonSchema, schema_for};

use crate::model::{Line, Run};

/// The schema of the JSON form.
#[must_use]
pub fn of_run() -> String {
    pretty::<Run>()
}

/// The schema of each line of the JSONL form.
#[must_use]
pub fn of_line() -> String {
    pretty::<Line>()
}

/// The schema of a scenario, as a person writes it; of what TOML makes of it.
#[must_use]
pub fn of_scenario() -> String {
    include_str!("scenario/schema.json").trim_end().to_string()
}

/// The schema of any type of a format.
#[must_use]
pub fn pretty<T: JsonSchema>() -> String {
    serde_json::to_string_pretty(&schema_for!(T)).expect("a schema is JSON")
}
