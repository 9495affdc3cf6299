//! A saved run as a [`Run`]: what a log of it would tell, and what only the laboratory knows: in which order the steps happened, and
//! the state of each process after each of its own.

use trace::Saved;
use trace::model::{Event, Held, What};

use super::initial::initial_states;
use super::{Records, begin, of_step, starts, steps, text};
use crate::build::Builder;
use crate::error::{LogError, told};
use crate::line::Line;
use crate::model::{At, Run, Span, State};

/// The run that a file of this name has.
///
/// # Errors
/// When there is more in it than is read of a log.
pub fn run(name: &str, saved: &Saved) -> Result<Run, LogError> {
    let mut reader =
        Reader { builder: Builder::default(), name, line: 0, order: Vec::new(), states: Vec::new() };
    reader.builder.file(name).map_err(|wrong| told(name, 0, wrong))?;
    let mut records = Records::new(&saved.header.config.channels);
    reader.lines(begin(saved, &saved.events))?;
    for step in steps(&saved.events) {
        reader.step(step, of_step(step, &mut records))?;
    }
    reader.lines(records.late())?;
    reader.finish(saved)
}

/// What was read so far.
struct Reader<'a> {
    builder: Builder,
    name: &'a str,
    line: u32,
    order: Vec<Span>,
    states: Vec<(At, State)>,
}

impl Reader<'_> {
    fn lines(&mut self, lines: impl IntoIterator<Item = Line>) -> Result<(), LogError> {
        for line in lines {
            self.line += 1;
            self.builder.add(self.line, line).map_err(|wrong| told(self.name, self.line, wrong))?;
        }
        Ok(())
    }

    /// A step; what was recorded before it comes before it.
    fn step(&mut self, step: &[Event], lines: Vec<Line>) -> Result<(), LogError> {
        let before = lines.iter().take_while(|line| line.record.is_some()).count();
        let is_of_it = |line: &&Line| {
            line.control.is_none() && (line.send.is_some() || line.recv.is_some() || line.note.is_some())
        };
        let length = lines.iter().skip(before).take_while(is_of_it).count();
        let mut lines = lines.into_iter();
        self.lines(lines.by_ref().take(before))?;
        // A step of the algorithm alone is none of the computation.
        if let Some(held) = state_after(step)
            && length > 0
        {
            let first = self.builder.next(&step[0].proc).expect("it is declared");
            let last =
                At { index: first.index + u32::try_from(length - 1).expect("lines are bounded"), ..first };
            self.order.push(Span { first, last });
            self.states.push((last, state(held)));
        }
        self.lines(lines)
    }

    fn finish(self, saved: &Saved) -> Result<Run, LogError> {
        let mut run = self.builder.finish().map_err(|(place, wrong)| told(self.name, place.line, wrong))?;
        for (at, state) in self.states {
            run.processes[at.process.index()].states.insert(at.index, state);
        }
        let began = initial_states(&saved.header.config).unwrap_or_default();
        run.processes.iter_mut().zip(&began).for_each(|(process, began)| process.began = state(began));
        run.order = Some(self.order);
        Ok(run)
    }
}

/// The state after a step of the computation; of another there is none.
fn state_after(step: &[Event]) -> Option<&Held> {
    match &step[0].what {
        What::Internal { command, state } => starts(command).is_none().then_some(state),
        What::Recv { state, snapshot, .. } => snapshot.is_none().then_some(state),
        _ => None,
    }
}

fn state(held: &Held) -> State {
    let amount = |(good, amount): (&String, &u64)| (good.clone(), i64::try_from(*amount).unwrap_or(i64::MAX));
    State { text: Some(text(held)), holds: Some(held.holds.iter().map(amount).collect()) }
}
