//! The format `sim.run/2`, as types: the order of the fields is the order in the file.
//!
//! Seeds are strings, because JavaScript has no exact integer past 2^53; all other numbers stay below that.
//!
//! All of it is written. Of a file that is read, what follows from the rest, and what has a usual value, may be absent: it is
//! `default` here, and [`told`](crate::told) knows what a file really has.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name and version of the format.
pub const SCHEMA: &str = "sim.run/2";

/// A whole run: the JSON form.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// `sim.run/2`.
    pub schema: String,
    /// The program that wrote it.
    #[serde(default)]
    pub tool: Tool,
    /// What was run.
    pub config: Config,
    /// Where the random numbers came from.
    #[serde(default)]
    pub rng: Rng,
    /// What came of it.
    #[serde(default)]
    pub outcome: Outcome,
    /// The recorded global states.
    #[serde(default)]
    pub snapshots: Vec<Snapshot>,
    /// What the oracles said, of all snapshots together: for each oracle the worst.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// The transcript of each process for the first snapshot, in the exercise's words.
    #[serde(default)]
    pub transcript: IndexMap<String, Vec<String>>,
    /// Everything that happened, in order.
    pub events: Vec<Event>,
}

/// A run, line by line: the JSONL form. `run` first, then `event`s, `result` last.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[expect(clippy::large_enum_variant, reason = "there is one line at a time")]
pub enum Line {
    /// What is being run.
    Run(Header),
    /// One thing that happened.
    Event(Event),
    /// What came of it.
    Result(Footer),
}

/// What is known of a run before it begins.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// `sim.run/2`.
    pub schema: String,
    /// The program that wrote it.
    #[serde(default)]
    pub tool: Tool,
    /// What is run.
    pub config: Config,
    /// Where the random numbers come from.
    #[serde(default)]
    pub rng: Rng,
}

/// What is known of a run when it is over.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Footer {
    /// What came of it.
    pub outcome: Outcome,
    /// The recorded global states.
    pub snapshots: Vec<Snapshot>,
    /// What the oracles said.
    pub checks: Vec<Check>,
    /// The transcript of each process.
    pub transcript: IndexMap<String, Vec<String>>,
}

/// The program that wrote a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was run: everything that a second run needs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Config {
    /// The name of the scenario.
    #[serde(default = "unnamed")]
    pub scenario: String,
    /// The shape of the topology, if it has one: `ring:2`. Processes and channels are spelt out all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<String>,
    /// The names of the processes.
    pub processes: Vec<String>,
    /// The channels.
    pub channels: Vec<Channel>,
    /// The underlying computation.
    pub program: String,
    /// Its parameters, those that were set.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, String>,
    /// The statements of a script, as the program `script` follows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// What the computation conserves; absent if it conserves nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<Good>,
    /// What each process has at the start, for a script on a topology file that says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<u64>,
    /// By what clock the run goes, if not by delays in continuous time: `ticks` for that of the COS 418 simulator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// For that clock: the delays, in the order of sending, if they are not drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delays: Option<Vec<u64>>,
    /// How long a process waits before it does something of its own accord: ticks, or a range such as `1..=20`; in the token
    /// ring `0` makes receiving and forwarding one event.
    #[serde(default = "usual_delay")]
    pub hold: String,
    /// The snapshot algorithm.
    #[serde(default = "chandy_lamport")]
    pub algorithm: String,
    /// The process that starts the snapshots; of several the first; `any` for every process; empty if the script says who
    /// does.
    #[serde(default)]
    pub initiator: String,
    /// The processes that start the snapshots, if they are several; `p3:2` is one that starts snapshot 2 alone, `p3@30` one
    /// with a trigger of its own, `p3@none` one that starts of its own accord, `p3:2@30` one with both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initiators: Vec<String>,
    /// The count of an initiator's state at which it starts the first snapshot; `null` if it starts of its own accord, or if
    /// each has a trigger of its own.
    pub trigger: Option<u64>,
    /// When an initiator starts of its own accord: ticks, or a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// How many snapshots are taken, if not one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub snapshots: u32,
    /// The seed, in decimal digits.
    #[serde(default = "seed")]
    pub seed: String,
    /// The schedule that was followed, if one was given; delays and the seed mean nothing then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// After how many events a run is given up.
    #[serde(default = "endless")]
    pub max_events: u64,
}

/// One thing that no event creates or destroys, and its words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Good {
    /// What it is called: `m`.
    pub name: String,
    /// What stands after a 1: `copy of m`.
    pub one: String,
    /// What stands after any other number: `copies of m`.
    pub many: String,
}

/// How much there is of each good, by its name; those of which there is nothing are absent.
pub type Amounts = IndexMap<String, u64>;

/// A clock that is not that of delays alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Ticks, and one delivery a source and tick.
    Ticks,
}

fn usual_delay() -> String {
    "1..=20".to_string()
}

fn chandy_lamport() -> String {
    "chandy-lamport".to_string()
}

fn unnamed() -> String {
    "scenario".to_string()
}

fn seed() -> String {
    "0".to_string()
}

/// What is read is as long as it is; this is the greatest number that JavaScript has.
const fn endless() -> u64 {
    1 << 53
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_one(number: &u32) -> bool {
    *number == 1
}

/// A channel of the configuration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Channel {
    /// Its name: `P->Q`.
    #[serde(default)]
    pub id: String,
    /// Its source.
    pub from: String,
    /// Its target.
    pub to: String,
    /// Its discipline.
    #[serde(default)]
    pub order: Order,
    /// How long messages take: ticks, or a range such as `1..=20`.
    #[serde(default = "usual_delay")]
    pub delay: String,
}

