//! Rows of events as rows of characters: a column a process, a lane a message in flight.
//!
//! Between two processes the lanes are between their columns, each message's the first free one from its sender's side. With
//! more processes all lanes are right of the last column, and strokes cross what is in between.

use sim_core::{MessageId, ProcessId, Topology};

use super::rows::{Mark, Row};
use crate::report::width;
use crate::svg;
use crate::wrap::words;

/// More processes have no room.
const MAX_COLUMNS: usize = 6;
/// How far apart things are.
#[derive(Clone, Copy)]
struct Spacing {
    /// From one lane to the next.
    lane: usize,
    /// Between two processes, at least.
    between: usize,
}

/// Where there is room.
const ROOMY: Spacing = Spacing { lane: 3, between: 24 };
/// Where there is none.
const TIGHT: Spacing = Spacing { lane: 2, between: 0 };
/// A text beside the drawing has at least so much room.
const MIN_TEXT: usize = 13;
/// What stands before the times, between them and the drawing, and between it and the texts.
const MARGINS: usize = 6;
/// With more processes their columns are at least so far apart.
const MIN_SPACE: usize = 6;

/// The characters of a drawing.
pub(super) struct Charset {
    life: char,
    /// The same, after the cut.
    life_after: char,
    event: char,
    record: char,
    /// Something went wrong.
    incident: char,
    across: char,
    down: char,
    cross: char,
    leave: char,
    right: char,
    left: char,
    /// Across everything.
    line: char,
    /// A lane's corners: into it from the left, out of it to the right, into it from the right, out of it to the left.
    corners: [char; 4],
}

pub(super) const ASCII: Charset = Charset {
    life: '|',
    life_after: ':',
    event: '*',
    record: '#',
    incident: 'X',
    across: '-',
    down: '|',
    cross: '+',
    leave: '+',
    right: '>',
    left: '<',
    line: '=',
    corners: ['.', '`', '.', '\''],
};

pub(super) const UNICODE: Charset = Charset {
    life: '│',
    life_after: '┊',
    event: '●',
    record: '◆',
    incident: '✗',
    across: '─',
    down: '│',
    cross: '┼',
    leave: '○',
    right: '▶',
    left: '◀',
    line: '═',
    corners: ['╮', '╰', '╭', '╯'],
};

/// A message's way: the rows at which it is drawn, and its lane.
struct Way {
    message: MessageId,
    /// Counted from the left of all lanes; between two processes, whether it is counted from the right.
    from_right: bool,
    /// `None` if it was sent before the first row.
    sent: Option<usize>,
    /// `None` if it was not received by the last row.
    received: Option<usize>,
    lane: usize,
}

impl Way {
    /// Whether the message is in its lane while a row is drawn, that row's own end not counted.
    fn passes(&self, row: usize) -> bool {
        self.sent.is_none_or(|sent| sent < row) && self.received.is_none_or(|received| row < received)
    }

    /// Whether the message is in its lane after a row is drawn, and before the next.
    fn goes_on(&self, row: usize) -> bool {
        self.sent.is_none_or(|sent| sent <= row) && self.received.is_none_or(|received| row < received)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |one: &Self, two: &Self| match (one.sent, two.received) {
            (Some(sent), Some(received)) => sent <= received,
            _ => true,
        };
        begins_before_end(self, other) && begins_before_end(other, self)
    }
}

pub(super) struct Drawing<'a> {
    charset: &'a Charset,
    ways: Vec<Way>,
    /// The column of each process.
    columns: Vec<usize>,
    /// For each process the place of its first row after the cut; empty, where there is not one cut through all of them.
    cut: Vec<usize>,
    /// Where the lanes begin.
    lanes: usize,
    width: usize,
    spacing: Spacing,
    /// How many columns there are beside the drawing for texts.
    room: Option<usize>,
}

