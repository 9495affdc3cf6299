//! Where in the run that is which decides what is said of it, if a drawing does not show it.

use trace::model::Event;

use super::View;
use crate::words;

impl View<'_> {
    /// What is not shown of that, and where it is: each behind a semicolon.
    pub(super) fn elsewhere(&self) -> String {
        let decides = self.verdict().deciding.and_then(|(_, check)| {
            let event = check.events.iter().min()?;
            Some((*event, format!("what decides '{}'", check.name)))
        });
        let became =
            self.became_in_run.as_ref().map(|became| (became.event, format!("since when {}", became.what)));
        let announced = self.announced.map(|event| (event, "announced".to_string()));
        let told = [decides, became, announced].into_iter().flatten();
        told.filter_map(|(event, what)| Some(format!("; {what}: {}", self.is_elsewhere(event)?))).collect()
    }

    /// Where the event of this number is, if the run has it and it is not shown.
    pub(crate) fn is_elsewhere(&self, number: u64) -> Option<String> {
        let place = self.run.events.binary_search_by_key(&number, |event| event.seq).ok()?;
        let event: &Event = &self.run.events[place];
        let is_shown = self.events.binary_search_by_key(&number, |shown| shown.event.seq).is_ok();
        let where_it_is = match () {
            () if is_shown => return None,
            () if place < self.range.start => "before what is shown",
            () if place >= self.range.end => "after what is shown",
            () => "of a process that is not shown",
        };
        Some(format!("{}, {where_it_is}", words::number(self.run, event)))
    }
}
