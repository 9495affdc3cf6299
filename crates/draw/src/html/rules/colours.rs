//! The rules of the algorithms that colour messages: white is who has not recorded, and what it sends; red is who has.

use super::rule::{Did, Rule, Rules};

const BEFORE: &str = "A white process that is about to receive a red message records first, so that the message is not in its recorded state.";

pub(super) const ALL: &[Rules] = &[
    Rules {
        algorithm: "mattern",
        source: "Mattern, 1989",
        rules: &[
            Rule::itself(
                Did::Records,
                "A white process may record of its own accord; it is red from then on, and so is what it sends.",
            ),
            Rule::itself(Did::RecordsBefore, BEFORE),
            Rule::told(
                "marker",
                Did::Records,
                "A white process to which a message of the algorithm comes records, too.",
            ),
            Rule::always(
                Did::Sends("marker"),
                "When it records, it says on each outgoing channel how many white messages it has sent there: it is written \
                 that each red message carries that number, here a message of the algorithm does.",
            ),
            Rule::itself(
                Did::TakesIn,
                "A white message that a red process receives was in the channel when the snapshot was taken: it is recorded there.",
            ),
            Rule::told(
                "marker",
                Did::Anything,
                "A channel is done when as many white messages have come as its source says it has sent.",
            ),
            Rule::itself(
                Did::Closes,
                "As many white messages have come as the source said it has sent, so the channel is done.",
            ),
        ],
    },
    Rules {
        algorithm: "mattern-deficiency",
        source: "Mattern, 1989, with one process that counts",
        rules: &[
            Rule::itself(
                Did::Records,
                "The initiator records of its own accord, is red from then on, and asks everybody.",
            ),
            Rule::itself(Did::RecordsBefore, BEFORE),
            Rule::itself(
                Did::TakesIn,
                "A white message that a red process receives is recorded as one that was in the channel, and the initiator has to hear \
                 of it.",
            ),
            Rule::itself(Did::Sends("forward"), "So it is forwarded to the initiator."),
            Rule::told(
                "request",
                Did::Records,
                "Who is asked and is still white records, and is red from then on.",
            ),
            Rule::told(
                "request",
                Did::Sends("report"),
                "It reports its deficiency when it recorded: how many white messages it had sent, less those that it had received.",
            ),
            Rule::told(
                "request",
                Did::Sends("forward"),
                "White messages that came before it was asked are forwarded now.",
            ),
            Rule::told(
                "report",
                Did::Anything,
                "All deficiencies together are how many white messages are in the channels.",
            ),
            Rule::told(
                "forward",
                Did::Anything,
                "A white message that is forwarded to the initiator is no longer missing.",
            ),
            Rule::always(
                Did::Closes,
                "The initiator has all reports, and by its count no white message is missing: it closes all channels.",
            ),
        ],
    },
    Rules {
        algorithm: "lai-yang",
        source: "Lai and Yang, 1987",
        rules: &[
            Rule::itself(
                Did::Records,
                "A white process may record of its own accord; it is red from then on, and so is what it sends.",
            ),
            Rule::itself(Did::RecordsBefore, BEFORE),
            Rule::told(
                "marker",
                Did::Records,
                "A white process to which a message of the algorithm comes records, too.",
            ),
            Rule::always(
                Did::Sends("marker"),
                "When it records, it sends the history of what it has sent: as it is written, to the initiator; here, along \
                 each channel what was sent there.",
            ),
            Rule::told(
                "marker",
                Did::Closes,
                "The state of the channel is worked out: the white messages that were sent there, without those that the receiver had \
                 received when it recorded.",
            ),
        ],
    },
];
