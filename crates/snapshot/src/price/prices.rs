//! The prices themselves: a line an algorithm. To add one: what it pays with, whether that is enough, and the formulae of what it costs.

use super::claim::Coin::{Bits, Order, Waiting};
use super::claim::Cost::{Complete, Control, Messages, Recorded, Stored};
use super::claim::Relation::{AtMost, Is};
use super::claim::{Claim, Coin, Cost, Price, Relation};
use super::formula::Formula;
use super::formula::Formula::{Less, More, Number, Of, Sum, Times};
use super::formula::Quantity::{
    self, Adjacent, Channels, Eccentricity, Elsewhere, Followers, InBackEdges, LongestBack, LongestPath,
    Processes,
};

const E: Formula = Of(Channels);
const OTHERS: Formula = Less(&Of(Processes), 1);
const ECC: Formula = Of(Eccentricity);
const LONGEST: Formula = Of(LongestPath);

const fn claim(cost: Cost, relation: Relation, formula: Formula) -> Claim {
    Claim { cost, relation, formula }
}

const fn price(algorithm: &'static str, with: &'static [Coin], claims: &'static [Claim]) -> Price {
    Price { algorithm, with, enough: true, claims }
}

/// Not enough is paid: these are wrong, and why is what they are for.
const fn naive(algorithm: &'static str, with: &'static [Coin], claims: &'static [Claim]) -> Price {
    Price { enough: false, ..price(algorithm, with, claims) }
}

/// One on each channel, which go out at once, and a channel is closed by its own.
const FLOOD: &[Claim] = &[
    claim(Control, Is, E),
    BARE,
    claim(Recorded, Is, ECC),
    claim(Complete, Is, More(&ECC, 1)),
    KEEPS_RECORDED,
];

/// The same, but a coloured message may be there before.
const COLOURS: &[Claim] = &[
    claim(Control, Is, E),
    ONE_NUMBER,
    claim(Recorded, AtMost, ECC),
    claim(Complete, Is, More(&ECC, 1)),
    KEEPS_RECORDED,
];

/// The same with histories: the second number on a message is its place in them.
const HISTORIES: &[Claim] = &[
    claim(Control, Is, E),
    claim(Cost::Bits, Is, Number(64)),
    claim(Recorded, AtMost, ECC),
    claim(Complete, Is, More(&ECC, 1)),
];

/// Barriers for which everybody waits.
const ALIGNED: &[Claim] = &[
    claim(Control, Is, E),
    claim(Recorded, Is, LONGEST),
    claim(Complete, Is, Of(LongestBack)),
    claim(Messages, Is, Of(InBackEdges)),
    BARE,
    KEEPS_RECORDED,
];

/// So many numbers of 32 bits on each message; what is recorded is all that is kept.
const BARE: Claim = claim(Cost::Bits, Is, Number(0));
const ONE_NUMBER: Claim = claim(Cost::Bits, Is, Number(32));
const KEEPS_RECORDED: Claim = claim(Stored, Is, Of(Quantity::Recorded));

/// Every channel is taken to be empty, or is.
const NO_MESSAGES: Claim = claim(Messages, Is, Number(0));

/// What each algorithm pays.
pub const ALL: &[Price] = &[
    price("chandy-lamport", &[Order], FLOOD),
    price("mattern", &[Bits], COLOURS),
    price(
        "mattern-deficiency",
        &[Bits],
        &[
            claim(Control, Is, Sum(&Times(2, &OTHERS), &Of(Elsewhere))),
            ONE_NUMBER,
            claim(Recorded, AtMost, Number(1)),
            claim(Complete, AtMost, Number(3)),
        ],
    ),
    price("lai-yang", &[Bits], HISTORIES),
    price("abs-aligned", &[Order, Waiting], ALIGNED),
    naive("abs-at-least-once", &[Order], &[claim(Control, Is, E)]),
    price("abs-unaligned", &[Order], FLOOD),
    price(
        "acharya-badrinath",
        &[Order],
        &[
            claim(Control, Is, Times(2, &OTHERS)),
            claim(Recorded, Is, Number(1)),
            claim(Complete, Is, Number(2)),
            claim(Cost::Bits, Is, Times(32, &More(&E, 1))),
        ],
    ),
    price(
        "alagar-venkatesan",
        &[Order],
        &[
            claim(Control, Is, Times(3, &OTHERS)),
            claim(Recorded, Is, Number(1)),
            claim(Complete, Is, Number(3)),
            claim(Cost::Bits, Is, Times(32, &More(&E, 2))),
            KEEPS_RECORDED,
        ],
    ),
    price(
        "inhibition",
        &[Waiting],
        &[claim(Control, Is, Times(2, &E)), claim(Recorded, Is, ECC), claim(Complete, Is, More(&ECC, 1))],
    ),
    naive(
        "inhibition-hasty",
        &[Waiting],
        &[claim(Control, Is, Times(2, &E)), claim(Recorded, Is, ECC), claim(Complete, Is, More(&ECC, 1))],
    ),
    naive("naive-request", &[], &[claim(Control, Is, OTHERS), claim(Recorded, Is, Number(1)), NO_MESSAGES]),
    naive("naive-clock", &[], &[claim(Control, Is, Number(0)), claim(Recorded, Is, Number(0)), NO_MESSAGES]),
    naive("naive-stop-the-world", &[], &[claim(Control, Is, Times(3, &OTHERS)), NO_MESSAGES]),
    // How many it is exactly, is a law: by which channels were used, and when.
    price(
        "venkatesan",
        &[Order],
        &[
            claim(Control, AtMost, Sum(&Times(2, &OTHERS), &Times(2, &E))),
            claim(Recorded, AtMost, ECC),
            claim(Complete, AtMost, More(&Times(2, &ECC), 2)),
        ],
    ),
    price(
        "spezialetti-kearns",
        &[Order],
        &[
            claim(Control, Is, Sum(&E, &Sum(&Of(Followers), &Of(Adjacent)))),
            claim(Recorded, Is, ECC),
            claim(Complete, AtMost, More(&Times(2, &ECC), 2)),
        ],
    ),
    // How many it is exactly, is a law: by who received from whom.
    price(
        "koo-toueg",
        &[Order, Waiting],
        &[claim(Control, AtMost, Sum(&Times(2, &E), &OTHERS)), BARE, NO_MESSAGES],
    ),
];

/// What the algorithm of this name pays.
#[must_use]
pub fn of(algorithm: &str) -> Option<&'static Price> {
    ALL.iter().find(|price| price.algorithm == algorithm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms;

    #[test]
    fn every_algorithm_has_a_price_and_no_two_have_the_same_name() {
        for entry in algorithms::ALL {
            assert_eq!(ALL.iter().filter(|price| price.algorithm == entry.name).count(), 1, "{}", entry.name);
        }
    }
}
