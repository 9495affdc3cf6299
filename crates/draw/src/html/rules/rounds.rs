//! The rules of the algorithms that go in rounds around an initiator, along a tree, or by regions.

use super::rule::{Did, Rule, Rules};

pub(super) const ALL: &[Rules] = &[
    Rules {
        algorithm: "acharya-badrinath",
        source: "Acharya and Badrinath, 1992",
        rules: &[
            Rule::itself(Did::Records, "The initiator records its state, and sends a token to everybody."),
            Rule::told(
                "token",
                Did::Anything,
                "Who receives a token records its state, and replies how many messages it had sent and received on each channel then.",
            ),
            Rule::told("reply", Did::Nothing, "The initiator waits until everybody has replied."),
            Rule::always(
                Did::Closes,
                "Everybody has replied: a channel’s state is what its source had sent and its target had not received.",
            ),
        ],
    },
    Rules {
        algorithm: "alagar-venkatesan",
        source: "Alagar and Venkatesan, 1994",
        rules: &[
            Rule::itself(Did::Records, "The initiator records its state, and sends a token to everybody."),
            Rule::itself(
                Did::TakesIn,
                "A process that has recorded records, as the state of the channel, each old message that comes: one that was sent before \
                 its sender recorded.",
            ),
            Rule::told(
                "token",
                Did::Anything,
                "Who receives a token records its state, and answers that it is done.",
            ),
            Rule::told("done", Did::Nothing, "The initiator waits until everybody has answered."),
            Rule::told(
                "done",
                Did::Sends("terminate"),
                "Everybody has answered, so the initiator has everybody terminate.",
            ),
            Rule::always(
                Did::Closes,
                "Under causal order no old message can be on its way to this process then: the state of each channel into it is what \
                 was recorded so far.",
            ),
        ],
    },
    Rules {
        algorithm: "venkatesan",
        source: "Venkatesan, 1989",
        rules: &[
            Rule::itself(
                Did::Records,
                "The root records of its own accord, and sends an init down the tree.",
            ),
            Rule::told(
                "init",
                Did::Records,
                "Who receives the init of a snapshot that it has not recorded records.",
            ),
            Rule::told(
                "regular",
                Did::Records,
                "Who receives a regular of a snapshot that it has not recorded records.",
            ),
            Rule::told(
                "late",
                Did::Records,
                "Who receives a late one of a snapshot that it has not recorded records.",
            ),
            Rule::always(
                Did::Sends("regular"),
                "Who records sends a regular on each used channel: on which it has sent a message since it last recorded.",
            ),
            Rule::told("init", Did::Anything, "The init goes down the tree, so that everybody records."),
            Rule::told(
                "regular",
                Did::Anything,
                "What came along the channel between the recording and the regular is its state; the regular is answered with an ack.",
            ),
            Rule::told(
                "late",
                Did::Anything,
                "A late one goes before the first message on a channel on which no regular of this snapshot was sent; nobody answers it.",
            ),
            Rule::itself(
                Did::Sends("late"),
                "Before the first message on a channel on which no regular of this snapshot was sent, one goes out late.",
            ),
            Rule::itself(
                Did::TakesIn,
                "What comes along a channel between the recording and the regular is the state of the channel.",
            ),
            Rule::told(
                "ack",
                Did::Anything,
                "An ack says that the regular has come, and so, on FIFO channels, all that was sent before it.",
            ),
            Rule::told(
                "completed",
                Did::Anything,
                "A completed says that all below this child in the tree have what they wait for.",
            ),
            Rule::always(
                Did::Sends("completed"),
                "Who has the init, an ack for each regular and a completed of each child sends a completed to its parent.",
            ),
            Rule::always(
                Did::Closes,
                "The root has all that it waits for: on FIFO channels each used one is flushed then, and an unused one is empty, so it \
                 closes all.",
            ),
        ],
    },
    Rules {
        algorithm: "spezialetti-kearns",
        source: "Spezialetti and Kearns, 1986",
        rules: &[
            Rule::itself(
                Did::Records,
                "Who starts the snapshot is master of a region: it records its state, and sends a marker that names it on each outgoing \
                 channel.",
            ),
            Rule::told(
                "marker",
                Did::Records,
                "Who records upon a marker joins the region of the master that it names, its sender is the parent, and its own markers \
                 name the same master.",
            ),
            Rule::told(
                "marker",
                Did::RecordsNot,
                "The marker ends what is recorded of its channel. If it names another master, another region begins there; if its sender \
                 joins by it, that is a child.",
            ),
            Rule::itself(
                Did::TakesIn,
                "What comes on a channel between the recording and the marker is recorded in it, as with Chandy and Lamport.",
            ),
            Rule::told(
                "report",
                Did::Anything,
                "A report brings the local snapshots of a child and those below it, and the borders noted there.",
            ),
            Rule::always(
                Did::Sends("report"),
                "Who has all its markers, and a report of each child, reports to its parent.",
            ),
            Rule::always(
                Did::Sends("region"),
                "The master has its region, and tells it to the masters of adjacent ones.",
            ),
            Rule::told(
                "region",
                Did::Anything,
                "The masters of adjacent regions tell each other what they have.",
            ),
            Rule::always(
                Did::Closes,
                "Here a process closes its channels when it reports, and a master when it is done.",
            ),
        ],
    },
];
