//! What is kept of a part of a work that outgrows a machine, as one line of JSON: which part, of which experiment, what came of it; and a
//! hash, so that damage is found.
//!
//! [`part`] says which part it is. What an experiment is, and what came of it, is for whoever writes shards of that sort; here it is anything that
//! can be written and read. No file is opened here.

pub mod part;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::model::Tool;
use part::Part;

/// A part of a work, done.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shard<E, S> {
    /// The name and version of the format.
    schema: String,
    /// The program that wrote it; another version may do another thing under the same seed.
    tool: Tool,
    /// Which part it is, from 1.
    number: u64,
    /// Of how many.
    of: u64,
    /// What was asked for, the same in all parts.
    pub experiment: E,
    /// What came of this part.
    pub sums: S,
    /// `sha256:` and the hash of the text before `,"digest"`.
    digest: String,
}

/// Why a text is no shard of that sort, which that program wrote.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// It is no JSON, or not of this form.
    #[error("{0}")]
    Json(serde_json::Error),
    /// It is a shard of another sort.
    #[error("it has the schema '{there}', not '{wanted}'")]
    Schema {
        /// What it has.
        there: String,
        /// What it should have.
        wanted: String,
    },
    /// Another program wrote it, or another version.
    #[error("{} {} wrote it, and this is {} {}", .there.name, .there.version, .this.name, .this.version)]
    Tool {
        /// Who wrote it.
        there: Tool,
        /// Who should have.
        this: Tool,
    },
    /// Its hash is not that of its text.
    #[error("it was changed after it was written: its digest is another")]
    Changed,
    /// There is no such part.
    #[error("there is no part {} of {}", .0.number, .0.of)]
    Part(Part),
}

/// As much of a text as says whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    schema: String,
    tool: Tool,
}

/// What stands before the hash.
const DIGEST: &str = ",\"digest\":\"";

impl<E, S> Shard<E, S> {
    /// What a program has to say of a part.
    pub fn new(schema: &str, tool: Tool, Part { number, of }: Part, experiment: E, sums: S) -> Self {
        Self { schema: schema.to_string(), tool, number, of, experiment, sums, digest: String::new() }
    }

    /// Which part it is.
    #[must_use]
    pub const fn part(&self) -> Part {
        Part { number: self.number, of: self.of }
    }
}

impl<E: Serialize, S: Serialize> Shard<E, S> {
    /// The text of it: a line, without its end.
    ///
    /// # Panics
    /// When an experiment or what came of it has something for a key that is no text.
    #[must_use]
    pub fn text(&self) -> String {
        let text = serde_json::to_string(self).expect("it is JSON");
        let (before, _) = text.rsplit_once(DIGEST).expect("the hash is the last field");
        sealed(before)
    }
}

impl<E: DeserializeOwned, S: DeserializeOwned> Shard<E, S> {
    /// Reads one of this sort, which this program wrote.
    ///
    /// # Errors
    /// When it is not, or was changed since, or is of a part that there is not.
    pub fn read(text: &str, schema: &str, tool: &Tool) -> Result<Self, ShardError> {
        let head: Head = serde_json::from_str(text).map_err(ShardError::Json)?;
        if head.schema != schema {
            return Err(ShardError::Schema { there: head.schema, wanted: schema.to_string() });
        }
        if head.tool != *tool {
            return Err(ShardError::Tool { there: head.tool, this: tool.clone() });
        }
        let shard: Self = serde_json::from_str(text).map_err(ShardError::Json)?;
        if text.rsplit_once(DIGEST).is_none_or(|(before, _)| hash(before) != shard.digest) {
            return Err(ShardError::Changed);
        }
        let part = shard.part();
        if part.is_possible() { Ok(shard) } else { Err(ShardError::Part(part)) }
    }
}

/// What stands before the hash, with its hash: whole.
#[must_use]
pub fn sealed(before: &str) -> String {
    format!("{before}{DIGEST}{}\"}}", hash(before))
}

fn hash(text: &str) -> String {
    let digits: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn tool(version: &str) -> Tool {
        Tool { name: "sim".into(), version: version.into() }
    }

    fn text(number: u64, of: u64) -> String {
        Shard::new("sim.shard/1", tool("1"), Part { number, of }, "rings", 7).text()
    }

    fn read(text: &str) -> Result<Shard<String, u64>, String> {
        Shard::read(text, "sim.shard/1", &tool("1")).map_err(|error| error.to_string())
    }

    #[test]
    fn what_was_written_is_read() {
        let shard = read(&text(2, 3)).unwrap();
        assert_eq!(shard.part(), Part { number: 2, of: 3 });
        assert_eq!((shard.experiment.as_str(), shard.sums), ("rings", 7));
    }

    #[test]
    fn what_is_changed_of_another_sort_or_program_or_no_part_is_refused() {
        let changed = read(&text(2, 3).replace("rings", "lines")).unwrap_err();
        assert!(changed.contains("digest"), "{changed}");
        let other = Shard::<String, u64>::read(&text(2, 3), "sim.shard/2", &tool("1")).unwrap_err();
        assert_eq!(other.to_string(), "it has the schema 'sim.shard/1', not 'sim.shard/2'");
        let other = Shard::<String, u64>::read(&text(2, 3), "sim.shard/1", &tool("2")).unwrap_err();
        assert_eq!(other.to_string(), "sim 1 wrote it, and this is sim 2");
        assert_eq!(read(&text(4, 3)).unwrap_err(), "there is no part 4 of 3");
        assert!(read("").is_err());
    }
}
