//! A saved run: what was run, what happened, and what came of it.

#[cfg(test)]
mod tests;

use snapshot::oracle::Law;

use crate::foreign::{Foreign, ToldOrder};
use crate::model::{Check, Event, Footer, Header};
use crate::restore;

/// A run as a file has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    /// What was run.
    pub header: Header,
    /// Everything that happened, in order.
    pub events: Vec<Event>,
    /// What came of it; absent when the run was cut off.
    pub footer: Option<Footer>,
    /// What is told otherwise of a run of another program; absent for one of ours, as all are that are read here.
    pub foreign: Option<Foreign>,
}

impl Saved {
    /// What a message is called that has this number and says this: `m #204`, or as the log of another program calls it.
    #[must_use]
    pub fn called(&self, msg: u64, body: &str) -> String {
        let place = usize::try_from(msg).ok();
        let name = self.foreign.as_ref().and_then(|foreign| foreign.names.get(place?));
        name.cloned().unwrap_or_else(|| format!("{body} #{msg}"))
    }

    /// The law of its algorithm; of which algorithm a log is, it does not tell.
    #[must_use]
    pub fn law(&self) -> Option<Law> {
        if self.foreign.is_some() { None } else { restore::law(&self.header.config) }
    }

    /// What the oracles said, each check with the number of its snapshot; 0 for those of the run as a whole.
    // What is said of all snapshots together is said of each.
    pub fn checks(&self) -> impl Iterator<Item = (u32, &Check)> {
        let footer = self.footer.as_ref();
        let snapshots = footer.map_or(&[][..], |footer| &footer.snapshots);
        let is_of_one = |check: &Check| {
            snapshots.iter().flat_map(|snapshot| &snapshot.checks).any(|other| other.name == check.name)
        };
        let of_the_run = footer.into_iter().flat_map(|footer| &footer.checks);
        let of_the_run = of_the_run.filter(move |check| !is_of_one(check)).map(|check| (0, check));
        let of_each =
            snapshots.iter().flat_map(|snapshot| snapshot.checks.iter().map(|check| (snapshot.id, check)));
        of_the_run.chain(of_each)
    }

    /// What all oracles together say: that the run is right, that it is not, or that this is not known.
    #[must_use]
    pub fn verdict(&self) -> Option<bool> {
        let all: Vec<_> = self.checks().map(|(_, check)| check.ok).collect();
        match all.as_slice() {
            all if all.contains(&Some(false)) => Some(false),
            all if all.is_empty() || all.contains(&None) => None,
            _ => Some(true),
        }
    }

    /// Whether its events have times.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.foreign.as_ref().is_none_or(|foreign| foreign.order == ToldOrder::Timed)
    }

    /// Where an event is told in the logs of another program: `a.log:7`.
    #[must_use]
    pub fn told_at(&self, event: &Event) -> Option<String> {
        let Foreign { places, files, .. } = self.foreign.as_ref()?;
        let (file, line) = places.get(usize::try_from(event.seq).ok()?)?;
        Some(format!("{}:{line}", files[*file as usize]))
    }
}
