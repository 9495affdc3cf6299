//! What a saved run must not contradict in itself, before it is compared: whom its events and channels name. It makes no event again; that is
//! what `sim replay` does.

use std::collections::BTreeSet;

use trace::Saved;
use trace::model::{Verdict, What};

use crate::failure::Failure;
use crate::stderr::warn;

/// Refuses a run in which somebody has a part who is not among its processes. That a verdict is not
/// that of its checks is told.
pub(super) fn check(name: &str, run: &Saved) -> Result<(), Failure> {
    if let Some(wrong) = stranger(run) {
        return Err(Failure::new(format!("cannot read '{name}': {wrong}")));
    }
    if let Some(otherwise) = says_otherwise(run) {
        warn(&format!("'{name}' contradicts itself: {otherwise}; the checks of its snapshots are compared"));
    }
    Ok(())
}

/// The first verdict that is not that of the checks which it sums up.
fn says_otherwise(run: &Saved) -> Option<String> {
    let footer = run.footer.as_ref()?;
    let of_all = match footer.outcome.verdict {
        Verdict::Ok => Some(true),
        Verdict::Failed => Some(false),
        Verdict::Unknown => None,
    };
    let sums = footer.checks.iter().enumerate().map(|(place, check)| {
        let of_each = run.checks().filter(|(_, other)| other.name == check.name);
        let of_each: Vec<_> = of_each.map(|(_, other)| other.ok).collect();
        (format!("checks[{place}].ok"), check.ok, all_of(&of_each))
    });
    let all = std::iter::once(("outcome.verdict".to_string(), of_all, run.verdict())).chain(sums);
    let told = all.into_iter().find(|(_, told, found)| told.is_some() && told != found);
    told.map(|(field, told, found)| {
        format!("{field} says {}, its checks come to {}", word(told), word(found))
    })
}

/// What several checks come to.
fn all_of(checks: &[Option<bool>]) -> Option<bool> {
    if checks.contains(&Some(false)) { Some(false) } else { (!checks.contains(&None)).then_some(true) }
}

/// The first field that names a process which is none, and what is wrong with it.
fn stranger(run: &Saved) -> Option<String> {
    let config = &run.header.config;
    let known: BTreeSet<&str> = config.processes.iter().map(String::as_str).collect();
    if known.is_empty() {
        return Some("config.processes: there is none".to_string());
    }
    let is_stranger = |(_, name): &(String, &str)| !known.contains(name);
    let ends = config.channels.iter().enumerate().flat_map(|(place, channel)| {
        let end = |field: &str| format!("config.channels[{place}].{field}");
        [(end("from"), channel.from.as_str()), (end("to"), channel.to.as_str())]
    });
    let parts = run.events.iter().flat_map(|event| {
        let field = |field: &str| format!("events[{}].{field}", event.seq);
        let other = match &event.what {
            What::Send { to, .. } => Some((field("to"), to.as_str())),
            What::Recv { from, .. } => Some((field("from"), from.as_str())),
            What::Lost(astray) | What::Doubled(astray) => Some((field("to"), astray.to.as_str())),
            _ => None,
        };
        [Some((field("proc"), event.proc.as_str())), other].into_iter().flatten()
    });
    let found = ends.chain(parts).find(is_stranger);
    found.map(|(field, name)| format!("{field}: there is no process '{name}'"))
}

/// A verdict as files have it.
const fn word(ok: Option<bool>) -> &'static str {
    match ok {
        Some(true) => "ok",
        Some(false) => "failed",
        None => "unknown",
    }
}
