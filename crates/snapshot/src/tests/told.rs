//! What is to be said of a run that was judged, in lines of text; and whether its events tell the same.

use std::fmt::Write as _;
use std::mem::discriminant;
use std::sync::Arc;

use sim_core::{ChannelId, Happening, Protocol, System, Topology};

use super::hash;
use crate::algorithms::Entry;
use crate::oracle::{Ending, Evidence, Verdict};
use crate::reasons::{Said, explain};
use crate::rollback::{self, BackTo, Checkpointed};
use crate::{
    AnyProgram, Asked, Computation as _, Cut, Index, Judge, Judgement, Log, Logged, Meanwhile, Part,
    RecordedOf, Rules, SnapshotId, Wanted, Wire,
};

/// What is said of a run by who saw its steps once is what its events tell, each claim by itself; and what is said by who reads them.
pub(super) fn by_events(
    evidence: &Evidence<'_, AnyProgram>,
    judgements: &[Judgement<AnyProgram>],
    stable: &[Asked<AnyProgram>],
) {
    let mut told: Vec<_> = judgements.iter().map(|judgement| judgement.checks.clone()).collect();
    let said = judgements.iter().zip(&mut told).map(|(judgement, checks)| Said {
        snapshot: judgement.snapshot,
        recorded: &judgement.recorded,
        checks,
    });
    let is_said = |verdict: &Verdict| !matches!(verdict, Verdict::Unknown(_));
    let mut judge = Judge::of(evidence.law).and_stable(stable);
    let panel = judge.panel(&evidence.system.protocol);
    explain(evidence, panel, &mut said.collect::<Vec<_>>(), is_said, Wanted::ALWAYS).unwrap();
    let all = 1..u32::try_from(judgements.len()).unwrap() + 1;
    // Before anybody tells why.
    judge.read(evidence, all.clone(), Wanted::ALWAYS).unwrap();
    let ending = Ending {
        meanwhile: Meanwhile::default(),
        offers: evidence.offers,
        over: evidence.over,
        law: evidence.law,
    };
    let see = judge.judge_each(evidence.system, ending, Wanted::ALWAYS, |judged| {
        let told = judgements.iter().find(|judgement| judgement.snapshot == judged.snapshot).unwrap();
        for (check, told) in judged.checks.iter().zip(&told.checks) {
            let is_alike = discriminant(&check.verdict) == discriminant(&told.verdict);
            assert!(is_alike, "snapshot {}: {check:?}, and then {told:?}", judged.snapshot.0);
        }
        Ok(())
    });
    see.unwrap();
    let read = Judgement::each(evidence, all, &mut judge, Wanted::ALWAYS).unwrap();
    for ((told, judgement), read) in told.iter().zip(judgements).zip(read) {
        assert_eq!(*told, judgement.checks, "snapshot {}", judgement.snapshot.0);
        assert_eq!(read.checks, judgement.checks, "snapshot {}", judgement.snapshot.0);
        assert_eq!((read.recorded, read.goods), (Arc::clone(&judgement.recorded), judgement.goods.clone()));
        assert_eq!((&read.initiators, &read.regions), (&judgement.initiators, &judgement.regions));
        assert_eq!(read.occurrence, judgement.occurrence);
    }
}

/// What each process by itself had to do for the snapshots, and to what it objects.
pub(super) fn parts(topology: &Topology, (entry, snapshots): (&Entry, u32), log: &Log<AnyProgram>) -> String {
    let mut text = String::new();
    let rules = Rules { closed_by: entry.closed_by, law: Some(entry.law) };
    for process in topology.processes() {
        let mut part = Part::new(topology, process, snapshots, rules);
        let began = (part.is_done(), part.follows());
        let mut objections = Vec::new();
        let steps = log.events.chunk_by(|_, next| !next.begins_step());
        for step in steps.filter(|step| step[0].process == process) {
            if let Happening::Receive { channel, body, .. } = &step[0].what {
                objections.extend(part.objection(*channel, body));
            }
            part.take_in::<AnyProgram>(topology, step);
        }
        let strange: Logged<<AnyProgram as Protocol>::Message> =
            Wire::Control { snapshot: SnapshotId(1), body: Some("strange".into()) };
        let other = part.objection(ChannelId(0), &strange);
        let ended = (part.is_done(), part.follows());
        writeln!(text, "part {began:?} {ended:?} {objections:?} {other:?}").unwrap();
    }
    text
}

