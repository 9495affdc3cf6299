//! What the oracles say of the exercise's events when these are changed: what is condemned, and what is told of it.

use sim_core::{Happening, System};
use snapshot::oracle::{Evidence, Law, Verdict};
use snapshot::{Carries as _, Judge, Judgement, LogEvent, Offered, Recorded, TokenRing, Underlying};
use tests::{SNAPSHOT, Scenario, reperformed};

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

    fn verdicts(&self) -> snapshot::oracle::Checks {
        let Self { events, alone, base } = self;
        let evidence = Evidence {
            system: alone,
            snapshot: SNAPSHOT,
            base,
            events,
            over: false,
            offers: Offered::NotSeen,
            law: Some(Law::MARKERS),
        };
        Judgement::of(&evidence, &mut Judge::default()).checks
    }

    fn place(&self, wanted: impl Fn(&LogEvent<TokenRing>) -> bool) -> usize {
        self.events.iter().position(wanted).unwrap()
    }
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
        Happening::Observe(Recorded::Message { message, .. }) => Some(*message),
        _ => None,
    });
    let from_p = |event: &LogEvent<TokenRing>| matches!(&event.what, Happening::Receive { channel: on, body, .. } if *on == channel && body.message().is_some());
    let received = changed.place(from_p);
    let Happening::Receive { message, .. } = changed.events[received].what else { panic!("it is one") };
    let (which, message) = (Some(message), body.unwrap());
    let record = LogEvent::<TokenRing> {
        what: Happening::Observe(Recorded::Message { snapshot, channel, message, which }),
        ..changed.events[closed].clone()
    };
    changed.events.insert(received + 1, record);
    let kept = changed.place(|event| matches!(event.what, Happening::Observe(Recorded::Message { channel: on, .. }) if on != channel));
    changed.events.remove(kept);
    let Verdict::Violated(violation) = &changed.verdicts()[2].verdict else { panic!("m is in two places") };
    let receipts = violation.events.iter().filter(|place| changed.events[**place].begins_step()).count();
    assert_eq!(receipts, 2, "{violation:?}: the one that was lost and the one that was not there");
}

#[test]
fn of_events_in_another_order_or_with_one_missing_the_same_is_said_by_whoever_sees_them_one_by_one() {
    let right = Changed::exercise();
    let is_judged = |events: &[LogEvent<TokenRing>]| {
        // Events of several processes or times are no step, and what is said of them does not matter.
        let mut steps = events.chunk_by(|_, next| !next.begins_step());
        if !steps.all(|step| {
            step.iter().all(|event| (event.process, event.time) == (step[0].process, step[0].time))
        }) {
            return;
        }
        let Changed { alone, base, .. } = &right;
        let (snapshot, offers) = (SNAPSHOT, Offered::NotSeen);
        let law = Some(Law::MARKERS);
        let evidence = Evidence { system: alone, snapshot, base, events, over: false, offers, law };
        let judgement = Judgement::of(&evidence, &mut Judge::default());
        reperformed::is_what_the_events_tell(&evidence, &[judgement]);
    };
    for place in 0..right.events.len() {
        let mut events = right.events.clone();
        events.remove(place);
        is_judged(&events);
        for other in 0..place {
            let mut events = right.events.clone();
            events.swap(place, other);
            is_judged(&events);
        }
    }
}
