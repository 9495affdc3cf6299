//! Saved runs, each held against what its own events come to, and what is told of them in words. [`runs`] is for whoever needs one in a test.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sim_core::{Delay, Happening, Queue, System, Timing};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::algorithms::inhibition::Inhibition;
use snapshot::opening;
use snapshot::oracle::undisturbed;
use snapshot::oracle::{Evidence, Law};
use snapshot::predicate::predicates;
use snapshot::{
    AnyProgram, Asked, Bank, Carries as _, Forwarding, Incident, Initiation, Initiators, Judge, Judgement,
    LogEvent, Offered, Program, Setup, SnapshotId, Superposed, TokenRing, Wanted,
};

use super::Finished;
use crate::describe::{self, Scribe};
use crate::digest::Digest;
use crate::model::{self, Footer, Header, Line, Tool, What};
use crate::read::load;
use crate::restore::{Restored, restore};
use crate::saved::Saved;
use crate::transcript::{Source, transcripts};
use crate::write::{self, Recorder};
use crate::{again, claims};

/// Runs, each with a title, as `sim -f jsonl` saved it, and what is told of it.
const RUNS: &str = include_str!("../../../../tests/golden/saved-runs.txt");

/// The title of each run, its lines, and what is told of it.
pub(crate) fn runs() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    RUNS.split("=== ").skip(1).map(|case| {
        let (title, rest) = case.split_once('\n').unwrap();
        let (lines, told) = rest.split_once("---\n").unwrap();
        (title, lines, told)
    })
}

/// The run of this title.
pub(crate) fn lines(title: &str) -> &'static str {
    runs().find(|(of, ..)| *of == title).unwrap().1
}

/// A saved run that is judged by what it says, on the window that it was judged on itself.
fn finished<'a, P: Program>(saved: &Saved, restored: &'a Restored<P>) -> Finished<'a, P> {
    let (system, events) = (&restored.system, restored.events.as_slice());
    let mut base = restored.base.clone();
    let before = opening::<P>(&mut base, events, restored.law);
    let theirs = saved.footer.as_ref().unwrap();
    let evidence = Evidence {
        system,
        snapshot: SnapshotId(1),
        base: &base,
        events: &events[before..],
        offers: Offered::NotSeen,
        over: theirs.outcome.stopped == model::Stopped::Quiescent && saved.header.config.schedule.is_none(),
        law: restored.law,
    };
    let snapshots = 1..saved.header.config.snapshots + 1;
    let mut judge = Judge::of(restored.law);
    let mut judgements = Judgement::each(&evidence, snapshots, &mut judge, Wanted::ALWAYS).unwrap();
    judgements.iter_mut().for_each(|judgement| measured(judgement, theirs));
    Finished {
        system,
        base,
        window: Cow::Borrowed(&events[before..]),
        has_events: true,
        events_before: before as u64,
        events: events.len() as u64,
        law: restored.law,
        judgements,
        stopped: theirs.outcome.stopped.into(),
        end_time: events.last().unwrap().time,
        delivered: delivered::<P>(events),
        in_flight: in_flight(system, events),
        waits: theirs.outcome.waits.clone(),
        until: None,
        schedule: theirs.outcome.schedule.clone(),
    }
}

/// What is measured while a run happens, and no event tells.
fn measured<P: Program>(judgement: &mut Judgement<P>, theirs: &Footer) {
    let told = theirs.snapshots.iter().find(|told| told.id == judgement.snapshot.0);
    let Some(model::Costs { refused, blocked, stored, bits, .. }) = told.map(|told| &told.costs) else {
        return;
    };
    let costs = &mut judgement.costs;
    costs.refused = refused.map(|model::Refused { messages, ticks }| sim_core::Refusals { messages, ticks });
    costs.blocked = *blocked;
    costs.stored = stored.unwrap_or(costs.stored);
    // A log has more in its texts than an algorithm has to send.
    if let Some(model::Bits { on_messages, in_control, .. }) = bits {
        costs.carried(*on_messages, *in_control);
    }
}

fn delivered<P: Program>(events: &[LogEvent<P>]) -> model::Delivered {
    let mut delivered = model::Delivered::default();
    for event in events {
        match &event.what {
            Happening::Receive { body, .. } if body.message().is_some() => delivered.m += 1,
            Happening::Receive { .. } => delivered.marker += 1,
            _ => {}
        }
    }
    delivered
}

