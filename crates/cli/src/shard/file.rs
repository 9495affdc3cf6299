//! What is kept of a part, as one line of JSON: which part, of which experiment, what came of it; and a hash, so that damage is found.
//!
//! It appears whole or not at all, under the name of the part. Who reads it is told what is wrong with it, never a part of it.

use std::io::Write as _;
use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use trace::model::Tool;

use super::differs;
use crate::failure::Failure;
use crate::input;
use crate::output::Output;
use crate::part::Part;
use crate::scenario::tool;
use crate::stderr::note;

/// A sort of shards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    /// Its schema.
    pub(crate) schema: &'static str,
    /// The command that makes it.
    pub(crate) command: &'static str,
}

/// A part of a work, done.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shard<E, S> {
    /// The name and version of the format.
    schema: String,
    /// The program that wrote it; another version may do another thing under the same seed.
    tool: Tool,
    /// Which part it is, from 1.
    number: u64,
    /// Of how many.
    of: u64,
    /// What was asked for, the same in all parts.
    pub(crate) experiment: E,
    /// What came of this part.
    pub(crate) sums: S,
    /// `sha256:` and the hash of the text before `,"digest"`.
    digest: String,
}

/// As much of a file as says whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    schema: String,
    tool: Tool,
}

/// What stands before the hash.
const DIGEST: &str = ",\"digest\":\"";

impl<E: Serialize, S: Serialize> Shard<E, S> {
    pub(crate) fn new(sort: Sort, Part { number, of }: Part, experiment: E, sums: S) -> Self {
        let (schema, digest) = (sort.schema.to_string(), String::new());
        Self { schema, tool: tool(), number, of, experiment, sums, digest }
    }

    /// Which part it is.
    pub(crate) const fn part(&self) -> Part {
        Part { number: self.number, of: self.of }
    }

    /// Writes it, whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string(self).expect("it is JSON");
        let (before, _) = text.rsplit_once(DIGEST).expect("the hash is the last field");
        let mut output = Output::open(Some(path))?;
        writeln!(output, "{before}{DIGEST}{}\"}}", hash(before))?;
        output.finish()
    }

    /// Refuses one that is not of this experiment, which `other` has, too.
    pub(crate) fn refuse_another(&self, path: &Path, experiment: &E, other: &str) -> Result<(), Failure> {
        let Some((field, [here, there])) = differs::first(&self.experiment, experiment) else {
            return Ok(());
        };
        let what = format!(
            "'{}' is of another experiment than {other}: {field} is {here} there, and {there} here",
            path.display()
        );
        Err(Failure::with_tip(what, "shards of one experiment have a folder of their own"))
    }
}

impl<E: Serialize + DeserializeOwned, S: Serialize + DeserializeOwned> Shard<E, S> {
    /// The one that is there already, if one is: this part of this experiment, and nothing else. It is told.
    pub(crate) fn there(
        path: &Path,
        sort: Sort,
        (part, experiment): (Part, &E),
        sound: impl Fn(&Self) -> Result<(), String>,
    ) -> Result<Option<Self>, Failure> {
        if !path.exists() {
            return Ok(None);
        }
        let (shard, name) = (Self::read(path, sort)?, path.display());
        if shard.part() != part {
            let what = format!("'{name}' has shard {}, not {part}", shard.part());
            return Err(Failure::with_tip(what, "remove it, or name another folder with '-o'"));
        }
        shard.refuse_another(path, experiment, "this one")?;
        sound(&shard).map_err(|what| Failure::new(format!("cannot read '{name}': {what}")))?;
        note(&format!("'{name}' is there already, and of this experiment: nothing was run"));
        Ok(Some(shard))
    }

    /// Reads one of this sort, which this version wrote.
    pub(crate) fn read(path: &Path, sort: Sort) -> Result<Self, Failure> {
        let text = input::load(path)?;
        let bad = |what: String| {
            let tip = format!("remove it, and 'sim {} --shard' makes it again", sort.command);
            Failure::with_tip(format!("cannot read '{}': {what}", path.display()), tip)
        };
        let head: Head = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        if head.schema != sort.schema {
            return Err(bad(format!("it has the schema '{}', not '{}'", head.schema, sort.schema)));
        }
        if head.tool != tool() {
            let (theirs, ours) = (head.tool, tool());
            return Err(bad(format!(
                "{} {} wrote it, and this is {} {}",
                theirs.name, theirs.version, ours.name, ours.version
            )));
        }
        let shard: Self = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        let is_whole = text.rsplit_once(DIGEST).is_some_and(|(before, _)| hash(before) == shard.digest);
        if !is_whole {
            return Err(bad("it was changed after it was written: its digest is another".to_string()));
        }
        if !shard.part().is_possible() {
            return Err(bad(format!("there is no part {} of {}", shard.number, shard.of)));
        }
        Ok(shard)
    }
}

fn hash(text: &str) -> String {
    let digits: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}
