//! Predicates of one's own: what they are in a state, and what is judged where somebody says that one is stable, or a computation does.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use explore::{Options, explore_with};
use observed::predicate::Predicate as Written;
use sim_core::{Context, Delay, Effects, Event, GlobalState, Happening, Protocol, System, Timing, Topology};
use snapshot::exploration::Snapshots;
use snapshot::oracle::{Evidence, Verdict};
use snapshot::{
    Account, Act, Asked, Bank, Carries as _, Computation, Forwarding, Initiation, Initiators, Judge,
    Judgement, LogEvent, Predicate, Setup, TokenRing, TokenState,
};
use tests::{P, Run, SNAPSHOT, Scenario, delays};

/// Each sends what it has, one at a time, and takes a snapshot meanwhile.
fn bank(balance: u64) -> Scenario<Bank> {
    let timing = Timing::new(delays(1, 20), delays(5, 40)).with_start(Delay::fixed(30));
    let initiation = Initiation { snapshots: 1, initiators: Initiators::these(&[P]), trigger: None };
    let topology = Topology::ring(3).unwrap();
    Scenario { timing, initiation, topology, ..Scenario::exercise(0).of(Bank::alike(balance, 4)) }
}

fn written<C: Computation>(system: &System<C>, text: &str) -> Asked<C> {
    let predicate = Written::read_of(text, system).unwrap();
    Asked::new(text, move |system, state| {
        predicate.in_state(system, state).map_err(|why| why.in_words(|process| format!("{process:?}")))
    })
}

/// The run of a seed in which this is to be stable.
fn run<C: Computation + Clone>(scenario: &Scenario<C>, seed: u64, stable: &[Asked<C>]) -> Run<C> {
    let (alone, layered) = (scenario.alone(), scenario.superposed());
    let setup = Setup { stable, ..scenario.setup(&alone, &layered) };
    Run::of(setup.timed(&scenario.timing, seed)).unwrap()
}

fn of_stable<C: Computation>(run: &Run<C>) -> &Verdict {
    let check = run.judgements[0].checks.last().unwrap();
    assert_eq!(check.name, "stable");
    &check.verdict
}

type StateOf = GlobalState<Account, snapshot::Transfer>;

/// The same, asked of the state by hand.
type Plainly<'a> = &'a dyn Fn(&StateOf) -> bool;

