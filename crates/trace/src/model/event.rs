//! One thing that happened at one process, as files have it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// One thing that happened at one process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
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

/// How the command begins with which a process starts a snapshot; its number follows.
pub const STARTS: &str = "start snapshot ";

/// What happened. A step is one `recv` or `internal` event and what follows at the same process until the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
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
        /// What it says, as `m`; or what kind of message of the algorithm it is, as `marker`.
        body: String,
        /// Who sent it.
        from: String,
        /// The process's state after the step.
        #[serde(flatten)]
        state: Held,
        /// Present and true if the message was recorded as part of a channel's state.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        recorded: bool,
        /// For how many ticks it had waited since it was due, if it was refused until now, or a message before it; in virtual time only.
        #[serde(default, skip_serializing_if = "is_nothing")]
        waited: u64,
        /// For a message of the algorithm, as a marker: its snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        snapshot: Option<u32>,
        /// All that a message of the algorithm says, if it says more than that it is a marker.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        control: Option<String>,
        /// What the algorithm adds to a message of the computation, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
    },
    /// The process sent a message.
    Send {
        /// The message's number: its place in the order of sending, from 0.
        msg: u64,
        /// What it says, as `m`; or what kind of message of the algorithm it is, as `marker`.
        body: String,
        /// To whom.
        to: String,
        /// What it carries.
        #[serde(default, skip_serializing_if = "Amounts::is_empty")]
        carries: Amounts,
        /// For a message of the algorithm, as a marker: its snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        snapshot: Option<u32>,
        /// All that a message of the algorithm says, if it says more than that it is a marker.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        control: Option<String>,
        /// What the algorithm adds to a message of the computation, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
    },
    /// The process recorded its state.
    Record {
        /// For this snapshot.
        snapshot: u32,
        /// The recorded state.
        #[serde(flatten)]
        state: Held,
        /// Present and true if the cut falls before the receipt that this step handles, and not after the step.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        before: bool,
    },
    /// The process recorded a message as part of a channel's state.
    RecordMessage {
        /// For this snapshot.
        snapshot: u32,
        /// The channel.
        channel: String,
        /// What the message says.
        body: String,
        /// The message's number, if it is another than the one that is being received.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        msg: Option<u64>,
    },
    /// The process closed its record of a channel.
    Close {
        /// For this snapshot.
        snapshot: u32,
        /// The channel.
        channel: String,
    },
    /// The checkpoint that the process took is permanent from now on; only of algorithms that take recovery lines.
    Permanent {
        /// For this snapshot.
        snapshot: u32,
    },
    /// A fault: the process sent a message, and the channel lost it. It has no number, for it was never in the channel.
    Lost(Astray),
    /// A fault: the message that the process sent just before this enters the channel a second time. The next event is that.
    Doubled(Astray),
    /// A fault: the process does nothing from now on.
    Crashed,
}

/// A message that went astray.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Astray {
    /// What it says, as `m`; or what kind of message of the algorithm it is, as `marker`.
    pub body: String,
    /// To whom it was sent.
    pub to: String,
    /// What it carries.
    #[serde(default, skip_serializing_if = "Amounts::is_empty")]
    pub carries: Amounts,
    /// For a message of the algorithm, as a marker: its snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<u32>,
    /// All that a message of the algorithm says, if it says more than that it is a marker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<String>,
    /// What the algorithm adds to a message of the computation, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_nothing(ticks: &u64) -> bool {
    *ticks == 0
}

/// The state of a process: its count, or as it prints for a program whose states are no counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum State {
    /// In the ring, its receipts of `m`.
    Count(u64),
    /// In the bank, its balance and the transfers it may still make: `9 (2 to go)`.
    Text(String),
    /// Nothing: in no file, but in runs of other programs, whose logs need not tell states.
    #[serde(skip)]
    Untold,
}

/// The state of a process and what it holds of each good.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Held {
    /// The state.
    pub state: State,
    /// What it holds: in the ring, copies of `m`.
    #[serde(skip_serializing_if = "Amounts::is_empty")]
    pub holds: Amounts,
}

/// How much there is of each good, by its name; those of which there is nothing are absent.
pub type Amounts = IndexMap<String, u64>;
