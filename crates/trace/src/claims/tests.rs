//! What events say of their times, and of what follows from the rest, is held against that.

use snapshot::TokenRing;

use super::{believe, clocks, rest, times};
use crate::model::{Event, Verdict, What};
use crate::read::load;
use crate::restore::restore;
use crate::saved::Saved;
use crate::summary::tests::lines;

fn saved() -> Saved {
    let saved = load(lines("the exercise, soon")).unwrap().saved;
    assert_eq!(saved.header.config.program, TokenRing::ENTRY.name);
    saved
}

/// What is wrong with these events beside those of the run.
fn wrong(change: impl FnOnce(&mut Vec<Event>)) -> (Option<Vec<String>>, Vec<String>) {
    let Saved { header, mut events, .. } = saved();
    let restored = restore::<TokenRing>(&header.config, &events).unwrap();
    change(&mut events);
    let clocks = clocks(&restored, &restored.events, &events).map(|claim| claim.wrong);
    (clocks, rest(&restored, &restored.events, &events))
}

#[test]
fn a_time_before_that_of_the_last_event_is_wrong_and_the_same_time_is_not() {
    let events = saved().events;
    let claim = times(&events);
    assert_eq!((claim.name, claim.wrong.len()), ("times", 0));
    assert!(events.windows(2).any(|two| two[0].t == two[1].t), "some have the same");
    let mut back = events;
    back[4].t = back[3].t - 1;
    let told = format!("events[4].t: {} comes after {}", back[4].t, back[3].t);
    assert_eq!(times(&back).wrong, [told]);
}

#[test]
fn logical_times_are_those_that_the_messages_make_where_they_are_told() {
    assert_eq!(wrong(|_| ()), (Some(Vec::new()), Vec::new()));
    let of_lamport = wrong(|events| events[2].lamport = Some(7)).0.unwrap();
    assert_eq!(of_lamport, ["events[2].lamport: 7 in the file, it comes to 2"]);
    let of_clock = wrong(|events| events[2].clock.as_mut().unwrap()["P"] = 9).0;
    let told = "events[2].clock: {\"P\":9,\"Q\":1} in the file, it comes to {\"P\":1,\"Q\":1}";
    assert_eq!(of_clock.unwrap(), [told]);
    // What is not told is not wrong; where nothing is told, there is nothing to claim.
    assert_eq!(wrong(|events| events[2].clock = None).0, Some(Vec::new()));
    assert_eq!(wrong(|events| events[2].lamport = None).0, Some(Vec::new()));
    let only = |events: &mut Vec<Event>, lamport: bool, clock: bool| {
        for event in events {
            event.lamport = event.lamport.filter(|_| lamport);
            event.clock = event.clock.take().filter(|_| clock);
        }
    };
    assert_eq!(wrong(|events| only(events, false, false)).0, None);
    assert_eq!(wrong(|events| only(events, true, false)).0, Some(Vec::new()));
    assert_eq!(wrong(|events| only(events, false, true)).0, Some(Vec::new()));
}

#[test]
fn what_else_an_event_says_is_what_it_comes_to() {
    let holds = |events: &mut Vec<Event>| {
        let What::Send { carries, .. } = &mut events[1].what else { panic!("the second sends") };
        carries.insert("m".to_string(), 4);
    };
    assert_eq!(wrong(holds).1, ["events[1].carries.m: 4 in the file, it comes to 1"]);
    // The logical times are not asked here, whether the rest is right or not.
    let all_else = |events: &mut Vec<Event>| {
        let What::Recv { waited, .. } = &mut events[2].what else { panic!("the third receives") };
        (*waited, events[2].lamport) = (4, Some(7));
        events[2].clock.as_mut().unwrap()["P"] = 9;
    };
    assert_eq!(wrong(all_else).1, ["events[2].waited: there is none"]);
    assert_eq!(wrong(|events| events[2].lamport = Some(7)).1, [""; 0]);
}

#[test]
fn an_oracle_that_cannot_say_anything_is_believed_and_no_other() {
    let theirs = saved().footer.unwrap();
    let unsure = || {
        let mut ours = theirs.clone();
        let of_all = ours.snapshots.iter_mut().flat_map(|snapshot| &mut snapshot.checks);
        for check in ours.checks.iter_mut().chain(of_all) {
            check.ok = None;
        }
        ours.outcome.verdict = Verdict::Unknown;
        ours
    };
    let mut ours = unsure();
    believe(&mut ours, &theirs, "states");
    let told = |of: &crate::model::Footer| -> Vec<_> {
        let checks = of.checks.iter().chain(&of.snapshots[0].checks);
        checks.filter(|check| check.ok.is_some()).map(|check| check.name.clone()).collect()
    };
    assert_eq!(told(&ours), ["states", "states"]);
    assert_eq!(ours.outcome.verdict, Verdict::Unknown);
    let mut ours = theirs.clone();
    ours.checks[0].ok = Some(false);
    ours.outcome.verdict = Verdict::Ok;
    believe(&mut ours, &theirs, "states");
    assert_eq!(ours.outcome.verdict, Verdict::Failed);
    let mut ours = unsure();
    theirs.checks.iter().for_each(|check| believe(&mut ours, &theirs, &check.name));
    assert_eq!(ours, theirs);
}
