//! What went wrong in a run, where the log has a word for it: a channel lost a message or delivered it twice, a process crashed.

use std::ops::RangeInclusive;

use sim_core::ProcessId;

use super::{At, Incident, Message, Run};

impl Run {
    /// What went wrong, each with where that is told, in words.
    pub fn incidents_in_words(&self) -> impl Iterator<Item = String> {
        let mut incidents: Vec<_> = self.incidents.iter().collect();
        incidents.sort_by_key(|(at, _)| self.event(**at).map(|event| event.place));
        incidents.into_iter().map(|(at, incident)| self.incident_in_words(*at, incident))
    }

    fn incident_in_words(&self, at: At, incident: &Incident) -> String {
        let here = self.told_at(at);
        match incident {
            Incident::Lost(message) => format!("{} is lost ({here})", self.message_in_words(message)),
            Incident::Again { first, second } => {
                format!("{} comes twice, as {} too ({here})", self.called(*first), self.called(*second))
            }
            Incident::Crashed => format!("{} crashed ({here})", self.name(at.process)),
        }
    }

    /// Whether a message was lost or came twice.
    #[must_use]
    pub fn goes_astray(&self) -> bool {
        self.incidents.values().any(|incident| *incident != Incident::Crashed)
    }

    /// Where a process crashed, if it did.
    #[must_use]
    pub fn crash_of(&self, process: ProcessId) -> Option<At> {
        self.incidents
            .range(all_of(process))
            .find(|(_, incident)| **incident == Incident::Crashed)
            .map(|(at, _)| *at)
    }

    /// What went wrong last with an event of a process.
    pub(crate) fn last_incident(&self, process: ProcessId) -> Option<(At, &Incident)> {
        self.incidents.range(all_of(process)).next_back().map(|(at, incident)| (*at, incident))
    }

    /// The messages that were lost, and where.
    pub fn lost(&self) -> impl Iterator<Item = (At, &Message)> {
        self.incidents.iter().filter_map(|(at, incident)| match incident {
            Incident::Lost(message) => Some((*at, &**message)),
            Incident::Again { .. } | Incident::Crashed => None,
        })
    }
}

/// All events that a process can have.
fn all_of(process: ProcessId) -> RangeInclusive<At> {
    At { process, index: 0 }..=At { process, index: u32::MAX }
}
