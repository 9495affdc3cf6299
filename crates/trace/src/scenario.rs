//! Scenario files: what is to be run, as a person writes it in TOML, or as the program itself does in JSON.
//!
//! ```toml
//! name = "ring"
//! processes = ["P", "Q"]
//! channels = [["P", "Q"], { from = "Q", to = "P", delay = "1..=5", order = "unordered" }]
//! program = { name = "token-ring", tokens = 1 }
//!
//! [snapshot]
//! algorithm = "chandy-lamport"
//! initiator = "P"
//! trigger = 101
//! ```
//!
//! Every key may be left out. What may be said under each, the [entries](crate::spec::ENTRIES) say; here is the file as a
//! whole: which keys belong where, which contradict each other, and whether the names in it are those of its processes
//! (`names`). What comes of it is a [`Spec`]; every mistake is shown where it is.

use std::path::Path;

use toml::de::DeTable;

use crate::model::Config;
use crate::spec::{Beside, ENTRIES, FieldError, Key, Reading, Spec, Table};
use crate::text::reader::{Table as Keys, table};
use crate::text::{Finding, TextError, document, shown_at};

mod names;
#[cfg(test)]
mod tests;

/// The longest scenario that is read, in bytes. Parsing takes up to 250 times as much memory.
pub const MAX_BYTES: usize = 4 << 20;

/// The table of what is said of snapshots.
const SNAPSHOT: &str = "snapshot";

/// Reads a scenario; `file_name` is what errors call it. What it names is beside it: `is_file` tells whether there is such
/// a file.
///
/// # Errors
/// When the text is too long, is not TOML, has a key or a value that has no place there, or contradicts itself.
pub fn parse(text: &str, file_name: &str, is_file: impl Fn(&Path) -> bool) -> Result<Spec, TextError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        let what = format!("the file has {} bytes, and a scenario has at most {MAX_BYTES}", text.len());
        return Err(shown_at(file_name, text, Finding::new(0..0, what)));
    }
    let folder = Path::new(file_name).parent().unwrap_or(Path::new(""));
    let beside = Beside { folder, is_file: &is_file };
    document(text)
        .and_then(|table| scenario(&table, beside))
        .map_err(|finding| shown_at(file_name, text, finding))
}

/// The whole file.
fn scenario(root: &DeTable<'_>, beside: Beside<'_>) -> Result<Spec, Finding> {
    let (top, of_snapshots) = (keys(Table::Top), keys(Table::Snapshot));
    let root = Keys::with_keys(root, &top, |key| {
        of_snapshots.contains(&key).then(|| format!("'{key}' belongs in the table [{SNAPSHOT}]"))
    })?;
    for key in ["processes", "channels"] {
        root.not_both("topology", key, "a topology has processes and channels of its own")?;
    }
    if let (Some(key), None) = (root.key("channels"), root.key("processes")) {
        let finding = Finding::new(key, "'channels' needs 'processes'");
        return Err(finding.tip("name them above: processes = [\"P\", \"Q\"]"));
    }
    let mut reading = Reading::new(beside);
    read(&root, Table::Top, &mut reading)?;
    root.read(SNAPSHOT, |value| {
        let table = Keys::with_keys(table(value, "a table, [snapshot]")?, &of_snapshots, |key| {
            let above = key != SNAPSHOT && top.contains(&key);
            above.then(|| format!("'{key}' belongs above the table [{SNAPSHOT}], not in it"))
        })?;
        table.not_both("initiator", "initiators", "one names one process, the other several")?;
        read(&table, Table::Snapshot, &mut reading)
    })?;
    names::check(&reading)?;
    Ok(reading.spec)
}

/// The keys that the entries have in a table; the last one of the file is the other table.
pub(crate) fn keys(table: Table) -> Vec<&'static str> {
    let last = (table == Table::Top).then_some(SNAPSHOT);
    entries_of(table).map(|key| key.name).chain(last).collect()
}

/// What the entries say under the keys of a table.
pub(crate) fn entries_of(table: Table) -> impl Iterator<Item = &'static Key> {
    ENTRIES.iter().flat_map(|entry| entry.keys).filter(move |key| key.table == table)
}

fn read(from: &Keys<'_>, table: Table, reading: &mut Reading<'_>) -> Result<(), Finding> {
    entries_of(table).try_for_each(|key| {
        let said = from.read(key.name, |value| (key.read)(value, reading));
        said.map(drop)
    })
}

/// Why a scenario in JSON cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It is none.
    #[error(transparent)]
    Json(crate::json::JsonError),
    /// It has a field that no run has.
    #[error(transparent)]
    Field(#[from] FieldError),
}

/// Reads a scenario in JSON: a saved run, or the configuration in it.
///
/// # Errors
/// When it is neither.
pub fn of_json(text: &str) -> Result<Spec, SavedError> {
    #[derive(serde::Deserialize)]
    struct Run {
        config: Config,
    }
    #[derive(serde::Deserialize)]
    struct Form {
        config: Option<serde::de::IgnoredAny>,
    }
    // Of the JSONL form the first line has the configuration.
    let first = text.lines().next().unwrap_or_default();
    let is_run = |text| crate::json::parse::<Form>(text).map(|form| form.config.is_some());
    let text = if is_run(first).is_ok_and(|run| run) { first } else { text };
    let config = match is_run(text) {
        Ok(true) => crate::json::parse::<Run>(text).map(|run| run.config),
        Ok(false) => crate::json::parse::<Config>(text),
        Err(error) => Err(error),
    };
    Ok(Spec::from_config(&config.map_err(SavedError::Json)?)?)
}
