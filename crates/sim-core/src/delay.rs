//! How long things take, in ticks: a fixed number, or each of a range equally likely.
//!
//! Integers only (law 4). A delay decides *when* a message may arrive, never *which*: that is the channel's queue.

use std::fmt;
use std::str::FromStr;

use crate::id::{ChannelId, VirtualTime};
use crate::random::Random;
use crate::topology::Topology;

/// The largest number of ticks a delay may have, and the last instant of virtual time: 2^53, up to which every
/// program that reads our JSON has exact integers.
pub const MAX_TICKS: u64 = 1 << 53;

/// A delay model: a whole number of ticks, each of `low..=high` equally likely.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Delay {
    low: u64,
    /// How many values there are; at least 1.
    span: u64,
}

/// Why a text or a pair of numbers is not a delay.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DelayError {
    /// Not a number and not a range.
    #[error("expected a number of ticks or a range such as 1..21 or 1..=20")]
    Syntax,
    /// A range without values.
    #[error("the range {0} is empty")]
    Empty(String),
    /// Past [`MAX_TICKS`].
    #[error("a delay is at most 2^53 ticks")]
    TooLong,
}

impl Delay {
    /// No delay at all.
    pub const ZERO: Self = Self::fixed(0);

    /// Always this many ticks.
    #[must_use]
    pub const fn fixed(ticks: u64) -> Self {
        Self { low: ticks, span: 1 }
    }

    /// Each of `low..=high` equally likely.
    ///
    /// # Errors
    /// When the range is empty or goes past [`MAX_TICKS`].
    pub fn uniform(low: u64, high: u64) -> Result<Self, DelayError> {
        if high > MAX_TICKS {
            return Err(DelayError::TooLong);
        }
        if low > high {
            return Err(DelayError::Empty(format!("{low}..={high}")));
        }
        Ok(Self { low, span: high - low + 1 })
    }

    /// The shortest delay.
    #[must_use]
    pub const fn low(self) -> u64 {
        self.low
    }

    /// The longest delay.
    #[must_use]
    pub const fn high(self) -> u64 {
        self.low + (self.span - 1)
    }

    /// Draws a delay; a fixed one draws nothing.
    #[inline(always)]
    pub fn draw(self, random: &mut Random) -> VirtualTime {
        // No more than the longest delay, so it does not overflow; there is one such addition a message.
        if self.span <= 1 { self.low } else { self.low.wrapping_add(random.below(self.span)) }
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.span == 1 { write!(f, "{}", self.low) } else { write!(f, "{}..={}", self.low, self.high()) }
    }
}

impl FromStr for Delay {
    type Err = DelayError;

    /// Reads `5`, `1..21` or `1..=20`.
    fn from_str(text: &str) -> Result<Self, DelayError> {
        let number = |part: &str| match part.parse::<u64>() {
            Ok(ticks) if ticks <= MAX_TICKS => Ok(ticks),
            Ok(_) => Err(DelayError::TooLong),
            Err(_) if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) => {
                Err(DelayError::TooLong)
            }
            Err(_) => Err(DelayError::Syntax),
        };
        let Some((low, high)) = text.split_once("..") else {
            let ticks = number(text)?;
            return Self::uniform(ticks, ticks);
        };
        let low = number(low)?;
        let high = match high.strip_prefix('=') {
            Some(high) => number(high)?,
            None => number(high)?.checked_sub(1).ok_or_else(|| DelayError::Empty(text.into()))?,
        };
        if low > high { Err(DelayError::Empty(text.into())) } else { Self::uniform(low, high) }
    }
}

/// All the delays of a run: of messages, by channel, and of the things processes do of their own accord.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timing {
    message: Delay,
    overrides: Vec<(ChannelId, Delay)>,
    hold: Delay,
    start: Delay,
}

impl Timing {
    /// The same delay on every channel, and a hold before every internal event; what waits for a start does not wait.
    #[must_use]
    pub const fn new(message: Delay, hold: Delay) -> Self {
        Self { message, overrides: Vec::new(), hold, start: Delay::ZERO }
    }

    /// Another wait before what happens at some moment of a run.
    #[must_use]
    pub fn with_start(mut self, start: Delay) -> Self {
        self.start = start;
        self
    }

