//! What is told of a saved run by who shows it: also of the log of another program, whose messages have names.

use snapshot::TokenRing;
use snapshot::oracle::Law;

use crate::assumption::algorithm_in;
use crate::digest::Digest;
use crate::foreign::{Foreign, ToldOrder};
use crate::initial::initial;
use crate::model::{Config, Order, State};
use crate::read::load;
use crate::saved::Saved;
use crate::summary::tests::{lines, runs};

fn saved(title: &str) -> Saved {
    load(lines(title)).unwrap().saved
}

#[test]
fn a_message_has_its_number_or_the_name_that_a_log_gives_it() {
    let ours = saved("the exercise, soon");
    assert_eq!((ours.called(4, "m"), ours.told_at(&ours.events[0])), ("m #4".to_string(), None));
    let foreign = Foreign {
        names: vec!["order 7".to_string()],
        places: vec![(0, 12), (1, 3)],
        files: vec!["a.log".to_string(), "b.log".to_string()],
        order: ToldOrder::Possible,
        ..Foreign::default()
    };
    let of_a_log = Saved { foreign: Some(foreign.clone()), ..ours.clone() };
    assert_eq!(
        (of_a_log.called(0, "m"), of_a_log.called(1, "m")),
        ("order 7".to_string(), "m #1".to_string())
    );
    let places = [0, 1, 2].map(|event| of_a_log.told_at(&of_a_log.events[event]));
    assert_eq!(places, [Some("a.log:12".to_string()), Some("b.log:3".to_string()), None]);
    assert!(ours.is_timed() && !of_a_log.is_timed());
    let timed = Foreign { order: ToldOrder::Timed, ..foreign };
    assert!(Saved { foreign: Some(timed), ..ours }.is_timed());
}

#[test]
fn the_law_is_that_of_the_algorithm_and_of_a_log_none_is_known() {
    let law = |title: &str| saved(title).law();
    assert_eq!(law("the exercise, soon"), Some(Law::MARKERS));
    assert_ne!(law("a recovery line"), Some(Law::MARKERS));
    let mut unnamed = saved("a recovery line");
    unnamed.header.config.algorithm.clear();
    assert_eq!(unnamed.law(), Some(Law::MARKERS));
    let foreign = Some(Foreign::default());
    assert_eq!(Saved { foreign, ..saved("the exercise, soon") }.law(), None);
}

#[test]
fn the_digest_of_a_run_is_that_of_all_its_events() {
    for (title, ..) in runs() {
        let Saved { events, footer, .. } = saved(title);
        assert_eq!(Digest::of(&events), footer.unwrap().outcome.digest, "{title}");
        assert_ne!(Digest::of(&events[1..]), Digest::of(&events), "{title}");
    }
}

#[test]
fn the_verdict_of_a_run_is_that_of_all_its_checks() {
    let verdicts: Vec<_> = runs().map(|(title, ..)| (title, saved(title).verdict())).collect();
    for (title, verdict) in verdicts {
        let expected = match title {
            "tokens on unordered channels" | "a bank on unordered channels" | "things go wrong" => {
                Some(false)
            }
            "a script in its time" => None,
            _ => Some(true),
        };
        assert_eq!(verdict, expected, "{title}");
    }
    assert_eq!(Saved { footer: None, ..saved("the exercise, soon") }.verdict(), None);
}

#[test]
fn the_algorithm_is_told_with_its_channels_and_whether_they_are_as_it_needs_them() {
    let config = saved("the exercise, soon").header.config;
    let told = |change: &dyn Fn(&mut Config)| {
        let mut config = config.clone();
        change(&mut config);
        algorithm_in(&config)
    };
    assert_eq!(told(&|_| ()), "chandy-lamport on fifo channels");
    assert_eq!(
        told(&|config| config.channels[0].order = Order::Unordered),
        "chandy-lamport on fifo and unordered channels: its assumption does not hold"
    );
    assert_eq!(told(&|config| config.algorithm = "mattern".to_string()), "mattern on fifo channels");
    assert_eq!(told(&|config| config.algorithm = "mine".to_string()), "mine");
    assert_eq!(told(&|config| config.processes.clear()), "chandy-lamport");
    assert_eq!(
        told(&|config| config.algorithm = "mattern-deficiency".to_string()),
        "mattern-deficiency on fifo channels"
    );
}

#[test]
fn what_the_processes_began_with_follows_from_the_configuration() {
    let config = saved("the exercise, soon").header.config;
    let states = |config: &Config| {
        let held = initial(config)?.into_iter();
        Some(held.map(|held| (held.state, held.holds.get("m").copied())).collect::<Vec<_>>())
    };
    assert_eq!(config.program, TokenRing::ENTRY.name);
    let both = vec![(State::Count(0), Some(1)), (State::Count(0), None)];
    assert_eq!(states(&config), Some(both));
    assert_eq!(states(&Config { program: "mine".to_string(), ..config.clone() }), None);
    assert_eq!(states(&Config { processes: Vec::new(), ..config }), None);
}
