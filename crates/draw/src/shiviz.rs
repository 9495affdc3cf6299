//! A run as a log for ShiViz: its parser line, an empty line, and one line an event.
//!
//! ShiViz wants every process's own clock to rise from 1 without a gap, and every process that a clock names to have a line.
//! So the clocks are made here, from the shown lines and their messages alone: they count every line, the algorithm's too, where
//! those of the file are the computation's.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use trace::Saved;

use crate::extent::Extent;
use crate::view::{Limits, View};
use crate::words;

/// How ShiViz reads the lines below.
pub(crate) const PARSER: &str = r"(?<host>\S+) (?<clock>\{[^}]*\}) (?<t>\d+) (?<kind>\S+) (?<event>.*)";

/// Everything: ShiViz itself says when it is too much.
const LIMITS: Limits = Limits { events: usize::MAX, processes: usize::MAX };

/// Writes the log.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, extent: &Extent, out: &mut impl Write) -> io::Result<()> {
    let view = View::new(run, extent, LIMITS);
    let hosts = hosts(&view.processes);
    writeln!(out, "{PARSER}\n")?;
    let sent_by: BTreeMap<usize, usize> = view
        .messages
        .iter()
        .filter_map(|message| Some((message.received.shown?, message.sent.shown?)))
        .collect();
    let overtakes = overtakes(&view);
    // What each message in flight brings along, by the place of its sending.
    let mut under_way: BTreeMap<usize, BTreeMap<usize, u64>> = BTreeMap::new();
    let sends: BTreeSet<usize> = sent_by.values().copied().collect();
    let mut clocks = vec![BTreeMap::new(); hosts.len()];
    for (place, shown) in view.events.iter().enumerate() {
        if let Some(told) = sent_by.get(&place).and_then(|sent| under_way.remove(sent)) {
            for (process, count) in told {
                let known = clocks[shown.process].entry(process).or_insert(0);
                *known = count.max(*known);
            }
        }
        *clocks[shown.process].entry(shown.process).or_insert(0) += 1;
        let clock = &clocks[shown.process];
        if sends.contains(&place) {
            under_way.insert(place, clock.clone());
        }
        let entries = clock.iter().map(|(process, count)| format!("\"{}\":{count}", hosts[*process]));
        let entries = entries.collect::<Vec<_>>().join(",");
        let (host, t, kind) = (&hosts[shown.process], shown.event.t, words::kind(&shown.event.what));
        let overtook = overtakes.get(&place).map(String::as_str).unwrap_or_default();
        let event = format!("{}{overtook}", words::event(run, shown.event)).replace(['\r', '\n'], " ");
        writeln!(out, "{host} {{{entries}}} {t} {kind} {event}")?;
    }
    Ok(())
}

/// By the place of a receipt, which earlier message of the channel it overtook: clocks cannot tell.
fn overtakes(view: &View<'_>) -> BTreeMap<usize, String> {
    let named = view.overtakings().into_iter().filter_map(|(fast, slow)| {
        let received = view.messages[fast].received.shown?;
        Some((received, format!(", overtook {}", view.messages[slow].name)))
    });
    named.collect()
}

/// Names that ShiViz's parser line can tell apart: without spaces, braces, quotes and backslashes, and no two the same.
fn hosts(names: &[&str]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let host = |name: &&str| {
        let bad = |letter: char| letter.is_whitespace() || letter.is_control() || "{}\"\\".contains(letter);
        let mut host = name.replace(bad, "_");
        while host.is_empty() || !taken.insert(host.clone()) {
            host.push('_');
        }
        host
    };
    names.iter().map(host).collect()
}