fn in_flight<P: Program>(system: &System<P>, events: &[LogEvent<P>]) -> Vec<Vec<model::Message>> {
    let mut channels = vec![BTreeMap::new(); system.topology.channels().len()];
    for event in events {
        match &event.what {
            Happening::Send { channel, message, body } => {
                let Some(body) = body.message() else { continue };
                let sent = describe::message(&system.protocol, Some(message.0), body);
                channels[channel.index()].insert(message.0, sent);
            }
            Happening::Receive { channel, message, .. } => drop(channels[channel.index()].remove(&message.0)),
            _ => {}
        }
    }
    channels.into_iter().map(|channel| channel.into_values().collect()).collect()
}

/// Holds a run against what its events come to, and tells of it.
fn against_itself(saved: &Saved) -> String {
    let restored = restore::<AnyProgram>(&saved.header.config, &saved.events).unwrap();
    let mut scribe = Scribe::new(&restored.system.protocol, &restored.system.topology);
    let (mut digest, mut events) = (Digest::default(), Vec::new());
    for step in restored.events.chunk_by(|_, next| !next.begins_step()) {
        scribe.step(step, |event| {
            digest.add(&event);
            events.push(event);
        });
    }
    assert_eq!(events, saved.events);
    let finished = finished(saved, &restored);
    let (mut ours, theirs) = (finished.footer(digest.finish()), saved.footer.as_ref().unwrap());
    claims::believe(&mut ours, theirs, undisturbed::CLAIM.name);
    assert_eq!(&ours, theirs);
    let claims = claims::clocks(&restored, &restored.events, &saved.events);
    assert_eq!(claims.map(|claim| claim.wrong), Some(Vec::new()));
    assert_eq!(claims::rest(&restored, &restored.events, &saved.events), [""; 0]);
    told(&finished)
}

/// What is told in words.
fn told<P: Program>(finished: &Finished<'_, P>) -> String {
    let program = &finished.system.protocol;
    let mut told = format!("{}, {:?}\n", finished.word(), finished.verdict());
    if let Some(order) = finished.order_in_words() {
        told += &format!("order: {order}\n");
    }
    for (event, incident) in finished.incidents() {
        let what = match incident {
            Incident::Lost { .. } => "lost",
            Incident::Doubled { .. } => "doubled",
            Incident::Crashed => "crashed",
        };
        told += &format!("{what} at {} by {}\n", event.time, finished.system.topology.name(event.process));
    }
    for judgement in &finished.judgements {
        for (good, count) in finished.counts(judgement) {
            told += &format!("{}: {} of {}\n", good.name, count.recorded, count.expected);
        }
    }
    for predicate in predicates(program) {
        let until = finished.waited_for(&Asked::from(predicate));
        told += &format!("until {}, late {:?}\n", serde_json::to_string(&until).unwrap(), until.late());
    }
    let one_in_flight =
        Asked::new("one in flight", |_, state| Ok(state.channels.iter().map(Queue::len).sum::<usize>() == 1));
    let unknown = Asked::new("unknown", |_, _| Err("nobody knows".to_string()));
    for asked in [one_in_flight, unknown] {
        let until = finished.waited_for(&asked);
        told += &format!("until {}, late {:?}\n", serde_json::to_string(&until).unwrap(), until.late());
    }
    told
}

#[test]
fn every_saved_run_is_what_its_events_come_to_and_is_told_in_these_words() {
    let mut now = String::new();
    for (title, lines, _) in runs() {
        let saved = load(lines).unwrap().saved;
        let told = against_itself(&saved);
        now += &format!("=== {title}\n{lines}---\n{told}");
    }
    assert!(now == RUNS, "what is said now:\n{now}");
}

#[test]
fn a_run_is_written_as_it_was_read_in_both_forms() {
    let text = |out: Vec<u8>| String::from_utf8(out).unwrap();
    for (title, lines, _) in runs() {
        let loaded = load(lines).unwrap();
        let Saved { header, events, footer, .. } = loaded.saved.clone();
        let mut written = Vec::new();
        write::line(&mut written, &Line::Run(header.clone())).unwrap();
        events.iter().for_each(|event| write::line(&mut written, &Line::Event(event.clone())).unwrap());
        write::line(&mut written, &Line::Result(footer.clone().unwrap())).unwrap();
        assert_eq!(text(written), lines, "{title}");
        let mut json = Vec::new();
        write::json(&mut json, header, footer.unwrap(), events).unwrap();
        let json = text(json);
        let whole = load(&json).unwrap();
        assert_eq!(whole.saved, loaded.saved, "{title}");
        let (mut as_json, mut as_lines) = (Vec::new(), Vec::new());
        again::json(&mut as_json, &loaded).unwrap();
        again::jsonl(&mut as_lines, whole).unwrap();
        assert_eq!((text(as_json), text(as_lines)), (json, lines.to_string()), "{title}");
    }
}

