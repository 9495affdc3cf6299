//! What a lesson is made of, and what the oracles say of the runs in it. Whoever makes the runs hands it in.

use trace::Saved;
use trace::model::Check;

/// A run, and the command that makes it again.
#[derive(Clone, Debug)]
pub struct Made {
    /// The run.
    pub run: Saved,
    /// What to type.
    pub command: String,
}

/// What a chapter needs; or why there is none, as a sentence without its end.
pub type Wanted<T> = Result<T, String>;

/// All global states that an algorithm can record of a computation, as a search of every order of events found them.
#[derive(Clone, Debug)]
pub struct Recordable {
    /// Each, with a run that records it.
    pub states: Vec<Recorded>,
    /// How many states there are that are not among them.
    pub more: usize,
    /// In how many states the orders of events end, all together.
    pub ends: u64,
    /// Whether a process may wait before it does something, and may not in the run that the lesson is about.
    pub held: bool,
    /// Why another experiment was searched than that of the lesson, if one was; as a sentence without its end.
    pub instead: Option<String>,
    /// The command that searches again.
    pub command: String,
}

/// A global state that can be recorded.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The state in the exercise's notation.
    pub state: String,
    /// At how many ends it is recorded.
    pub ends: u64,
    /// At how many of these an oracle is violated.
    pub wrong: u64,
    /// What the oracles say of these: that all hold, that some do not, or that it is not known.
    pub ok: Option<bool>,
    /// A run that records it: a wrong one, where there is one.
    pub made: Made,
}

/// Whether a page has the answers to its questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answers {
    /// It judges an answer, and says why.
    Shown,
    /// It judges none; what happened in the runs is in it all the same.
    Hidden,
}

/// What a lesson is made of.
#[derive(Clone, Debug)]
pub struct Material {
    /// The run that it is about.
    pub about: Made,
    /// One that shows what comes of asking the processes, where the run of the lesson does not.
    pub asked: Option<Made>,
    /// One that never was in the state that was recorded of it.
    pub never: Wanted<Made>,
    /// What can be recorded at all.
    pub recordable: Wanted<Recordable>,
    /// One that goes wrong where messages may overtake each other, and the one of the same seed where they may not.
    pub overtaken: Wanted<[Made; 2]>,
    /// One with snapshots that are taken at the same time.
    pub overlapping: Wanted<Made>,
    /// Whether the answers are there.
    pub answers: Answers,
    /// The command that makes the lesson again.
    pub command: String,
}

/// Whether a run has a snapshot in whose state it never was, though an oracle found it reachable.
#[must_use]
pub fn is_never_in_it(run: &Saved) -> bool {
    let Some(first) = run.footer.as_ref().and_then(|footer| footer.snapshots.first()) else { return false };
    first.occurred.is_some_and(|occurred| !occurred.ever)
        && check(run, "reachable").is_some_and(|check| check.ok == Some(true))
}

/// Whether a run has two snapshots of which the second began before the first was complete.
#[must_use]
pub fn is_overlapping(run: &Saved) -> bool {
    let snapshots = run.footer.as_ref().map_or(&[][..], |footer| &footer.snapshots);
    match snapshots {
        [first, second, ..] => {
            let [one, other] = [first, second].map(|of| of.completed_at.map(|end| (of.started_at, end)));
            one.zip(other).is_some_and(|(one, other)| one.0.max(other.0) < one.1.min(other.1))
        }
        _ => false,
    }
}

/// What an oracle said of the first snapshot of a run.
pub(super) fn check<'a>(run: &'a Saved, name: &str) -> Option<&'a Check> {
    run.footer.as_ref()?.snapshots.first()?.checks.iter().find(|check| check.name == name)
}
