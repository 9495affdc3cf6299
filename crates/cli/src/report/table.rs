//! The recorded global state as a table: each process, and below each other its incoming channels.

use std::io::{self, Write};

use snapshot::{ChannelRecord, Judgement, Program, Start};

use super::columns::{left, right, width};
use super::{MOST_LINES, Report};

impl<P: Program> Report<'_, P> {
    pub(super) fn table(&self, out: &mut impl Write, judgement: &Judgement<P>) -> io::Result<()> {
        let topology = self.prepared.topology();
        let widths = self.widths(judgement);
        let Widths { name, state, channel } = widths;
        writeln!(
            out,
            "  {:<name$}  {:>state$}  {:<24}  {:<channel$}  recorded messages",
            "process", "state", "recorded at", "channel"
        )?;
        let lines = topology.processes().flat_map(|process| self.table_lines(judgement, process, widths));
        let count = topology.processes().map(|process| topology.incoming(process).len().max(1)).sum();
        self.some(out, count, lines)
    }

    /// How wide the names, the states and the channels are that are shown.
    fn widths(&self, judgement: &Judgement<P>) -> Widths {
        let topology = self.prepared.topology();
        let mut widths = Widths { name: "process".len(), state: "state".len(), channel: "channel".len() };
        for process in topology.processes().take(MOST_LINES) {
            widths.name = widths.name.max(width(topology.name(process)));
            if let Some(recording) = &judgement.recorded.processes[process.index()].first {
                widths.state = widths.state.max(width(&recording.state.to_string()));
            }
            for channel in topology.incoming(process).iter().take(MOST_LINES) {
                widths.channel = widths.channel.max(width(&topology.channel_name(*channel)));
            }
        }
        widths
    }

    /// A process and, below each other, its incoming channels.
    fn table_lines(
        &self,
        judgement: &Judgement<P>,
        process: sim_core::ProcessId,
        widths: Widths,
    ) -> Vec<String> {
        let (topology, recorded) = (self.prepared.topology(), &judgement.recorded);
        let (state, when) = match &recorded.processes[process.index()].first {
            Some(recording) => (recording.state.to_string(), self.when(judgement, process, recording.time)),
            None => ("-".to_string(), "not recorded".to_string()),
        };
        let Widths { name, state: wide, channel: channels } = widths;
        let mut columns =
            format!("{}  {}  {when:<24}", left(topology.name(process), name), right(&state, wide));
        if topology.incoming(process).is_empty() {
            return vec![format!("  {columns}").trim_end().to_string()];
        }
        let line = |channel: &sim_core::ChannelId| {
            let record = &recorded.channels[channel.index()];
            let channel = left(&topology.channel_name(*channel), channels);
            let line = format!("  {columns}  {channel}  {}", messages(record));
            columns = " ".repeat(width(&columns));
            line
        };
        topology.incoming(process).iter().map(line).collect()
    }

    /// When a process recorded, and why then.
    fn when(&self, judgement: &Judgement<P>, process: sim_core::ProcessId, time: u64) -> String {
        let start = self.scenario.initiation.start(process, judgement.snapshot);
        let why = match (judgement.initiators.contains(&process), start) {
            (false, _) => "first marker",
            (true, Start::At(_)) => "trigger",
            (true, Start::OwnAccord | Start::Never) => "own accord",
        };
        format!("t={time}  {why}")
    }
}

/// The widths of columns of the table.
#[derive(Clone, Copy)]
struct Widths {
    name: usize,
    state: usize,
    channel: usize,
}

/// The messages that were recorded in a channel.
fn messages<M: std::fmt::Display>(record: &ChannelRecord<M>) -> String {
    let named = record.messages.iter().map(|(id, body)| match id {
        Some(id) => format!("{body} #{}", id.0),
        None => body.to_string(),
    });
    match (record.messages.len(), record.closed.is_empty()) {
        (_, true) => "not closed".to_string(),
        (0, false) => "none".to_string(),
        (count, false) => format!("{count}: {}", named.collect::<Vec<_>>().join(", ")),
    }
}
