//! Who waits for whom, as graphs below the diagram: on the left as a snapshot recorded it, on the right as it was when that was complete.
//! What is so for ever is thick. What never was is red, by its oracle's word.

use std::io::{self, Write};

use super::layout::{self, LETTER, LINE, Layout, shortened, strong_width};
use crate::view::View;
use crate::who_waits::{Graph, graphs};
use crate::xml::text;

/// So many snapshots have graphs.
const MOST: usize = 4;
/// The longest name of a process, in letters.
const NAME: i64 = 10;
/// Half the height of a process.
const HALF: i64 = 12;
/// Between a process and an arrow's end.
const GAP: i64 = 3;
/// How far an arrow is beside the line between two processes: who waits for each other has two.
const BESIDE: i64 = 6;
/// The words above and below a graph.
const WORDS: i64 = 2 * LINE + 14;
/// The sine of so many times 15 degrees, in thousandths.
const SINES: [i64; 7] = [0, 259, 500, 707, 866, 966, 1000];
/// How many such angles a circle has.
const ANGLES: usize = 24;

/// The graphs of the snapshots that are shown, those of one side by side, and above which place they begin.
pub(super) struct WhoWaits<'a> {
    rows: Vec<Vec<Graph<'a>>>,
    /// Who waits in any of them or is waited for.
    processes: Vec<&'a str>,
    top: i64,
}

impl<'a> WhoWaits<'a> {
    /// What there is of them in a view; makes room for it.
    pub(super) fn new(view: &View<'a>, layout: &mut Layout) -> Self {
        let snapshots = view.cuts.iter().filter_map(|cut| view.snapshot(cut.snapshot));
        let rows = snapshots.map(graphs).filter(|graphs| !graphs.is_empty()).take(MOST);
        let rows: Vec<_> = rows.collect();
        let has = |name: &str| {
            rows.iter().flatten().flat_map(Graph::edges).any(|(from, to)| from == name || to == name)
        };
        let processes = view.processes.iter().copied().filter(|name| has(name)).take(ANGLES).collect();
        let graphs = Self { rows, processes, top: layout.bottom };
        layout.bottom += i64::try_from(graphs.rows.len()).expect("they are few") * graphs.height();
        graphs
    }

    /// How high the graphs of a snapshot are, with their words.
    fn height(&self) -> i64 {
        WORDS + 2 * (self.radius(14, 34) + HALF) + 8
    }

    fn radius(&self, each: i64, least: i64) -> i64 {
        (each * i64::try_from(self.processes.len()).expect("they are few")).max(least)
    }

