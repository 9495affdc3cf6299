//! How long judging takes, counted and not timed: it asks now and then whether its verdict is still wanted, so how often it
//! asks tells how much it did. And whenever the answer is no, it ends, and says nothing.

use std::cell::Cell;

use sim_core::{ChannelId, Delay, Order, Timed, Timing};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::oracle::Overall;
use snapshot::script::Script;
use snapshot::{Experiment, Initiation, Judgement, Superposed, Unwanted, Wanted};
use tests::{Scenario, delays};
use trace::cos418::{Top, events};

type Layers = Superposed<Script, ChandyLamport>;
type Scripted<'a> = Experiment<'a, Script, Layers, Timed<Layers>>;

/// Lets `look` see the run of a script between A and B, whose messages are slow from A to B and overtake one another or not.
fn scripted<T>(script: &str, order: Order, look: impl FnOnce(Scripted<'_>) -> T) -> T {
    let top = Top::parse("2\nA 9000000\nB 9000000\nA B\nB A\n").unwrap();
    let topology = top.topology().unwrap().with_order(order);
    let computation = Script::new(&topology, &top.tokens(), &events::parse(script).unwrap()).unwrap();
    let slow = delays(1_000_000, 1_000_001);
    let scenario = Scenario {
        initiation: Initiation::commanded(u32::try_from(computation.snapshots().len()).unwrap()),
        computation,
        topology,
        timing: Timing::new(delays(1, 20), Delay::ZERO).with_channel(ChannelId(0), slow),
        max_events: u64::MAX,
    };
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let mut experiment = scenario.setup(&alone, &superposed).timed(&scenario.timing, 7);
    experiment.run(&mut ()).unwrap();
    look(experiment)
}

/// How often judging everything asks whether it is wanted, and what it comes to, if after so many times it no longer is.
fn judge(experiment: &Scripted<'_>, times: usize) -> (usize, Result<Overall, Unwanted>) {
    let asked = Cell::new(0);
    let wanted = || asked.replace(asked.get() + 1) < times;
    let judgements = experiment.judgements_while(Wanted::while_true(&wanted));
    let verdict = judgements.map(|all| Overall::of(all.iter().map(Judgement::verdict)));
    (asked.get(), verdict)
}

/// What judging once and twice as much comes to, and whether it takes twice as long.
fn grows_evenly(statements: &str, order: Order, times: usize) -> Overall {
    let judge = |times| scripted(&statements.repeat(times), order, |run| judge(&run, usize::MAX));
    let ((once, _), (twice, verdict)) = (judge(times), judge(2 * times));
    assert!((once * 19 / 10..once * 21 / 10).contains(&twice), "{once}, {twice} for {statements:?}");
    verdict.unwrap()
}

#[test]
fn judging_twice_as_many_snapshots_takes_twice_as_long() {
    assert_eq!(grows_evenly("snapshot A\n", Order::Fifo, 5_000), Overall::Holds);
    assert_eq!(grows_evenly("local A \"x\"\nsnapshot A\n", Order::Fifo, 5_000), Overall::Holds);
}

#[test]
fn what_is_wrong_with_twice_as_many_snapshots_is_found_in_twice_the_time() {
    let statements = "send B A 1\nsnapshot B\nsend B A 1\ntick 100\n";
    assert_eq!(grows_evenly(statements, Order::Unordered, 1_000), Overall::Violated);
}

#[test]
fn whenever_its_verdict_is_no_longer_wanted_judging_ends_without_one() {
    let long = format!("snapshot A\n{}", "send B A 1\n".repeat(35_000));
    for script in [long, "snapshot A\nsend B A 1\n".repeat(20)] {
        scripted(&script, Order::Fifo, |run| {
            let (asks, verdict) = judge(&run, usize::MAX);
            assert_eq!(verdict, Ok(Overall::Holds));
            assert!(asks > 15, "{asks}");
            for times in 0..asks {
                assert_eq!(judge(&run, times), (times + 1, Err(Unwanted)));
            }
            let judged = run.judge_each(Wanted::while_true(&|| false), |_| panic!("nothing is judged"));
            assert_eq!(judged, Err(Unwanted));
        });
    }
}
