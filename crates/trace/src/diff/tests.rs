//! Runs that are the same, or differ in one thing, are told so; and what is told of two that differ in much.

use sha2::{Digest as _, Sha256};

use super::{Diff, Part};
use crate::model::{
    Amounts, Astray, Check, Config, Event, Footer, Header, Held, ProcessState, Snapshot, State, Tool, What,
};
use crate::read::load;
use crate::saved::Saved;
use crate::summary::tests::runs;

/// What is told of pairs of runs.
const PAIRS: &str = include_str!("../../../../tests/golden/differences.txt");

fn held(count: u64) -> Held {
    Held { state: State::Count(count), holds: Amounts::new() }
}

fn send(msg: u64, to: &str, snapshot: Option<u32>) -> What {
    let body = if snapshot.is_some() { "marker" } else { "m" };
    let (body, to) = (body.to_string(), to.to_string());
    What::Send { msg, body, to, carries: Amounts::new(), snapshot, control: None, tag: None }
}

fn recv(msg: u64, from: &str, count: u64) -> What {
    What::Recv {
        msg,
        body: "m".to_string(),
        from: from.to_string(),
        state: held(count),
        recorded: false,
        waited: 0,
        snapshot: None,
        control: None,
        tag: None,
    }
}

fn internal(command: &str) -> What {
    What::Internal { command: command.to_string(), state: held(0) }
}

/// A run of these events, each at a time and by a process.
fn run(events: &[(u64, &str, What)]) -> Saved {
    let event = |(seq, (t, proc, what)): (u64, &(u64, &str, What))| Event {
        seq,
        t: *t,
        proc: (*proc).to_string(),
        what: what.clone(),
        clock: None,
        lamport: None,
    };
    let config = Config { processes: vec!["P".to_string(), "Q".to_string()], ..Config::default() };
    Saved {
        header: Header::new(Tool::default(), config),
        events: (0..).zip(events).map(event).collect(),
        footer: Some(Footer::default()),
        foreign: None,
    }
}

/// P sends two messages, and Q receives them in this order.
fn two_messages(order: [u64; 2]) -> Saved {
    run(&[
        (0, "P", internal("begin")),
        (0, "P", send(0, "Q", None)),
        (0, "P", send(1, "Q", None)),
        (3, "Q", recv(order[0], "P", 1)),
        (4, "Q", recv(order[1], "P", 2)),
    ])
}

#[test]
fn a_run_is_the_same_as_itself() {
    let one = two_messages([0, 1]);
    let diff = Diff::of([&one, &one]);
    assert!(diff.is_same() && diff.settings.is_empty() && diff.digests[0] == diff.digests[1]);
    assert_eq!((diff.all.same, diff.all.first, diff.all.other_time), (5, None, None));
}

#[test]
fn what_the_algorithm_adds_is_no_difference_of_the_computation() {
    let alone = two_messages([0, 1]);
    let record = What::Record { snapshot: 1, state: held(0), before: false };
    let with_markers = run(&[
        (0, "P", internal("begin")),
        (0, "P", send(0, "Q", None)),
        (0, "P", internal("start snapshot 1")),
        (0, "P", record),
        (0, "P", send(1, "Q", Some(1))),
        (0, "P", send(2, "Q", None)),
        (3, "Q", recv(0, "P", 1)),
        (4, "Q", recv(2, "P", 2)),
    ]);
    let diff = Diff::of([&alone, &with_markers]);
    assert_eq!((diff.computation.first, diff.computation.events), (None, [5, 5]));
    assert_eq!(diff.all.first, Some([Some(2), Some(2)]), "a marker is one of all events");
    assert_eq!([diff.counts[0].control, diff.counts[1].control], [0, 1]);
    assert!(diff.is_same());
}

#[test]
fn another_message_of_the_same_words_is_another_event() {
    let [one, other] = [two_messages([0, 1]), two_messages([1, 0])];
    let diff = Diff::of([&one, &other]);
    assert_eq!(diff.computation.first, Some([Some(3), Some(3)]));
    assert!(!diff.is_same() && !diff.computation.only_order);
}

#[test]
fn another_time_is_told_and_is_no_other_event() {
    let one = two_messages([0, 1]);
    let mut later = one.clone();
    later.events[4].t = 9;
    let diff = Diff::of([&one, &later]);
    assert!(diff.is_same());
    assert_eq!((diff.all.first, diff.all.other_time), (None, Some([4, 4])));
}

