//! The rules of the algorithms of streams: barriers that are aligned, or not, or that overtake.

use super::rule::{Did, Rule, Rules};

const SOURCE: &str = "A source records its state, and sends a barrier on every outgoing channel.";
const LOGS: &str = "A back-edge is not waited for: a process that has recorded logs what comes there until the barrier comes.";
const LOGGED: &str =
    "A back-edge is not waited for: with its barrier the log of what came there since the recording ends.";

pub(super) const ALL: &[Rules] = &[
    Rules {
        algorithm: "abs-aligned",
        source: "Carbone et al., 2015",
        rules: &[
            Rule::itself(Did::Records, SOURCE),
            Rule::told(
                "barrier",
                Did::Nothing,
                "A process on one of whose channels the barrier has come takes nothing more from that one, until it has come on all that \
                 are no back-edges.",
            ),
            Rule::told(
                "barrier",
                Did::Records,
                "The barrier has come on each incoming channel that is no back-edge: now the process records its state, and sends the \
                 barrier on.",
            ),
            Rule::told("barrier", Did::ClosesOnly, LOGGED),
            Rule::itself(Did::TakesIn, LOGS),
        ],
    },
    Rules {
        algorithm: "abs-at-least-once",
        source: "A mode of Flink’s, at least once",
        rules: &[
            Rule::itself(Did::Records, SOURCE),
            Rule::told(
                "barrier",
                Did::Nothing,
                "Nobody waits: the process goes on taking what comes behind this barrier, though it was sent after the sender recorded.",
            ),
            Rule::told(
                "barrier",
                Did::Records,
                "The barrier has come on each incoming channel that is no back-edge: now the process records its state, with whatever it \
                 took behind a barrier, and sends the barrier on.",
            ),
            Rule::told("barrier", Did::ClosesOnly, LOGGED),
            Rule::itself(Did::TakesIn, LOGS),
        ],
    },
    Rules {
        algorithm: "abs-unaligned",
        source: "Flink, 2020 (FLIP-76)",
        rules: &[
            Rule::itself(
                Did::Records,
                "An initiator records its state, and sends a barrier on every outgoing channel: how many messages it has sent there \
                 before.",
            ),
            Rule::told(
                "barrier",
                Did::Records,
                "A process reacts on the first barrier: it records its state, and forwards the barrier at once.",
            ),
            Rule::told(
                "barrier",
                Did::Anything,
                "The barrier says after how many messages the channel is closed.",
            ),
            Rule::itself(
                Did::TakesIn,
                "What the barrier overtook, and what comes on a channel before its barrier, belongs to the channel’s state.",
            ),
            Rule::always(Did::Closes, "So many have come, and the channel is closed."),
        ],
    },
];
