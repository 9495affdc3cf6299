//! Where the processes and the lanes of the diagram are, and what their columns are called.

use std::ops::Range;

use crate::step::model::Model;
use crate::step::screen::cells;

/// Columns of characters from one process to the next: at least, and at most.
const SPACE: (usize, usize) = (3, 12);
/// Columns of characters from one lane to the next.
const LANE: usize = 2;
/// Lanes that have room before processes give way, and the words beside them: at most, and as a share of a narrow diagram.
const FEW_LANES: usize = 4;
const FEW_WORDS: usize = 18;
const SHARE_OF_LANES: usize = 16;
const SHARE_OF_WORDS: usize = 4;
/// Words get so much before lanes get more than few.
const WORDS: usize = 30;

/// The columns of a diagram.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Columns {
    /// Digits of the events' numbers.
    pub(super) digits: usize,
    /// The processes that are in sight.
    pub(super) processes: Range<usize>,
    space: usize,
    lanes: usize,
    /// What is left for words.
    pub(super) text: usize,
    /// What the columns in sight are called.
    labels: Vec<String>,
    /// Whether that is their numbers.
    pub(super) numbered: bool,
}

/// Where something is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Left,
    At(usize),
    /// Right of the processes in sight.
    Right,
    /// Right of the lanes that have room.
    Beyond,
}

impl Columns {
    pub(super) fn new(model: &Model<'_>, width: usize) -> Self {
        let view = model.view;
        let digits = view.events.last().map_or(1, |shown| shown.event.seq.to_string().len()).max(3);
        // The sign of the present event, and a space before and behind the drawing.
        let room = width.saturating_sub(digits + 3);
        let count = view.processes.len();
        let few_lanes = LANE * model.history.lane_count.min(FEW_LANES).min(room / SHARE_OF_LANES);
        let few_words = FEW_WORDS.min(room / SHARE_OF_WORDS);
        let for_processes = room.saturating_sub(few_lanes + few_words);
        let longest = view.processes.iter().map(|name| cells::width(&cells::clean(name)) + 1).max();
        let least = SPACE.0.max(count.to_string().len() + 1);
        let wanted = longest.unwrap_or(0).clamp(least, SPACE.1);
        let space = (for_processes / count.max(1)).clamp(least, wanted);
        let in_sight = (for_processes / space).clamp(1, count.max(1)).min(count);
        let left = room.saturating_sub(in_sight * space);
        let lanes = (left.saturating_sub(WORDS) / LANE).max(few_lanes / LANE).min(model.history.lane_count);
        let text = left.saturating_sub(lanes * LANE);
        let first = first_in_sight(model, in_sight);
        let processes = first..first + in_sight;
        let (labels, numbered) = labels(&view.processes, space - 1);
        let labels = labels[processes.clone()].to_vec();
        Self { digits, processes, space, lanes, text, labels, numbered }
    }

    /// Only the lives of the processes.
    pub(super) fn lives(&self) -> Vec<char> {
        let mut cells = vec![' '; self.processes.len() * self.space + self.lanes * LANE];
        for process in 0..self.processes.len() {
            cells[process * self.space] = '|';
        }
        cells
    }

    pub(super) fn process(&self, process: usize) -> Place {
        match process.checked_sub(self.processes.start) {
            None => Place::Left,
            Some(place) if place < self.processes.len() => Place::At(place * self.space),
            Some(_) => Place::Right,
        }
    }

    pub(super) fn lane(&self, lane: usize) -> Place {
        if lane < self.lanes {
            Place::At(self.processes.len() * self.space + lane * LANE)
        } else {
            Place::Beyond
        }
    }

    /// Draws a character, or what says that its place is out of sight.
    pub(super) fn put(&self, cells: &mut [char], place: Place, char: char) {
        let right = (self.processes.len() * self.space).saturating_sub(1);
        match place {
            Place::At(cell) => cells[cell] = char,
            Place::Left => cells[0] = '<',
            Place::Right => cells[right] = '>',
            Place::Beyond => {}
        }
    }

    /// A stroke between a process and a lane, crossing what is in between.
    pub(super) fn stroke(&self, cells: &mut [char], process: Place, lane: Place, sends: bool) {
        let here = match process {
            Place::At(cell) => cell,
            Place::Left => 0,
            Place::Right | Place::Beyond => (self.processes.len() * self.space).saturating_sub(1),
        };
        let Place::At(there) = lane else {
            if let Some(cell) = cells.get_mut(here + 1) {
                *cell = '~';
            }
            return;
        };
        for cell in &mut cells[here + 1..there] {
            *cell = if *cell == ' ' { '-' } else { '+' };
        }
        if !sends && here + 1 < there {
            cells[here + 1] = '<';
        }
        cells[there] = if sends { '.' } else { '\'' };
    }

    /// What the columns are called, each above its own.
    pub(super) fn heading(&self) -> String {
        let mut heading = " ".repeat(self.digits + 2);
        for label in &self.labels {
            heading += &cells::fit(label, self.space);
        }
        heading
    }
}

/// The first process in sight: the present event's is among them, if that is followed.
fn first_in_sight(model: &Model<'_>, in_sight: usize) -> usize {
    let most = model.view.processes.len() - in_sight;
    let first = model.column.min(most);
    match model.present() {
        Some(place) if model.follow => {
            let here = model.view.events[place].process;
            first.clamp(
                (here + 1).saturating_sub(in_sight),
                here.min(most).max((here + 1).saturating_sub(in_sight)),
            )
        }
        _ => first,
    }
}

/// Names that fit: whole, without the beginning that they share, or numbers; and whether it is those.
pub(super) fn labels(names: &[&str], cells: usize) -> (Vec<String>, bool) {
    let names: Vec<String> = names.iter().map(|name| cells::clean(name)).collect();
    let fit =
        |labels: &[String]| labels.iter().all(|label| !label.is_empty() && cells::width(label) <= cells);
    if fit(&names) {
        return (names, false);
    }
    let shared = shared_beginning(&names);
    let ends: Vec<String> = names.iter().map(|name| name[shared..].to_string()).collect();
    if fit(&ends) {
        return (ends, false);
    }
    ((1..=names.len()).map(|number| number.to_string()).collect(), true)
}

/// How many bytes all names begin with alike, digits not counted.
fn shared_beginning(names: &[String]) -> usize {
    let Some((first, rest)) = names.split_first() else { return 0 };
    let alike = |other: &String| {
        let same = first.char_indices().zip(other.chars());
        same.take_while(|((_, one), other)| one == other && !one.is_ascii_digit())
            .map(|((at, char), _)| at + char.len_utf8())
            .last()
            .unwrap_or(0)
    };
    rest.iter().map(alike).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    fn labels(names: &[&str], cells: usize) -> Vec<String> {
        super::labels(names, cells).0
    }

    #[test]
    fn names_that_do_not_fit_are_told_apart_all_the_same() {
        assert_eq!(labels(&["P", "Q"], 2), ["P", "Q"]);
        assert_eq!(labels(&["node1", "node2", "node19"], 2), ["1", "2", "19"]);
        assert_eq!(labels(&["alice", "albert"], 3), ["1", "2"]);
        assert_eq!(labels(&["北京", "上海"], 4), ["北京", "上海"]);
        assert_eq!(labels(&["北京", "上海"], 3), ["1", "2"]);
        assert_eq!(labels(&["node", "node1"], 2), ["1", "2"], "no label is empty");
    }
}