#[test]
fn the_beginning_of_a_run_ends_where_the_other_goes_on() {
    let whole = two_messages([0, 1]);
    let mut cut_off = whole.clone();
    cut_off.events.truncate(3);
    cut_off.footer = None;
    let diff = Diff::of([&cut_off, &whole]);
    assert_eq!((diff.all.same, diff.all.first), (3, Some([None, Some(3)])));
    assert_eq!((diff.over, diff.is_same()), ([false, true], false));
}

#[test]
fn an_order_between_processes_is_told_from_what_each_process_does() {
    let [one, other] =
        [["P", "Q"], ["Q", "P"]].map(|order| run(&order.map(|process| (1, process, internal("act")))));
    let diff = Diff::of([&one, &other]);
    assert!(diff.computation.only_order && !diff.is_same());
    assert_eq!(diff.computation.first, Some([Some(0), Some(0)]));
}

#[test]
fn a_verdict_that_only_one_run_has_is_no_difference_and_another_one_is() {
    let check = |name: &str, ok| Check {
        name: name.to_string(),
        ok: Some(ok),
        amounts: indexmap::IndexMap::new(),
        reason: None,
        story: Vec::new(),
        events: Vec::new(),
    };
    let with = |checks: Vec<Check>| {
        let mut run = two_messages([0, 1]);
        run.footer = Some(Footer { checks, ..Footer::default() });
        run
    };
    let (one, more) = (with(vec![check("a", true)]), with(vec![check("a", true), check("b", true)]));
    let diff = Diff::of([&one, &more]);
    assert!(diff.is_same());
    assert_eq!(diff.judged.iter().map(|judged| judged.name).collect::<Vec<_>>(), ["a", "b"]);
    let wrong = with(vec![check("a", false)]);
    let diff = Diff::of([&one, &wrong]);
    assert!(!diff.is_same() && diff.judged[0].differs());
    assert_eq!(diff.verdicts, [Some(true), Some(false)]);
}

#[test]
fn recorded_states_are_compared_part_by_part() {
    let with = |count| {
        let mut run = two_messages([0, 1]);
        let state = |count| ProcessState { state: held(count), at: 0, event: 0, stays_at: None };
        let processes = [("P".to_string(), state(7)), ("Q".to_string(), state(count))].into_iter().collect();
        let snapshot = Snapshot { id: 1, processes, ..Snapshot::default() };
        run.footer = Some(Footer { snapshots: vec![snapshot], ..Footer::default() });
        run
    };
    let [one, other] = [with(1), with(2)];
    let diff = Diff::of([&one, &other]);
    let [recorded] = &diff.recorded[..] else { panic!("there is one snapshot") };
    assert_eq!(recorded.same, 1);
    assert_eq!(recorded.differ, [Part::Process("Q", [Some(&held(1)), Some(&held(2))])]);
}

#[test]
fn what_a_log_does_not_tell_is_no_difference() {
    let one = two_messages([0, 1]);
    let mut log = one.clone();
    for event in &mut log.events {
        if let What::Recv { state, .. } = &mut event.what {
            state.state = State::Untold;
        }
    }
    log.foreign = Some(crate::foreign::Foreign::default());
    let diff = Diff::of([&one, &log]);
    assert_eq!((diff.all.first, diff.all.other_time), (None, None));
    assert_eq!(diff.digests[1], None);
}

#[test]
fn runs_of_other_processes_have_nothing_in_common_and_are_compared_all_the_same() {
    let mut other = two_messages([0, 1]);
    other.header.config.processes = vec!["a".to_string(), "b".to_string()];
    other.events.iter_mut().for_each(|event| event.proc = "a".to_string());
    let one = two_messages([0, 1]);
    let diff = Diff::of([&one, &other]);
    assert!(diff.nothing_in_common);
    assert_eq!((diff.alone[0].as_slice(), diff.all.same), (&["P", "Q"][..], 0));
    assert!(diff.settings.iter().any(|setting| setting.name == "processes"));
}