/// What is to be said of a snapshot.
pub(super) fn judged(
    System { protocol, topology }: &System<AnyProgram>,
    judgement: &Judgement<AnyProgram>,
) -> String {
    let Judgement { snapshot, recorded, goods, checks, occurrence, costs, initiators, regions } = judgement;
    let mut text =
        format!("snapshot {} by {initiators:?}, regions {regions:?}, goods {goods:?}\n", snapshot.0);
    for (process, record) in topology.processes().zip(&recorded.processes) {
        let first = record.first.as_ref().map(|first| {
            let state = protocol.print_state(&first.state);
            format!(
                "{state} at {} for {}, {}, event {}",
                first.time, first.snapshot.0, first.before, first.event
            )
        });
        let (name, times, permanent) = (topology.name(process), record.times, record.permanent);
        writeln!(text, "  {name}: {first:?}, {times} times, permanent {permanent:?}").unwrap();
    }
    for (channel, record) in topology.channel_ids().zip(&recorded.channels) {
        let print = |(id, body): &(Option<_>, _)| format!("{id:?} {}", protocol.print_message(body));
        let messages: Vec<_> = record.messages.iter().map(print).collect();
        let (name, last, closed, times) =
            (topology.channel_name(channel), record.last, record.closed, record.times);
        writeln!(text, "  {name}: {messages:?}, last {last:?}, closed {closed:?}, {times} times").unwrap();
    }
    writeln!(text, "  {costs:?}, {:?}, {:?}", costs.duration(), costs.until_recorded()).unwrap();
    writeln!(text, "  occurred {occurrence:?}").unwrap();
    for check in checks {
        match &check.verdict {
            Verdict::Holds => writeln!(text, "  {} holds", check.name).unwrap(),
            Verdict::Unknown(why) => writeln!(text, "  {} unknown: {why}", check.name).unwrap(),
            Verdict::Violated(violation) => {
                writeln!(text, "  {} FAILS: {} {:?}", check.name, violation.reason, violation.events)
                    .unwrap();
                violation.story.iter().for_each(|line| writeln!(text, "    {line}").unwrap());
            }
        }
    }
    text
}

/// The lines of a run in which something is wrong; the others are in a number.
pub(super) fn in_short(told: &str) -> String {
    let is_kept = |line: &&str| line.contains(" FAILS: ") || line.starts_with("    ");
    let (first, rest) = told.split_once('\n').unwrap();
    let kept: String = rest.lines().filter(is_kept).map(|line| format!("{line}\n")).collect();
    format!("{first}\n{kept}  all of it: {:016x}\n", hash(told))
}

/// The claims of each snapshot of a run that fail, and the rest in a number.
pub(super) fn in_a_line(told: &str) -> String {
    let mut line = String::new();
    for text in told.lines() {
        if let Some((name, _)) = text.split_once(" FAILS: ") {
            line += name;
        } else if text.starts_with("snapshot ") {
            line += "  -";
        }
    }
    format!("{line}  {:016x}\n", hash(told))
}

/// What a crash would cost, and to what it would lead.
pub(super) fn crash(
    system: &System<AnyProgram>,
    log: &Log<AnyProgram>,
    judgements: &[Judgement<AnyProgram>],
) -> String {
    let events = &log.events;
    let base = system.initial_state();
    let recorded: Vec<(SnapshotId, RecordedOf<AnyProgram>)> = judgements
        .iter()
        .map(|judgement| {
            let of = (judgement.snapshot, judgement.recorded.aim);
            (
                judgement.snapshot,
                RecordedOf::<AnyProgram>::assemble::<AnyProgram>(&system.topology, events, of),
            )
        })
        .collect();
    let each = recorded.iter().map(|(snapshot, recorded)| (*snapshot, recorded));
    let checkpointed = Checkpointed::new((system, &base), events, each);
    let mut text = format!("crash {:?}\n", checkpointed.at_any_moment());
    for place in (1..=events.len()).rev().step_by(9) {
        let time = events[place - 1].time;
        let loss = checkpointed.loss(place, time);
        let own = checkpointed.own_checkpoints(loss.back_to, place);
        writeln!(text, "  after {place}: {loss:?}, {:?}, {own:?}", loss.outputs.verdict()).unwrap();
        if loss.back_to == BackTo::Beginning {
            continue;
        }
        let start = checkpointed.start(loss.back_to);
        let recorded = checkpointed.recorded(loss.back_to).unwrap();
        let index = Index::of::<AnyProgram>(events, 0..loss.back_to.snapshot().unwrap_or_default() + 1);
        let cut = Cut { events, index: &index, recorded };
        let (life, stuck) = rollback::go_on(system, &start, events, Some(&cut));
        let ended = rollback::end_of::<AnyProgram>(&base, events);
        let difference = rollback::difference(system, &life.end, &ended);
        let conserved = rollback::conserved(system, &start, &life.end);
        writeln!(
            text,
            "  on: {} steps, {} sent, {stuck:?}, {difference:?}, {conserved:?}",
            life.steps, life.sent
        )
        .unwrap();
    }
    text
}
