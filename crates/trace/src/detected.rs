//! A run under a detector, written down in the format event by event: for whoever draws it, and for no file. There is no snapshot in it, and
//! [`restore`](crate::restore()) knows no detector. Messages of the detector are its control messages; where it begins and what it announces is told as
//! what a process does of its own accord.

use sim_core::{Action, Cause, Effect, Envelope, Happening, Observer, Schedule, StepOf, System, TraceEvent};
use snapshot::detection::{Announced, Detecting, Detector, Does, Parcel, power};
use snapshot::{Act, Computation, LogEvent, Logged, SnapshotId, Wire};

use crate::describe::Scribe;
use crate::model;

/// What is said where the detection begins.
const BEGIN: &str = "begin to detect";
/// What is announced.
const ANNOUNCE: &str = "announced";
/// What there is instead of a snapshot.
const DETECTION: SnapshotId = SnapshotId(1);

/// Writes down a run as it goes.
#[derive(Debug)]
pub struct Detected<'a, P: Computation> {
    scribe: Scribe<'a, P>,
    /// All that happened.
    pub events: Vec<model::Event>,
    /// What was chosen.
    pub schedule: Schedule,
    /// The number of the announcement.
    pub announced: Option<u64>,
}

impl<'a, P: Computation> Detected<'a, P> {
    /// For a run from its first event.
    #[must_use]
    pub fn new<D>(system: &'a System<Detecting<P, D>>) -> Self
    where
        D: Detector,
    {
        let scribe = Scribe::new(&system.protocol.underlying, &system.topology);
        Self { scribe, events: Vec::new(), schedule: Schedule::default(), announced: None }
    }
}

impl<P: Computation, D: Detector> Observer<Detecting<P, D>> for Detected<'_, P> {
    fn step(
        &mut self,
        action: Action,
        step: &StepOf<Detecting<P, D>>,
        after: &<Detecting<P, D> as sim_core::Protocol>::State,
    ) {
        self.schedule.0.push(action);
        let begins = matches!(step.cause, Cause::Internal(Does::Begins));
        let place = self.events.len();
        let events = &mut self.events;
        self.scribe.step(&logged::<P, D>(step, &after.underlying), |event| events.push(event));
        if begins && let model::What::Internal { command, .. } = &mut self.events[place].what {
            *command = BEGIN.to_string();
        }
        for Announced in step.observations() {
            let event = self.scribe.aside((step.time, step.process), ANNOUNCE, &after.underlying);
            self.announced = Some(event.seq);
            self.events.push(event);
        }
    }
}

/// The events of a step in terms of the computation, but for what is announced.
fn logged<P: Computation, D: Detector>(step: &StepOf<Detecting<P, D>>, after: &P::State) -> Vec<LogEvent<P>> {
    let state = || after.clone();
    let first = match &step.cause {
        Cause::Receive { channel, message: Envelope { id, body } } => Happening::Receive {
            channel: *channel,
            message: *id,
            body: wire(body),
            state: state(),
            waited: step.waited,
        },
        Cause::Internal(Does::Computes(command)) => {
            Happening::Internal { command: Act::Underlying(command.clone()), state: state() }
        }
        Cause::Internal(Does::Begins) => {
            Happening::Internal { command: Act::Initiate(DETECTION), state: state() }
        }
    };
    let sends = step.effects.iter().filter_map(|effect| match effect {
        Effect::Send(channel, Envelope { id, body }) => {
            Some(Happening::Send { channel: *channel, message: *id, body: wire(body) })
        }
        Effect::Observe(Announced) => None,
    });
    let event = |what| TraceEvent { time: step.time, process: step.process, what };
    [first].into_iter().chain(sends).map(event).collect()
}

/// What travels, as logs have it.
fn wire<M: Clone>(parcel: &Parcel<M>) -> Logged<M> {
    match parcel {
        Parcel::Message(body, share) => {
            let tag = share.map(|exponent| format!("weight {}", power(exponent)).into());
            Wire::Message { body: body.clone(), tag }
        }
        Parcel::Control(says) => Wire::Control { snapshot: DETECTION, body: Some(says.to_string().into()) },
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Delay, Order, ProcessId, Shape, Timed, Timing};
    use snapshot::Diffusing;
    use snapshot::detection::Beginning;
    use snapshot::detection::list::Any;
    use snapshot::detection::watch::watch;
    use snapshot::{Forwarding, TokenRing};

    use super::*;

    #[test]
    fn a_detection_is_written_down_event_by_event_with_its_beginning_and_its_announcement() {
        let computation = Diffusing { min: 1, max: 1, most: 1, active: 1 };
        let topology = Shape::Complete(2).build(Order::Unordered).unwrap();
        let beginning = Beginning::of(&computation, &topology, ProcessId(0));
        let detecting = Detecting { underlying: computation, detector: Any::Huang, beginning };
        let system = System::new(detecting, topology);
        let timing = Timing::new(Delay::fixed(3), Delay::fixed(2));
        let mut detected = Detected::new(&system);
        let watched = watch(&system, Timed::new(&system.topology, &timing, 1), 100, &mut detected).unwrap();
        let said = |event: &model::Event| match &event.what {
            model::What::Internal { command, .. } => command.clone(),
            model::What::Send { body, control, tag, .. } => format!("sends {body} {control:?} {tag:?}"),
            model::What::Recv { body, control, tag, .. } => format!("gets {body} {control:?} {tag:?}"),
            other => format!("{other:?}"),
        };
        let told: Vec<_> = detected.events.iter().map(|event| (event.seq, event.t, said(event))).collect();
        let told: Vec<_> = told.iter().map(|(seq, time, said)| format!("{seq} {time} {said}")).collect();
        let all = [
            "0 0 begin to detect",
            "1 2 send work on channel 0",
            "2 2 sends work None Some(\"weight 2^-1\")",
            "3 4 become passive",
            "4 5 gets work None Some(\"weight 2^-1\")",
            "5 7 send work on channel 1",
            "6 7 sends work None Some(\"weight 2^-2\")",
            "7 9 become passive",
            "8 9 sends weight Some(\"weight 2^-2\") None",
            "9 10 gets work None Some(\"weight 2^-2\")",
            "10 12 gets weight Some(\"weight 2^-2\") None",
            "11 12 announced",
        ];
        assert_eq!(told, all);
        assert_eq!((detected.announced, watched.announced), (Some(11), Some(12)));
        let begins = |event: &&model::Event| {
            matches!(event.what, model::What::Internal { .. } | model::What::Recv { .. })
        };
        let steps = detected.events.iter().filter(begins).count() - 1;
        assert_eq!(detected.schedule.0.len(), steps, "the announcement is no step");
    }

    #[test]
    fn what_is_in_no_log_takes_the_next_number_each_time() {
        let topology = Shape::Ring(2).build(Order::Fifo).unwrap();
        let system = System::new(TokenRing::new(Forwarding::Atomic), topology);
        let state = system.initial_state::<()>().processes[0];
        let mut scribe = Scribe::new(&system.protocol, &system.topology);
        let events = [3, 3, 5].map(|time| scribe.aside((time, ProcessId(0)), ANNOUNCE, &state));
        assert_eq!(events.map(|event| (event.seq, event.t)), [(0, 3), (1, 3), (2, 5)]);
    }
}