    /// The style of what is drawn here, where there is anything.
    pub(super) fn style(&self) -> &'static str {
        if self.rows.is_empty() { "" } else { include_str!("who_waits.css") }
    }

    pub(super) fn write(&self, out: &mut impl Write, layout: &Layout) -> io::Result<()> {
        for (row, graphs) in (0..).zip(&self.rows) {
            for (place, graph) in (0..).zip(graphs) {
                let panel = Panel {
                    left: layout.edge / 2 + place * layout.width / 2,
                    top: self.top + row * self.height(),
                    wide: layout.width / 2 - layout.edge / 2,
                };
                self.graph(out, graph, &panel)?;
            }
        }
        Ok(())
    }

    fn graph(&self, out: &mut impl Write, graph: &Graph<'_>, panel: &Panel) -> io::Result<()> {
        let Panel { left, top, wide } = panel;
        let (when, words) = (graph.when(), graph.in_words());
        let shape = graph.shape().map_or(String::new(), |shape| format!(": {shape}"));
        let title = if graph.is_recorded() { "Who waits for whom, " } else { "" };
        let (class, sign) = if graph.has_wrong() { ("fault", "✗ ") } else { ("note", "") };
        writeln!(out, r#"<g><title>{}: {}</title>"#, text(&when), text(&words))?;
        for (class, line, words) in
            [("strong", 1, format!("{title}{when}{shape}")), (class, 2, format!("{sign}{words}"))]
        {
            writeln!(
                out,
                r#"<text class="{class}" style="text-anchor:start" x="{left}" y="{}">{}</text>"#,
                top + line * LINE,
                text(&shortened(&words, wide / LETTER))
            )?;
        }
        for (from, to) in graph.edges() {
            self.edge(out, graph, panel, (from, to))?;
        }
        for (place, name) in self.processes.iter().enumerate() {
            let ((x, y), half) = (self.point(panel, place), half_width(name));
            writeln!(
                out,
                r#"<rect class="who" x="{}" y="{}" width="{}" height="{}" rx="9"/><text class="who-name" x="{x}" y="{}">{}</text>"#,
                x - half,
                y - HALF,
                2 * half,
                2 * HALF,
                y + 4,
                text(&shortened(name, NAME))
            )?;
        }
        writeln!(out, "</g>")
    }

    /// Nothing of who is not shown.
    fn edge(
        &self,
        out: &mut impl Write,
        graph: &Graph<'_>,
        panel: &Panel,
        (from, to): (&str, &str),
    ) -> io::Result<()> {
        let place = |name| self.processes.iter().position(|process| *process == name);
        let (Some(start), Some(end)) = (place(from), place(to)) else { return Ok(()) };
        let (a, b) = (self.point(panel, start), self.point(panel, end));
        let along = (b.0 - a.0, b.1 - a.1);
        let long = (along.0 * along.0 + along.1 * along.1).isqrt().max(1);
        let beside = (-along.1 * BESIDE / long, along.0 * BESIDE / long);
        let leave = |name| (half_width(name) + GAP, HALF + GAP);
        let (a, b) = (edge_of(a, along, leave(from)), edge_of(b, (-along.0, -along.1), leave(to)));
        let (class, tip) = match () {
            () if graph.is_wrong(from, to) => ("wrong", "tip-wrong"),
            () if graph.is_for_ever(from, to) => ("waits-for-ever", "tip"),
            () => ("waits-for", "tip"),
        };
        writeln!(
            out,
            r#"<path class="{class}" d="M{} {}L{} {}" marker-end="url(#{tip})"/>"#,
            a.0 + beside.0,
            a.1 + beside.1,
            b.0 + beside.0,
            b.1 + beside.1
        )
    }

    /// Where a process is: on an ellipse, the first at its left.
    fn point(&self, panel: &Panel, place: usize) -> (i64, i64) {
        let angle = place * ANGLES / self.processes.len().max(1);
        let widest = (panel.wide / 2 - NAME * layout::LETTER).max(40);
        let (wide, high) = (self.radius(24, 80).min(widest), self.radius(14, 34));
        let (x, y) = (panel.left + panel.wide / 2, panel.top + WORDS + high + HALF);
        (x - wide * sine(angle + ANGLES / 4) / 1000, y - high * sine(angle) / 1000)
    }

    /// The signs, and what they mean.
    pub(super) fn meanings(&self) -> Vec<(&'static str, &'static str)> {
        let any = |is: fn(&Graph<'a>, &str, &str) -> bool| {
            self.rows.iter().flatten().any(|graph| graph.edges().any(|(from, to)| is(graph, from, to)))
        };
        let mut meanings = Vec::new();
        if any(|graph, from, to| !graph.is_for_ever(from, to)) {
            meanings.push((r#"<path class="waits-for" d="M2 0H44" marker-end="url(#tip)"/>"#, "waits for"));
        }
        if any(|graph, from, to| graph.is_for_ever(from, to) && !graph.is_wrong(from, to)) {
            let sign = r#"<path class="waits-for-ever" d="M2 0H44" marker-end="url(#tip)"/>"#;
            meanings.push((sign, "waits for, and for ever"));
        }
        if any(Graph::is_wrong) {
            let sign = r#"<path class="wrong" d="M2 0H44" marker-end="url(#tip-wrong)"/>"#;
            meanings.push((sign, "✗ waits for ever as recorded, and never did: condemned by stable"));
        }
        meanings
    }

    /// The graphs in words, a sentence each.
    pub(super) fn in_words(&self) -> String {
        let sentence = |graph: &Graph<'_>| {
            let never = if graph.has_wrong() { ", which never was" } else { "" };
            format!(" Who waits for whom, {}: {}{never}.", graph.when(), graph.in_words())
        };
        self.rows.iter().flatten().map(sentence).collect()
    }
}

/// Where a graph has room.
struct Panel {
    left: i64,
    top: i64,
    wide: i64,
}

fn half_width(name: &str) -> i64 {
    (strong_width(&shortened(name, NAME)) / 2 + 8).max(16)
}

/// Where the line in this direction leaves the box of these half sizes around a point.
fn edge_of(from: (i64, i64), along: (i64, i64), half: (i64, i64)) -> (i64, i64) {
    let times = (along.0.abs() * 1000 / half.0).max(along.1.abs() * 1000 / half.1).max(1);
    (from.0 + along.0 * 1000 / times, from.1 + along.1 * 1000 / times)
}

/// The sine of so many times 15 degrees, in thousandths.
fn sine(angle: usize) -> i64 {
    let quarter = ANGLES / 4;
    match (angle % ANGLES / quarter, angle % quarter) {
        (0, place) => SINES[place],
        (1, place) => SINES[quarter - place],
        (2, place) => -SINES[place],
        (_, place) => -SINES[quarter - place],
    }
}