#[test]
fn what_is_told_of_two_runs_is_this() {
    let saved: Vec<_> = runs().map(|(title, lines, _)| (title, load(lines).unwrap().saved)).collect();
    let mut now = String::new();
    for two in saved.windows(2) {
        let [(one, first), (other, second)] = two else { panic!("there are two") };
        let diff = Diff::of([first, second]);
        let mut hasher = Sha256::new();
        hasher.update(format!("{diff:?}"));
        let digits: String = hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let settings: Vec<_> = diff.settings.iter().map(|setting| setting.name.as_str()).collect();
        now += &format!("=== {one} and {other}: {settings:?}\n");
        now += &format!("{:?} {:?} {:?}\n", diff.counts, diff.all, diff.computation);
        now += &format!("the same {}, all of it: {digits}\n", diff.is_same());
        let itself = Diff::of([first, first]);
        assert!(itself.is_same() && itself.settings.is_empty() && !itself.nothing_in_common);
        assert!(itself.recorded.iter().all(|recorded| recorded.differ.is_empty()));
    }
    assert!(now == PAIRS, "what is said now:\n{now}");
}

/// A run in which one event is another.
fn changed(run: &Saved, change: impl Fn(&mut What) -> bool) -> Saved {
    let mut run = run.clone();
    let found = run.events.iter_mut().any(|event| change(&mut event.what));
    assert!(found, "there is such an event");
    run
}

#[test]
fn what_an_algorithm_adds_to_an_event_is_one_of_all_events_and_none_of_the_computation() {
    let of = |title: &str| load(runs().find(|(of, ..)| *of == title).unwrap().1).unwrap().saved;
    let coloured = of("colours on messages");
    let without = changed(&coloured, |what| match what {
        What::Send { tag: tag @ Some(_), .. } => tag.take().is_some(),
        _ => false,
    });
    let diff = Diff::of([&coloured, &without]);
    assert!(diff.all.first.is_some() && diff.computation.first.is_none() && diff.is_same());
    let wrong = of("things go wrong");
    let lost = wrong.events.iter().filter(|event| matches!(&event.what, What::Lost(_))).count();
    let sent = wrong.events.iter().filter(|event| matches!(&event.what, What::Send { .. })).count();
    let diff = Diff::of([&wrong, &wrong]);
    assert_eq!(
        (lost, diff.counts[0].messages + diff.counts[0].control),
        (1, sent + 1),
        "what is lost was sent"
    );
    let other = changed(&wrong, |what| match what {
        What::Lost(astray) => {
            astray.body += "0";
            true
        }
        _ => false,
    });
    assert!(Diff::of([&wrong, &other]).all.first.is_some());
    let recorded = of("channels that are worked out");
    let another = changed(&recorded, |what| match what {
        What::RecordMessage { msg: Some(msg), .. } => {
            *msg += 1;
            true
        }
        _ => false,
    });
    assert!(Diff::of([&recorded, &another]).all.first.is_some());
}

#[test]
fn of_the_computation_alone_what_was_lost_is_the_same_whatever_the_algorithm_had_added() {
    let lost = |tag: &str| {
        let (body, to, tag) = ("m".to_string(), "Q".to_string(), Some(tag.to_string()));
        let lost = Astray { body, to, carries: Amounts::new(), snapshot: None, control: None, tag };
        run(&[(1, "P", internal("go")), (1, "P", What::Lost(lost.clone())), (2, "P", What::Doubled(lost))])
    };
    let (one, other) = (lost("1"), lost("2"));
    let diff = Diff::of([&one, &other]);
    assert_eq!((diff.computation.first.is_none(), diff.all.same), (true, 1));
}

#[test]
fn a_message_is_the_same_whatever_its_number_if_it_has_the_same_place_in_its_channel() {
    let in_turn = |first: usize| {
        let record = |channel: &str, msg| {
            let (channel, body) = (channel.to_string(), "m".to_string());
            What::RecordMessage { snapshot: 1, channel, body, msg: Some(msg) }
        };
        let [p, q] = if first == 0 { [0, 1] } else { [1, 0] };
        let mut sends = [(0, "P", send(p, "Q", None)), (0, "Q", send(q, "P", None))];
        sends.rotate_left(first);
        let rest = [
            (3, "Q", recv(p, "P", 1)),
            (3, "Q", record("P->Q", p)),
            (4, "P", recv(q, "Q", 1)),
            (4, "P", record("Q->P", q)),
        ];
        run(&[sends.to_vec(), rest.to_vec()].concat())
    };
    let [one, other] = [in_turn(0), in_turn(1)];
    let diff = Diff::of([&one, &other]);
    assert_eq!((diff.all.same, diff.all.only_order, diff.computation.only_order), (0, true, true));
}
