//! The words of the paper, as it uses them: K. M. Chandy and L. Lamport, "Distributed Snapshots: Determining Global States of Distributed
//! Systems", ACM TOCS 3(1), 1985. What is in quotation marks stands there.

/// Each with what it means.
pub(super) const WORDS: [(&str, &str); 14] = [
    ("process", "A set of states, an initial state, and a set of events (section 2.1)."),
    (
        "channel",
        "Leads from one process to another. Channels are assumed to have infinite buffers, to be error-free, and to deliver messages in the order sent (section 2.1).",
    ),
    (
        "state of a channel",
        "“The sequence of messages sent along the channel, excluding the messages received along the channel” (section 2.1).",
    ),
    (
        "event",
        "An atomic action of one process: it may change the state of that process, and of at most one channel incident on it (section 2.1).",
    ),
    ("global state", "“A set of component process and channel states” (section 2.1)."),
    (
        "marker",
        "A message of the algorithm that has no effect on the computation. It divides what was sent before it from what is sent after it (section 3).",
    ),
    ("prerecording", "An event of a process that happens before that process records its state (section 4)."),
    (
        "postrecording",
        "An event of a process that happens after that process has recorded its state (section 4).",
    ),
    (
        "recorded state",
        "S*, what all processes recorded of themselves and of their incoming channels, put together (section 4).",
    ),
    ("reachable", "There is a sequence of events that leads there (section 2.1)."),
    (
        "cut",
        "A place in the life of each process: what is before it, and what is after it. The paper does not use the word; it is Mattern's (1989).",
    ),
    ("consistent", "Of a cut: no message is received before it and sent after it (Mattern 1989)."),
    (
        "FIFO",
        "First in, first out: a channel delivers messages in the order in which they were sent. The paper assumes it of every channel (section 2.1).",
    ),
    (
        "stable property",
        "One that, once it is so, is so in every global state that is reachable from there: “computation has terminated”, “the system is deadlocked” (section 1).",
    ),
];

/// What a word means.
pub(super) fn meaning(word: &str) -> &'static str {
    let found = WORDS.iter().find(|(known, _)| *known == word);
    found.unwrap_or_else(|| panic!("'{word}' is not in the glossary")).1
}