impl<'a> Drawing<'a> {
    /// The drawing of these rows, with room for the times before it, so many digits, and for texts behind it; or why there is none.
    pub(super) fn fitting(
        rows: &[Row],
        topology: &Topology,
        charset: &'a Charset,
        (digits, columns): (usize, Option<usize>),
    ) -> Result<Self, String> {
        let processes = topology.processes().len();
        if processes > MAX_COLUMNS {
            let most = svg::LIMITS.processes;
            let why = format!("no room for {processes} columns, so the events are listed");
            return Err(format!("{why}; -f svg draws up to {most}"));
        }
        let usual = Self::new(rows, topology, charset, ROOMY);
        let Some(columns) = columns else { return Ok(usual) };
        let beside = |drawing: &Self| columns.saturating_sub(MARGINS + digits + drawing.width + 1);
        let drawings = [usual, Self::new(rows, topology, charset, TIGHT)].into_iter();
        let mut fitting = drawings.filter(|drawing| beside(drawing) >= MIN_TEXT);
        let drawing = fitting.next().ok_or_else(|| {
            format!("no room for a drawing in {columns} columns, so the events are listed; -f svg draws them")
        })?;
        Ok(Self { room: Some(beside(&drawing)), ..drawing })
    }

    fn new(rows: &[Row], topology: &Topology, charset: &'a Charset, spacing: Spacing) -> Self {
        let two = topology.processes().len() == 2;
        let (ways, cut) = (lay_out(rows, topology, two), cut(rows, topology.processes().len()));
        let count = |from_right| {
            let lanes = ways.iter().filter(|way| way.from_right == from_right).map(|way| way.lane + 1);
            lanes.max().unwrap_or(0)
        };
        if two {
            let width = ((count(false) + count(true) + 2) * spacing.lane).max(spacing.between);
            return Self {
                charset,
                ways,
                columns: vec![0, width],
                cut,
                lanes: 0,
                width,
                spacing,
                room: None,
            };
        }
        let longest = topology.processes().map(|process| width(topology.name(process))).max();
        let space = (longest.unwrap_or(0) + 2).max(MIN_SPACE);
        let columns: Vec<_> = topology.processes().map(|process| process.index() * space).collect();
        let lanes = columns.last().copied().unwrap_or(0);
        let width = lanes + (count(false) + 1) * spacing.lane;
        Self { charset, ways, columns, cut, lanes, width, spacing, room: None }
    }

    /// A row's text: its first line, and those that have to stand below.
    pub(super) fn told(&self, row: &Row) -> (String, Vec<String>) {
        let mut lines = match self.room {
            None => vec![row.told()],
            Some(room) => words(&row.told(), room),
        };
        let rest = lines.split_off(1.min(lines.len()));
        (lines.pop().unwrap_or_default(), rest)
    }

    /// The names of the processes, each above its column.
    pub(super) fn heading(&self, topology: &Topology) -> String {
        let mut heading = String::new();
        for process in topology.processes() {
            let missing = self.columns[process.index()].saturating_sub(width(&heading));
            heading.extend(std::iter::repeat_n(' ', missing));
            heading.push_str(topology.name(process));
        }
        heading
    }

    fn column(&self, way: &Way) -> usize {
        let from_side = (way.lane + 1) * self.spacing.lane + usize::from(self.lanes == 0);
        if way.from_right { self.width - from_side } else { self.lanes + from_side }
    }

    /// What is between a row and the next: all lives, and the lanes that go on.
    pub(super) fn below(&self, place: usize) -> String {
        self.lines_down(place + 1, |way| way.goes_on(place)).into_iter().collect()
    }

    /// The same with a line across all of it.
    pub(super) fn line(&self, place: usize) -> String {
        self.below(place).replace(' ', &self.charset.line.to_string())
    }

    /// What the two kinds of lives mean, where both are drawn.
    pub(super) fn legend(&self) -> Option<String> {
        let Charset { life, life_after, .. } = self.charset;
        (!self.cut.is_empty()).then(|| format!("{life} before the cut, {life_after} after it"))
    }

