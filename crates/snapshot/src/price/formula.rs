//! Formulae: expressions of what is known of a network and of a run, which print as people write them.

use std::fmt;

use super::quantity::{Counts, Quantity};

/// An expression.
#[derive(Clone, Copy, Debug)]
pub enum Formula {
    /// A number.
    Number(u64),
    /// A quantity.
    Of(Quantity),
    /// One times another.
    Times(&'static Self, &'static Self),
    /// Two together.
    Sum(&'static Self, &'static Self),
    /// One without another.
    Less(&'static Self, &'static Self),
}

impl Formula {
    /// What it comes to; `None` if something that it speaks of is not known.
    #[must_use]
    pub fn value(&self, counts: &impl Counts) -> Option<u64> {
        Some(match self {
            Self::Number(number) => *number,
            Self::Of(quantity) => counts.count(*quantity)?,
            Self::Times(one, other) => one.value(counts)?.saturating_mul(other.value(counts)?),
            Self::Sum(one, other) => one.value(counts)?.saturating_add(other.value(counts)?),
            Self::Less(one, other) => one.value(counts)?.saturating_sub(other.value(counts)?),
        })
    }

    /// Whether it speaks of this.
    #[must_use]
    pub fn has(&self, quantity: Quantity) -> bool {
        match self {
            Self::Number(_) => false,
            Self::Of(this) => *this == quantity,
            Self::Times(one, other) | Self::Sum(one, other) | Self::Less(one, other) => {
                one.has(quantity) || other.has(quantity)
            }
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Of(quantity) => f.write_str(quantity.symbol()),
            Self::Times(one, other) => write!(f, "{}{}", Factor(one), Factor(other)),
            Self::Sum(one, other) => write!(f, "{one}+{other}"),
            Self::Less(one, other) => write!(f, "{one}-{}", Factor(other)),
        }
    }
}

/// A formula in a place where a sum has to be held together.
struct Factor<'a>(&'a Formula);

impl fmt::Display for Factor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(formula) = self;
        match formula {
            Formula::Sum(..) | Formula::Less(..) => write!(f, "({formula})"),
            Formula::Number(_) | Formula::Of(_) | Formula::Times(..) => write!(f, "{formula}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: Formula = Formula::Of(Quantity::Processes);
    const K: Formula = Formula::Of(Quantity::Elsewhere);
    const ONE: Formula = Formula::Number(1);
    const TWO: Formula = Formula::Number(2);
    const TO_ALL_AND_BACK: Formula = Formula::Times(&TWO, &Formula::Less(&N, &ONE));
    const WITH_COPIES: Formula = Formula::Sum(&TO_ALL_AND_BACK, &K);

    struct Four;

    impl Counts for Four {
        fn count(&self, quantity: Quantity) -> Option<u64> {
            (quantity == Quantity::Processes).then_some(4)
        }
    }

    #[test]
    fn a_formula_prints_as_it_is_written_by_hand() {
        assert_eq!(WITH_COPIES.to_string(), "2(n-1)+k");
        assert_eq!(Formula::Times(&TWO, &N).to_string(), "2n");
        assert_eq!(Formula::Less(&Formula::Times(&TWO, &N), &K).to_string(), "2n-k");
        assert_eq!(Formula::Less(&N, &Formula::Sum(&K, &ONE)).to_string(), "n-(k+1)");
    }

    #[test]
    fn a_formula_of_something_unknown_comes_to_nothing() {
        assert_eq!(TO_ALL_AND_BACK.value(&Four), Some(6));
        assert_eq!(WITH_COPIES.value(&Four), None);
        assert!(WITH_COPIES.has(Quantity::Elsewhere) && !WITH_COPIES.has(Quantity::Channels));
    }
}
