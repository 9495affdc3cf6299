//! Why there is no snapshot: nobody started it, or who was to start it crashed, or it waits for an earlier one. No more is said than the run
//! tells; why the run did not go on its [`Caption`](super::Caption) says.

use std::collections::BTreeSet;
use std::io;

use sim_core::{Happening, ProcessId};
use snapshot::{
    Carries as _, Computation, Incident, Initiation, Initiators, Judgement, Recorded, SnapshotId, Start,
    Stopped,
};

use super::Report;
use crate::paper::Paper;

impl<P: Computation> Report<'_, P> {
    pub(super) fn nothing_recorded(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let snapshot = judgement.snapshot;
        let several = self.finished.judgements.len() > 1;
        let which = if several { format!(" {}", snapshot.0) } else { String::new() };
        let why = self.not_free(snapshot).unwrap_or_else(|| self.not_started(snapshot));
        writeln!(out, "No snapshot{which}: {why} ({}).", self.caption.no_more)
    }

    /// Why nobody could start it, if that is so.
    fn not_free(&self, snapshot: SnapshotId) -> Option<String> {
        let never = self.finished.stopped == Stopped::Hopeless && self.finished.has_events;
        if never && let Some(crashed) = self.all_crashed(snapshot) {
            return Some(crashed);
        }
        let earlier = self.earlier(snapshot)?;
        let number = earlier.snapshot.0;
        match earlier.costs.completed_at {
            None if never => Some(format!("it waits for snapshot {number}, which never will be complete")),
            _ if !self.was_due(snapshot) => None,
            None => Some(format!("it waits for snapshot {number}, which is not complete")),
            Some(time) => Some(format!("it waited for snapshot {number}, which was complete at t={time}")),
        }
    }

    /// The last snapshot before it that began.
    fn earlier(&self, snapshot: SnapshotId) -> Option<&Judgement<P>> {
        let begun = |of: &&Judgement<P>| of.snapshot < snapshot && of.costs.started_at.is_some();
        self.finished.judgements.iter().rfind(begun)
    }

    /// That all who may start it crashed.
    fn all_crashed(&self, snapshot: SnapshotId) -> Option<String> {
        let crashes = self.finished.incidents().filter(|(_, incident)| **incident == Incident::Crashed);
        let crashed: BTreeSet<_> = crashes.map(|(event, _)| event.process).collect();
        let starts = |process: &ProcessId| self.start(*process, snapshot) != Start::Never;
        let starters: Vec<_> = self.topology().processes().filter(starts).collect();
        let all = !starters.is_empty() && starters.iter().all(|process| crashed.contains(process));
        all.then(|| format!("{} crashed", self.names(&starters)))
    }

    /// Whether an initiator came to where it was to start the snapshot, in what was kept of the run.
    fn was_due(&self, snapshot: SnapshotId) -> bool {
        let mut count = None;
        self.finished.window.iter().any(|event| {
            let sent = match &event.what {
                Happening::Receive { state, .. } | Happening::Internal { state, .. } => {
                    count = self.finished.system.protocol.count(state);
                    false
                }
                Happening::Send { body, .. } => body.message().is_some(),
                Happening::Observe(Recorded::Incident(incident)) => incident.lost().is_some(),
                Happening::Observe(_) => false,
            };
            let due =
                |count| matches!(self.start(event.process, snapshot), Start::At(least) if count >= least);
            sent && count.is_some_and(due)
        })
    }

    fn start(&self, process: ProcessId, snapshot: SnapshotId) -> Start {
        self.caption.initiation.start(process, snapshot)
    }

    /// That nobody started it. Where an earlier one is not complete it takes the events to know whether somebody came to where he was to.
    fn not_started(&self, snapshot: SnapshotId) -> String {
        let Initiation { initiators, trigger, .. } = self.caption.initiation;
        let open = self.earlier(snapshot).is_some_and(|earlier| earlier.costs.completed_at.is_none());
        let is_known = self.finished.has_events || !open;
        match trigger.filter(|_| is_known && !matches!(initiators, Initiators::Each(_))) {
            Some(trigger) => {
                let state = trigger + u64::from(snapshot.0 - 1);
                self.nobody(
                    &format!("come to send with state {state}"),
                    &format!("came to send with state {state}"),
                )
            }
            None => self.nobody("start it", "started it"),
        }
    }

    /// That no initiator did what starts a snapshot: `P did not start it`, or `nobody started it` where it is not one alone.
    fn nobody(&self, infinitive: &str, past: &str) -> String {
        match &self.caption.initiation.initiators {
            Initiators::These(these) if these.len() == 1 => {
                format!("{} did not {infinitive}", self.topology().name(these[0]))
            }
            _ => format!("nobody {past}"),
        }
    }
}
