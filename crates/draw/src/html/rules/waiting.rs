//! The rules of the algorithms whose processes wait, of those that take checkpoints, and of those that are wrong and say so.

use super::rule::{Did, Rule, Rules};

const MARKS: &str = "Who records sends on every outgoing channel a marker that says how many messages went before it, and does nothing that could \
     send until all these are acknowledged.";
const MARKED: &str = "Who receives a marker and has not recorded records.";
const NOT_FLUSHED: &str =
    "A message that comes on a channel whose marker is not flushed is recorded in the channel.";
const ACKNOWLEDGED: &str =
    "This is an ack for one of its markers: when the process has one for each, it may send again.";

pub(super) const ALL: &[Rules] = &[
    Rules {
        algorithm: "inhibition",
        source: "Helary, 1989",
        rules: &[
            Rule::told("marker", Did::Records, MARKED),
            Rule::always(Did::Records, MARKS),
            Rule::told(
                "marker",
                Did::Anything,
                "The channel is flushed when as many messages have come as the marker says.",
            ),
            Rule::itself(Did::TakesIn, NOT_FLUSHED),
            Rule::always(
                Did::Closes,
                "So many have come: the state of the channel is known, and only now its marker is acknowledged.",
            ),
            Rule::told("ack", Did::Anything, ACKNOWLEDGED),
        ],
    },
    Rules {
        algorithm: "inhibition-hasty",
        source: "Helary, 1989, made wrong by haste",
        rules: &[
            Rule::told("marker", Did::Records, MARKED),
            Rule::always(Did::Records, MARKS),
            Rule::told(
                "marker",
                Did::Anything,
                "The marker is acknowledged at once, though the messages that went before it may not have come.",
            ),
            Rule::itself(Did::TakesIn, NOT_FLUSHED),
            Rule::always(
                Did::Closes,
                "As many messages have come as the marker says, and the channel is closed; a later one may be among them in an earlier \
                 one’s stead.",
            ),
            Rule::told("ack", Did::Anything, ACKNOWLEDGED),
        ],
    },
    Rules {
        algorithm: "naive-request",
        source: "Asking everybody, which is wrong",
        rules: &[
            Rule::itself(
                Did::Records,
                "The hub records its state, takes its channels to be empty, and sends a request to everybody.",
            ),
            Rule::told(
                "request",
                Did::Records,
                "Who is asked records its state when it is asked, and takes its channels to be empty.",
            ),
            Rule::told("request", Did::RecordsNot, "Who has recorded already does nothing."),
        ],
    },
    Rules {
        algorithm: "naive-clock",
        source: "Recording by the clock, which is wrong",
        rules: &[Rule::itself(
            Did::Records,
            "Each process records its state when its clock says so, takes its channels to be empty, and says nothing to anybody.",
        )],
    },
    Rules {
        algorithm: "naive-stop-the-world",
        source: "Stopping the world, which is wrong",
        rules: &[
            Rule::itself(Did::Sends("stop"), "The hub tells everybody to stop, and stops itself."),
            Rule::told(
                "stop",
                Did::Anything,
                "Who is told to stop says that it has stopped, and takes no message of the computation until it may go on.",
            ),
            Rule::told("stopped", Did::Nothing, "The hub waits until all have stopped."),
            Rule::told(
                "stopped",
                Did::Records,
                "All have stopped: the hub records its state, takes its channels to be empty, though nobody stopped these, and tells \
                 everybody to go on.",
            ),
            Rule::told(
                "go",
                Did::Records,
                "Who may go on records its state first, and takes its channels to be empty, though nobody stopped these.",
            ),
        ],
    },
    Rules {
        algorithm: "koo-toueg",
        source: "Koo and Toueg, 1987",
        rules: &[
            Rule::itself(Did::Records, "Who starts a line takes a tentative checkpoint."),
            Rule::told(
                "request",
                Did::Records,
                "The last message that had come to who asks was sent after the last checkpoint of who is asked, and would be an orphan: \
                 so that one takes a tentative checkpoint, too.",
            ),
            Rule::always(
                Did::Sends("request"),
                "It asks its cohort: each process from which it received something since its last checkpoint.",
            ),
            Rule::always(Did::Records, "It sends nothing of the computation until the decision."),
            Rule::itself(
                Did::MakesPermanent,
                "There is nobody to ask, so its checkpoint is permanent at once.",
            ),
            Rule::told(
                "request",
                Did::RecordsNot,
                "Who is asked, and need not take a checkpoint or has a tentative one, answers at once.",
            ),
            Rule::told("answer", Did::Anything, "Who asked waits until all of its cohort have answered."),
            Rule::told("answer", Did::Sends("answer"), "All have, so it answers in turn."),
            Rule::told(
                "answer",
                Did::MakesPermanent,
                "All have, so who started the line makes its checkpoint permanent.",
            ),
            Rule::told(
                "decision",
                Did::MakesPermanent,
                "It is decided: the process makes its checkpoint permanent, too, and may send again.",
            ),
            Rule::always(
                Did::Sends("decision"),
                "The decision goes to those who took theirs because it asked.",
            ),
        ],
    },
    Rules {
        algorithm: "uncoordinated",
        source: "Randell, 1975",
        rules: &[Rule::itself(
            Did::Records,
            "Every process takes its checkpoints when it likes, and says so to nobody.",
        )],
    },
];