    /// Another delay on one channel.
    #[must_use]
    pub fn with_channel(mut self, channel: ChannelId, delay: Delay) -> Self {
        self.overrides.push((channel, delay));
        self
    }

    /// How long messages take on channels that have no delay of their own.
    #[must_use]
    pub const fn message(&self) -> Delay {
        self.message
    }

    /// Whether some channel has a delay of its own.
    #[must_use]
    pub const fn has_overrides(&self) -> bool {
        !self.overrides.is_empty()
    }

    /// How long an enabled internal event waits ([`Timer::Hold`](crate::protocol::Timer::Hold)).
    #[must_use]
    pub const fn hold(&self) -> Delay {
        self.hold
    }

    /// How long it is until what happens at some moment of a run ([`Timer::Start`](crate::protocol::Timer::Start)).
    #[must_use]
    pub const fn start(&self) -> Delay {
        self.start
    }

    /// The delay of each channel of a topology, in order.
    #[must_use]
    pub fn by_channel(&self, topology: &Topology) -> Vec<Delay> {
        let mut delays = vec![self.message; topology.channels().len()];
        for (channel, delay) in &self.overrides {
            delays[channel.index()] = *delay;
        }
        delays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_print_and_parse() {
        for (text, printed) in
            [("0", "0"), ("5", "5"), ("1..21", "1..=20"), ("1..=20", "1..=20"), ("3..4", "3")]
        {
            assert_eq!(text.parse::<Delay>().unwrap().to_string(), printed);
        }
    }

    #[test]
    fn what_is_no_delay_says_why() {
        assert_eq!("x".parse::<Delay>(), Err(DelayError::Syntax));
        assert_eq!("1..".parse::<Delay>(), Err(DelayError::Syntax));
        assert_eq!("-1".parse::<Delay>(), Err(DelayError::Syntax));
        assert_eq!("5..5".parse::<Delay>(), Err(DelayError::Empty("5..5".into())));
        assert_eq!("0..0".parse::<Delay>(), Err(DelayError::Empty("0..0".into())));
        assert_eq!("9007199254740993".parse::<Delay>(), Err(DelayError::TooLong));
        assert_eq!("99999999999999999999999".parse::<Delay>(), Err(DelayError::TooLong));
    }

    #[test]
    fn every_value_of_a_range_is_drawn() {
        let delay = Delay::uniform(3, 6).unwrap();
        let mut random = Random::new(0);
        let mut drawn: Vec<u64> = (0..100).map(|_| delay.draw(&mut random)).collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn, [3, 4, 5, 6]);
    }

    #[test]
    fn a_delay_is_between_its_ends() {
        for (text, low, high) in [("0", 0, 0), ("5", 5, 5), ("2..=7", 2, 7), ("2..7", 2, 6)] {
            let delay: Delay = text.parse().unwrap();
            assert_eq!((delay.low(), delay.high()), (low, high), "{text}");
            assert_eq!(Delay::uniform(low, high), Ok(delay), "{text}");
        }
        assert_eq!(Delay::uniform(0, MAX_TICKS).map(Delay::high), Ok(MAX_TICKS));
        assert_eq!(Delay::uniform(0, MAX_TICKS + 1), Err(DelayError::TooLong));
        assert_eq!(Delay::uniform(2, 1), Err(DelayError::Empty("2..=1".into())));
        assert_eq!(MAX_TICKS.to_string().parse(), Ok(Delay::fixed(MAX_TICKS)));
        assert_eq!(MAX_TICKS, 9_007_199_254_740_992);
    }

    #[test]
    fn a_channel_may_have_a_delay_of_its_own() {
        let ring = Topology::ring(2).unwrap();
        let timing = Timing::new(Delay::fixed(1), Delay::fixed(4)).with_start(Delay::fixed(6));
        assert!(!timing.has_overrides());
        let timing = timing.with_channel(ChannelId(1), Delay::fixed(9));
        assert!(timing.has_overrides());
        assert_eq!(timing.by_channel(&ring), [Delay::fixed(1), Delay::fixed(9)]);
        assert_eq!([timing.message(), timing.hold(), timing.start()], [1, 4, 6].map(Delay::fixed));
    }
}
