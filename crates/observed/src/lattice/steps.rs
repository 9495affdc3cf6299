//! The steps of a computation, and what each of them comes after: all that a lattice is made of.
//!
//! A cut says how many steps of each process are in it. It is consistent when everything that happened before a step in it is in it too;
//! so what is known of a step is a vector time: how many steps of each process happened before it, itself included.

use sim_core::ProcessId;

use crate::model::At;

/// How many steps of each process are in a cut.
pub type Cut = Box<[u32]>;

/// A step: one event of the computation, or several that are one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its first event.
    pub first: At,
    /// Its last event.
    pub last: At,
    /// How many steps of each process happened before it; of its own process it is one of them.
    pub after: Cut,
}

/// The steps of some processes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Steps {
    /// The processes, in the order in which cuts have them.
    pub processes: Vec<ProcessId>,
    /// The steps of each, in its order.
    pub of: Vec<Vec<Step>>,
    /// The first cut that is looked at.
    pub from: Cut,
    /// The last one.
    pub to: Cut,
    /// How many receipts there are of messages whose sending nobody tells: what they come after is not known.
    pub unsent: usize,
}

impl Steps {
    /// Where the step is that an event belongs to: the place of its process, and which of its steps.
    #[must_use]
    pub fn which(&self, at: At) -> Option<(usize, usize)> {
        let place = self.processes.binary_search(&at.process).ok()?;
        let step = self.of[place].partition_point(|step| step.last < at);
        Some((place, step)).filter(|_| self.of[place].get(step).is_some_and(|step| step.first <= at))
    }

    /// How many steps of the process at this place come before an event.
    #[must_use]
    pub fn before(&self, place: usize, at: At) -> usize {
        self.of[place].partition_point(|step| step.first < at)
    }

    /// How many steps of the process at this place come before an event or have it.
    #[must_use]
    pub fn up_to(&self, place: usize, at: At) -> usize {
        self.of[place].partition_point(|step| step.first <= at)
    }

    /// Which of its process's steps an event belongs to; one that belongs to none, to the last one before it.
    pub(crate) fn at_or_before(&self, at: At) -> Option<usize> {
        self.up_to(at.process.index(), at).checked_sub(1)
    }

    /// The same; one that belongs to none, to the first one after it.
    pub(crate) fn at_or_after(&self, at: At) -> Option<usize> {
        let steps = &self.of[at.process.index()];
        Some(steps.partition_point(|step| step.last < at)).filter(|place| *place < steps.len())
    }

    /// The same of some of the processes alone, by their places. What they know of each other through others they still know.
    #[must_use]
    pub fn only(&self, places: &[usize]) -> Self {
        let some = |cut: &Cut| places.iter().map(|place| cut[*place]).collect::<Cut>();
        let step = |step: &Step| Step { after: some(&step.after), ..*step };
        Self {
            processes: places.iter().map(|place| self.processes[*place]).collect(),
            of: places.iter().map(|place| self.of[*place].iter().map(step).collect()).collect(),
            from: some(&self.from),
            to: some(&self.to),
            unsent: self.unsent,
        }
    }

    /// The same between two consistent cuts alone.
    #[must_use]
    pub fn between(self, from: Cut, to: Cut) -> Self {
        Self { from, to, ..self }
    }

    /// Whether a cut is between the first and the last.
    #[must_use]
    pub fn has(&self, cut: &[u32]) -> bool {
        self.from.iter().zip(&self.to).zip(cut).all(|((from, to), has)| (from..=to).contains(&has))
    }

    /// How many steps there are between the first cut and the last.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.to.iter().zip(&self.from).map(|(to, from)| u64::from(to - from)).sum()
    }

    /// The places of the processes whose next step can come after this cut.
    pub fn next<'a>(&'a self, cut: &'a [u32]) -> impl Iterator<Item = usize> + 'a {
        (0..cut.len()).filter(move |place| cut[*place] < self.to[*place] && self.can_be_next(cut, *place))
    }

    /// Whether all that a process's next step comes after is in a cut.
    fn can_be_next(&self, cut: &[u32], place: usize) -> bool {
        let after = self.of[place][cut[place] as usize].after.iter();
        after.zip(cut).enumerate().all(|(other, (after, has))| other == place || after <= has)
    }

    /// Whether everything that happened before a step of the cut is in it.
    #[must_use]
    pub fn is_consistent(&self, cut: &[u32]) -> bool {
        self.frontier(cut).all(|step| step.after.iter().zip(cut).all(|(after, has)| after <= has))
    }

    /// The smallest consistent cut that has all of this one.
    #[must_use]
    pub fn closed(&self, cut: &[u32]) -> Cut {
        let mut closed: Cut = cut.into();
        for step in self.frontier(cut) {
            closed.iter_mut().zip(&step.after).for_each(|(has, after)| *has = (*has).max(*after));
        }
        closed
    }

    /// The greatest consistent cut that has no more than this one.
    #[must_use]
    pub fn within(&self, cut: &[u32]) -> Cut {
        let is_in = |step: &Step| step.after.iter().zip(cut).all(|(after, has)| after <= has);
        let of = self.of.iter().zip(cut);
        // The times of a process grow, so those that are in come first.
        of.map(|(steps, has)| {
            u32::try_from(steps[..*has as usize].partition_point(is_in)).expect("lines are bounded")
        })
        .collect()
    }

    /// The last step of each process that is in a cut.
    fn frontier<'a>(&'a self, cut: &'a [u32]) -> impl Iterator<Item = &'a Step> {
        self.of.iter().zip(cut).filter_map(|(steps, has)| steps.get((*has).checked_sub(1)? as usize))
    }
}
