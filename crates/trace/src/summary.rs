//! A run that is over and judged, whatever its algorithm; and what it came to, in the format: the outcome, each recorded global state,
//! the verdicts.

mod incidents;
mod order;
#[cfg(test)]
pub(crate) mod tests;
mod wait_for;
mod waited;

use std::borrow::Cow;

use indexmap::IndexMap;
use sim_core::{Happening, Queue, Scheduler, System, VirtualTime};
use snapshot::oracle::one_message::{self, Count};
use snapshot::oracle::{Check, Law, Overall, Verdict, overall};
use snapshot::{
    Aim, Carries as _, Computation, Costs, Experiment, Good, Judgement, Layer, LogEvent, Recorded, Stopped,
    Underlying, Wait,
};

use crate::describe::{held, message};
use crate::model;
use crate::transcript::{self, transcripts};

/// A run that is over and judged.
#[derive(Debug)]
pub struct Finished<'a, P: Computation> {
    /// The computation.
    pub system: &'a System<P>,
    /// The underlying global state before the window.
    pub base: Underlying<P>,
    /// The events of the window; none, if they were not kept.
    pub window: Cow<'a, [LogEvent<P>]>,
    /// Whether they were kept. Of a run whose events were not, nobody knows why a claim is wrong, nor whether it was ever in a recorded state.
    pub has_events: bool,
    /// How many events happened before it.
    pub events_before: u64,
    /// How many events there were in all.
    pub events: u64,
    /// How many control messages the algorithm should send, if that is known.
    pub law: Option<Law>,
    /// The snapshots, each with what was recorded and what the oracles said.
    pub judgements: Vec<Judgement<P>>,
    /// Why the run ended.
    pub stopped: Stopped,
    /// The virtual time of the last event.
    pub end_time: VirtualTime,
    /// What was delivered.
    pub delivered: model::Delivered,
    /// The messages of the computation in flight at the end, by channel; not of a run whose events were not kept.
    pub in_flight: Vec<Vec<model::Message>>,
    /// The stretches in which the algorithm kept processes from acting, where that was seen.
    pub waits: Vec<model::Wait>,
    /// What was waited for, in a run that was to go on until a snapshot shows it.
    pub until: Option<model::Until>,
    /// The schedule that makes the run again, when a check failed.
    pub schedule: Option<String>,
}

impl<'a, P: Computation> Finished<'a, P> {
    /// What an experiment has come to, judged; without a schedule.
    #[must_use]
    pub fn of<Q: Layer<P>, S: Scheduler<Q>>(
        experiment: Experiment<'a, P, Q, S>,
        stopped: Stopped,
        judgements: Vec<Judgement<P>>,
    ) -> Self {
        let system = experiment.underlying();
        let has_events = experiment.keeps();
        let channels = if has_events { system.topology.channels().len() } else { 0 };
        let mut in_flight = vec![Vec::new(); channels];
        if has_events {
            experiment.scheduler().in_flight(|channel, id, wire| {
                let of_computation = wire.message().map(|body| message(&system.protocol, Some(id.0), body));
                in_flight[channel.index()].extend(of_computation);
            });
        }
        let (law, events_before, events) =
            (experiment.law(), experiment.events_before(), experiment.events_so_far());
        let wait = |wait: &Wait| model::Wait {
            process: system.topology.name(wait.process).to_string(),
            from: events_before + wait.from as u64,
            until: wait.until.map(|until| events_before + until as u64),
        };
        let waits = experiment.waits().iter().map(wait).collect();
        let (end_time, delivered) = (experiment.now(), experiment.delivered().into());
        let (base, window) = experiment.into_window();
        Self {
            system,
            base,
            window: Cow::Owned(window),
            has_events,
            events_before,
            events,
            law,
            judgements,
            stopped,
            end_time,
            delivered,
            in_flight,
            waits,
            until: None,
            schedule: None,
        }
    }

