//! What is wrong with what is drawn: messages that a cut or a record has wrongly, and events that an oracle condemns.

use std::collections::BTreeMap;

use super::wrong::{Fault, Wrong};
use super::{Crossing, Cut, Message, View};

impl View<'_> {
    /// What is wrong with a message, for each snapshot that has it wrongly.
    pub fn faults(&self, message: &Message<'_>) -> impl Iterator<Item = Fault> {
        self.cuts.iter().filter_map(move |cut| {
            let wrong = self.wrong(cut, message)?;
            Some(Fault { wrong, snapshot: cut.snapshot })
        })
    }

    fn wrong(&self, cut: &Cut, message: &Message<'_>) -> Option<Wrong> {
        let crossing = cut.crossing(message);
        let recorded = message.recorded.iter().filter(|snapshot| **snapshot == cut.snapshot).count();
        let both = cut.points[message.from].is_some() && cut.points[message.to].is_some();
        match (crossing, recorded) {
            (Crossing::Backward, _) => Some(Wrong::Backward),
            (Crossing::Forward, 0) if self.has_record_of(cut.snapshot, message) => Some(Wrong::Lost),
            (Crossing::None, 1..) if both && message.sent.step.is_some() => Some(Wrong::Misrecorded),
            (_, 2..) => Some(Wrong::Twice),
            _ => None,
        }
    }

    /// Whether a snapshot that is complete has a record of a message's channel, message by message.
    fn has_record_of(&self, snapshot: u32, message: &Message<'_>) -> bool {
        let name = || format!("{}->{}", self.processes[message.from], self.processes[message.to]);
        let told = self.snapshot(snapshot).filter(|of| of.completed_at.is_some() && !self.takes_lines);
        told.is_some_and(|of| of.channels.contains_key(&name()))
    }

    /// A fault as a sentence: `✗ m #205 crosses the cut backwards`; with several snapshots it says of which.
    #[must_use]
    pub fn fault_in_words(&self, message: &Message<'_>, fault: Fault) -> String {
        let several = self.cuts.len() > 1;
        let of = |before: &str| if several { format!("{before}{}", fault.snapshot) } else { String::new() };
        let name = &message.name;
        let what = match fault.wrong {
            Wrong::Backward => format!("{name} crosses the cut{} backwards", of(" ")),
            Wrong::Lost => format!("{name} crosses the cut, not recorded{}", of(" by snapshot ")),
            Wrong::Misrecorded => format!("{name} wrongly recorded{}", of(" by snapshot ")),
            Wrong::Twice => format!("{name} recorded twice{}", of(" by snapshot ")),
        };
        format!("{} {what}", fault.wrong.sign())
    }

    /// The events that checks condemn, by their numbers, and the names of those checks, one for each snapshot.
    #[must_use]
    pub fn condemned(&self) -> BTreeMap<u64, Vec<&str>> {
        let mut condemned: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for (_, check) in self.checks().filter(|(_, check)| check.ok == Some(false)) {
            for event in &check.events {
                condemned.entry(*event).or_default().push(&check.name);
            }
        }
        condemned
    }
}
