//! What is said of events that are not those of any run: one is missing, comes twice, comes too late, or tells something else. A file may be damaged, and
//! who judges it believes nothing; what it says is the same whether it goes through the events once or looks at them as a whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sim_core::{ChannelId, Happening, MessageId, Order};

use super::hash;
use super::run::{Run, Systems, timing};
use super::told::{by_events, judged};
use crate::oracle::{Evidence, Verdict};
use crate::{
    AnyProgram, Carries as _, Judge, Judgement, LogEvent, Offered, Recorded, Setup, SnapshotId, Underlying,
    Wanted, algorithms, rollback,
};

/// What is said of them.
const DAMAGED: &str = include_str!("../../../../tests/golden/damaged-runs.txt");

type Event = LogEvent<AnyProgram>;

/// What happens to the event at a place.
#[derive(Clone, Copy, Debug)]
enum Damage {
    /// It is not there.
    Missing,
    /// It is there twice.
    Twice,
    /// It changes places with the next.
    Late,
    /// It is of the message before, if it is of one of the computation: of others it is asked before they are judged.
    Before,
    /// It is of the next channel.
    Elsewhere,
    /// It leads to the state in which all began, or records that.
    Beginning,
    /// It is at another time.
    Time,
    /// It is the last.
    End,
}

const ALL: [Damage; 8] = {
    use Damage::*;
    [Missing, Twice, Late, Before, Elsewhere, Beginning, Time, End]
};

impl Damage {
    /// The events with this damage at a place; none, if it does nothing to that.
    fn done(
        self,
        events: &[Event],
        place: usize,
        channels: u32,
        base: &Underlying<AnyProgram>,
    ) -> Option<Vec<Event>> {
        let mut all = events.to_vec();
        let beginning = || base.process(events[place].process).clone();
        match self {
            Self::Missing => drop(all.remove(place)),
            Self::Twice => all.insert(place, events[place].clone()),
            Self::Late if place + 1 < all.len() => all.swap(place, place + 1),
            Self::Late => {}
            Self::Time => all[place].time += 100,
            Self::End => all.truncate(place + 1),
            Self::Before => match &mut all[place].what {
                Happening::Receive { body, .. } | Happening::Send { body, .. }
                    if body.control().is_some() => {}
                Happening::Receive { message, .. }
                | Happening::Send { message, .. }
                | Happening::Observe(Recorded::Message { which: Some(message), .. }) => {
                    *message = MessageId(message.0.saturating_sub(1));
                }
                _ => {}
            },
            Self::Elsewhere => match &mut all[place].what {
                Happening::Receive { channel, .. }
                | Happening::Send { channel, .. }
                | Happening::Observe(Recorded::Message { channel, .. } | Recorded::Closed { channel, .. }) => {
                    *channel = ChannelId((channel.0 + 1) % channels);
                }
                _ => {}
            },
            Self::Beginning => match &mut all[place].what {
                Happening::Receive { state, .. }
                | Happening::Internal { state, .. }
                | Happening::Observe(Recorded::Process { state, .. }) => *state = beginning(),
                _ => {}
            },
        }
        (all != events).then_some(all)
    }
}

/// Whether a file could tell them: each step is at one process and at one time, and what is received was sent there, once. Others are refused when they are read.
fn could_be_read(base: &Underlying<AnyProgram>, events: &[Event]) -> bool {
    let mut steps = events.chunk_by(|_, next| !next.begins_step());
    let in_base = (0..).map(ChannelId).zip(&base.channels);
    let in_base = in_base.flat_map(|(channel, held)| held.iter().map(move |message| (message.id, channel)));
    let mut sent: BTreeMap<_, _> = in_base.collect();
    let is_sent_once = |event: &Event| match &event.what {
        Happening::Send { channel, message, .. } => sent.insert(*message, *channel).is_none(),
        Happening::Receive { channel, message, .. } => sent.get(message) == Some(channel),
        _ => true,
    };
    steps.all(|step| step.iter().all(|event| (event.process, event.time) == (step[0].process, step[0].time)))
        && events.iter().all(is_sent_once)
}

/// What is said of the events of a run with each damage at each place: how often each claim is right, wrong or unknown, and all of it in a number.
fn told(run: &Run) -> String {
    let Systems { alone, layered, .. } = run.systems().unwrap();
    let law = Some(run.entry.law);
    let setup = Setup {
        underlying: &alone,
        superposed: &layered,
        snapshots: run.snapshots,
        max_events: run.max_events,
        law,
        stable: &[],
    };
    let mut experiment = setup.timed(&timing(), run.seed);
    experiment.run(&mut ()).unwrap();
    let (base, events) = experiment.into_window();
    let channels = u32::try_from(alone.topology.channels().len()).unwrap();
    let mut text = String::new();
    for damage in ALL {
        let (mut counts, mut all, mut cases) = (BTreeMap::new(), String::new(), 0);
        for place in 0..events.len() {
            let Some(damaged) = damage.done(&events, place, channels, &base) else { continue };
            for over in [false, true] {
                let evidence = Evidence {
                    system: &alone,
                    snapshot: SnapshotId(1),
                    base: &base,
                    events: &damaged,
                    offers: Offered::NotSeen,
                    over,
                    law,
                };
                let snapshots = 1..run.snapshots + 1;
                let mut judge = Judge::of(law);
                let judgements = Judgement::each(&evidence, snapshots, &mut judge, Wanted::ALWAYS).unwrap();
                if could_be_read(&base, &damaged) {
                    by_events(&evidence, &judgements, &[]);
                }
                for judgement in &judgements {
                    for check in &judgement.checks {
                        let count: &mut [u32; 3] = counts.entry(check.name).or_default();
                        count[match check.verdict {
                            Verdict::Holds => 0,
                            Verdict::Violated(_) => 1,
                            Verdict::Unknown(_) => 2,
                        }] += 1;
                    }
                    all += &judged(&alone, judgement);
                }
            }
            let (life, stuck) = rollback::go_on(&alone, &base, &damaged, None);
            let ended = rollback::end_of::<AnyProgram>(&base, &damaged);
            let difference = rollback::difference(&alone, &life.end, &ended);
            writeln!(all, "{} {} {stuck:?} {difference:?}", life.steps, life.sent).unwrap();
            cases += 1;
        }
        let counts: Vec<_> = counts
            .iter()
            .map(|(name, [right, wrong, unknown])| format!("{name} {right} {wrong} {unknown}"))
            .collect();
        writeln!(text, "  {damage:?}, {cases} cases: {}; {:016x}", counts.join(", "), hash(&all)).unwrap();
    }
    text
}

#[test]
fn of_events_that_are_damaged_this_is_said() {
    let mut now = String::new();
    for (name, faults) in [
        ("chandy-lamport", &[][..]),
        ("chandy-lamport", &["drop:p0->p1#2", "double:p1->p2#1"]),
        ("lai-yang", &[]),
        ("venkatesan", &[]),
        ("koo-toueg", &[]),
        ("uncoordinated", &["crash:p2#4"]),
        ("lai-yang", &["crash:p1#3"]),
        ("mattern", &["drop:p0->p1#2"]),
        ("koo-toueg", &["crash:p1#5"]),
    ] {
        let entry = algorithms::entry(name).unwrap();
        for order in [entry.needs.order, Order::Unordered] {
            let run = Run { order, faults, seed: 21, ..Run::of(entry) };
            if run.systems().is_some() {
                now += &run.title();
                now += &told(&run);
            }
        }
    }
    assert!(now == DAMAGED, "what is said now:\n{now}");
}
