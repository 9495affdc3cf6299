//! The recorded global state as a table: each process, and below each other its incoming channels.

use std::borrow::Cow;
use std::io;

use sim_core::{Happening, ProcessId};
use snapshot::oracle::Law;
use snapshot::{Carries, ChannelRecord, Computation, Judgement, Kind, Recording, Start};

use super::columns::{Column, Columns, width};
use super::{MOST_LINES, Report};
use crate::paper::Paper;

const HEADS: [&str; 5] = ["process", "state", "recorded at", "channel", "recorded messages"];
/// How wide a time is, with why then, where there is room.
const WHEN: usize = 24;

impl<P: Computation> Report<'_, P> {
    pub(super) fn table(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let topology = self.topology();
        let columns = self.columns(judgement, out.columns());
        writeln!(out, "{}", columns.row(&HEADS))?;
        let rows = topology.processes().flat_map(|process| self.rows(judgement, process, &columns));
        let count = topology.processes().map(|process| topology.incoming(process).len().max(1)).sum();
        self.some(out, count, rows)
    }

    /// How wide the names, the states and the channels are that are shown.
    fn columns(&self, judgement: &Judgement<P>, room: Option<usize>) -> Columns {
        let topology = self.topology();
        let [mut name, mut state, mut when, mut channel, messages] = HEADS.map(width);
        for process in topology.processes().take(MOST_LINES) {
            name = name.max(width(topology.name(process)));
            if let Some(recording) = &judgement.recorded.processes[process.index()].first {
                state = state.max(width(&self.state(&recording.state)));
                when = when.max(width(&self.when(judgement, process, recording)));
            }
            for incoming in topology.incoming(process).iter().take(MOST_LINES) {
                channel = channel.max(width(&topology.channel_name(*incoming)));
            }
        }
        let columns = |when| {
            let (left, right) = (Column::Left, Column::Right);
            Columns::new(vec![left(name), right(state), left(when), left(channel), left(messages)], room)
        };
        Some(columns(when.max(WHEN))).filter(Columns::is_one_line).unwrap_or_else(|| columns(when))
    }

    /// A process and, below each other, its incoming channels.
    fn rows(&self, judgement: &Judgement<P>, process: ProcessId, columns: &Columns) -> Vec<String> {
        let (topology, recorded) = (self.topology(), &judgement.recorded);
        let (state, when) = match &recorded.processes[process.index()].first {
            Some(recording) => (self.state(&recording.state), self.when(judgement, process, recording)),
            None => ("-".to_string(), "not recorded".to_string()),
        };
        let mut first = [topology.name(process), state.as_str(), when.as_str()];
        if topology.incoming(process).is_empty() {
            return vec![columns.row(&[first[0], first[1], first[2], "", ""])];
        }
        let row = |channel: &sim_core::ChannelId| {
            let [name, state, when] = std::mem::take(&mut first);
            let messages = self.messages(&recorded.channels[channel.index()]);
            columns.row(&[name, state, when, &topology.channel_name(*channel), &messages])
        };
        topology.incoming(process).iter().map(row).collect()
    }

    /// When a process recorded, and why then.
    pub(super) fn when(
        &self,
        judgement: &Judgement<P>,
        process: ProcessId,
        recording: &Recording<P::State>,
    ) -> String {
        let Recording { time, before, .. } = recording;
        let start = self.caption.initiation.start(process, judgement.snapshot);
        let region = judgement.regions[process.index()].filter(|_| judgement.initiators.len() > 1);
        let of =
            region.map_or(String::new(), |region| format!(", region of {}", self.topology().name(region)));
        let why = match (judgement.initiators.contains(&process), start) {
            // Only a message of the computation is received after the cut that it makes.
            (false, _) if *before => format!("a message{of}").into(),
            // Who waits for all has the news from all.
            (false, _) if self.caption.waits_for_all => format!("last {}", self.upon(recording)).into(),
            (false, _) => Cow::from(format!("first {}{of}", self.upon(recording))),
            (true, Start::At(_)) => "trigger".into(),
            (true, Start::OwnAccord | Start::Never) => "own accord".into(),
        };
        format!("t={time}  {why}")
    }

    /// What kind of message of the algorithm it was that made a process record: that of the step. Where the events were not kept, the one that
    /// goes on each channel; if there is none, it is not known.
    fn upon(&self, recording: &Recording<P::State>) -> Kind {
        let until = self.finished.window.get(..recording.event).unwrap_or_default();
        let step = until.iter().rev().find(|event| event.begins_step());
        let received = step.and_then(|step| match &step.what {
            Happening::Receive { body, .. } => Carries::<P::Message>::kind(body),
            _ => None,
        });
        let by_law = || Law::on_each(self.finished.law).unwrap_or(self.finished.word());
        received.unwrap_or_else(|| by_law().into())
    }

    pub(super) fn state(&self, state: &P::State) -> String {
        self.finished.system.protocol.print_state(state)
    }

    /// The messages that were recorded in a channel.
    fn messages(&self, record: &ChannelRecord<P::Message>) -> String {
        let program = &self.finished.system.protocol;
        let named = record.messages.iter().map(|(id, body)| match id {
            Some(id) => format!("{} #{}", program.print_message(body), id.0),
            None => program.print_message(body),
        });
        match (record.messages.len(), record.closed.is_none()) {
            (_, true) => "not closed".to_string(),
            (0, false) => "none".to_string(),
            (count, false) => format!("{count}: {}", named.collect::<Vec<_>>().join(", ")),
        }
    }
}
