//! What the oracles say of the exercise's events when these are changed: what is condemned, and what is told of it.

use sim_core::{Happening, System};
use snapshot::{Evidence, Judge, LogEvent, Offered, Recorded, TokenRing, Underlying, Verdict, Wire};
use tests::{SNAPSHOT, Scenario};

/// The window of the exercise, to be changed, and what the oracles say of what it was changed to.
struct Changed {
    events: Vec<LogEvent<TokenRing>>,
    alone: System<TokenRing>,
    base: Underlying<TokenRing>,
}

impl Changed {
    fn exercise() -> Self {
        let scenario = Scenario::exercise(3);
        let (alone, superposed) = (scenario.alone(), scenario.superposed());
        let mut experiment = scenario.setup(&alone, &superposed).timed(&scenario.timing, 0);
        experiment.run(&mut ()).unwrap();
        let (events, base) = (experiment.events().to_vec(), experiment.base().clone());
        drop(experiment);
        Self { events, alone, base }
    }

    fn verdicts(&self, over: bool) -> snapshot::oracle::Checks {
        let Self { events, alone, base } = self;
        let evidence =
            Evidence { system: alone, snapshot: SNAPSHOT, base, events, over, offers: Offered::NotSeen };
        Judge::default().judge(&evidence)
    }

    fn place(&self, wanted: impl Fn(&LogEvent<TokenRing>) -> bool) -> usize {
        self.events.iter().position(wanted).unwrap()
    }
}

/// The step in which P receives Q's marker is the last of the exercise: without it the marker is under way.
fn without_the_last_marker() -> Changed {
    let mut changed = Changed::exercise();
    let last = changed.events.iter().rposition(LogEvent::<TokenRing>::begins_step).unwrap();
    changed.events.truncate(last);
    changed
}

#[test]
fn a_marker_that_can_never_come_is_told_apart_from_one_that_has_not_come_yet() {
    let changed = without_the_last_marker();
    let Verdict::Unknown(why) = &changed.verdicts(false)[0].verdict else { panic!("it may still come") };
    assert_eq!(why, "the record of Q->P is not closed yet: markers are still under way");
    let Verdict::Violated(violation) = &changed.verdicts(true)[0].verdict else { panic!("it never comes") };
    assert_eq!(
        violation.reason,
        "the record of Q->P is not closed and never will: the marker sent on Q->P never came"
    );
    let sent = changed.place(|event| {
        event.process.0 == 1 && matches!(event.what, Happening::Send { body: Wire::Marker(_), .. })
    });
    assert_eq!(violation.events, [sent]);
}

#[test]
fn a_marker_that_a_later_message_overtook_in_a_fifo_channel_never_comes() {
    let mut changed = without_the_last_marker();
    // As the marker was sent, and as the last m came from the same channel: of a message behind the marker.
    let mut send = changed.events[changed.place(|event| {
        event.process.0 == 1 && matches!(event.what, Happening::Send { body: Wire::Underlying(_), .. })
    })]
    .clone();
    let mut receive = changed.events[changed.place(|event| {
        event.process.0 == 0 && matches!(event.what, Happening::Receive { body: Wire::Underlying(_), .. })
    })]
    .clone();
    for event in [&mut send, &mut receive] {
        if let Happening::Send { message, .. } | Happening::Receive { message, .. } = &mut event.what {
            message.0 = 9999;
        }
    }
    changed.events.extend([send, receive]);
    assert!(matches!(&changed.verdicts(false)[0].verdict, Verdict::Violated(_)));
}

#[test]
fn a_record_that_was_closed_without_a_marker_is_not_told_to_be_closed_by_one() {
    let mut changed = without_the_last_marker();
    let recorded = changed.place(|event| matches!(event.what, Happening::Observe(Recorded::Message { .. })));
    let recording = changed.place(|event| matches!(event.what, Happening::Observe(Recorded::Process { .. })));
    let Happening::Observe(Recorded::Message { channel, snapshot, .. }) = changed.events[recorded].what
    else {
        panic!("it was found as one")
    };
    changed.events.remove(recorded);
    let closed = LogEvent::<TokenRing> {
        what: Happening::Observe(Recorded::Closed { snapshot, channel }),
        ..changed.events[recording].clone()
    };
    changed.events.insert(recording + 1, closed);
    let Verdict::Violated(violation) = &changed.verdicts(false)[2].verdict else { panic!("m is lost") };
    assert!(
        violation.reason.ends_with("was in Q->P at the cut, but was not recorded there"),
        "{}",
        violation.reason
    );
    let told = violation.story.last().unwrap();
    assert!(told.ends_with("though no marker had come from it"), "{told}");
}

#[test]
fn every_message_that_is_wrongly_recorded_is_condemned_and_not_the_first_alone() {
    let mut changed = Changed::exercise();
    // Q has two more messages in its record than there were.
    let closed = changed.place(|event| {
        event.process.0 == 1 && matches!(event.what, Happening::Observe(Recorded::Closed { .. }))
    });
    let Happening::Observe(Recorded::Closed { channel, snapshot }) = changed.events[closed].what else {
        panic!("it was found as one")
    };
    let body = changed.events.iter().find_map(|event| match &event.what {
        Happening::Observe(Recorded::Message { message, .. }) => Some(message.clone()),
        _ => None,
    });
    let record = LogEvent::<TokenRing> {
        what: Happening::Observe(Recorded::Message { snapshot, channel, message: body.unwrap() }),
        ..changed.events[closed].clone()
    };
    let from_p = |event: &LogEvent<TokenRing>| matches!(event.what, Happening::Receive { channel: on, body: Wire::Underlying(_), .. } if on == channel);
    let received = changed.place(from_p);
    changed.events.insert(received + 1, record);
    let kept = changed.place(|event| matches!(event.what, Happening::Observe(Recorded::Message { channel: on, .. }) if on != channel));
    changed.events.remove(kept);
    let Verdict::Violated(violation) = &changed.verdicts(false)[2].verdict else {
        panic!("m is in two places")
    };
    let receipts = violation.events.iter().filter(|place| changed.events[**place].begins_step()).count();
    assert_eq!(receipts, 2, "{violation:?}: the one that was lost and the one that was not there");
}
