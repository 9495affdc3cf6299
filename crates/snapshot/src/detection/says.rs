//! What a detector says in a message of its own, and how it prints: first a word that says of which kind it is.

use std::fmt;

/// What a detector says in a message of its own.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// A message of the computation was received, and what came of it is over.
    Ack,
    /// The token that goes round: what those whom it has visited sent, less what they received, and whether it is black.
    Token(i64, bool),
    /// How many messages have you sent and received?
    Ask,
    /// So many were sent, and so many received.
    Counts(u64, u64),
    /// These powers of two come back.
    Weight(Vec<i32>),
    /// A marker, as of Chandy and Lamport.
    Marker,
    /// Whether the process recorded that it is passive, and all its channels as empty.
    Report(bool),
}

impl fmt::Display for Says {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ack => f.write_str("ack"),
            Self::Token(sum, black) => write!(f, "token {sum}, {}", if *black { "black" } else { "white" }),
            Self::Ask => f.write_str("ask"),
            Self::Counts(sent, received) => write!(f, "counts {sent} sent, {received} received"),
            Self::Weight(powers) => {
                let powers: Vec<_> = powers.iter().rev().map(|exponent| power(*exponent)).collect();
                write!(f, "weight {}", powers.join("+"))
            }
            Self::Marker => f.write_str("marker"),
            Self::Report(quiet) => write!(f, "report {}", if *quiet { "quiet" } else { "not quiet" }),
        }
    }
}

/// A share of a weight, on a message of the computation: `2^-3`.
#[must_use]
pub fn power(exponent: i32) -> String {
    if exponent == 0 { "1".to_string() } else { format!("2^{exponent}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_prints_as_the_sum_that_it_is_and_a_token_with_its_colour() {
        assert_eq!(Says::Weight(vec![-3, -1, 0]).to_string(), "weight 1+2^-1+2^-3");
        assert_eq!(Says::Token(-2, true).to_string(), "token -2, black");
        assert_eq!(Says::Report(false).to_string(), "report not quiet");
    }
}
