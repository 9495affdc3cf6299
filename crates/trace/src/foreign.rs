//! What a run of another program, of which there is only a log, has in another way than ours: its messages have names, its events are told
//! in lines of files, and there may be no time.

use std::collections::BTreeSet;

/// That, for whoever shows the run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Foreign {
    /// What each message is called, by its number.
    pub names: Vec<String>,
    /// Where each event is told, by its number: a file and a line.
    pub places: Vec<(u32, u32)>,
    /// The names of these files.
    pub files: Vec<String>,
    /// What the order of its events is.
    pub order: ToldOrder,
    /// The numbers of the events that belong to the same step as the event of their process before them. Each other one is a step.
    pub same_step: BTreeSet<u64>,
    /// What the cuts are called that somebody asked for, by their numbers from 1; where there are some, what is recorded is no snapshot.
    pub asked: Vec<String>,
}

/// In what order the events of a log are: the order of each process is the log's, but that of all is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ToldOrder {
    /// By the log's own times, which go with its messages.
    Timed,
    /// One of those that are possible. The times of the events are no more than their places.
    #[default]
    Possible,
    /// None is possible: somewhere a receipt comes before its sending.
    Impossible,
}
