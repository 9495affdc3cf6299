//! A recovery line as a table: of each process the checkpoint on the line, and when it was taken.

use std::io;

use sim_core::ProcessId;
use snapshot::{Computation, Judgement, Recording};

use super::columns::{Column, Columns, width};
use super::{MOST_LINES, Report};
use crate::paper::Paper;

const HEADS: [&str; 3] = ["process", "checkpoint", "taken"];

impl<P: Computation> Report<'_, P> {
    pub(super) fn checkpoints(&self, out: &mut impl Paper, judgement: &Judgement<P>) -> io::Result<()> {
        let topology = self.topology();
        let rows = || topology.processes().map(|process| self.checkpoint(judgement, process));
        let [mut name, mut state, taken] = HEADS.map(width);
        for [process, checkpoint, _] in rows().take(MOST_LINES) {
            (name, state) = (name.max(width(&process)), state.max(width(&checkpoint)));
        }
        let columns =
            Columns::new(vec![Column::Left(name), Column::Right(state), Column::Left(taken)], out.columns());
        writeln!(out, "{}", columns.row(&HEADS))?;
        let lines = rows().map(|row| columns.row(&row.each_ref().map(String::as_str)));
        self.some(out, topology.processes().len(), lines)
    }

    /// The process, its checkpoint, and when and why that was taken.
    fn checkpoint(&self, judgement: &Judgement<P>, process: ProcessId) -> [String; 3] {
        let name = self.topology().name(process).to_string();
        let record = &judgement.recorded.processes[process.index()];
        let Some(recording) = &record.first else { return [name, "-".into(), "not known".into()] };
        let Recording { snapshot, state, time, .. } = recording;
        let taken = match (record.times, snapshot.0) {
            (0, 0) => "not: its initial state".to_string(),
            (0, line) => format!("not: that of line {line}, t={time}"),
            _ if record.permanent.is_none() => {
                format!("{}, tentative", self.when(judgement, process, recording))
            }
            _ => self.when(judgement, process, recording),
        };
        [name, self.state(state), taken]
    }
}
