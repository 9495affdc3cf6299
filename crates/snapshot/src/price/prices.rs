//! The prices themselves: a line an algorithm. To add one: what it pays with, whether that is enough, and the formulae of what it costs.
//!
//! Where every message takes one tick, nothing overtakes anything, and what is sent in one tick comes in the next, in the order in which it was
//! sent. So a process records as many ticks after the first as it is far, also where a coloured message could have told it before.

use super::claim::Coin::{Bits, Order, Waiting};
use super::claim::Cost::{Blocked, Complete, Control, Messages, Recorded, Refused, Stored};
use super::claim::Relation::{AtMost, Is};
use super::claim::{Claim, Coin, Cost, Price, Relation};
use super::formula::Formula;
use super::formula::Formula::{Less, Number, Of, Sum, Times};
use super::quantity::Quantity::{
    self, Adjacent, Channels, Cohorts, Eccentricity, Elsewhere, Ever, Farthest, Followers, Forced,
    InBackEdges, LongestBack, LongestPath, Meanwhile, Overtaken, Processes, Starters, Through, Used,
    UsedLater, Word,
};

const ONE: Formula = Number(1);
const TWO: Formula = Number(2);
const THREE: Formula = Number(3);

const N: Formula = Of(Processes);
const E: Formula = Of(Channels);
const W: Formula = Of(Word);
const ECC: Formula = Of(Eccentricity);
const T: Formula = Of(Quantity::Recorded);
const OTHERS: Formula = Less(&N, &ONE);
const THERE_AND_BACK: Formula = Times(&TWO, &OTHERS);

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

/// So many numbers are on each message.
const BARE: Claim = claim(Cost::Bits, Is, Number(0));
const ONE_NUMBER: Claim = claim(Cost::Bits, Is, W);
const TWO_NUMBERS: Claim = claim(Cost::Bits, Is, Times(&TWO, &W));

/// What is recorded is all that is kept.
const KEEPS_RECORDED: Claim = claim(Stored, Is, T);

/// Every channel is taken to be empty.
const NO_MESSAGES: Claim = claim(Messages, Is, Number(0));

/// Who hears of it says so at once on every channel, and that closes the channel.
const AT_ONCE: Claim = claim(Recorded, Is, ECC);
const CLOSED_BY_ITS_OWN: Claim = claim(Complete, Is, Of(Through));

/// One on each channel.
const FLOOD: &[Claim] = &[claim(Control, Is, E), BARE, AT_ONCE, CLOSED_BY_ITS_OWN, KEEPS_RECORDED];

/// The same with a colour on every message.
const COLOURS: &[Claim] = &[claim(Control, Is, E), ONE_NUMBER, AT_ONCE, CLOSED_BY_ITS_OWN, KEEPS_RECORDED];

/// The same with histories: the second number on a message is its place in them.
const HISTORIES: &[Claim] =
    &[claim(Control, Is, E), TWO_NUMBERS, AT_ONCE, CLOSED_BY_ITS_OWN, claim(Stored, Is, Sum(&T, &Of(Ever)))];

/// Barriers for which everybody waits: behind its barrier a message comes before the last barrier does, and waits for that.
const ALIGNED: &[Claim] = &[
    claim(Control, Is, E),
    BARE,
    claim(Recorded, Is, Of(LongestPath)),
    claim(Complete, Is, Of(LongestBack)),
    claim(Messages, Is, Of(InBackEdges)),
    KEEPS_RECORDED,
    claim(Refused, Is, Of(Overtaken)),
];

/// Who has recorded waits for two ticks: its markers are there after one, and all that was sent before them; and so the
/// acknowledgements after two. The farthest are at half of that when the last channel is closed. Who has nothing to do does not wait.
const INHIBITION: &[Claim] = &[
    claim(Control, Is, Times(&TWO, &E)),
    BARE,
    AT_ONCE,
    CLOSED_BY_ITS_OWN,
    KEEPS_RECORDED,
    claim(Blocked, AtMost, Less(&Times(&TWO, &N), &Of(Farthest))),
];

