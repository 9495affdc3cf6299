//! Formulae: expressions of what is known of a network and of a run, which print as people write them.

use std::fmt;

/// What a formula speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// Processes.
    Processes,
    /// Channels.
    Channels,
    /// How far the farthest process is from the nearest initiator, in channels.
    Eccentricity,
    /// The longest way from a source, in channels; no way goes through a back-edge.
    LongestPath,
    /// The same, and of a way that ends with a back-edge.
    LongestBack,
    /// Messages recorded in channels that do not lead to an initiator.
    Elsewhere,
    /// Messages recorded in back-edges.
    InBackEdges,
    /// Messages recorded in all channels.
    Recorded,
    /// Processes that did not start the snapshot.
    Followers,
    /// Channels between initiators of adjacent regions.
    Adjacent,
}

impl Quantity {
    /// All of them, in the order in which they are explained.
    pub const ALL: [Self; 10] = [
        Self::Processes,
        Self::Channels,
        Self::Eccentricity,
        Self::LongestPath,
        Self::LongestBack,
        Self::Elsewhere,
        Self::InBackEdges,
        Self::Recorded,
        Self::Followers,
        Self::Adjacent,
    ];

    /// As it is written in a formula.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Processes => "n",
            Self::Channels => "e",
            Self::Eccentricity => "ecc",
            Self::LongestPath => "path",
            Self::LongestBack => "path'",
            Self::Elsewhere => "k",
            Self::InBackEdges => "b",
            Self::Recorded => "t",
            Self::Followers => "f",
            Self::Adjacent => "g",
        }
    }

    /// What it is.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Processes => "processes",
            Self::Channels => "channels",
            Self::Eccentricity => "channels from the initiator to the farthest process",
            Self::LongestPath => "channels on the longest path from a source without back-edges",
            Self::LongestBack => "the same, with a back-edge at its end where there is one",
            Self::Elsewhere => "messages recorded in channels that do not lead to the initiator",
            Self::InBackEdges => "messages recorded in back-edges",
            Self::Recorded => "messages recorded in channels",
            Self::Followers => "processes that did not start the snapshot",
            Self::Adjacent => "channels between initiators of adjacent regions",
        }
    }
}

/// What quantities come to.
pub trait Counts {
    /// This one, if it is known.
    fn count(&self, quantity: Quantity) -> Option<u64>;
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub enum Formula {
    /// A number.
    Number(u64),
    /// A quantity.
    Of(Quantity),
    /// So many times another.
    Times(u64, &'static Self),
    /// Another and a number.
    More(&'static Self, u64),
    /// Another without a number.
    Less(&'static Self, u64),
    /// Two together.
    Sum(&'static Self, &'static Self),
}

impl Formula {
    /// What it comes to; `None` if something that it speaks of is not known.
    #[must_use]
    pub fn value(&self, counts: &impl Counts) -> Option<u64> {
        Some(match self {
            Self::Number(number) => *number,
            Self::Of(quantity) => counts.count(*quantity)?,
            Self::Times(times, of) => of.value(counts)?.saturating_mul(*times),
            Self::More(of, more) => of.value(counts)?.saturating_add(*more),
            Self::Less(of, less) => of.value(counts)?.saturating_sub(*less),
            Self::Sum(one, other) => one.value(counts)?.saturating_add(other.value(counts)?),
        })
    }

    /// Whether it speaks of this.
    #[must_use]
    pub fn has(&self, quantity: Quantity) -> bool {
        match self {
            Self::Number(_) => false,
            Self::Of(this) => *this == quantity,
            Self::Times(_, of) | Self::More(of, _) | Self::Less(of, _) => of.has(quantity),
            Self::Sum(one, other) => one.has(quantity) || other.has(quantity),
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Of(quantity) => f.write_str(quantity.symbol()),
            Self::Times(times, of @ (Self::Number(_) | Self::Of(_))) => write!(f, "{times}{of}"),
            Self::Times(times, of) => write!(f, "{times}({of})"),
            Self::More(of, more) => write!(f, "{of}+{more}"),
            Self::Less(of, less) => write!(f, "{of}-{less}"),
            Self::Sum(one, other) => write!(f, "{one}+{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: Formula = Formula::Of(Quantity::Processes);
    const TO_ALL_AND_BACK: Formula = Formula::Times(2, &Formula::Less(&N, 1));
    const WITH_COPIES: Formula = Formula::Sum(&TO_ALL_AND_BACK, &Formula::Of(Quantity::Elsewhere));

    struct Four;

    impl Counts for Four {
        fn count(&self, quantity: Quantity) -> Option<u64> {
            (quantity == Quantity::Processes).then_some(4)
        }
    }

    #[test]
    fn a_formula_prints_as_it_is_written_by_hand() {
        assert_eq!(WITH_COPIES.to_string(), "2(n-1)+k");
        assert_eq!(Formula::Times(2, &N).to_string(), "2n");
        assert_eq!(Formula::More(&Formula::Of(Quantity::Eccentricity), 1).to_string(), "ecc+1");
    }

    #[test]
    fn a_formula_of_something_unknown_comes_to_nothing() {
        assert_eq!(TO_ALL_AND_BACK.value(&Four), Some(6));
        assert_eq!(WITH_COPIES.value(&Four), None);
        assert!(WITH_COPIES.has(Quantity::Elsewhere) && !WITH_COPIES.has(Quantity::Channels));
    }
}
