//! What is known of all algorithms and programs; and what the tests of what is run have in common. What runs come to, [`runs`] says, and what is said of
//! an algorithm that is [`garbled`], and of events that are not those of any run, [`damaged`]; [`told`]
//! has the words.

mod damaged;
pub(crate) mod garbled;
mod misread;
mod plain;
mod run;
mod runs;
mod told;

use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};

use sim_core::{Action, Channel, Effect, Envelope, Observer, Order, ProcessId, Shape, StepOf, Topology};
use siphasher::sip::SipHasher13;

use crate::algorithms::{self, Entry};
use crate::computation::catalog;
use crate::oracle::{claims, names, not_judged, sentence};
use crate::price;
use crate::{Act, Aim, Carries as _, Computation, Initiation, Initiators, Readable, SnapshotId, Starters};

/// What is known of every algorithm and program.
const CATALOG: &str = include_str!("../../../tests/golden/catalog.txt");

/// A network by its shape, or by its channels: `0-1 1-2`.
pub(crate) fn network(text: &str, order: Order) -> Topology {
    if let Ok(shape) = text.parse::<Shape>() {
        return shape.build(order).unwrap();
    }
    let ends = text.split(' ').map(|ends| {
        let (source, target) = ends.split_once('-').unwrap();
        let [source, target] = [source, target].map(|process| ProcessId(process.parse().unwrap()));
        Channel { source, target, order }
    });
    let ends: Vec<_> = ends.collect();
    let last = ends.iter().map(|channel| channel.source.max(channel.target).0).max().unwrap();
    Topology::new((0..=last).map(|process| format!("p{process}")).collect(), ends).unwrap()
}

/// Who starts the snapshots of an algorithm.
pub(crate) fn starters(entry: &Entry, topology: &Topology) -> Initiators {
    let sources = topology.processes().filter(|process| topology.incoming(*process).is_empty());
    let sources: Vec<_> = sources.collect();
    match entry.needs.initiators {
        Starters::All => Initiators::Any,
        Starters::Sources | Starters::Any if !sources.is_empty() => Initiators::these(&sources),
        Starters::Sources | Starters::Any | Starters::One => Initiators::these(&[ProcessId(0)]),
    }
}

/// Sees that each message that is sent is read back from what it is in a log.
pub(crate) struct ReadBack<'a, L, P>(pub(crate) &'a L, pub(crate) &'a P);

impl<P: Computation, L: Readable<P>> Observer<L> for ReadBack<'_, L, P> {
    fn step(&mut self, _: Action, step: &StepOf<L>, _: &L::State) {
        for effect in &step.effects {
            if let Effect::Send(_, Envelope { body, .. }) = effect {
                let read = self.0.read(body.logged(), |text| self.1.parse_message(text));
                assert_eq!(read.as_ref(), Some(body));
            }
        }
    }
}

