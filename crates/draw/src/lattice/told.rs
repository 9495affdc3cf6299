//! What a picture of a lattice is told.

use observed::lattice::{Cut, Step, Steps};
use observed::model::Run;
use observed::model::What;

/// The most steps of a process in a grid.
pub const STEPS: u32 = 40;
/// The most cuts in a Hasse diagram.
pub const CUTS: usize = 200;

/// A lattice to be drawn.
pub struct Lattice<'a> {
    /// The run.
    pub run: &'a Run,
    /// Its steps, between the cuts that are shown.
    pub steps: &'a Steps,
    /// All consistent cuts between them.
    pub cuts: Vec<Cut>,
    /// The head line.
    pub title: String,
    /// The lines below it.
    pub notes: Vec<String>,
    /// The cuts that the run went through, one after the other, if somebody tells its order.
    pub went: Option<Vec<Cut>>,
    /// What was recorded.
    pub recorded: Vec<Recorded>,
    /// What was asked.
    pub marked: Vec<Marked<'a>>,
}

/// The cut of a snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// Its number.
    pub snapshot: u64,
    /// The cut.
    pub cut: Cut,
    /// Whether it is consistent.
    pub is_consistent: bool,
    /// Whether the run was in it, if somebody tells the order of the run.
    pub occurred: Option<bool>,
}

/// Whether something is so in a cut, if that is known.
pub type Holds<'a> = Box<dyn Fn(&[u32]) -> Option<bool> + 'a>;

/// A predicate whose cuts are marked.
pub struct Marked<'a> {
    /// As it is written.
    pub text: String,
    /// Whether it is so in a cut, if that is known.
    pub holds: Holds<'a>,
}

impl Recorded {
    /// `snapshot 1 recorded P=3,Q=5: consistent; the run did not pass through it`
    pub(super) fn in_words(&self, lattice: &Lattice<'_>) -> String {
        let cut = lattice.cut_in_words(&self.cut);
        let judged = match (self.is_consistent, self.occurred) {
            (false, _) => "not consistent: no run can have been in this state",
            (true, Some(true)) => "consistent; the run passed through it",
            (true, Some(false)) => "consistent, and the run did not pass through it: S* beside the run",
            (true, None) => "consistent",
        };
        let shown = if lattice.shows(&self.cut) { "" } else { " (outside the picture)" };
        format!("Snapshot {} recorded {cut}: {judged}{shown}", self.snapshot)
    }
}

impl Lattice<'_> {
    /// Whether a cut is between those that are shown.
    pub(super) fn shows(&self, cut: &[u32]) -> bool {
        let bounds = self.steps.from.iter().zip(&self.steps.to);
        bounds.zip(cut).all(|((from, to), has)| (from..=to).contains(&has))
    }

    /// `P=3,Q=5`
    pub(super) fn cut_in_words(&self, cut: &[u32]) -> String {
        let name = |place: usize| self.run.name(self.steps.processes[place]);
        let of = cut.iter().enumerate().map(|(place, has)| format!("{}={has}", name(place)));
        of.collect::<Vec<_>>().join(",")
    }
}

/// What a step does: `recv m, send m`.
#[must_use]
pub fn step_in_words(run: &Run, step: &Step) -> String {
    let events = &run.processes[step.first.process.index()].events;
    let events = &events[step.first.index as usize..=step.last.index as usize];
    let words: Vec<String> = events.iter().filter_map(|event| event_in_words(run, event.what)).collect();
    if words.is_empty() { "local".to_string() } else { words.join(", ") }
}

fn event_in_words(run: &Run, what: What) -> Option<String> {
    let (verb, id) = match what {
        What::Send(id) => ("send", id),
        What::Receive(id) => ("recv", id),
        What::Local | What::Record(_) | What::Crashed | What::Other => return None,
    };
    let message = run.message(id);
    let name = message.body.as_ref().or(message.name.as_ref()).map_or("a message", String::as_str);
    message.control.is_none().then(|| format!("{verb} {name}"))
}
