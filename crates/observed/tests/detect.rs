//! Predicates are asked of their own processes alone: the answers are those of the whole lattice, and what is shown shows it.

use sim_core::Random;
use sim_observed::Logs;
use sim_observed::detect::{Question, Shown};
use sim_observed::lattice::{Bound, Definitely, Possibly, Steps, definitely, possibly};
use sim_observed::model::Run;
use sim_observed::predicate::Predicate;

const PROCESSES: u64 = 4;

fn no_bound() -> Bound<'static> {
    Bound::new(u64::MAX, &|| true)
}

/// A run in which each process tells how much it has done, but for some events.
fn run(seed: u64) -> Run {
    let mut random = Random::new(seed);
    let mut below = |bound: u64| random.below(bound);
    let mut lines = Vec::new();
    let mut under_way: Vec<(u64, u64)> = Vec::new();
    let mut done = [0; 4];
    for process in 0..PROCESSES {
        lines.push(format!(r#"{{"p":"p{process}","init":{{"state":"0"}}}}"#));
        let next = (process + 1) % PROCESSES;
        lines.push(format!(r#"{{"p":"p{process}","send":"first {process}","to":"p{next}","state":"0"}}"#));
    }
    for number in 0..10 {
        let receives = !under_way.is_empty() && below(2) == 0;
        let (process, what) = if receives {
            let (message, to) = under_way.remove(usize::try_from(below(under_way.len() as u64)).unwrap());
            (to, format!(r#""recv":"{message}""#))
        } else {
            let from = below(PROCESSES);
            let to = (from + 1 + below(PROCESSES - 1)) % PROCESSES;
            under_way.push((number, to));
            (from, format!(r#""send":"{number}","to":"p{to}""#))
        };
        let done = &mut done[usize::try_from(process).unwrap()];
        *done += 1;
        let state = if below(8) > 0 { format!(r#","state":"{done}""#) } else { String::new() };
        lines.push(format!(r#"{{"p":"p{process}",{what}{state}}}"#));
    }
    let mut logs = Logs::new(None, None).unwrap();
    logs.read("log", &lines.join("\n")).unwrap();
    logs.finish().unwrap()
}

const PREDICATES: [&str; 6] = [
    "p0.count == 1 && p2.count == 1",
    "p1.count >= 1 && p3.count <= 1 && p3.state != \"0\"",
    "in(p0->p1) == 2",
    "in(p2->p3) == 1 && p3.count > 1 || p2.count + p3.count == 3",
    "!(p1.count < 2) && in(p1->p2) - in(p3->p0) < 1",
    "p0.count == 2",
];

#[test]
fn what_a_predicate_is_in_the_whole_lattice_is_found_by_its_processes_alone() {
    let (mut is, mut is_not, mut unknown) = (0, 0, 0);
    for seed in 0..60 {
        let run = run(seed);
        let steps = Steps::of(&run).unwrap();
        for text in PREDICATES {
            let predicate = Predicate::read(text, &run).unwrap();
            let question = Question::new(&run, &steps, &predicate);
            let holds = question.holds();
            let found = question.possibly(&mut no_bound());
            let whole = match possibly(&steps, &holds, &mut no_bound()).unwrap() {
                Possibly::In(_) => Some(true),
                Possibly::Never => Some(false),
                Possibly::Unknown(_) => None,
            };
            assert_eq!(found.is_so, whole, "seed {seed}: possibly {text}");
            if let Some(Shown::Cut(cut)) = &found.shown {
                assert!(steps.is_consistent(cut) && holds(cut) == Some(true), "seed {seed}: {text}");
            }
            assert_eq!(found.shown.is_some(), whole == Some(true), "seed {seed}: {text}");
            let found = question.definitely(&mut no_bound());
            let whole = match definitely(&steps, &holds, &mut no_bound()).unwrap() {
                Definitely::Always => Some(true),
                Definitely::Avoided(_) => Some(false),
                Definitely::Unknown(_) => None,
            };
            assert_eq!(found.is_so, whole, "seed {seed}: definitely {text}");
            if let Some(Shown::Way(way)) = &found.shown {
                assert!(steps.cuts(way).all(|cut| steps.is_consistent(&cut) && holds(&cut) == Some(false)));
                assert_eq!(steps.cuts(way).last().as_ref(), Some(&steps.to), "seed {seed}: {text}");
            }
            assert_eq!(found.shown.is_some(), whole == Some(false), "seed {seed}: {text}");
            is += u32::from(whole == Some(true));
            is_not += u32::from(whole == Some(false));
            unknown += u32::from(whole.is_none());
        }
    }
    assert!(is > 20 && is_not > 20 && unknown > 20, "{is} {is_not} {unknown}");
}

/// What a predicate is when all has happened.
fn at_the_end(log: &str, predicate: &str) -> Option<bool> {
    let mut logs = Logs::new(None, None).unwrap();
    logs.read("log", log).unwrap();
    let run = logs.finish().unwrap();
    let steps = Steps::of(&run).unwrap();
    let predicate = Predicate::read(predicate, &run).unwrap();
    Question::new(&run, &steps, &predicate).holds()(&steps.to)
}

#[test]
fn what_is_not_told_is_unknown_where_the_rest_does_not_decide() {
    // Of the messages without a name and a body nobody knows what they say; that there are two is known.
    let log = r#"{"p":"a","send":true,"to":"b"}
{"p":"a","send":true,"to":"b"}
{"p":"b","note":1,"state":"4"}
{"p":"b","record":1,"state":"5"}"#;
    for (predicate, value) in [
        (r#"in(a->b) == 2"#, Some(true)),
        (r#"in(a->b, "x") == 2"#, None),
        (r#"in(a->b, "x") == 2 && in(a->b) == 1"#, Some(false)),
        (r#"in(a->b) == 1 && in(a->b, "x") == 2"#, Some(false)),
        (r#"in(a->b, "x") == 2 || in(a->b) == 2"#, Some(true)),
        (r#"in(a->b, "x") == 2 || in(a->b) == 1"#, None),
        (r#"!(in(a->b, "x") == 2)"#, None),
        // What an event tells of itself, and not what was recorded afterwards, which may be wrong.
        (r#"b.count == 4"#, Some(true)),
        (r#"a.count == 4"#, None),
        (r#"b.holds == 0"#, None),
    ] {
        assert_eq!(at_the_end(log, predicate), value, "{predicate}");
    }
    let received = format!(
        "{log}\n{{\"p\":\"b\",\"recv\":true,\"from\":\"a\"}}\n{{\"p\":\"b\",\"recv\":true,\"from\":\"a\"}}"
    );
    assert_eq!(at_the_end(&received, r#"in(a->b, "x") == 0"#), Some(true));
}

#[test]
fn no_cut_is_within_a_step() {
    let mut logs = Logs::new(None, None).unwrap();
    let log = r#"{"p":"a","send":"1","to":"b"}
{"p":"b","recv":"1"}
{"p":"b","send":"2","to":"a","same":true}
{"p":"b","send":"3","to":"a","same":true}
{"p":"a","recv":"3"}"#;
    logs.read("log", log).unwrap();
    let steps = Steps::of(&logs.finish().unwrap()).unwrap();
    assert_eq!(*steps.to, [2, 1]);
}

#[test]
fn definitely_is_occurred_is_possibly_whichever_order_the_run_went_in() {
    for seed in 0..60 {
        let run = run(seed);
        let steps = Steps::of(&run).unwrap();
        let went: Vec<_> = steps.cuts(&steps.way(&steps.from, &steps.to)).collect();
        for text in PREDICATES {
            let predicate = Predicate::read(text, &run).unwrap();
            let question = Question::new(&run, &steps, &predicate);
            let possibly = question.possibly(&mut no_bound()).is_so;
            let occurred = question.occurred(Some(&went)).is_so;
            let definitely = question.definitely(&mut no_bound()).is_so;
            assert!(definitely != Some(true) || occurred != Some(false), "seed {seed}: {text}");
            assert!(occurred != Some(true) || possibly == Some(true), "seed {seed}: {text}");
            assert!(definitely != Some(true) || possibly != Some(false), "seed {seed}: {text}");
        }
    }
}
