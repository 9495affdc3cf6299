//! What a run of another program, of which there is only a log, has in another way than ours: its messages have names, its events are told
//! in lines of files, and there may be no time.

use snapshot::Law;

use crate::model::Event;
use crate::read::Saved;
use crate::restore;

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
