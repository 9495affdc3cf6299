//! The same configuration and seed is the same run, event by event; and a run can be written down and followed again.

use sim_core::{Order, ProcessId, Schedule, Timing, Topology};
use snapshot::{Forwarding, LogEvent, TokenRing};
use tests::{Run, Scenario, delays, initiated_by};

/// Configurations in which everything that can differ between runs does.
fn scenarios() -> [Scenario; 4] {
    let timing = Timing::new(delays(1, 20), delays(0, 9));
    let held = TokenRing::new(Forwarding::Held);
    let network = Scenario {
        computation: TokenRing { tokens: 4, ..TokenRing::new(Forwarding::Held) },
        topology: Topology::ring(4).unwrap(),
        initiation: initiated_by(&[ProcessId(1), ProcessId(3)], 20),
        timing: timing.clone(),
        ..Scenario::exercise(20)
    };
    let unordered = network.topology.clone().with_order(Order::Unordered);
    [
        Scenario::exercise(101),
        Scenario { computation: held, timing, ..Scenario::exercise(101) },
        Scenario { topology: unordered, ..network.clone() },
        network,
    ]
}

#[test]
fn the_same_seed_gives_the_same_run_event_by_event() {
    for scenario in scenarios() {
        for seed in 0..20 {
            assert_eq!(scenario.run(seed), scenario.run(seed), "seed {seed}");
        }
    }
}

#[test]
fn different_seeds_give_runs_of_different_times() {
    for scenario in scenarios() {
        let mut times: Vec<Vec<u64>> = (0..20)
            .map(|seed| scenario.run(seed).log.events.iter().map(|event| event.time).collect())
            .collect();
        times.sort_unstable();
        times.dedup();
        assert_eq!(times.len(), 20);
    }
}

#[test]
fn a_restarted_experiment_is_as_good_as_a_fresh_one() {
    for scenario in scenarios() {
        let (alone, superposed) = (scenario.alone(), scenario.superposed());
        let mut experiment = scenario.setup(&alone, &superposed).timed(&scenario.timing, 99);
        for seed in [3, 4, 3] {
            experiment.run(&mut ()).unwrap();
            experiment.restart(seed);
        }
        experiment.run(&mut ()).unwrap();
        let fresh = scenario.run(3);
        assert_eq!(experiment.judge(tests::SNAPSHOT), fresh.checks);
        assert_eq!(experiment.judgements(), fresh.judgements);
        assert_eq!(experiment.now(), fresh.end);
        let (before, window) = (usize::try_from(experiment.events_before()).unwrap(), experiment.events());
        assert_eq!((before + window.len(), window), (fresh.log.events.len(), &fresh.log.events[before..]));
    }
}

/// The events of a run without their times: following a schedule takes one tick a step.
fn without_times(run: &Run<TokenRing>) -> Vec<LogEvent<TokenRing>> {
    run.log.events.iter().map(|event| LogEvent::<TokenRing> { time: 0, ..event.clone() }).collect()
}

#[test]
fn a_run_written_down_as_a_schedule_can_be_followed_again() {
    for scenario in scenarios() {
        for seed in 0..20 {
            let run = scenario.run(seed);
            let text = run.actions.display(&scenario.topology);
            assert_eq!(Schedule::parse(&text, &scenario.topology).as_ref(), Ok(&run.actions), "{text}");
            let again = scenario.follow(&text).unwrap();
            assert_eq!(without_times(&again), without_times(&run), "seed {seed}: {text}");
            assert_eq!(again.answer(&scenario.topology), run.answer(&scenario.topology));
            assert_eq!(again.violated(), run.violated());
            assert_eq!(again.stopped, run.stopped);
        }
    }
}

/// What published seeds give in each of the scenarios: seed, end time, number of events.
///
/// A change of the draws or of the scheduler changes these numbers, and breaks every seed that anybody wrote down.
const GOLDEN: [[(u64, u64, usize); 3]; 4] = [
    [(0, 2169, 419), (7, 2094, 419), (u64::MAX, 2202, 419)],
    [(0, 2981, 619), (7, 2961, 619), (u64::MAX, 3187, 623)],
    [(0, 338, 283), (7, 333, 276), (u64::MAX, 373, 301)],
    [(0, 348, 270), (7, 357, 272), (u64::MAX, 354, 271)],
];

#[test]
fn published_seeds_keep_their_end_times_and_numbers_of_events() {
    let runs = scenarios().map(|scenario| {
        [0, 7, u64::MAX].map(|seed| {
            let run = scenario.run(seed);
            (seed, run.end, run.log.events.len())
        })
    });
    assert_eq!(runs, GOLDEN);
}
