//! Saved runs and the logs of live ones: from the text to the verdict, and to every form that they can be written in.

use std::borrow::Cow;
use std::io;

use draw::export::{self, Format, Options};
use draw::{Axis, Extent};
use snapshot::algorithms;
use snapshot::{AnyProgram, Initiation, Judge, Judgement, Setup, SnapshotId, Stopped};
use trace::local::LocalLog;
use trace::model::{Config, Delivered};
use trace::{Finished, Restored, Saved, merge, read, restore, write};

use crate::saved::superposed;

/// So many snapshots of a file are judged.
const JUDGED: u32 = 20;

/// A saved run.
pub(super) fn saved(text: &str) -> Option<()> {
    let saved = read(text).ok()?;
    drawn(&saved);
    if let Some(footer) = saved.footer.clone() {
        let mut again = Vec::new();
        write::json(&mut again, saved.header.clone(), footer, saved.events.clone()).expect("there is room");
        let again = String::from_utf8(again).expect("JSON is text");
        assert_eq!(read(&again).expect("what was written can be read"), saved, "it is read as it was");
    }
    judged(&saved)
}

/// Writes it in every form, to nowhere.
fn drawn(saved: &Saved) {
    for format in Format::ALL {
        for (extent, axis) in [(Extent::All, Axis::Time), (Extent::Snapshot, Axis::Order)] {
            let options = Options { extent, axis, ..Options::default() };
            let _ = export::left_out(saved, format, &options);
            export::write(saved, format, &options, &mut io::sink()).expect("there is room");
        }
    }
}

/// Restores and judges.
fn judged(saved: &Saved) -> Option<()> {
    let config = &saved.header.config;
    let restored = restore::<AnyProgram>(config, &saved.events).ok()?;
    let Restored { system, base, events, .. } = &restored;
    let mut judge = Judge::default();
    let snapshots = (1..=config.snapshots.min(JUDGED)).map(SnapshotId);
    let judgements: Vec<_> =
        snapshots.map(|snapshot| Judgement::of(&restored.evidence(snapshot), &mut judge)).collect();
    let finished = Finished {
        system,
        base: base.clone(),
        window: Cow::Borrowed(events),
        has_events: true,
        events_before: 0,
        events: events.len() as u64,
        law: restored.law,
        judgements,
        stopped: Stopped::SnapshotComplete,
        end_time: events.last().map_or(0, |event| event.time),
        delivered: Delivered::default(),
        in_flight: vec![Vec::new(); system.topology.channels().len()],
        waits: Vec::new(),
        until: None,
        schedule: None,
    };
    let _ = finished.footer(String::new());
    Some(())
}

/// The logs of the processes of a live run, one after another.
pub(super) fn local(text: &str) -> Option<()> {
    const HEAD: &str = "{\"type\":\"local\"";
    let starts: Vec<usize> = text.match_indices(HEAD).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let logs = starts.iter().zip(ends).map(|(start, end)| LocalLog::read("log", &text[*start..end]).ok());
    let logs: Vec<LocalLog> = logs.collect::<Option<_>>()?;
    let config = merge::config(&logs).ok()?;
    joined(&logs, config)
}

/// Joins logs, and runs what comes of it.
fn joined(logs: &[LocalLog], config: &Config) -> Option<()> {
    let underlying = restore::<AnyProgram>(config, &[]).ok()?.system;
    let initiation = Initiation {
        snapshots: config.snapshots,
        initiators: match (&config.script, underlying.topology.process(&config.initiator)) {
            (None, Some(process)) => snapshot::Initiators::These(vec![process]),
            _ => snapshot::Initiators::These(Vec::new()),
        },
        trigger: config.trigger,
    };
    let entry = algorithms::entry(&config.algorithm)?;
    let superposed = superposed(&underlying, initiation, entry);
    let merged = merge::merge(&underlying.protocol, &superposed, logs).ok()?;
    let setup = Setup {
        underlying: &underlying,
        superposed: &superposed,
        snapshots: config.snapshots,
        max_events: 10_000,
        law: Some(entry.law),
        stable: &[],
    };
    let mut experiment = setup.listed(merged.schedule);
    experiment.run(&mut ()).expect("a schedule that was joined can be followed");
    let _ = experiment.judgements();
    Some(())
}
