//! What went wrong in a run, as far as its events were kept.

use sim_core::Happening;
use snapshot::{Computation, Incident, LogEvent, Recorded};

use super::Finished;

impl<P: Computation> Finished<'_, P> {
    /// What went wrong, each with its event, in the order in which it did.
    pub fn incidents(&self) -> impl Iterator<Item = (&LogEvent<P>, &Incident<P::Message>)> {
        self.window.iter().filter_map(|event| match &event.what {
            Happening::Observe(Recorded::Incident(incident)) => Some((event, &**incident)),
            _ => None,
        })
    }
}
