//! Who was kept from acting, and when: as the file tells, for its events do not.

use std::collections::BTreeMap;

use super::{View, Wait};

impl View<'_> {
    /// The stretches of the shown processes that reach into what is shown.
    pub(super) fn find_waits(&mut self) {
        let Some(footer) = &self.run.footer else { return };
        let Some((first, last)) = self.events.first().zip(self.events.last()) else { return };
        let (first, last) = (first.event.seq, last.event.seq);
        let waits =
            footer.outcome.waits.iter().filter(|wait| {
                wait.from <= last && wait.until.is_none_or(|until| until > first.max(wait.from))
            });
        let columns: BTreeMap<_, _> =
            self.processes.iter().enumerate().map(|(place, name)| (*name, place)).collect();
        let shown = waits.filter_map(|wait| {
            let process = *columns.get(wait.process.as_str())?;
            Some(Wait { process, from: wait.from, until: wait.until })
        });
        self.waits = shown.collect();
    }

    /// Whether a process has to wait when so many events of the shown ones have happened.
    #[must_use]
    pub fn has_to_wait(&self, process: usize, position: usize) -> bool {
        let Some(shown) = position.checked_sub(1).and_then(|last| self.events.get(last)) else {
            return false;
        };
        let now = shown.step;
        let is_now = |wait: &&Wait| wait.from <= now && wait.until.is_none_or(|until| now < until);
        self.waits.iter().filter(is_now).any(|wait| wait.process == process)
    }
}
