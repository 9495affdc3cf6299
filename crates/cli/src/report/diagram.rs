//! The space-time diagram of the window, drawn with characters: time downward, P on the left and Q on the right.
//!
//! One row an event, one lane a message in flight: the first free lane from its sender's side. A message leaves its
//! sender with a horizontal stroke, falls along its lane, and reaches its receiver with another. `*` is an event, `#` a
//! recorded state: the cut. ASCII unless asked for more: box-drawing characters are of ambiguous width, and a terminal
//! in East Asia may draw them two cells wide.

use std::io::{self, Write};

use sim_core::{ChannelId, Happening, MessageId, ProcessId, Topology};
use snapshot::{LogEvent, Program, Recorded, Wire};
use trace::Ended;

use super::{BOLD, DIM};

/// As many rows as a person looks at.
const MAX_ROWS: usize = 200;
/// Columns from one lane to the next.
const LANE: usize = 3;
/// The space between P and Q holds at least so many columns.
const MIN_WIDTH: usize = 24;

/// The characters of a drawing.
struct Charset {
    life: char,
    event: char,
    record: char,
    across: char,
    down: char,
    cross: char,
    leave: char,
    right: char,
    left: char,
    /// A lane's corners: from P into it, out of it to Q, from Q into it, out of it to P.
    corners: [char; 4],
}

const ASCII: Charset = Charset {
    life: '|',
    event: '*',
    record: '#',
    across: '-',
    down: '|',
    cross: '+',
    leave: '+',
    right: '>',
    left: '<',
    corners: ['.', '`', '.', '\''],
};

const UNICODE: Charset = Charset {
    life: '│',
    event: '●',
    record: '◆',
    across: '─',
    down: '│',
    cross: '┼',
    leave: '○',
    right: '▶',
    left: '◀',
    corners: ['╮', '╰', '╭', '╯'],
};

/// A row of the drawing: one event that a person wants to see.
struct Row {
    time: u64,
    process: ProcessId,
    mark: Mark,
    text: String,
}

enum Mark {
    Send(MessageId),
    Receive(MessageId),
    Record,
}

/// A message's way: the rows at which it is drawn, and its lane.
struct Way {
    message: MessageId,
    from_left: bool,
    /// `None` if it was sent before the first row.
    sent: Option<usize>,
    /// `None` if it was not received by the last row.
    received: Option<usize>,
    /// Counted from its sender's side.
    lane: usize,
}

impl Way {
    /// Whether the message is in its lane while a row is drawn, that row's own end not counted.
    fn passes(&self, row: usize) -> bool {
        self.sent.is_none_or(|sent| sent < row) && self.received.is_none_or(|received| row < received)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |one: &Self, two: &Self| match (one.sent, two.received) {
            (Some(sent), Some(received)) => sent <= received,
            _ => true,
        };
        begins_before_end(self, other) && begins_before_end(other, self)
    }
}

/// Writes the diagram of a run's window; a window of more than two processes is not drawn.
pub(super) fn write<P: Program>(
    out: &mut impl Write,
    ended: &Ended<'_, P>,
    unicode: bool,
) -> io::Result<()> {
    let topology = &ended.system.topology;
    let mut rows = rows(&ended.system.protocol, topology, ended.window);
    let left_out = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return writeln!(out, "{BOLD}Space-time diagram{BOLD:#}: nothing was recorded");
    };
    let total = ended.events_before + ended.window.len() as u64;
    writeln!(
        out,
        "{BOLD}Space-time diagram{BOLD:#}, t={}..{} ({} of {total} events)\n",
        first.time,
        last.time,
        ended.window.len()
    )?;
    let digits = last.time.to_string().len().max(4);
    let drawing = Drawing::new(&rows, if unicode { &UNICODE } else { &ASCII });
    let (p, q) = (topology.name(ProcessId(0)), topology.name(ProcessId(1)));
    writeln!(out, "  {:digits$}  {p}{:space$}{q}", "", "", space = drawing.width - 1)?;
    for (place, row) in rows.iter().enumerate() {
        writeln!(out, "  {DIM}{:>digits$}{DIM:#}  {}  {}", row.time, drawing.row(place, row), row.text)?;
    }
    if left_out > 0 {
        writeln!(out, "  ... and {left_out} more; -f json has them all")?;
    }
    for way in drawing.ways.iter().filter(|way| way.received.is_none() && left_out == 0) {
        let (from, to) = if way.from_left { (p, q) } else { (q, p) };
        let what = rows.iter().find_map(|row| match (&row.mark, way.sent) {
            (Mark::Send(id), Some(_)) if *id == way.message && row.text.contains("marker") => Some("marker"),
            _ => None,
        });
        let what = what.unwrap_or("m");
        writeln!(out, "  {:digits$}  {what} #{} is still in flight from {from} to {to}", "", way.message.0)?;
    }
    Ok(())
}

