//! One recorded global state, whether the run was ever in it, and what it cost.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::event::{Amounts, Held, State};
use super::outcome::{Check, Message};
use super::wait_for::WaitFor;
use crate::json;

/// One recorded global state.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Snapshot {
    /// Its number, from 1.
    pub id: u32,
    /// The process that recorded first.
    pub initiator: String,
    /// Every process that recorded without having received a marker, if they are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initiators: Vec<String>,
    /// When the first process recorded.
    pub started_at: u64,
    /// When the last channel was closed, or the last checkpoint became permanent; absent if the snapshot is not complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<u64>,
    /// The recorded process states; a process that did not record is absent.
    #[serde(deserialize_with = "json::once")]
    pub processes: IndexMap<String, ProcessState>,
    /// The recorded messages of each channel; of a recovery line there are none.
    #[serde(deserialize_with = "json::once")]
    pub channels: IndexMap<String, Vec<Message>>,
    /// What the oracles said of it.
    pub checks: Vec<Check>,
    /// Whether, and when, the run was in the recorded state; `null` while the snapshot is not complete, and of a recovery line.
    pub occurred: Option<Occurred>,
    /// Who waits for whom in it, of a program in which processes wait for one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_for: Option<WaitFor>,
    /// What it cost.
    pub costs: Costs,
}

/// A recorded process state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct ProcessState {
    /// The state.
    #[serde(flatten)]
    pub state: Held,
    /// When it recorded.
    #[serde(default)]
    pub at: u64,
    /// The `seq` of the event that recorded it.
    #[serde(default)]
    pub event: u64,
    /// In a recovery line, of a process that took no checkpoint for it: the number of the line for which it took the one at which it stays; 0, if
    /// that is its initial state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stays_at: Option<u32>,
}

/// Whether the recorded global state was ever the state of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Occurred {
    /// Whether it was.
    pub ever: bool,
    /// From when on; absent for a state from before the snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// Until when; absent if it was still so at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    /// The `seq` of the event with whose step it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<u64>,
}

/// The messages that were due and had to wait: their process refused them, or one before them in their channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Refused {
    /// How many.
    pub messages: u64,
    /// For how many ticks, all added up.
    pub ticks: u64,
}

/// What messages carried for an algorithm, 32 bits a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Bits {
    /// The messages of the computation that were sent from the first recording to the completion.
    pub messages: u64,
    /// What the algorithm added to these.
    pub on_messages: u64,
    /// What its own messages say besides which snapshot they are about.
    pub in_control: u64,
}

/// What a snapshot cost.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Costs {
    /// Messages of the algorithm that were sent: markers, or of whatever kinds they are.
    pub markers: u64,
    /// Messages recorded as part of a channel's state.
    pub recorded_messages: u64,
    /// What processes refused meanwhile; absent unless the algorithm lets them, and messages have times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// For how many ticks processes were kept from acting meanwhile, all added up; absent unless the algorithm does so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u64>,
    /// The messages that were kept at the completion, those recorded and what the algorithm keeps besides; absent unless it keeps some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<u64>,
    /// Of a recovery line, the messages that cross it: sent before it, not received before it, and recorded nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<u64>,
    /// What messages carried for the algorithm; absent if they carried nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<Bits>,
    /// Ticks from the first recording to the last; `null` while a process has not recorded.
    pub recorded: Option<u64>,
    /// Ticks from the first recording to the completion; `null` while it is not complete.
    pub duration: Option<u64>,
    /// The messages of the computation in flight meanwhile.
    pub in_flight: InFlight,
}

/// How many messages of the computation were in flight while a snapshot was taken.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InFlight {
    /// At most.
    pub max: u64,
    /// In the mean over the steps, with two decimals: `1.25`.
    pub mean: String,
}

/// Its fields are read side by side, so that a mistake in one of them is told with its name.
impl<'de> Deserialize<'de> for ProcessState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            state: State,
            #[serde(default, deserialize_with = "json::once")]
            holds: Amounts,
            #[serde(default)]
            at: u64,
            #[serde(default)]
            event: u64,
            stays_at: Option<u32>,
        }
        let Fields { state, holds, at, event, stays_at } = Fields::deserialize(deserializer)?;
        Ok(Self { state: Held { state, holds }, at, event, stays_at })
    }
}