#[test]
fn what_is_written_of_a_state_is_what_the_state_says() {
    let scenario = bank(5);
    let alone = scenario.alone();
    let held = |state: &StateOf, process: usize| alone.protocol.held(&state.processes[process], 0);
    let same: [(&str, Plainly<'_>); 4] = [
        ("p0.holds < 4", &|state| held(state, 0) < 4),
        ("in(p0->p1) == 1 || in(p1->p2) > 1", &|state| {
            state.channels[0].len() == 1 || state.channels[1].len() > 1
        }),
        ("p0.holds + p1.holds - p2.holds >= 5", &|state| {
            held(state, 0) + held(state, 1) >= 5 + held(state, 2)
        }),
        ("!(p2.state == \"5 (4 to go)\")", &|state| {
            alone.protocol.print_state(&state.processes[2]) != "5 (4 to go)"
        }),
    ];
    for (text, plainly) in same {
        let predicate = Written::read_of(text, &alone).unwrap();
        let mut seen = [0, 0];
        for state in (0..20).flat_map(|seed| scenario.run(seed).passed) {
            let is_so = predicate.in_state(&alone, &state).unwrap();
            assert_eq!(is_so, plainly(&state), "{text}: {state:?}");
            seen[usize::from(is_so)] += 1;
        }
        assert!(seen.iter().all(|times| *times > 20), "{text}: {seen:?}");
    }
}

#[test]
fn what_a_state_does_not_tell_is_not_known_and_what_there_is_not_is_refused() {
    let alone = bank(5).alone();
    let state = alone.initial_state::<()>();
    let value = |text| Written::read_of(text, &alone).unwrap().in_state(&alone, &state).ok();
    assert_eq!(value("p0.count == 5"), None, "a state of the bank is no number");
    assert_eq!(value("p0.count == 5 && p1.holds == 4"), Some(false), "the rest decides it");
    assert_eq!(value("p0.count == 5 || p1.holds == 5"), Some(true), "the rest decides it");
    for text in ["p3.holds == 1", "in(p1->p0) == 0", "p0.holds.gold == 0", "p0.holds", "p0.holds <"] {
        assert!(Written::read_of(text, &alone).is_err(), "{text}");
    }
}

/// What is said of a whole run in which this is to be stable; and by its states alone, the event with which the step begins that made it
/// false again.
fn judged(scenario: &Scenario<Bank>, seed: u64, text: &str) -> (Verdict, Option<usize>) {
    let (alone, run) = (scenario.alone(), scenario.run(seed));
    let (base, events) = (alone.initial_state(), &run.log.events[..]);
    let (system, snapshot, offers) = (&alone, SNAPSHOT, snapshot::Offered::NotSeen);
    let evidence = Evidence { system, snapshot, base: &base, events, offers, over: false, law: None };
    let judgement = Judgement::of(&evidence, &mut Judge::of(None).and_stable(&[written(&alone, text)]));
    let predicate = Written::read_of(text, &alone).unwrap();
    let held: Vec<_> = run.passed.iter().map(|state| predicate.in_state(&alone, state).unwrap()).collect();
    let mut begins = (0..events.len()).filter(|place| events[*place].begins_step());
    let back = held.windows(2).position(|pair| pair[0] && !pair[1]);
    (judgement.checks.last().unwrap().verdict.clone(), back.and_then(|step| begins.nth(step)))
}

#[test]
fn what_is_said_to_be_stable_and_is_not_is_found_with_the_step_that_made_it_false() {
    for text in ["p0.holds > 3", "in(p0->p1) == 0", "p1.holds <= 5", "p2.holds - p1.holds < 2"] {
        let mut seen = [0, 0];
        for seed in 0..40 {
            let (verdict, back) = judged(&bank(5), seed, text);
            let told = match &verdict {
                Verdict::Violated(violation) => violation.events.first().copied(),
                _ => None,
            };
            assert_eq!(told, back, "{text}, seed {seed}: {verdict:?}");
            seen[usize::from(back.is_some())] += 1;
        }
        assert!(seen.iter().sum::<i32>() == 40 && seen[1] > 10, "{text}: {seen:?}");
    }
}

#[test]
fn what_is_stable_is_found_to_be_so_and_what_nobody_knows_has_no_verdict() {
    let alone = bank(5).alone();
    let ring = Scenario { topology: Topology::ring(3).unwrap(), ..Scenario::exercise(3) };
    let mut unknown = 0;
    for seed in 0..40 {
        let more = run(&ring, seed, &[written(&ring.alone(), "p1.count >= 3 && p2.count > 1")]);
        assert_eq!(of_stable(&more), &Verdict::Holds, "seed {seed}");
        let all = written(&alone, "p0.holds + p1.holds + p2.holds <= 15");
        assert_eq!(
            of_stable(&run(&bank(5), seed, std::slice::from_ref(&all))),
            &Verdict::Holds,
            "seed {seed}"
        );
        // A state is a number once there is nothing left to do.
        match of_stable(&run(&bank(5), seed, &[all, written(&alone, "p1.count == 99")])) {
            Verdict::Unknown(why) => unknown += u32::from(why.contains("'p1.count == 99'")),
            Verdict::Holds => {}
            Verdict::Violated(why) => panic!("seed {seed}: {}", why.reason),
        }
    }
    assert!(unknown > 20, "{unknown}");
}

#[test]
fn where_nothing_is_to_be_stable_there_is_no_such_check() {
    let checks = |stable: &[Asked<Bank>]| run(&bank(5), 1, stable).judgements.remove(0).checks;
    assert_eq!(checks(&[]), checks(&[written(&bank(5).alone(), "p0.holds >= 0")])[..8]);
}

/// A ring that declares to be stable what is not: that the first process holds `m`.
#[derive(Clone)]
struct Rash(TokenRing);

impl Protocol for Rash {
    type State = TokenState;
    type Message = <TokenRing as Protocol>::Message;
    type Command = <TokenRing as Protocol>::Command;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> TokenState {
        self.0.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &TokenState, offer: impl FnMut(Self::Command)) {
        self.0.commands(cx, state, offer);
    }

    fn handle<E: Effects<Self::Message, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut TokenState,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        self.0.handle(cx, state, event, effects);
    }
}

