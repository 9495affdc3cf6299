//! An algorithm that somebody else answers for, in texts, records what ours does.

use std::sync::Arc;

use sim_core::{
    Causal, ChannelId, Context, Delay, Order, ProcessId, Protocol as _, System, Timing, Topology, VirtualTime,
};

use super::{Answer, Entry, Foreign, Nobody, Question, Respondent, World};
use crate::algorithms::{Other, chandy_lamport::ChandyLamport};
use crate::exploration::RecordedValue;
use crate::faulty::Faulty;
use crate::oracle::{Law, Overall};
use crate::tests::{ReadBack, network};
use crate::whole::Happens;
use crate::{Bank, Faults, Initiation, Judgement, Layer as _, Setup, SnapshotId, Superposed};

/// The algorithm of Chandy and Lamport, for one snapshot: a process remembers the channels that it still records.
#[derive(Debug)]
struct Markers {
    waits: bool,
    numbers: bool,
}

/// What a process remembers: nothing, or `open:0,2`.
fn open(me: &str) -> Option<Vec<u32>> {
    let list = me.strip_prefix("open:")?.split(',').filter(|number| !number.is_empty());
    Some(list.map(|number| number.parse().unwrap()).collect())
}

impl Markers {
    fn record(&self, question: &Question<'_>, channel: ChannelId, message: &str) -> Entry {
        assert_eq!(question.nth.is_some(), self.numbers);
        assert!((question.is_message)(message) && !(question.is_message)("strange"));
        let snapshot = SnapshotId(1);
        match question.nth {
            None => Entry::Received(snapshot),
            Some(nth) => Entry::Nth { snapshot, channel, nth, message: message.to_string() },
        }
    }
}

impl Respondent for Markers {
    fn greet(&self, topology: &Topology) -> Option<World> {
        let number = u32::try_from(topology.processes().len()).unwrap();
        Some(World { number, waits: self.waits, numbers: self.numbers })
    }

    fn begin(&self, world: u32, _: ProcessId) -> Arc<str> {
        assert_eq!(world, 3);
        "nothing".into()
    }

    fn answer(&self, world: u32, cx: Context<'_>, question: &Question<'_>) -> Option<Answer> {
        assert_eq!((world, question.snapshots), (3, 1));
        let (mut now, mut record, mut control) = (open(question.me), Vec::new(), Vec::new());
        let is_red = now.is_some();
        let mut start = |record: &mut Vec<Entry>, snapshot| {
            record.push(Entry::Process { snapshot, before: false });
            control.extend(cx.outgoing().map(|channel| (channel, snapshot, Some("marker".into()))));
            cx.incoming().iter().map(|channel| channel.0).collect::<Vec<_>>()
        };
        match question.what {
            Happens::Initiate(snapshot) => now = Some(start(&mut record, snapshot)),
            Happens::Act => {}
            Happens::Receive { channel, message, tag } => {
                assert!(tag.is_none() || tag.as_deref() == Some("red"));
                assert!(question.before.is_some_and(|before| before != question.state));
                if now.as_ref().is_some_and(|open| open.contains(&channel.0)) {
                    record.push(self.record(question, channel, message));
                }
            }
            Happens::Control { channel, snapshot, body } => {
                assert_eq!(body.as_deref(), Some("marker"));
                let open = now.get_or_insert_with(|| start(&mut record, snapshot));
                open.retain(|open| *open != channel.0);
                record.push(Entry::Close(snapshot, channel));
            }
        }
        let pause = self.waits && now.as_ref().is_some_and(|open| !open.is_empty());
        let me = now.map_or("nothing".to_string(), |open| {
            format!("open:{}", open.iter().map(u32::to_string).collect::<Vec<_>>().join(","))
        });
        let tags = question.sends.iter().map(|(.., nth)| {
            assert_eq!(nth.is_some(), self.numbers);
            is_red.then(|| "red".into())
        });
        Some(Answer { me: me.into(), record, control, tags: tags.collect(), refuse: Vec::new(), pause })
    }
}

static PLAIN: Markers = Markers { waits: false, numbers: false };
static NUMBERED: Markers = Markers { waits: false, numbers: true };
static WAITING: Markers = Markers { waits: true, numbers: false };

/// What a run of a bank under an algorithm comes to, and for how long processes were kept from acting.
fn run(algorithm: Other, law: Law, seed: u64) -> (Judgement<Bank>, VirtualTime) {
    let topology = network("complete:3", Order::Fifo);
    let initiation = Initiation::of_own_accord(ProcessId(1));
    let bank = Bank::alike(6, 6);
    let superposed = Superposed::new(bank.clone(), algorithm.on(&topology, 1), initiation);
    let layers = Causal::new(Faulty::new(superposed, Faults::default()), &topology);
    let (alone, layered) = (System::new(bank, topology.clone()), System::new(layers, topology));
    let setup = Setup {
        underlying: &alone,
        superposed: &layered,
        snapshots: 1,
        max_events: 500,
        law: Some(law),
        stable: &[],
    };
    let delays = |low, high| Delay::uniform(low, high).unwrap();
    let timing = Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 40));
    let mut experiment = setup.timed(&timing, seed);
    experiment.run(&mut ReadBack(&layered.protocol, &alone.protocol)).unwrap();
    let judgement = experiment.judgements().remove(0);
    (judgement, experiment.blocked())
}

#[test]
fn it_records_what_ours_does_whether_messages_are_numbered_or_not() {
    let mut recorded = 0;
    for seed in 0..15 {
        let (ours, _) = run(Other::ChandyLamport(ChandyLamport), Law::MARKERS, seed);
        for respondent in [&PLAIN, &NUMBERED] {
            let (theirs, blocked) = run(Other::Foreign(Foreign::of(respondent)), Law::UNTOLD, seed);
            assert_eq!((theirs.verdict(), blocked), (Overall::Holds, 0), "{respondent:?}, seed {seed}");
            let [there, here] = [&theirs, &ours].map(|of| RecordedValue::from(&*of.recorded));
            assert_eq!(there, here, "{respondent:?}, seed {seed}");
        }
        recorded += ours.costs.recorded_messages;
    }
    assert!(recorded > 10, "{recorded}");
}

#[test]
fn it_is_asked_whether_it_refuses_or_blocks_just_if_it_says_that_it_may() {
    let topology = network("complete:3", Order::Fifo);
    let over = |respondent| {
        let algorithm = Other::Foreign(Foreign::of(respondent)).on(&topology, 1);
        Superposed::new(Bank::alike(6, 6), algorithm, Initiation::of_own_accord(ProcessId(1)))
    };
    for (superposed, waits) in [(over(&PLAIN), false), (over(&WAITING), true)] {
        assert_eq!((superposed.refuses(), superposed.blocks()), (waits, waits));
    }
}

#[test]
fn it_may_keep_processes_from_acting() {
    let runs = (0..15).map(|seed| run(Other::Foreign(Foreign::of(&WAITING)), Law::UNTOLD, seed));
    let blocked: u64 = runs
        .map(|(judgement, blocked)| {
            assert_eq!(judgement.verdict(), Overall::Holds);
            blocked
        })
        .sum();
    assert!(blocked > 50, "{blocked}");
}

#[test]
fn where_nobody_answers_nothing_is_recorded_and_the_computation_goes_on() {
    let (judgement, blocked) = run(Other::Foreign(Foreign::of(&Nobody)), Law::UNTOLD, 1);
    assert_eq!((judgement.initiators.len(), judgement.costs.markers, blocked), (0, 0, 0));
    assert_ne!(judgement.verdict(), Overall::Violated);
}
