//! What is said of a log, for people.

use std::io::{self, Write as _};

use draw::report::style::{BOLD, DIM};
use draw::report::verdict_line;
use observed::model::{Amounts, ChannelRecord, Run, Snapshot};
use observed::{Earlier, Judged, Judgement, sentence};
use sim_core::words::counted;
use snapshot::oracle::Check;
use snapshot::{Kept, OrderKept};

use crate::output::Output;

/// So many processes and channels of a recorded state are shown.
const MOST: usize = 40;

pub(super) fn write(run: &Run, judgement: &Judgement, out: &mut Output) -> io::Result<()> {
    let events: usize = run.processes.iter().map(|process| process.events.len()).sum();
    let counts = [
        counted(run.processes.len(), "process"),
        counted(events, "event"),
        counted(run.messages.len(), "message"),
        counted(run.snapshots.len(), "snapshot"),
    ];
    writeln!(out, "{BOLD}Log{BOLD:#}  {}", counts.join(", "))?;
    write_checks(run, &judgement.checks, out)?;
    if let Some(order) = judgement.order {
        writeln!(out, "  {DIM}-{DIM:#}     {:<12}  {}", "order", order_in_words(run, order))?;
    }
    for incident in run.incidents_in_words().take(MOST) {
        writeln!(out, "  {DIM}-{DIM:#}     {:<12}  {incident}", "fault")?;
    }
    if run.incidents.len() > MOST {
        writeln!(out, "        and {} more", counted(run.incidents.len() - MOST, "fault"))?;
    }
    for (judged, snapshot) in judgement.snapshots.iter().zip(run.snapshots.values()) {
        writeln!(out, "\n{BOLD}Snapshot {}{BOLD:#}", judged.snapshot)?;
        write_recorded(run, snapshot, out)?;
        write_checks(run, &judged.checks, out)?;
        write_repair(run, judged, out)?;
    }
    if judgement.snapshots.is_empty() {
        writeln!(out, "\nNo process records its state in this log, so there is no snapshot to judge.")?;
        if run.messages.is_empty() {
            writeln!(out, "Of a log with vector clocks '--record REGEX' says which events are recordings.")?;
        }
    }
    Ok(())
}

fn write_checks(run: &Run, checks: &[Check], out: &mut Output) -> io::Result<()> {
    let claim = |check: &Check| sentence(run, check.name).to_string();
    checks.iter().try_for_each(|check| verdict_line(out, check, || claim(check)))
}

fn write_recorded(run: &Run, snapshot: &Snapshot, out: &mut Output) -> io::Result<()> {
    for (process, recordings) in snapshot.processes.iter().take(MOST) {
        let recording = &recordings[0];
        let held = recording.holds.as_ref().map(amounts);
        let state = recording.state.clone().or(held).unwrap_or_else(|| "recorded".to_string());
        writeln!(out, "  {}  {state}  {DIM}{}{DIM:#}", run.name(*process), run.told_at(recording.at))?;
    }
    for (ends, records) in snapshot.channels.iter().filter(|(_, records)| !is_empty(&records[0])).take(MOST) {
        let record = &records[0];
        writeln!(
            out,
            "  {}  {}  {DIM}{}{DIM:#}",
            run.channel(*ends),
            contents(record),
            run.line(record.place)
        )?;
    }
    Ok(())
}

/// Whether a channel was recorded as empty.
fn is_empty(record: &ChannelRecord) -> bool {
    [&record.messages, &record.bodies].into_iter().flatten().any(Vec::is_empty) || record.count == Some(0)
}

/// What was recorded in a channel, as the log has it.
fn contents(record: &ChannelRecord) -> String {
    let list = record.messages.as_ref().or(record.bodies.as_ref()).map(|list| list.join(", "));
    let count = || record.count.map(|count| counted(count, "message"));
    let carried = || record.carries.as_ref().map_or_else(String::new, amounts);
    list.or_else(count).unwrap_or_else(carried)
}

/// So much of each good: `3`, `9 $, 1 widget`.
fn amounts(amounts: &Amounts) -> String {
    let words = amounts.iter().map(|(good, amount)| format!("{amount} {good}").trim_end().to_string());
    words.collect::<Vec<_>>().join(", ")
}

/// The order that was kept: `m9 overtook m7 in a->b (b.log:81), the first of 3; causal order was not kept either`.
fn order_in_words(run: &Run, OrderKept { fifo, causal }: OrderKept) -> String {
    let fifo_in_words = match fifo {
        Kept::Whole => "each channel kept fifo order".to_string(),
        Kept::Broken { first: (message, before), count } => {
            let channel = run.message(message).ends().map_or_else(String::new, |ends| run.channel(ends));
            let (name, other) = (run.called(message), run.called(before));
            let at = run.message(message).received.map_or_else(String::new, |at| run.told_at(at));
            format!("{channel} is not fifo: {name} overtook {other} ({at}){}", the_first_of(count))
        }
    };
    let causal_in_words = match causal {
        None => "; whether causal order was kept was not looked at, there are so many events".to_string(),
        Some(Kept::Whole) => "; causal order was kept".to_string(),
        Some(kept) if kept == fifo => "; causal order was not kept either".to_string(),
        Some(Kept::Broken { first: (message, before), count }) => {
            let (name, other) = (run.called(message), run.called(before));
            let at = run.message(message).received.map_or_else(String::new, |at| run.told_at(at));
            format!("; causal order was not kept: {name} came before {other} ({at}){}", the_first_of(count))
        }
    };
    fifo_in_words + &causal_in_words
}

/// `, the first of 3`
fn the_first_of(count: u64) -> String {
    if count == 1 { String::new() } else { format!(", the first of {count}") }
}

/// What could have been recorded instead.
fn write_repair(run: &Run, judged: &Judged, out: &mut Output) -> io::Result<()> {
    if judged.repair.is_empty() {
        return Ok(());
    }
    writeln!(out, "  The latest consistent cut not after this one:")?;
    for Earlier { process, events, before } in judged.repair.iter().take(MOST) {
        let (name, events) = (run.name(*process), counted(*events, "event"));
        writeln!(out, "    {name} recorded {events} too late: not after {}", run.told_at(*before))?;
    }
    let more = judged.repair.len().saturating_sub(MOST);
    if more > 0 { writeln!(out, "    and {} more", counted(more, "process")) } else { Ok(()) }
}
