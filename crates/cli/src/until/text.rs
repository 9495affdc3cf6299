//! What was seen of that which was waited for, for people: since when it is so, which snapshot shows it, and what that cost.

use std::io::Write as _;

use draw::report::style::BOLD;
use sim_core::words::counted;
use snapshot::Program;
use trace::Finished;
use trace::model::{Began, Passed, Until};

use crate::failure::Failure;
use crate::output::Output;
use crate::predicates::understood;

pub(crate) fn write<P: Program>(
    finished: &Finished<'_, P>,
    until: &Until,
    out: &mut Output,
) -> Result<(), Failure> {
    let name = &until.predicate;
    let sentence = understood(finished.system, name)?.sentence;
    let sentence = sentence.map(|sentence| format!("   {sentence}")).unwrap_or_default();
    writeln!(out, "\n{BOLD}Until {name}{BOLD:#}{sentence}\n")?;
    if finished.has_events {
        match (until.holds, until.since) {
            (None, _) => writeln!(out, "  so     at the end of the run: not known")?,
            (Some(false), _) => writeln!(out, "  so     not at the end of the run")?,
            (Some(true), None) => writeln!(out, "  so     before the first snapshot began")?,
            (Some(true), Some(began)) => writeln!(out, "  so     since {}", at(began))?,
        }
        if let Some(passed) = until.passed {
            writeln!(out, "  was    {}", for_a_time(passed))?;
        }
        if let Some(why) = &until.unknown {
            writeln!(out, "  was    not known at some moments: {why}")?;
        }
    }
    if let (Some(snapshot), Some(at)) = (until.snapshot, until.seen_at) {
        let late = until.late().map(|late| format!(", {} later", counted(late, "tick"))).unwrap_or_default();
        writeln!(out, "  seen   by snapshot {snapshot}, complete at t={at}{late}")?;
    }
    if until.snapshot.is_none() {
        writeln!(out, "  seen   by none")?;
    }
    let (taken, messages) = (counted(until.snapshots, "snapshot"), counted(until.markers, "control message"));
    let later = until.later.map(|later| format!("; {later} more began after that")).unwrap_or_default();
    Ok(writeln!(out, "  cost   {taken}, {messages}{later}")?)
}

/// When it was so, if it ever was.
pub(super) fn when_so(until: &Until) -> Option<String> {
    let passed = until.passed.map(for_a_time);
    let since = (until.holds == Some(true)).then(|| format!("since {}", from(until.since)));
    passed.into_iter().chain(since).reduce(|passed, since| format!("{passed}, and {since}"))
}

/// How often it was so and went by, and the last time.
fn for_a_time(Passed { times, from: began, to }: Passed) -> String {
    let times = if times == 1 { "once".to_string() } else { format!("{times} times, the last") };
    format!("{times} from {} to {}", from(began), at(to))
}

fn from(began: Option<Began>) -> String {
    began.map_or_else(|| "before the first snapshot began".to_string(), at)
}

fn at(Began { t, event }: Began) -> String {
    format!("t={t}, event {event}")
}