/// The events that are drawn: receipts, sends and recordings of states.
fn rows<P: Program>(program: &P, topology: &Topology, window: &[LogEvent<P>]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for event in window {
        let name = topology.name(event.process);
        let (mark, text) = match &event.what {
            Happening::Receive { message, body: Wire::Underlying(body), state, .. } => {
                (Mark::Receive(*message), format!("{name} recv {body}, state {}", state_of(program, state)))
            }
            Happening::Receive { message, body: Wire::Marker(_), .. } => {
                (Mark::Receive(*message), format!("{name} recv marker"))
            }
            Happening::Send { channel, message, body } => {
                let to = topology.name(topology.channel(*channel).target);
                let what = match body {
                    Wire::Underlying(body) => body.to_string(),
                    Wire::Marker(_) => "marker".to_string(),
                };
                (Mark::Send(*message), format!("{name} send {what} to {to}"))
            }
            Happening::Observe(Recorded::Process { state, .. }) => {
                (Mark::Record, format!("{name} record state {state}"))
            }
            Happening::Observe(Recorded::Message { channel, .. }) => {
                annotate(&mut rows, &format!(", recorded in {}", arrow(topology, *channel)));
                continue;
            }
            Happening::Observe(Recorded::Closed { channel, .. }) => {
                close(&mut rows, event.process, &arrow(topology, *channel));
                continue;
            }
            Happening::Internal { .. } => continue,
        };
        rows.push(Row { time: event.time, process: event.process, mark, text });
    }
    rows
}

/// The count that a state is, or else the state.
fn state_of<P: Program>(program: &P, state: &P::State) -> String {
    program.count(state).map_or_else(|| state.to_string(), |count| count.to_string())
}

fn arrow(topology: &Topology, channel: ChannelId) -> String {
    let ends = topology.channel(channel);
    format!("{} -> {}", topology.name(ends.source), topology.name(ends.target))
}

fn annotate(rows: &mut [Row], note: &str) {
    if let Some(row) = rows.last_mut() {
        row.text.push_str(note);
    }
}

/// Notes a closed channel at the receipt that closed it.
fn close(rows: &mut [Row], process: ProcessId, channel: &str) {
    let receipt =
        rows.iter_mut().rev().find(|row| row.process == process && matches!(row.mark, Mark::Receive(_)));
    if let Some(row) = receipt {
        row.text.push_str(&format!(", {channel} is closed"));
    }
}

struct Drawing<'a> {
    charset: &'a Charset,
    ways: Vec<Way>,
    /// The column of Q; P's is 0.
    width: usize,
}

impl<'a> Drawing<'a> {
    fn new(rows: &[Row], charset: &'a Charset) -> Self {
        let ways = lay_out(rows);
        let lanes = |left| {
            let lanes = ways.iter().filter(|way| way.from_left == left).map(|way| way.lane + 1);
            lanes.max().unwrap_or(0)
        };
        let width = ((lanes(true) + lanes(false) + 2) * LANE).max(MIN_WIDTH);
        Self { charset, ways, width }
    }

    fn column(&self, way: &Way) -> usize {
        let from_side = (way.lane + 1) * LANE + 1;
        if way.from_left { from_side } else { self.width - from_side }
    }

    /// Draws one row: both lives, the lanes that pass, and the stroke of the row's own event.
    fn row(&self, place: usize, row: &Row) -> String {
        let c = self.charset;
        let mut line = vec![' '; self.width + 1];
        (line[0], line[self.width]) = (c.life, c.life);
        for way in self.ways.iter().filter(|way| way.passes(place)) {
            line[self.column(way)] = c.down;
        }
        let here = if row.process == ProcessId(0) { 0 } else { self.width };
        match row.mark {
            Mark::Record => line[here] = c.record,
            Mark::Send(message) => {
                if let Some(way) = self.way(message) {
                    self.stroke(&mut line, here, self.column(way));
                    line[here] = c.leave;
                    line[self.column(way)] = if way.from_left { c.corners[0] } else { c.corners[2] };
                }
            }
            Mark::Receive(message) => {
                if let Some(way) = self.way(message) {
                    self.stroke(&mut line, here, self.column(way));
                    line[here] = c.event;
                    let (head, place) = if here == 0 { (c.left, 1) } else { (c.right, here - 1) };
                    line[place] = head;
                    line[self.column(way)] = if way.from_left { c.corners[1] } else { c.corners[3] };
                }
            }
        }
        line.into_iter().collect()
    }

    fn way(&self, message: MessageId) -> Option<&Way> {
        self.ways.iter().find(|way| way.message == message)
    }

    /// A horizontal stroke between two columns, crossing what is in between.
    fn stroke(&self, line: &mut [char], one: usize, other: usize) {
        for cell in &mut line[one.min(other) + 1..one.max(other)] {
            *cell = if *cell == self.charset.down { self.charset.cross } else { self.charset.across };
        }
    }
}

/// Finds each message's rows and gives it the first lane from its sender's side that is free all the way.
fn lay_out(rows: &[Row]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let at_left = row.process == ProcessId(0);
        match row.mark {
            Mark::Send(message) => {
                ways.push(Way { message, from_left: at_left, sent: Some(place), received: None, lane: 0 });
            }
            Mark::Receive(message) => match ways.iter_mut().find(|way| way.message == message) {
                Some(way) => way.received = Some(place),
                None => ways.push(Way {
                    message,
                    from_left: !at_left,
                    sent: None,
                    received: Some(place),
                    lane: 0,
                }),
            },
            Mark::Record => {}
        }
    }
    for this in 1..ways.len() {
        let (earlier, rest) = ways.split_at_mut(this);
        let way = &mut rest[0];
        let taken = |lane: usize| {
            earlier
                .iter()
                .any(|other| other.from_left == way.from_left && other.lane == lane && other.overlaps(way))
        };
        way.lane = (0..).find(|lane| !taken(*lane)).expect("there are lanes without end");
    }
    ways
}
