//! What an algorithm that waits for several messages of its own does: where a process waits, and which channels it leaves out.

use super::{Cut, Message, View};

/// A process that waits: the algorithm's message for a snapshot has come on some channel, and it has not recorded yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Aligning<'a> {
    /// Whose snapshot it is.
    pub(crate) cut: &'a Cut,
    /// Its column.
    pub(crate) process: usize,
    /// The column of whoever sent the first such message.
    pub(crate) from: usize,
    /// The place of its receipt among the shown events.
    pub(crate) since: usize,
}

impl View<'_> {
    /// The processes that wait for more than the first message of the algorithm before they record, each once for each snapshot; of the log of
    /// another program it is not known who waits.
    pub(crate) fn aligning(&self) -> Vec<Aligning<'_>> {
        let mut aligning: Vec<Aligning<'_>> = Vec::new();
        if self.run.foreign.is_some() {
            return aligning;
        }
        for cut in &self.cuts {
            let mut come: Vec<_> =
                self.messages.iter().filter_map(|message| self.aligns_upon(cut, message)).collect();
            come.sort_by_key(|wait| (wait.process, wait.since));
            come.dedup_by_key(|wait| wait.process);
            aligning.extend(come);
        }
        aligning
    }

    /// Whether a message is on a back-edge.
    pub(crate) fn is_on_back_edge(&self, message: &Message<'_>) -> bool {
        let marked = &self.run.header.config.back_edges;
        let name = || format!("{}->{}", self.processes[message.from], self.processes[message.to]);
        !marked.is_empty() && marked.contains(&name())
    }

    /// That the receiver of this message waits since then, if it had not recorded at the end of the step that received it.
    fn aligns_upon<'b>(&self, cut: &'b Cut, message: &Message<'_>) -> Option<Aligning<'b>> {
        let (since, step) = (message.received.shown?, message.received.step?);
        let is_earlier = cut.points[message.to].is_none_or(|point| {
            let shown = self.events.binary_search_by_key(&point, |shown| shown.event.seq);
            step < shown.map_or(point, |place| self.events[place].step)
        });
        let waits = message.marker == Some(cut.snapshot) && is_earlier;
        waits.then_some(Aligning { cut, process: message.to, from: message.from, since })
    }
}