#[test]
fn who_starts_a_snapshot_is_told_of_one_and_of_several_and_who_waits_by_the_events_of_the_whole_run() {
    let topology = "complete:3".parse::<sim_core::Shape>().unwrap().build(sim_core::Order::Fifo).unwrap();
    let bank = Bank::alike(5, 5);
    let underlying = System::new(bank.clone(), topology.clone());
    let mut seen = [0; 4];
    for seed in 0..20 {
        let initiators =
            if seed % 2 == 0 { Initiators::Any } else { Initiators::these(&[sim_core::ProcessId(1)]) };
        let initiation = Initiation { snapshots: 1, initiators, trigger: None };
        let inhibition = Inhibition { hasty: false };
        let system = System::new(Superposed::new(bank.clone(), inhibition, initiation), topology.clone());
        let law = snapshot::algorithms::entry("inhibition").unwrap().law;
        let (underlying, superposed) = (&underlying, &system);
        let setup =
            Setup { underlying, superposed, snapshots: 1, max_events: 1_000, law: Some(law), stable: &[] };
        let delays = |low, high| Delay::uniform(low, high).unwrap();
        let timing = Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 40));
        let mut experiment = setup.timed(&timing, seed);
        let stopped = experiment.run(&mut ()).unwrap();
        let (judgements, waits, before) =
            (experiment.judgements(), experiment.waits(), experiment.events_before());
        let started = judgements[0].initiators.clone();
        let finished = Finished::of(experiment, stopped, judgements);
        let footer = finished.footer(String::new());
        let told = &footer.snapshots[0];
        let names: Vec<_> = started.iter().map(|process| topology.name(*process).to_string()).collect();
        assert_eq!(told.initiator, names[0]);
        assert_eq!(told.initiators, if names.len() > 1 { names.clone() } else { Vec::new() });
        for (told, wait) in footer.outcome.waits.iter().zip(&waits) {
            assert_eq!(
                (told.from, told.process.as_str()),
                (before + wait.from as u64, topology.name(wait.process))
            );
            assert_eq!(told.until, wait.until.map(|until| before + until as u64));
        }
        assert_eq!(footer.outcome.waits.len(), waits.len());
        let late =
            waits.iter().filter(|wait| before > 1 && wait.until.is_some_and(|until| until > 1)).count();
        let is_so = [usize::from(names.len() == 1), usize::from(names.len() > 1), waits.len(), late];
        seen = std::array::from_fn(|kind| seen[kind] + is_so[kind]);
    }
    assert!(!seen.contains(&0), "{seen:?}");
}

#[test]
fn the_transcript_ends_with_the_step_that_completes_the_snapshot() {
    let saved = load(lines("the exercise, soon")).unwrap().saved;
    let restored = restore::<AnyProgram>(&saved.header.config, &saved.events).unwrap();
    let mut finished = finished(&saved, &restored);
    let window = finished.window.to_vec();
    let of = |begins: bool| window.iter().find(|event| event.begins_step() == begins).unwrap().clone();
    assert_eq!(finished.until_complete().len(), window.len());
    finished.window = [window.clone(), vec![of(false), of(false), of(true), of(false)]].concat().into();
    assert_eq!(finished.until_complete().len(), window.len() + 2);
    finished.stopped = snapshot::Stopped::Quiescent;
    assert_eq!(finished.until_complete().len(), window.len() + 4);
}

#[test]
fn what_was_received_before_a_snapshot_that_is_all_that_is_known_stands_first_in_the_transcript() {
    let saved = load(lines("the exercise, soon")).unwrap().saved;
    let restored = restore::<AnyProgram>(&saved.header.config, &saved.events).unwrap();
    let finished = finished(&saved, &restored);
    let (system, snapshot) = (&restored.system, SnapshotId(1));
    let records = |event: &&LogEvent<AnyProgram>| matches!(event.what, Happening::Observe(_));
    let events: Vec<_> = restored.events.iter().filter(records).take(1).cloned().collect();
    let told = |base| {
        let (computation, topology, events) = (&system.protocol, &system.topology, events.as_slice());
        transcripts(&Source { computation, topology, snapshot, base, events, in_flight: vec![0, 1] })
    };
    assert_eq!(told(&restored.base), [vec!["state: 3", "msg: 0"], Vec::new()]);
    assert_eq!(told(&finished.base), [vec!["msg", "state: 3", "msg: 0"], vec!["msg"]]);
}

