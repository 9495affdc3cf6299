//! Lines that say what went wrong become incidents. What cannot have gone wrong like this is refused, with its line.

use sim_core::ProcessId;

use super::{Builder, Sending, Wrong, wrong};
use crate::model::{At, Incident, Message, Place, What};

impl Builder {
    /// A message is sent and lost: it is in no channel.
    pub(super) fn lose(&mut self, name: Option<String>, sending: Sending) -> What {
        let Sending { at, target, control, body, carries } = sending;
        let (source, sent, target) = (Some(at.process), Some(at), Some(target));
        let message = Message { name, source, target, sent, received: None, control, body, carries };
        self.run.incidents.insert(at, Incident::Lost(Box::new(message)));
        What::Local
    }

    /// The message that the process sent just before is sent again, by its channel.
    pub(super) fn send_again(
        &mut self,
        name: Option<String>,
        sending: Sending,
        place: Place,
    ) -> Result<What, Wrong> {
        let before = self.run.processes[sending.at.process.index()].events.last();
        let Some(What::Send(first)) = before.map(|event| event.what) else {
            return Err(wrong("'again', and the line of the process before it is no sending"));
        };
        let message = self.matching.known(first);
        let is_same = message.target == Some(sending.target)
            && (&message.control, &message.body, &message.carries)
                == (&sending.control, &sending.body, &sending.carries);
        if !is_same {
            let tip =
                "'again' is the message of the line before once more: it says the same, to the same process";
            return Err((
                "'again', and the line of the process before it sends something else".into(),
                Some(tip),
            ));
        }
        let at = sending.at;
        let what = self.sent(name, sending, place);
        if let What::Send(second) = what {
            self.run.incidents.insert(at, Incident::Again { first, second });
        }
        Ok(what)
    }

    /// The process crashes here.
    pub(super) fn crash(&mut self, at: At) -> What {
        self.run.incidents.insert(at, Incident::Crashed);
        What::Crashed
    }

    /// Keeps it as a fault that a process did something after it crashed.
    pub(super) fn refuse_after_crash(&mut self, process: ProcessId, place: Place) {
        let Some((crash, Incident::Crashed)) = self.run.last_incident(process) else { return };
        let (crashed, here) = (self.run.told_at(crash), self.run.line(place));
        self.run
            .faults
            .add(format!("{} did something after it crashed: {crashed}, {here}", self.run.name(process)));
    }

    /// Keeps it as a fault that a message was lost and received.
    pub(super) fn lost_and_received(&mut self) {
        let run = &self.run;
        let wrong = run.lost().filter_map(|(at, message)| {
            let name = message.name.as_ref()?;
            let receipt = self.matching.called(name)?.received?;
            Some(format!("{name} is lost and received: {}, {}", run.told_at(at), run.told_at(receipt)))
        });
        wrong.collect::<Vec<_>>().into_iter().for_each(|what| self.run.faults.add(what));
    }
}