/// A text in a number.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn of_every_algorithm_and_program_this_is_known() {
    let mut now = format!("{}\n", names().collect::<Vec<_>>().join(" "));
    for Entry { name, about, needs, closed_by, law, algorithm } in algorithms::ALL {
        writeln!(now, "=== {name}: {about}\n{needs:?}, closed by {closed_by:?}, {algorithm:?}\n{law}")
            .unwrap();
        let law = Some(*law);
        let claimed: Vec<_> = claims(law).iter().map(|claim| claim.name).collect();
        let not: Vec<_> = not_judged(law).map(|claim| claim.name).collect();
        writeln!(now, "claims {claimed:?}, not judged {not:?}").unwrap();
        let price = price::of(name).unwrap();
        let coins: Vec<_> = price.with.iter().map(|coin| coin.name()).collect();
        writeln!(now, "pays with {coins:?}, enough {}, of {}", price.enough, price.algorithm).unwrap();
        for claim in price.claims {
            let (cost, is_constant) = (claim.cost, claim.is_constant());
            let (name, about, by_time) = (cost.name(), cost.about(), cost.goes_by_time());
            writeln!(now, "{name}, {about}, by time {by_time}: {claim}, constant {is_constant}").unwrap();
        }
        assert_eq!(algorithms::entry(name).map(|entry| entry.name), Some(*name));
    }
    let untold = Some(crate::oracle::Law::UNTOLD);
    let claimed: Vec<_> = claims(untold).iter().map(|claim| claim.name).collect();
    let not: Vec<_> = not_judged(untold).map(|claim| claim.name).collect();
    writeln!(now, "=== untold: {claimed:?}, not judged {not:?}").unwrap();
    for name in names().chain(["nothing"]) {
        let of_markers = sentence(name, Some(crate::oracle::Law::MARKERS));
        writeln!(now, "{name}: {:?}, {of_markers:?}, {:?}", sentence(name, None), sentence(name, untold))
            .unwrap();
    }
    for entry in catalog::ALL {
        let (name, about, counts, takes) = (entry.name, entry.about, entry.counts, entry.takes_tokens);
        let hold = (entry.default_hold)();
        writeln!(now, "=== {name}: {about}; counts {counts}, tokens {takes}, hold {hold}").unwrap();
        entry.parameters.iter().for_each(|parameter| writeln!(now, "{parameter:?}").unwrap());
    }
    assert!(
        ["exec:a", "python:a"].iter().all(|name| algorithms::is_foreign(name))
            && !algorithms::is_foreign("bank")
    );
    assert!(algorithms::entry("nothing").is_none() && catalog::entry("nothing").is_none());
    assert!(now == CATALOG, "what is said now:\n{now}");
}

#[test]
fn an_act_is_read_back_from_what_it_prints() {
    use crate::faults::{Coins, Fate, FaultId};
    for (act, text) in [
        (Act::Underlying(7), "do 7"),
        (Act::Initiate(SnapshotId(3)), "start snapshot 3"),
        (Act::Fault(Fate::Begins(FaultId(0), 0)), "fault 1"),
        (Act::Fault(Fate::Begins(FaultId(1), 2)), "fault 2 after 2"),
        (Act::Fault(Fate::Falls(Coins(5))), "coins 5"),
    ] {
        let own = |text: &str| text.strip_prefix("do ")?.parse::<u32>().ok();
        let printed = act.print(|own| format!("do {own}"));
        assert_eq!((printed.as_str(), Act::parse(&printed, own)), (text, Some(act)));
        assert_eq!(Act::parse(&format!("{printed}x"), own), None);
    }
    let nothing = |_: &str| None::<u32>;
    let passed = Act::Fault::<u32>(Fate::Begins(FaultId(1), 2)).print(|_| String::new());
    assert_eq!(Act::parse(&passed.replace('2', "0"), nothing), None, "there is no fault 0");
    let (fault, _) = passed.rsplit_once('2').unwrap();
    assert_eq!(Act::parse(&format!("{fault}0"), nothing), None, "none passed is not told");
}

#[test]
fn who_starts_a_snapshot_and_when_is_counted_from_its_first() {
    use crate::Start;
    let one = Initiation::triggered(ProcessId(1), 5);
    assert_eq!(one.start(ProcessId(1), SnapshotId(1)), Start::At(5));
    assert_eq!(one.start(ProcessId(0), SnapshotId(1)), Start::Never);
    let three = Initiation { snapshots: 3, ..one };
    assert_eq!(three.start(ProcessId(1), SnapshotId(3)), Start::At(7));
    let own = Initiation::of_own_accord(ProcessId(0));
    assert_eq!((own.start(ProcessId(0), SnapshotId(1)), own.snapshots), (Start::OwnAccord, 1));
    let commanded = Initiation::commanded(2);
    assert_eq!((commanded.start(ProcessId(0), SnapshotId(1)), commanded.snapshots), (Start::Never, 2));
    assert_eq!(crate::oracle::Law::aim_of(None), Aim::GlobalState);
}
