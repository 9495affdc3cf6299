//! A part of a work: as it is typed, and the file that says what came of it.

use serde_json::Value;
use trace::model::Tool;
use trace::shard::Shard;
use trace::shard::part::AskedPart;

/// What the shards that are read are shards of.
pub(crate) const SCHEMA: &str = "sim.shard/1";

/// Who wrote them.
pub(crate) fn tool() -> Tool {
    Tool { name: "another".into(), version: "1".into() }
}

pub(super) fn part(text: &str) -> Option<()> {
    text.parse::<AskedPart>().ok().map(drop)
}

/// A shard, as it is. No damage is accepted unless it is hashed anew, so that is done, too.
pub(super) fn shard(text: &str) -> Option<()> {
    let (before, _) = text.rsplit_once(",\"digest\"").unwrap_or((text, ""));
    let forged = read(&trace::shard::sealed(before));
    if let Some(shard) = &forged {
        assert_eq!(
            read(&shard.text()).map(|again| again.sums),
            Some(shard.sums.clone()),
            "it is read as it was"
        );
    }
    read(text).or(forged).map(drop)
}

/// What is in it may be anything here: who knows what it is of says whether it can be.
fn read(text: &str) -> Option<Shard<Value, Value>> {
    Shard::read(text, SCHEMA, &tool()).map_err(|error| error.to_string()).ok()
}