#[test]
fn what_is_in_flight_still_reaches_all_but_who_first_recorded_that_snapshot() {
    let saved = load(lines("the exercise, soon")).unwrap().saved;
    let Restored { system, base, events, .. } =
        restore::<AnyProgram>(&saved.header.config, &saved.events).unwrap();
    let told = |snapshot: u32, events: &[LogEvent<AnyProgram>]| {
        let (computation, topology) = (&system.protocol, &system.topology);
        let (snapshot, base) = (SnapshotId(snapshot), &base);
        transcripts(&Source { computation, topology, snapshot, base, events, in_flight: vec![1, 2] })
    };
    // Q does something before P records.
    let [p, q] = &told(1, &events[2..])[..] else { panic!("there are two") };
    assert_eq!(p[..], ["msg", "msg", "msg", "state: 3", "msg: 0", "msg", "marker", "state: 3", "msg: 1"]);
    assert_eq!(q[..], ["msg", "msg", "msg", "msg", "marker", "state: 4", "msg: 0", "msg"]);
    // Of a snapshot that nobody takes there is nothing to tell.
    assert_eq!(told(2, &events), [[""; 0]; 2]);
}

#[test]
fn of_what_was_not_kept_nobody_knows_when_it_was_so() {
    let saved = load(lines("the exercise, soon")).unwrap().saved;
    let restored = restore::<AnyProgram>(&saved.header.config, &saved.events).unwrap();
    let mut finished = finished(&saved, &restored);
    let always = Asked::new("always", |_, _| Ok(true));
    assert_eq!(finished.waited_for(&always).holds, Some(true));
    finished.has_events = false;
    assert_eq!(finished.waited_for(&always).holds, Some(false));
    (finished.has_events, finished.window) = (true, Cow::Owned(Vec::new()));
    finished.base.processes.clear();
    assert_eq!(finished.waited_for(&always).holds, Some(false));
}

#[test]
fn of_a_run_whose_events_were_not_kept_the_verdict_is_told_and_no_reason() {
    let ring = TokenRing::new(Forwarding::Atomic);
    let shape: sim_core::Shape = "ring:3".parse().unwrap();
    let topology = shape.build(sim_core::Order::Unordered).unwrap();
    let initiators = Initiators::these(&[sim_core::ProcessId(0)]);
    let initiation = Initiation { snapshots: 1, initiators, trigger: Some(3) };
    let underlying = System::new(ring, topology.clone());
    let system = System::new(Superposed::new(ring, ChandyLamport, initiation), topology);
    let setup = Setup {
        underlying: &underlying,
        superposed: &system,
        snapshots: 1,
        max_events: 1_000,
        law: Some(Law::MARKERS),
        stable: &[],
    };
    let timing = Timing::new(Delay::uniform(1, 20).unwrap(), Delay::ZERO);
    for seed in 0..30 {
        let recorded = |keeps: bool| {
            let experiment = setup.timed(&timing, seed);
            let mut experiment = if keeps { experiment } else { experiment.forgetting() };
            let mut recorder = Recorder::new(&underlying, |_| ());
            let stopped = experiment.run(&mut recorder).unwrap();
            let judgements = experiment.judgements();
            (Finished::of(experiment, stopped, judgements), recorder.digest())
        };
        let ((kept, digest), (not_kept, _)) = (recorded(true), recorded(false));
        assert_eq!(kept.verdict(), not_kept.verdict());
        let asked = Asked::from(predicates(&ring).next().unwrap());
        assert_eq!(not_kept.waited_for(&asked).since, None);
        let (footer, without) = (kept.footer(digest), not_kept.footer(String::new()));
        assert!(without.outcome.in_flight.is_empty() && kept.has_events && !not_kept.has_events);
        assert_eq!((not_kept.order_kept(), without.outcome.order), (None, None));
        let order = footer.outcome.order.as_ref().unwrap();
        assert_eq!(order.fifo, order.overtaking.is_none());
        let header = Header::new(Tool::default(), describe::config(&underlying, &timing));
        let saved = write::record(setup.timed(&timing, seed), header).unwrap();
        let received = |control: bool| {
            let is_one = |event: &&model::Event| matches!(&event.what, What::Recv { snapshot, .. } if snapshot.is_some() == control);
            saved.events.iter().filter(is_one).count() as u64
        };
        let delivered = model::Delivered { m: received(false), marker: received(true) };
        assert_eq!(footer.outcome.messages, delivered);
        assert_eq!((saved.events.len() as u64, saved.footer), (kept.events, Some(footer)));
    }
}
