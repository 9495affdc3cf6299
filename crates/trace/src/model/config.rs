//! What was run: everything that a second run needs.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use snapshot::outside::Outside;

use crate::json;

/// What was run: everything that a second run needs.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
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
    /// The back-edges: the names of channels without which no cycle is left; absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub back_edges: Vec<String>,
    /// The underlying computation.
    pub program: String,
    /// Who says what the processes do, if the program is another one; no file does.
    #[serde(skip)]
    pub outside: Option<Outside>,
    /// Its parameters, those that were set.
    #[serde(default, deserialize_with = "json::once", skip_serializing_if = "IndexMap::is_empty")]
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
    #[serde(default, deserialize_with = "json::word_or_null", skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// For that clock: the delays, in the order of sending, if they are not drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delays: Option<Vec<u64>>,
    /// How long a process waits before it does something of its own accord: ticks, or a range such as `1..=20`; in the token
    /// ring `0` makes receiving and forwarding one event.
    #[serde(default = "usual_delay")]
    pub hold: String,
    /// The snapshot algorithm.
    #[serde(default)]
    pub algorithm: String,
    /// That the algorithm's assumption does not hold, of the order that the channels keep or of the computation; absent if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumption: Option<String>,
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
    /// What goes wrong, each as `--fault` has it: `drop:P->Q#3`; absent if nothing does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// How many snapshots are taken, if not one.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub snapshots: u32,
    /// What was said to be stable; absent if nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stable: Vec<String>,
    /// The seed, in decimal digits; empty if nothing tells it.
    #[serde(default)]
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

/// A clock that is not that of delays alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Ticks, and one delivery a source and tick.
    Ticks,
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
    #[serde(default, deserialize_with = "json::word")]
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
    /// A control message may overtake other messages, and is not overtaken; the others come in order.
    Overtaking,
    /// A message comes after all those that were sent to its target before it, by happened-before.
    Causal,
}

impl From<sim_core::Order> for Order {
    fn from(order: sim_core::Order) -> Self {
        match order {
            sim_core::Order::Fifo => Self::Fifo,
            sim_core::Order::Unordered => Self::Unordered,
            sim_core::Order::Overtaking => Self::Overtaking,
            sim_core::Order::Causal => Self::Causal,
        }
    }
}

impl From<Order> for sim_core::Order {
    fn from(order: Order) -> Self {
        match order {
            Order::Fifo => Self::Fifo,
            Order::Unordered => Self::Unordered,
            Order::Overtaking => Self::Overtaking,
            Order::Causal => Self::Causal,
        }
    }
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
        Self { algorithm: sim_core::RNG_ALGORITHM.to_string(), version: sim_core::RNG_VERSION }
    }
}

fn usual_delay() -> String {
    "1..=20".to_string()
}

fn unnamed() -> String {
    "scenario".to_string()
}

/// So many events are as many as one likes; it is the greatest number that JavaScript has.
pub const MAX_EVENTS: u64 = 1 << 53;

/// What is read is as long as it is.
const fn endless() -> u64 {
    MAX_EVENTS
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_one(number: &u32) -> bool {
    *number == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_does_not_tell_is_as_usual_and_one_snapshot_is_not_told() {
        let told =
            r#"{"processes":["P","Q"],"channels":[{"from":"P","to":"Q"}],"program":"bank","trigger":null}"#;
        let config: Config = serde_json::from_str(told).unwrap();
        let written = serde_json::to_string(&config).unwrap();
        let channel = r#"{"id":"","from":"P","to":"Q","order":"fifo","delay":"1..=20"}"#;
        let all = format!(
            r#"{{"scenario":"scenario","processes":["P","Q"],"channels":[{channel}],"program":"bank","hold":"1..=20","#
        ) + r#""algorithm":"","initiator":"","trigger":null,"seed":"","max_events":9007199254740992}"#;
        assert_eq!(written, all);
        let two = serde_json::to_string(&Config { snapshots: 2, ..config.clone() }).unwrap();
        assert!(two.contains(r#""snapshots":2"#) && config.snapshots == 1, "{two}");
        assert_eq!(
            Rng::default(),
            Rng { algorithm: sim_core::RNG_ALGORITHM.to_string(), version: sim_core::RNG_VERSION }
        );
    }

    #[test]
    fn a_clock_is_that_of_ticks_or_none() {
        let read = |clock: &str| {
            let text = format!(r#"{{"processes":[],"channels":[],"program":"bank","clock":{clock}}}"#);
            json::parse::<Config>(&text).map(|config| config.clock).map_err(|error| error.to_string())
        };
        assert_eq!((read("\"ticks\""), read("null")), (Ok(Some(Clock::Ticks)), Ok(None)));
        assert_eq!(read("\"hours\""), Err("clock: unknown word 'hours', expected 'ticks'".to_string()));
    }

    #[test]
    fn an_order_is_that_of_the_channels_and_back() {
        for order in [Order::Fifo, Order::Unordered, Order::Overtaking, Order::Causal] {
            assert_eq!(Order::from(sim_core::Order::from(order)), order);
        }
        assert_eq!(Order::from(sim_core::Order::Causal), Order::Causal);
    }
}
