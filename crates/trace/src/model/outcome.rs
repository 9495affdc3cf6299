//! What came of a run: the verdict, why it ended, and what the oracles said.

use std::num::NonZeroU64;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use snapshot::oracle::Overall;

use super::event::Amounts;
use crate::json;

/// What came of a run.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Outcome {
    /// The verdict of all checks together.
    #[serde(deserialize_with = "json::word")]
    pub verdict: Verdict,
    /// Why the run ended.
    #[serde(deserialize_with = "json::word")]
    pub stopped: Stopped,
    /// The virtual time of the last event.
    pub end_time: u64,
    /// How many events there were.
    pub events: u64,
    /// How many messages were delivered.
    pub messages: Delivered,
    /// Where the conserved messages were when the run ended: in flight, by channel.
    #[serde(deserialize_with = "json::once")]
    pub in_flight: IndexMap<String, Vec<Message>>,
    /// The stretches in which the algorithm kept processes from acting, where the run was watched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
    /// `sha256:` and the hash of all events: each as compact JSON, followed by a line feed.
    pub digest: String,
    /// The order that the channels kept, whatever they promise; absent where all promise fifo and nothing is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderKept>,
    /// What was waited for, in a run that was to go on until a snapshot shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// When a check failed: the schedule that makes this run again, whatever becomes of seeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
}

/// What was waited for in a run, and what was seen of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Until {
    /// The predicate: the name of one that the program has, or one that is written out.
    pub predicate: String,
    /// Whether it holds at the end of the run; `null` if that is not known.
    pub holds: Option<bool>,
    /// The step since which it holds to the end; absent if it holds since before the first snapshot began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Began>,
    /// The last time that it was so and went by; absent if there was none since the first snapshot began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<Passed>,
    /// Why of some moments it is not known whether it was so, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// The first snapshot that was complete and shows it; absent if none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<u32>,
    /// When that was complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<u64>,
    /// How many snapshots had begun when that was complete; or how many were taken, if none shows it.
    pub snapshots: u64,
    /// How many control messages these cost.
    pub markers: u64,
    /// How many more began after that, if any did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<NonZeroU64>,
}

/// How often something was so and went by, and the last of these times.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Passed {
    /// How often.
    pub times: u64,
    /// The step since which it was so; absent if it was so before the first snapshot began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Began>,
    /// The step since which it was not so any more.
    pub to: Began,
}

/// A step since which something is so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Began {
    /// When it was.
    pub t: u64,
    /// The `seq` of the event with which it began.
    pub event: u64,
}

impl Until {
    /// How many ticks after it became so it was seen; nothing, where it was seen and never became so, or nobody knows when it did, or it did more
    /// than once.
    #[must_use]
    pub fn late(&self) -> Option<u64> {
        if self.passed.is_some() {
            return None;
        }
        self.seen_at?.checked_sub(self.since?.t)
    }
}

/// A stretch in which the algorithm kept a process from acting.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Wait {
    /// Which process.
    pub process: String,
    /// The `seq` of the event with which the step began after which it had to wait.
    pub from: u64,
    /// The `seq` of the event with which the step began after which it might go on; absent if the run ended before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
}

/// The order that the channels kept in the events that were judged. Messages of the algorithm count as all others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OrderKept {
    /// Whether no message overtook another one in its channel.
    pub fifo: bool,
    /// Whether none came before another one that was sent to the same process before it, by happened-before; `null` where nobody looked,
    /// since there are very many processes.
    pub causal: Option<bool>,
    /// The first that overtook another one in its channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overtaking: Option<TooEarly>,
    /// The first that did not keep causal order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub violation: Option<TooEarly>,
}

/// A message that came too early.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TooEarly {
    /// Which.
    pub msg: u64,
    /// The one that should have come before it.
    pub before: u64,
    /// How many came too early in this way.
    pub times: u64,
}

/// The verdict of all checks together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All checks hold.
    Ok,
    /// A check failed.
    Failed,
    /// No check failed, but not all could be made.
    #[default]
    Unknown,
}

/// Why a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// The snapshot was complete.
    #[default]
    SnapshotComplete,
    /// The limit on events was reached.
    MaxEvents,
    /// The limit on memory was reached.
    MaxMemory,
    /// A fault had happened, and what was missing of the snapshots could not come any more.
    Hopeless,
    /// Nothing could happen any more.
    Quiescent,
    /// Virtual time was over.
    OutOfTime,
}

/// How many messages were delivered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Delivered {
    /// Of the computation.
    pub m: u64,
    /// Of the algorithm: markers, or of whatever kinds they are.
    pub marker: u64,
}

impl From<Overall> for Verdict {
    fn from(overall: Overall) -> Self {
        match overall {
            Overall::Holds => Self::Ok,
            Overall::Violated => Self::Failed,
            Overall::Unknown => Self::Unknown,
        }
    }
}

impl From<snapshot::Stopped> for Stopped {
    fn from(stopped: snapshot::Stopped) -> Self {
        match stopped {
            snapshot::Stopped::SnapshotComplete => Self::SnapshotComplete,
            snapshot::Stopped::MaxEvents => Self::MaxEvents,
            snapshot::Stopped::MaxMemory => Self::MaxMemory,
            snapshot::Stopped::Hopeless => Self::Hopeless,
            snapshot::Stopped::Quiescent => Self::Quiescent,
            snapshot::Stopped::OutOfTime => Self::OutOfTime,
        }
    }
}

impl From<Stopped> for snapshot::Stopped {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::SnapshotComplete => Self::SnapshotComplete,
            Stopped::MaxEvents => Self::MaxEvents,
            Stopped::MaxMemory => Self::MaxMemory,
            Stopped::Hopeless => Self::Hopeless,
            Stopped::Quiescent => Self::Quiescent,
            Stopped::OutOfTime => Self::OutOfTime,
        }
    }
}

impl From<snapshot::Delivered> for Delivered {
    fn from(snapshot::Delivered { messages, markers }: snapshot::Delivered) -> Self {
        Self { m: messages, marker: markers }
    }
}

/// A message of the computation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Its number, in the order of sending; absent for one that was recorded but never received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msg: Option<u64>,
    /// What it says.
    pub body: String,
    /// What it carries.
    #[serde(default, deserialize_with = "json::once", skip_serializing_if = "Amounts::is_empty")]
    pub carries: Amounts,
}

/// What one oracle said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The oracle.
    pub name: String,
    /// Whether its claim holds; `null` when that cannot be said.
    pub ok: Option<bool>,
    /// For `one-message`: how much of each good there is in the recorded state.
    #[serde(default, deserialize_with = "json::once", skip_serializing_if = "IndexMap::is_empty")]
    pub amounts: IndexMap<String, Amount>,
    /// Why it does not hold, or why that cannot be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What happened, when more than the reason can be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub story: Vec<String>,
    /// The `seq` of the events that decide it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<u64>,
}

/// How much of a good was recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// In the recorded state.
    pub recorded: u64,
    /// In the state of the run before the snapshot.
    pub expected: u64,
}
