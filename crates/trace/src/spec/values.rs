//! How the values of an experiment are written, wherever they are: each is read from what it prints as.

use std::fmt;
use std::str::FromStr;

use sim_core::{Delay, MAX_TICKS, Order};

/// How many snapshots a run takes at most, unless its script says otherwise.
pub const MAX_SNAPSHOTS: u32 = 1000;

/// What an initiator waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trigger {
    /// Its state reaches this count.
    Count(u64),
    /// Nothing: it starts of its own accord.
    None,
}

impl FromStr for Trigger {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        count(text).map(Self::Count).map_err(|what| format!("{what}, or 'none'"))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::None => f.write_str("none"),
        }
    }
}

/// What a run is drawn from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seed {
    /// This number.
    Given(u64),
    /// One that is drawn itself, and told.
    Random,
}

impl Seed {
    /// The number, unless it is still to be drawn.
    #[must_use]
    pub const fn given(self) -> Option<u64> {
        match self {
            Self::Given(seed) => Some(seed),
            Self::Random => None,
        }
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::Given(0)
    }
}

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "random" {
            return Ok(Self::Random);
        }
        seed(text).map(Self::Given).map_err(|what| format!("{what}, or 'random'"))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(seed) => write!(f, "{seed}"),
            Self::Random => f.write_str("random"),
        }
    }
}

/// The orders in which channels deliver, and what they mean.
pub const ORDERS: [(&str, Order, &str); 4] = [
    ("fifo", Order::Fifo, "First in, first out: what Chandy and Lamport's algorithm assumes"),
    ("unordered", Order::Unordered, "Any message may be next"),
    ("overtaking", Order::Overtaking, "Control messages may overtake others, and are not overtaken"),
    (
        "causal",
        Order::Causal,
        "What happened before is delivered before, over all channels: messages have stamps",
    ),
];

/// The name of an order.
#[must_use]
pub fn order_name(order: Order) -> &'static str {
    let named = ORDERS.iter().find(|(_, named, _)| *named == order);
    named.expect("every order has a name").0
}

pub(super) fn order(text: &str) -> Result<Order, String> {
    let found = ORDERS.iter().find(|(name, ..)| *name == text);
    let names = || ORDERS.map(|(name, ..)| name).join(", ");
    found.map(|(_, order, _)| *order).ok_or_else(|| format!("expected one of {}", names()))
}

pub(super) fn delay(text: &str) -> Result<Delay, String> {
    text.parse().map_err(|error: sim_core::DelayError| error.to_string())
}

#[expect(clippy::unnecessary_wraps, reason = "other values may be refused")]
pub(super) fn any_text(text: &str) -> Result<String, String> {
    Ok(text.to_string())
}

/// A parameter and its value: `KEY=VALUE`.
///
/// # Errors
/// When it is no such text; in words.
pub fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_string(), value.to_string()))
}

/// How many snapshots: the words are those of the other ranges that options have.
pub(super) fn snapshots(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| (1..=MAX_SNAPSHOTS).contains(count));
    count.ok_or_else(|| format!("expected a number from 1 to {MAX_SNAPSHOTS}"))
}

/// A number of 64 bits, decimal or `0x` and hexadecimal.
///
/// # Errors
/// When it is none.
pub fn seed(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let parsed = match digits {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16)
        }
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse(),
        _ => return Err("expected a number, decimal or 0x and hexadecimal".into()),
    };
    parsed.map_err(|error| match error.kind() {
        std::num::IntErrorKind::PosOverflow => "a seed is below 2^64".into(),
        _ => "expected a number, decimal or 0x and hexadecimal".into(),
    })
}

/// A count that JSON readers have exactly: up to 2^53.
///
/// # Errors
/// When it is none.
pub fn count(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(count) if count <= MAX_TICKS => Ok(count),
        Ok(_) => Err("it is past 2^53, up to which numbers are exact everywhere".into()),
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => {
            Err("it is past 2^53, up to which numbers are exact everywhere".into())
        }
        Err(_) => Err("expected a number that is not negative".into()),
    }
}

/// A [`count`] of at least 1.
///
/// # Errors
/// When it is none.
pub fn positive(text: &str) -> Result<u64, String> {
    match count(text)? {
        0 => Err("it is at least 1".into()),
        count => Ok(count),
    }
}