const HELD: [Predicate; 1] =
    [Predicate { name: "held", stable: true, sentence: "the first process holds m" }];

impl Computation for Rash {
    fn count(&self, state: &TokenState) -> Option<u64> {
        self.0.count(state)
    }

    fn predicates(&self) -> &[Predicate] {
        &HELD
    }

    fn holds<K>(&self, _: usize, _: &Topology, state: &GlobalState<TokenState, Self::Message, K>) -> bool {
        self.0.held(&state.processes[0], 0) > 0
    }
}

#[test]
fn a_computation_that_declares_stable_what_is_not_is_told_so_with_the_step() {
    let ring = Scenario {
        timing: Timing::new(delays(1, 20), delays(1, 9)),
        ..Scenario::exercise(3).of(Rash(TokenRing::new(Forwarding::Held)))
    };
    let initiation = Initiation { snapshots: 2, ..ring.initiation.clone() };
    let ring = Scenario { initiation, ..ring };
    for seed in 0..20 {
        let run = run(&ring, seed, &[]);
        let Verdict::Violated(violation) = of_stable(&run) else { panic!("seed {seed}: it is stable") };
        let wanted = "'held' is declared stable, and P made it false at t=";
        assert!(violation.reason.starts_with(wanted), "seed {seed}: {}", violation.reason);
        assert_eq!(run.violated(), ["stable"], "seed {seed}");
    }
}

#[test]
fn a_search_of_all_schedules_finds_what_goes_back_and_finds_nothing_where_nothing_does() {
    let scenario = Scenario { topology: Topology::ring(2).unwrap(), ..bank(1) };
    let (alone, layered) = (scenario.alone(), scenario.superposed());
    let search = |text: &str, reduce| {
        let property = Snapshots::of(&alone, &layered, 1).and_stable(vec![written(&alone, text)]);
        let options = Options { reduce, keep_going: true, ..Options::default() };
        let found = explore_with(&layered, &property, &options, |_| ControlFlow::Continue(()));
        (found.outcomes.len(), found.violations.len())
    };
    let is_stable = search("P.holds + Q.holds <= 2", true);
    assert!(is_stable.0 > 0 && is_stable.1 == 0, "{is_stable:?}");
    for text in ["in(P->Q) == 0", "P.holds > 0"] {
        let found = search(text, true);
        assert!(found.1 > 0, "{text}");
        let whole = search(text, false);
        assert!(whole.0 == found.0 && whole.1 > 0, "{text}: of what comes later nothing is left out");
    }
}

/// What a step of the algorithm leaves as it is need not be asked again.
#[test]
fn what_is_to_be_stable_is_asked_once_of_each_state_of_the_computation() {
    let scenario = bank(5);
    for seed in 0..20 {
        let times = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&times);
        let asked = Asked::new("counted", move |_: &System<Bank>, _| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(false)
        });
        let run = run(&scenario, seed, &[asked]);
        let first = run.log.events.iter().position(|event| matches!(event.what, Happening::Observe(_)));
        let acts = |event: &&LogEvent<Bank>| match &event.what {
            Happening::Receive { body, .. } => body.message().is_some(),
            Happening::Internal { command, .. } => matches!(command, Act::Underlying(_)),
            Happening::Send { .. } | Happening::Observe(_) => false,
        };
        let steps = run.log.events[first.unwrap()..].iter().filter(acts).count();
        // Before them, after each, and of what was recorded, for which the run is asked twice.
        assert_eq!(times.load(Ordering::Relaxed), 1 + steps + 2, "seed {seed}");
    }
}