/// The discipline of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// First in, first out.
    #[default]
    Fifo,
    /// Any message may be next.
    Unordered,
}

/// Where the random numbers come from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Rng {
    /// The generator.
    pub algorithm: String,
    /// Raised when the same seed draws other numbers.
    pub version: u32,
}

impl Default for Rng {
    fn default() -> Self {
        Self { algorithm: sim_core::random::ALGORITHM.to_string(), version: sim_core::random::VERSION }
    }
}

/// What came of a run.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Outcome {
    /// The verdict of all checks together.
    pub verdict: Verdict,
    /// Why the run ended.
    pub stopped: Stopped,
    /// The virtual time of the last event.
    pub end_time: u64,
    /// How many events there were.
    pub events: u64,
    /// How many messages were delivered.
    pub messages: Delivered,
    /// Where the conserved messages were when the run ended: in flight, by channel.
    pub in_flight: IndexMap<String, Vec<Message>>,
    /// `sha256:` and the hash of all events: each as compact JSON, followed by a line feed.
    pub digest: String,
    /// When a check failed: the schedule that makes this run again, whatever becomes of seeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
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
    /// Markers.
    pub marker: u64,
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
    #[serde(default, skip_serializing_if = "Amounts::is_empty")]
    pub carries: Amounts,
}

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
    /// When the last channel was closed; absent if the snapshot is not complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<u64>,
    /// The recorded process states; a process that did not record is absent.
    pub processes: IndexMap<String, ProcessState>,
    /// The recorded messages of each channel.
    pub channels: IndexMap<String, Vec<Message>>,
    /// What the oracles said of it.
    pub checks: Vec<Check>,
    /// Whether, and when, the run was in the recorded state; `null` while the snapshot is not complete.
    pub occurred: Option<Occurred>,
    /// What it cost.
    pub costs: Costs,
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

/// What a snapshot cost.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Costs {
    /// Markers sent.
    pub markers: u64,
    /// Messages recorded as part of a channel's state.
    pub recorded_messages: u64,
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

/// The state of a process: its count, or as it prints for a program whose states are no counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a number or text")]
pub enum State {
    /// In the ring, its receipts of `m`.
    Count(u64),
    /// In the bank, its balance and the transfers it may still make: `9+2`.
    Text(String),
}

/// The state of a process and what it holds of each good.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// The state.
    pub state: State,
    /// What it holds: in the ring, copies of `m`.
    #[serde(default, skip_serializing_if = "Amounts::is_empty")]
    pub holds: Amounts,
}

/// A recorded process state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
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
}

/// What one oracle said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The oracle.
    pub name: String,
    /// Whether its claim holds; `null` when that cannot be said.
    pub ok: Option<bool>,
    /// For `one-message`: how much of each good there is in the recorded state.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
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

/// One thing that happened at one process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Its place in the run, from 0.
    pub seq: u64,
    /// The virtual time.
    pub t: u64,
    /// The process.
    pub proc: String,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
    /// What the process knows directly with this step: which of its own steps it is, from 1; and for a receipt also which of
    /// its sender's steps sent the message. On the first event of each step of the computation, and nowhere else: starts of
    /// snapshots, recordings and receipts of markers do not count. The vector time (Mattern 1989) follows: it is the greatest,
    /// entry by entry, of the process's before, of the sender's when it sent the message, and of this. In Python:
    ///
    /// ```python
    /// now, sent = defaultdict(Counter), {}
    /// for event in run["events"]:
    ///     process = event["proc"]
    ///     if "clock" in event:
    ///         now[process] = now[process] | sent.get(event.get("msg"), Counter()) | Counter(event["clock"])
    ///     if event["kind"] == "send" and "snapshot" not in event:
    ///         sent[event["msg"]] = now[process]
    ///     event["vector time"] = now[process]
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<IndexMap<String, u64>>,
    /// Lamport's time of the step (1978), where there is a `clock`: one more than that of all that happened before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lamport: Option<u64>,
}

/// What happened. A step is one `recv` or `internal` event and what follows at the same process until the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum What {
    /// The process did something of its own accord.
    Internal {
        /// What it did.
        command: String,
        /// Its state after the step.
        #[serde(flatten)]
        state: Held,
    },
    /// The process received a message.
    Recv {
        /// The message's number.
        msg: u64,
        /// What it says: `m` or `marker`.
        body: String,
        /// Who sent it.
        from: String,
        /// The process's state after the step.
        #[serde(flatten)]
        state: Held,
        /// Present and true if the message was recorded as part of a channel's state.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        recorded: bool,
        /// For a marker: its snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        snapshot: Option<u32>,
    },
    /// The process sent a message.
    Send {
        /// The message's number: its place in the order of sending, from 0.
        msg: u64,
        /// What it says: `m` or `marker`.
        body: String,
        /// To whom.
        to: String,
        /// What it carries.
        #[serde(default, skip_serializing_if = "Amounts::is_empty")]
        carries: Amounts,
        /// For a marker: its snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        snapshot: Option<u32>,
    },
    /// The process recorded its state.
    Record {
        /// For this snapshot.
        snapshot: u32,
        /// The recorded state.
        #[serde(flatten)]
        state: Held,
    },
    /// The process recorded the message it is receiving as part of a channel's state.
    RecordMessage {
        /// For this snapshot.
        snapshot: u32,
        /// The channel.
        channel: String,
        /// What the message says.
        body: String,
    },
    /// The process closed its record of a channel.
    Close {
        /// For this snapshot.
        snapshot: u32,
        /// The channel.
        channel: String,
    },
}