/// What each algorithm pays.
pub const ALL: &[Price] = &[
    price("chandy-lamport", &[Order], FLOOD),
    price("mattern", &[Bits], COLOURS),
    price(
        "mattern-deficiency",
        &[Bits],
        &[
            claim(Control, Is, Sum(&THERE_AND_BACK, &Of(Elsewhere))),
            ONE_NUMBER,
            AT_ONCE,
            claim(Complete, AtMost, Times(&THREE, &ECC)),
            KEEPS_RECORDED,
        ],
    ),
    price("lai-yang", &[Bits], HISTORIES),
    price("abs-aligned", &[Order, Waiting], ALIGNED),
    naive(
        "abs-at-least-once",
        &[Order],
        &[
            claim(Control, Is, E),
            BARE,
            claim(Recorded, Is, Of(LongestPath)),
            claim(Complete, Is, Of(LongestBack)),
            claim(Messages, Is, Of(InBackEdges)),
            KEEPS_RECORDED,
        ],
    ),
    price("abs-unaligned", &[Order], FLOOD),
    price(
        "acharya-badrinath",
        &[Order],
        &[
            claim(Control, Is, THERE_AND_BACK),
            claim(Cost::Bits, Is, Times(&W, &Sum(&E, &ONE))),
            AT_ONCE,
            claim(Complete, Is, Times(&TWO, &ECC)),
            // The initiator has read what is in the channels; and the logs have what was sent since they were read.
            claim(Stored, AtMost, Sum(&Times(&TWO, &T), &Of(Meanwhile))),
        ],
    ),
    price(
        "alagar-venkatesan",
        &[Order],
        &[
            claim(Control, Is, Times(&THREE, &OTHERS)),
            claim(Cost::Bits, Is, Times(&W, &Sum(&E, &TWO))),
            AT_ONCE,
            claim(Complete, Is, Times(&THREE, &ECC)),
            KEEPS_RECORDED,
        ],
    ),
    price("inhibition", &[Waiting], INHIBITION),
    naive("inhibition-hasty", &[Waiting], INHIBITION),
    naive(
        "naive-request",
        &[],
        &[
            claim(Control, Is, Times(&Of(Starters), &OTHERS)),
            BARE,
            AT_ONCE,
            claim(Complete, Is, ECC),
            NO_MESSAGES,
            KEEPS_RECORDED,
        ],
    ),
    naive(
        "naive-clock",
        &[],
        &[
            claim(Control, Is, Number(0)),
            claim(Recorded, Is, Number(0)),
            claim(Complete, Is, Number(0)),
            NO_MESSAGES,
            KEEPS_RECORDED,
        ],
    ),
    // The hub stops for two ticks, and then all others have stopped for one, and go on after one more.
    naive(
        "naive-stop-the-world",
        &[],
        &[
            claim(Control, Is, Times(&THREE, &OTHERS)),
            BARE,
            AT_ONCE,
            claim(Complete, Is, ECC),
            NO_MESSAGES,
            KEEPS_RECORDED,
            claim(Blocked, AtMost, Times(&TWO, &N)),
        ],
    ),
    price(
        "venkatesan",
        &[Order],
        &[
            claim(Control, Is, Sum(&Sum(&THERE_AND_BACK, &Times(&TWO, &Of(Used))), &Of(UsedLater))),
            BARE,
            AT_ONCE,
            claim(Complete, AtMost, Sum(&Times(&TWO, &ECC), &TWO)),
            KEEPS_RECORDED,
        ],
    ),
    price(
        "spezialetti-kearns",
        &[Order],
        &[
            claim(Control, Is, Sum(&E, &Sum(&Of(Followers), &Of(Adjacent)))),
            BARE,
            AT_ONCE,
            claim(Complete, AtMost, Sum(&Times(&TWO, &ECC), &TWO)),
            KEEPS_RECORDED,
        ],
    ),
    // A request goes along a chain of at most all the others, whose last asks back; then come the answers, and then the decisions.
    price(
        "koo-toueg",
        &[Order, Waiting],
        &[
            claim(Control, Is, Sum(&Times(&TWO, &Of(Cohorts)), &Of(Forced))),
            BARE,
            claim(Recorded, AtMost, OTHERS),
            claim(Complete, AtMost, Sum(&Times(&THREE, &OTHERS), &TWO)),
            NO_MESSAGES,
            KEEPS_RECORDED,
        ],
    ),
    // Nobody says when the others have to take theirs.
    price("uncoordinated", &[], &[claim(Control, Is, Number(0)), NO_MESSAGES, KEEPS_RECORDED]),
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
