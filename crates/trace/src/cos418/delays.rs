//! A list of delays: one a line, in the order in which messages are sent.

use sim_core::{MAX_TICKS, VirtualTime};

use super::lines::{LineError, Lines, number};

/// How many delays a list has at most.
pub const MAX_DELAYS: usize = 10_000_000;

/// Reads a list of delays.
///
/// # Errors
/// When a line is not a number of ticks up to [`MAX_TICKS`], or there are more than [`MAX_DELAYS`].
pub fn parse(text: &str) -> Result<Vec<VirtualTime>, LineError> {
    let delay = |(place, (line, text)): (usize, (usize, &str))| {
        if place == MAX_DELAYS {
            return Err(LineError::new(line, format!("expected at most {MAX_DELAYS} delays")));
        }
        number(text, "a delay", MAX_TICKS).map_err(|what| LineError::new(line, what))
    };
    Lines::of(text).enumerate().map(delay).collect()
}
