//! What a page of choices is made of, as plain data. Whoever searched hands it in; texts are as a person reads them.

use trace::Saved;

/// A search of every schedule, to be looked at.
#[derive(Clone, Debug)]
pub struct Choices {
    /// What was searched, in a line.
    pub headline: String,
    /// What the oracles say of all ends together: that all is well, that it is not, or that this is not known.
    pub ok: Option<bool>,
    /// What came of the search, sentence by sentence: the verdict first.
    pub told: Vec<String>,
    /// What can be recorded, in the order in which it is listed.
    pub recordable: Vec<Recordable>,
    /// How many recordable states there are that are not listed.
    pub more: usize,
    /// The names of the processes, and of the channels.
    pub processes: Vec<String>,
    /// As `P->Q`.
    pub channels: Vec<String>,
    /// The states that a reader can go through: the initial one first.
    pub states: Vec<State>,
    /// What is said of those that are not there; nothing, where all are.
    pub left_out: Option<String>,
    /// The command that follows a schedule, before the schedule and behind it.
    pub around: [String; 2],
    /// The command that makes the page again.
    pub command: String,
}

/// A global state that can be recorded; with several snapshots, those that can be recorded together.
#[derive(Clone, Debug)]
pub struct Recordable {
    /// The state in the exercise's notation.
    pub state: String,
    /// The ends of schedules at which it is recorded, by what they are worth.
    pub ends: Vec<Ends>,
}

/// Ends that record the same and are worth the same.
#[derive(Clone, Debug)]
pub struct Ends {
    /// What the oracles say.
    pub ok: Option<bool>,
    /// Which checks fail.
    pub failed: String,
    /// How many ends there are.
    pub count: u64,
    /// How many steps lead to the first.
    pub steps: usize,
    /// Those steps, each as the place of a choice, as far as they are among the states that are there.
    pub way: Vec<usize>,
    /// The command that goes this way again.
    pub command: String,
    /// The run that goes this way, where it is to be drawn.
    pub run: Option<Saved>,
}

/// A state of the search.
#[derive(Clone, Debug)]
pub struct State {
    /// How many steps it is from the initial one.
    pub depth: u64,
    /// Whether a snapshot has begun.
    pub begun: bool,
    /// The state of each process.
    pub processes: Vec<String>,
    /// What is in each channel, oldest first; nothing, where it is empty.
    pub channels: Vec<String>,
    /// What has been recorded so far, for each snapshot.
    pub recorded: Vec<Recorded>,
    /// What went wrong so far, as sentences without their ends.
    pub incidents: Vec<String>,
    /// What may happen next.
    pub choices: Vec<Choice>,
    /// What came of the schedule, if it ends here.
    pub end: Option<End>,
}

/// What has been recorded for a snapshot.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// By process.
    pub processes: Vec<String>,
    /// By channel; none, where no channel is recorded at all.
    pub channels: Vec<String>,
}

/// An event that may happen next.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What happens, as a sentence without its end.
    pub words: String,
    /// The action as a schedule writes it.
    pub action: String,
    /// The place of the state that it leads to; none, if that is not there.
    pub to: Option<usize>,
}

/// The end of a schedule.
#[derive(Clone, Debug)]
pub struct End {
    /// What is recorded.
    pub state: String,
    /// Its place among the recordable states that are listed.
    pub place: Option<usize>,
    /// What the oracles say of a shortest schedule to this end.
    pub ok: Option<bool>,
    /// Which checks fail.
    pub failed: String,
}