    /// The summary in the format; `digest` is that of all events.
    #[must_use]
    pub fn footer(&self, digest: String) -> model::Footer {
        let topology = &self.system.topology;
        let in_flight =
            topology.channel_ids().zip(&self.in_flight).filter(|(_, messages)| !messages.is_empty());
        model::Footer {
            outcome: model::Outcome {
                verdict: self.verdict().into(),
                stopped: self.stopped.into(),
                end_time: self.end_time,
                events: self.events,
                messages: self.delivered,
                in_flight: in_flight
                    .map(|(channel, messages)| (topology.channel_name(channel), messages.clone()))
                    .collect(),
                waits: self.waits.clone(),
                digest,
                order: self.order(),
                until: self.until.clone(),
                schedule: self.schedule.clone(),
            },
            snapshots: self.snapshots(),
            checks: self.worst_checks(),
            transcript: self.transcript(),
        }
    }

    /// What a message of the algorithm is called.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        Law::word(self.law)
    }

    /// The verdict on all snapshots together.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        Overall::of(self.judgements.iter().map(Judgement::verdict))
    }

    /// The transcript of each process for the first snapshot.
    #[must_use]
    pub fn transcript(&self) -> IndexMap<String, Vec<String>> {
        let topology = &self.system.topology;
        // The exercise's words tell of channels, and of a recovery line none is recorded.
        let is_told = |judgement: &&Judgement<P>| judgement.recorded.aim == Aim::GlobalState;
        let Some(first) = self.judgements.first().filter(is_told) else { return IndexMap::new() };
        let events = self.until_complete();
        let lines = transcripts(&transcript::Source {
            computation: &self.system.protocol,
            topology,
            snapshot: first.snapshot,
            base: &self.base,
            events,
            in_flight: in_flight_after::<P>(&self.base, events),
        });
        topology.processes().map(|process| topology.name(process).to_string()).zip(lines).collect()
    }

    /// The events of the window until the snapshots were complete: a given schedule may go on.
    fn until_complete(&self) -> &[LogEvent<P>] {
        let recorded = |event: &LogEvent<P>| match &event.what {
            Happening::Observe(recorded) => !matches!(recorded, Recorded::Incident(_)),
            _ => false,
        };
        match self.window.iter().rposition(recorded) {
            Some(last) if self.stopped == Stopped::SnapshotComplete => {
                let rest = &self.window[last + 1..];
                let end = rest.iter().position(LogEvent::<P>::begins_step).unwrap_or(rest.len());
                &self.window[..=last + end]
            }
            _ => &self.window,
        }
    }

    /// Each good, counted in a recorded state.
    pub fn counts(&self, judgement: &Judgement<P>) -> impl Iterator<Item = (Good, Count)> {
        one_message::counts(&self.system.protocol, &judgement.goods, &judgement.recorded)
    }

    /// For each oracle what it said of the snapshot that fared worst, of those that are judged.
    fn worst_checks(&self) -> Vec<model::Check> {
        let judged = || self.judgements.iter().filter(|judgement| !judgement.checks.is_empty());
        let Some(first) = judged().next() else { return Vec::new() };
        let rank = |place: usize, judgement: &&Judgement<P>| match overall(&judgement.checks[place..=place]) {
            Overall::Violated => 0,
            Overall::Unknown => 1,
            Overall::Holds => 2,
        };
        let worst = |place| {
            let worst = judged().min_by_key(|judgement| rank(place, judgement));
            let judgement = worst.expect("there is a first");
            self.check(judgement, &judgement.checks[place])
        };
        (0..first.checks.len()).map(worst).collect()
    }

    fn snapshots(&self) -> Vec<model::Snapshot> {
        let each = self.judgements.iter().zip(self.wait_for());
        each.filter_map(|(judgement, wait_for)| {
            Some(model::Snapshot { wait_for, ..self.snapshot(judgement)? })
        })
        .collect()
    }

    fn snapshot(&self, judgement: &Judgement<P>) -> Option<model::Snapshot> {
        let (topology, recorded, costs) = (&self.system.topology, &judgement.recorded, &judgement.costs);
        let processes = topology.processes().zip(&recorded.processes).filter_map(|(process, record)| {
            let recording = record.first.as_ref()?;
            let state = held(&self.system.protocol, &recording.state);
            let event = self.seq(recording.event);
            let stays_at = (record.times == 0).then_some(recording.snapshot.0);
            Some((
                topology.name(process).to_string(),
                model::ProcessState { state, at: recording.time, event, stays_at },
            ))
        });
        let is_global_state = recorded.aim == Aim::GlobalState;
        let channels = topology.channel_ids().zip(&recorded.channels).filter(|_| is_global_state);
        let channels = channels.map(|(channel, record)| {
            let messages = record
                .messages
                .iter()
                .map(|(id, body)| message(&self.system.protocol, id.map(|id| id.0), body));
            (topology.channel_name(channel), messages.collect())
        });
        let names = judgement.initiators.iter().map(|process| topology.name(*process).to_string());
        let names: Vec<String> = names.collect();
        Some(model::Snapshot {
            id: judgement.snapshot.0,
            initiator: names.first().cloned().unwrap_or_default(),
            initiators: if names.len() > 1 { names } else { Vec::new() },
            started_at: costs.started_at?,
            completed_at: costs.completed_at,
            processes: processes.collect(),
            channels: channels.collect(),
            checks: judgement.checks.iter().map(|check| self.check(judgement, check)).collect(),
            occurred: costs.completed_at.filter(|_| is_global_state).map(|_| self.occurred(judgement)),
            wait_for: None,
            costs: model::Costs {
                markers: costs.markers,
                recorded_messages: costs.recorded_messages,
                refused: costs
                    .refused
                    .map(|refused| model::Refused { messages: refused.messages, ticks: refused.ticks }),
                blocked: costs.blocked,
                stored: (costs.stored > costs.recorded_messages).then_some(costs.stored),
                across: costs.across,
                bits: bits(costs),
                recorded: costs.until_recorded(),
                duration: costs.duration(),
                in_flight: model::InFlight { max: costs.most_in_flight, mean: costs.mean_in_flight() },
            },
        })
    }

    fn occurred(&self, judgement: &Judgement<P>) -> model::Occurred {
        match judgement.occurrence {
            None => model::Occurred { ever: false, from: None, until: None, event: None },
            Some(occurrence) => model::Occurred {
                ever: true,
                from: occurrence.from,
                until: occurrence.until,
                event: occurrence.after.map(|place| self.seq(place)),
            },
        }
    }

    /// The `seq` of an event of the window.
    fn seq(&self, place: usize) -> u64 {
        self.events_before + place as u64
    }

    fn check(&self, judgement: &Judgement<P>, check: &Check) -> model::Check {
        let (ok, reason, story, events) = match &check.verdict {
            Verdict::Holds => (Some(true), None, Vec::new(), Vec::new()),
            Verdict::Unknown(why) => (None, Some(why.clone()), Vec::new(), Vec::new()),
            Verdict::Violated(violation) => {
                let events = violation.events.iter().map(|place| self.seq(*place));
                let (reason, story) = (violation.reason.clone(), violation.story.clone());
                (Some(false), Some(reason), story, events.collect())
            }
        };
        let counts = check.name == one_message::CLAIM.name && ok.is_some();
        let amounts = counts.then(|| self.counts(judgement)).into_iter().flatten();
        let amount = |(good, Count { recorded, expected }): (Good, Count)| {
            (good.name.into_owned(), model::Amount { recorded, expected })
        };
        let amounts = amounts.map(amount).collect();
        model::Check { name: check.name.to_string(), ok, amounts, reason, story, events }
    }
}

/// What messages carried for the algorithm, if anything.
fn bits(costs: &Costs) -> Option<model::Bits> {
    let (on_messages, in_control) = (costs.bits_on_messages(), costs.bits_in_control());
    let carried = on_messages + in_control > 0;
    carried.then_some(model::Bits { messages: costs.sent, on_messages, in_control })
}

/// How many messages of the computation are in flight in each channel after these events.
fn in_flight_after<P: Computation>(base: &Underlying<P>, events: &[LogEvent<P>]) -> Vec<usize> {
    let mut in_flight: Vec<usize> = base.channels.iter().map(Queue::len).collect();
    for event in events {
        match &event.what {
            Happening::Send { channel, body, .. } if body.message().is_some() => {
                in_flight[channel.index()] += 1;
            }
            // A damaged file may tell of more receipts than sends.
            Happening::Receive { channel, body, .. } if body.message().is_some() => {
                in_flight[channel.index()] = in_flight[channel.index()].saturating_sub(1);
            }
            _ => {}
        }
    }
    in_flight
}