    fn lines_down(&self, place: usize, passes: impl Fn(&Way) -> bool) -> Vec<char> {
        let mut line = vec![' '; self.width + 1];
        for (process, column) in self.columns.iter().enumerate() {
            let is_after = self.cut.get(process).is_some_and(|cut| place >= *cut);
            line[*column] = if is_after { self.charset.life_after } else { self.charset.life };
        }
        for way in self.ways.iter().filter(|way| passes(way)) {
            line[self.column(way)] = self.charset.down;
        }
        line
    }

    /// Draws one row: all lives, the lanes that pass, and the stroke of the row's own event.
    pub(super) fn row(&self, place: usize, row: &Row) -> String {
        let c = self.charset;
        let mut line = self.lines_down(place, |way| way.passes(place));
        let here = self.columns[row.process.index()];
        match row.mark {
            Mark::Record { .. } | Mark::Permanent => line[here] = c.record,
            Mark::Act => line[here] = c.event,
            Mark::Incident => line[here] = c.incident,
            Mark::Send(message, _) => {
                if let Some(lane) = self.lane(message) {
                    self.stroke(&mut line, here, lane);
                    line[here] = c.leave;
                    line[lane] = if lane > here { c.corners[0] } else { c.corners[2] };
                }
            }
            Mark::Receive(message, _) => {
                if let Some(lane) = self.lane(message) {
                    self.stroke(&mut line, here, lane);
                    line[here] = c.event;
                    let (head, place) = if lane > here { (c.left, here + 1) } else { (c.right, here - 1) };
                    line[place] = head;
                    line[lane] = if lane > here { c.corners[3] } else { c.corners[1] };
                }
            }
        }
        line.into_iter().collect()
    }

    /// The column of a message's lane.
    fn lane(&self, message: MessageId) -> Option<usize> {
        self.ways.iter().find(|way| way.message == message).map(|way| self.column(way))
    }

    /// A horizontal stroke between two columns, crossing what is in between.
    fn stroke(&self, line: &mut [char], one: usize, other: usize) {
        for cell in &mut line[one.min(other) + 1..one.max(other)] {
            let crosses = [self.charset.down, self.charset.life, self.charset.life_after].contains(cell);
            *cell = if crosses { self.charset.cross } else { self.charset.across };
        }
    }
}

/// Where the cut is at each process, if there is one through all of them: each recorded its state in these rows, once, for the same
/// snapshot.
fn cut(rows: &[Row], processes: usize) -> Vec<usize> {
    let mut cut = vec![None; processes];
    let mut of = None;
    for (place, row) in rows.iter().enumerate() {
        let Mark::Record { snapshot, before } = row.mark else { continue };
        let first_after = if before { row.step } else { place + 1 };
        let again = cut[row.process.index()].replace(first_after).is_some();
        if again || of.replace(snapshot).is_some_and(|other| other != snapshot) {
            return Vec::new();
        }
    }
    cut.into_iter().collect::<Option<_>>().unwrap_or_default()
}

/// Finds each message's rows and gives it the first lane of its side that is free all the way.
fn lay_out(rows: &[Row], topology: &Topology, two: bool) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let (Mark::Send(message, channel) | Mark::Receive(message, channel)) = row.mark else { continue };
        let from_right = two && topology.channel(channel).source == ProcessId(1);
        let known = ways.iter_mut().find(|way| way.message == message);
        match (row.mark, known) {
            (Mark::Receive(..), Some(way)) => way.received = Some(place),
            (Mark::Receive(..), None) => {
                ways.push(Way { message, from_right, sent: None, received: Some(place), lane: 0 });
            }
            _ => ways.push(Way { message, from_right, sent: Some(place), received: None, lane: 0 }),
        }
    }
    for this in 1..ways.len() {
        let (earlier, rest) = ways.split_at_mut(this);
        let way = &mut rest[0];
        let taken = |lane: usize| {
            earlier
                .iter()
                .any(|other| other.from_right == way.from_right && other.lane == lane && other.overlaps(way))
        };
        way.lane = (0..).find(|lane| !taken(*lane)).expect("there are lanes without end");
    }
    ways
}
