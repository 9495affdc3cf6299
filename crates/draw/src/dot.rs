//! A run as a graph for Graphviz: an event is a node, a process a cluster, happened-before the arrows.

use std::io::{self, Write};

use trace::Saved;
use trace::model::What;

use crate::options::Options;
use crate::view::{Limits, View};
use crate::who_waits::graphs;
use crate::words;

/// What a graph may show; it says what it left out. Graphviz takes long for more.
pub(crate) const LIMITS: Limits = Limits { events: 200, processes: 24 };

/// Writes the graph.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let view = View::of(run, options, LIMITS);
    writeln!(out, "digraph run {{")?;
    let label = format!("{}\n{}", view.headline(), view.extent());
    writeln!(out, "  graph [label={}, labelloc=t, fontname=\"sans-serif\", rankdir=TB];", quoted(&label))?;
    writeln!(out, "  node [shape=box, fontname=\"sans-serif\", fontsize=10];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    let condemned = view.condemned();
    for (process, name) in view.processes.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{process} {{")?;
        writeln!(out, "    label={};", quoted(name))?;
        let own: Vec<_> = view.events.iter().filter(|shown| shown.process == process).collect();
        for shown in &own {
            let time = words::time(run, shown.event.t).map_or_else(String::new, |time| format!(" {time}"));
            let mut text = format!("{}{time}\n{}", shown.event.seq, words::event(run, shown.event));
            let condemned = condemned.get(&shown.event.seq);
            if let Some(by) = condemned {
                text += &format!("\n✗ {}", words::condemned_by(by));
            }
            let look = match (condemned, &shown.event.what) {
                (Some(_), _) => ", peripheries=3, penwidth=2, color=\"#c01030\"",
                (None, What::Record { .. }) => ", style=\"filled,bold\", fillcolor=\"#dbe9fb\"",
                (None, _) => "",
            };
            writeln!(out, "    e{} [label={}{look}];", shown.event.seq, quoted(&text))?;
        }
        for pair in own.windows(2) {
            let (one, next) = (pair[0].event.seq, pair[1].event.seq);
            writeln!(out, "    e{one} -> e{next} [style=dotted, arrowhead=none];")?;
        }
        writeln!(out, "  }}")?;
    }
    messages(out, &view)?;
    who_waits(out, &view)?;
    writeln!(out, "}}")
}

fn messages(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let overtakings = view.overtakings();
    for (place, message) in view.messages.iter().enumerate() {
        let (Some(sent), Some(received)) = (message.sent.shown, message.received.shown) else { continue };
        let (from, to) = (view.events[sent].event.seq, view.events[received].event.seq);
        let mut name = View::name_in_full(message);
        if let Some(slow) = overtakings.get(&place) {
            name += &format!("\novertook {}", view.messages[*slow].name);
        }
        let faults: Vec<_> = view.faults(message).collect();
        for fault in &faults {
            name += &format!("\n{}", view.fault_in_words(message, *fault));
        }
        if view.is_on_back_edge(message) {
            name += "\non a back-edge";
        }
        let look = match () {
            () if message.marker.is_some() => "style=dashed, arrowhead=open",
            () if !faults.is_empty() => "penwidth=3, color=\"#c01030\", fontcolor=\"#c01030\"",
            () if !message.recorded.is_empty() => {
                name += "\nrecorded";
                "penwidth=2, color=\"#0b6e4f:#0b6e4f\""
            }
            () => "style=solid",
        };
        writeln!(out, "  e{from} -> e{to} [label={}, {look}];", quoted(&name))?;
    }
    Ok(())
}

/// Who waits for whom, a cluster a graph: as recorded, and as it was when the snapshot was complete.
fn who_waits(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let snapshots = view.cuts.iter().filter_map(|cut| view.snapshot(cut.snapshot));
    for (place, graph) in snapshots.flat_map(graphs).enumerate() {
        let label = format!("Who waits for whom, {}\n{}", graph.when(), graph.in_words());
        writeln!(out, "  subgraph cluster_waits_{place} {{\n    label={};", quoted(&label))?;
        let column = |name: &str| view.processes.iter().position(|process| *process == name);
        for (process, name) in view.processes.iter().enumerate() {
            writeln!(out, "    w{place}_{process} [label={}];", quoted(name))?;
        }
        for (from, to) in graph.edges() {
            let look = match () {
                () if graph.is_wrong(from, to) => "penwidth=3, color=\"#c01030\", label=\"✗ never was\"",
                () if graph.is_for_ever(from, to) => "penwidth=3, label=\"for ever\"",
                () => "style=solid",
            };
            let Some((from, to)) = column(from).zip(column(to)) else { continue };
            writeln!(out, "    w{place}_{from} -> w{place}_{to} [{look}];")?;
        }
        writeln!(out, "  }}")?;
    }
    Ok(())
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}
