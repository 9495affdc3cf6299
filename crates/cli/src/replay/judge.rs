//! Is what it says right? The oracles judge the file's own events, and what the file tells besides is held against them.

use std::collections::BTreeMap;
use std::io::Write as _;

use sim_core::{Happening, System};
use snapshot::{Evidence, Judge, Judgement, LogEvent, Offered, Program, SnapshotId, Stopped, Verdict, Wire};
use trace::{Digest, Ended, Loaded, Restored, Saved, describe, model};

use crate::Outcome;
use crate::escape::shown;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use crate::report::{BAD, BOLD, DIM, check_line};

/// A run that was cut off may have been cut off within a step.
fn without_last_step<P: Program>(events: &[LogEvent<P>]) -> &[LogEvent<P>] {
    let last = events.iter().rposition(LogEvent::<P>::begins_step).unwrap_or(0);
    &events[..last]
}

/// Whether the file says that nothing could happen after its last event; a run by a schedule ends with it.
pub(crate) fn nothing_more(saved: &Saved) -> bool {
    let quiescent = |footer: &model::Footer| footer.outcome.stopped == model::Stopped::Quiescent;
    saved.header.config.schedule.is_none() && saved.footer.as_ref().is_some_and(quiescent)
}

/// Lets the oracles judge the file's events, and holds the recorded state that the file claims against them.
pub(super) fn judge<P: Program>(
    loaded: &Loaded,
    restored: &Restored<P>,
    whole: bool,
    quiet: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let saved = &loaded.saved;
    let Restored { system, base, events } = restored;
    let events = if whole { events } else { without_last_step::<P>(events) };
    let snapshots = 1..saved.header.config.snapshots.saturating_add(1);
    let over = nothing_more(saved);
    let evidence = Evidence { system, snapshot: SnapshotId(1), base, events, offers: Offered::NotSeen, over };
    let progress = Progress::doing("judging what the file says");
    let judgements = Judgement::each(&evidence, snapshots, &mut Judge::default(), interrupt::WANTED)?;
    drop(progress);
    let ended = Ended {
        system,
        base,
        window: events,
        events_before: 0,
        judgements: &judgements,
        stopped: Stopped::SnapshotComplete,
        end_time: events.last().map_or(0, |event| event.time),
        delivered: delivered::<P>(events),
        in_flight: in_flight(system, events),
        schedule: None,
    };
    for judgement in ended.judgements {
        let bad = judgement.checks.iter().any(|check| check.verdict != Verdict::Holds);
        if !quiet || bad {
            let which = match ended.judgements.len() {
                1 => String::new(),
                _ => format!(" of snapshot {}", judgement.snapshot.0),
            };
            writeln!(out, "{BOLD}Checks{BOLD:#}{which}, made from the events in the file alone")?;
        }
        for check in judgement.checks.iter().filter(|check| !quiet || check.verdict != Verdict::Holds) {
            check_line(out, &ended, judgement, check)?;
        }
    }
    if !quiet {
        writeln!(
            out,
            "  {DIM}not looked at: whether a process was kept from acting; a file does not tell{DIM:#}"
        )?;
    }
    let mut wrong = trace::claims::of_time(restored, &saved.events);
    wrong.extend(saved.footer.as_ref().and_then(|theirs| {
        let mut ours = ended.footer(Digest::of(&saved.events));
        // Why the run ended, and the schedule that it followed, no event tells.
        ours.outcome.stopped = theirs.outcome.stopped;
        ours.outcome.schedule.clone_from(&theirs.outcome.schedule);
        begin_transcripts_as(theirs, &mut ours);
        loaded.told.result_against(theirs, &ours).differs
    }));
    for field in &wrong {
        writeln!(out, "  {BAD}FAIL{BAD:#}  as claimed    {}", shown(field))?;
    }
    Ok(if wrong.is_empty() { ended.verdict().into() } else { Outcome::Violated })
}

/// A transcript begins with the window of its run, which no event tells: receipts before it may be left out.
fn begin_transcripts_as(theirs: &model::Footer, ours: &mut model::Footer) {
    for (process, lines) in &mut ours.transcript {
        let told = theirs.transcript.get(process).map_or(0, Vec::len);
        let before = lines.len().saturating_sub(told);
        if lines[..before].iter().all(|line| line == "msg") {
            lines.drain(..before);
        }
    }
}

/// How many messages of each sort the events deliver.
pub(crate) fn delivered<P: Program>(events: &[LogEvent<P>]) -> model::Delivered {
    let mut delivered = model::Delivered::default();
    for event in events {
        match &event.what {
            Happening::Receive { body: Wire::Underlying(_), .. } => delivered.m += 1,
            Happening::Receive { body: Wire::Marker(_), .. } => delivered.marker += 1,
            _ => {}
        }
    }
    delivered
}

/// What of the computation was sent and not received, by channel.
fn in_flight<P: Program>(system: &System<P>, events: &[LogEvent<P>]) -> Vec<Vec<model::Message>> {
    let mut channels = vec![BTreeMap::new(); system.topology.channels().len()];
    for event in events {
        match &event.what {
            Happening::Send { channel, message, body: Wire::Underlying(body) } => {
                let sent = describe::message(&system.protocol, Some(message.0), body);
                channels[channel.index()].insert(message.0, sent);
            }
            Happening::Receive { channel, message, .. } => {
                channels[channel.index()].remove(&message.0);
            }
            _ => {}
        }
    }
    channels.into_iter().map(|channel| channel.into_values().collect()).collect()
}
