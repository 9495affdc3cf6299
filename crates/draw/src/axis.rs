//! What goes down a picture.

use std::fmt;
use std::str::FromStr;

/// What goes down the picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Axis {
    /// Virtual time.
    #[default]
    Time,
    /// Virtual time, to scale: what happens in a short time is close together, and may lie upon one another.
    Scale,
    /// One row an event.
    Order,
}

/// A text is none of `time`, `scale` and `order`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is no axis: write time, scale or order")]
pub struct AxisError(String);

impl FromStr for Axis {
    type Err = AxisError;

    fn from_str(text: &str) -> Result<Self, AxisError> {
        match text {
            "time" => Ok(Self::Time),
            "scale" => Ok(Self::Scale),
            "order" => Ok(Self::Order),
            _ => Err(AxisError(text.to_string())),
        }
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Time => "time",
            Self::Scale => "scale",
            Self::Order => "order",
        })
    }
}
