//! A saved run: what was run, what happened, and what came of it.

use snapshot::Law;

use crate::foreign::{Foreign, ToldOrder};
use crate::model::{Event, Footer, Header};
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
