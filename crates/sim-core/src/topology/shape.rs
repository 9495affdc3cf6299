//! Graphs that have a name: `ring:5`, `grid:3x4`, `random:10,30`.
//!
//! A shape is a short text from which a whole [`Topology`](crate::Topology) follows, the random one from its seed. Processes are `P` and
//! `Q` in `ring:2`, else `p0 p1 …`; channels are numbered by source and then by target. Where the name implies that
//! neighbours speak to each other there is a channel each way; a ring leads one way round. A single process without
//! channels is the smallest of every shape but the ring.

use std::fmt;
use std::str::FromStr;

/// How many processes a shape may have.
pub const MAX_PROCESSES: u64 = 10_000_000;
/// How many channels a shape may have.
pub const MAX_CHANNELS: u64 = 100_000_000;

/// A graph that has a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shape {
    /// Each process has a channel to the next, and the last to the first: one way round.
    Ring(u64),
    /// Each process has a channel to each other.
    Complete(u64),
    /// Each process and the next have a channel each way.
    Line(u64),
    /// The first process and each other have a channel each way.
    Star(u64),
    /// Processes row by row, with a channel each way between neighbours in a row or a column.
    Grid {
        /// How many rows.
        rows: u64,
        /// How many processes in each.
        columns: u64,
    },
    /// So many of the channels that could be, chosen by the seed such that each process reaches each other.
    Random {
        /// How many processes.
        processes: u64,
        /// How many channels.
        channels: u64,
        /// What decides which.
        seed: u64,
    },
}

/// Why there is no such shape.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ShapeError {
    /// Not one of the forms.
    #[error("expected ring:N, complete:N, line:N, star:N, grid:RxC or random:N,E[,SEED]")]
    Syntax,
    /// No processes.
    #[error("{0} has no processes: there is at least one")]
    Empty(Shape),
    /// A ring of one would have a channel from a process to itself.
    #[error("{0} would have a channel from a process to itself: a ring has at least 2 processes")]
    SmallRing(Shape),
    /// Too few channels for each process to reach each other.
    #[error("{0} cannot be strongly connected: it needs at least {1} channels")]
    FewChannels(Shape, u64),
    /// More channels than pairs of processes.
    #[error("{0} has more channels than there can be: at most {1}")]
    ManyChannels(Shape, u64),
    /// Past [`MAX_PROCESSES`].
    #[error("{0} is too large: at most {MAX_PROCESSES} processes")]
    TooManyProcesses(Shape),
    /// Past [`MAX_CHANNELS`].
    #[error("{0} is too large: it would have {1} channels, and at most {MAX_CHANNELS} are possible")]
    TooManyChannels(Shape, u64),
}

impl Shape {
    /// About how many bytes it takes to build it: what the topology takes, and what is needed to sort its channels.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        const PROCESS: u64 = 48;
        const CHANNEL: u64 = 32;
        let (processes, channels) = self.size();
        processes.saturating_mul(PROCESS).saturating_add(channels.saturating_mul(CHANNEL))
    }

    /// The name of the process of this place: known without building anything.
    #[must_use]
    pub fn process_name(self, place: u64) -> String {
        match (self, place) {
            (Self::Ring(2), 0) => "P".to_string(),
            (Self::Ring(2), 1) => "Q".to_string(),
            _ => format!("p{place}"),
        }
    }

    /// Whether one of its processes has this name.
    #[must_use]
    pub fn has_process(self, name: &str) -> bool {
        let (processes, _) = self.size();
        let numbered = name.strip_prefix('p').and_then(|digits| digits.parse().ok());
        let place = if self == Self::Ring(2) { Some(u64::from(name == "Q")) } else { numbered };
        place.is_some_and(|place| place < processes && self.process_name(place) == name)
    }

    /// How many processes and channels there are, if there can be so many.
    pub(super) fn checked_size(self) -> Result<(u32, u32), ShapeError> {
        let (processes, channels) = self.size();
        match self {
            _ if processes == 0 => return Err(ShapeError::Empty(self)),
            Self::Ring(1) => return Err(ShapeError::SmallRing(self)),
            _ if processes > MAX_PROCESSES => return Err(ShapeError::TooManyProcesses(self)),
            Self::Random { .. } => {
                let (least, most) = (if processes == 1 { 0 } else { processes }, processes * (processes - 1));
                if channels < least {
                    return Err(ShapeError::FewChannels(self, least));
                }
                if channels > most {
                    return Err(ShapeError::ManyChannels(self, most));
                }
            }
            _ => {}
        }
        if channels > MAX_CHANNELS {
            return Err(ShapeError::TooManyChannels(self, channels));
        }
        let small = |number| u32::try_from(number).expect("the largest shape is smaller");
        Ok((small(processes), small(channels)))
    }

    /// How many processes and channels there would be; of more than 2^64, 2^64 - 1.
    #[must_use]
    pub const fn size(self) -> (u64, u64) {
        match self {
            Self::Ring(n) => (n, n),
            Self::Complete(n) => (n, n.saturating_mul(n.saturating_sub(1))),
            Self::Line(n) | Self::Star(n) => (n, n.saturating_sub(1).saturating_mul(2)),
            Self::Grid { rows, columns } => {
                let across = rows.saturating_mul(columns.saturating_sub(1));
                let down = columns.saturating_mul(rows.saturating_sub(1));
                (rows.saturating_mul(columns), across.saturating_add(down).saturating_mul(2))
            }
            Self::Random { processes, channels, .. } => (processes, channels),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Ring(n) => write!(f, "ring:{n}"),
            Self::Complete(n) => write!(f, "complete:{n}"),
            Self::Line(n) => write!(f, "line:{n}"),
            Self::Star(n) => write!(f, "star:{n}"),
            Self::Grid { rows, columns } => write!(f, "grid:{rows}x{columns}"),
            Self::Random { processes, channels, seed: 0 } => write!(f, "random:{processes},{channels}"),
            Self::Random { processes, channels, seed } => write!(f, "random:{processes},{channels},{seed}"),
        }
    }
}

impl FromStr for Shape {
    type Err = ShapeError;

    /// Reads `ring:N`, `complete:N`, `line:N`, `star:N`, `grid:RxC`, `random:N,E` or `random:N,E,SEED`.
    fn from_str(text: &str) -> Result<Self, ShapeError> {
        let (form, numbers) = text.split_once(':').ok_or(ShapeError::Syntax)?;
        let separator = if form == "grid" { 'x' } else { ',' };
        let numbers = numbers.split(separator).map(number).collect::<Result<Vec<u64>, ShapeError>>()?;
        let shape = match (form, &numbers[..]) {
            ("ring", &[n]) => Self::Ring(n),
            ("complete", &[n]) => Self::Complete(n),
            ("line", &[n]) => Self::Line(n),
            ("star", &[n]) => Self::Star(n),
            ("grid", &[rows, columns]) => Self::Grid { rows, columns },
            ("random", &[processes, channels]) => Self::Random { processes, channels, seed: 0 },
            ("random", &[processes, channels, seed]) => Self::Random { processes, channels, seed },
            _ => return Err(ShapeError::Syntax),
        };
        shape.checked_size().map(|_| shape)
    }
}

/// A number of digits alone: no sign.
fn number(text: &str) -> Result<u64, ShapeError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| ShapeError::Syntax)
    } else {
        Err(ShapeError::Syntax)
    }
}
