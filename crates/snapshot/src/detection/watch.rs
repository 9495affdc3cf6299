//! The judge of a run under a detector: it goes by the run and by the computation's own handlers, and never asks the detector.
//!
//! Three things are claimed, and [`Watched::verdict`] says which is wrong: what is announced is true then; what has become true is announced
//! before nothing can happen any more; and the computation does what it would have done alone. What a detector pays is counted here too, and
//! held against a formula in [`price`](super::price).

use sim_core::{
    Action, Advance, Cause, Context, Effect, Observer, ProcessId, Scheduler, Simulation, StepError, StepOf,
    System, VirtualTime,
};

use super::{Detecting, Detector, Does, Parcel, is_passive};
use crate::computation::Computation;
use crate::oracle::Overall;

/// What came of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Watched {
    /// When the computation had terminated, if it has.
    pub terminated: Option<VirtualTime>,
    /// The number of the event that began the step with which it had; nothing, if it had from the beginning.
    pub became: Option<u64>,
    /// When that was announced, if it was.
    pub announced: Option<VirtualTime>,
    /// Who was active at the end.
    pub active: Vec<ProcessId>,
    /// How many messages of the computation were under way.
    pub under_way: u64,
    /// How many messages the computation sent.
    pub messages: u64,
    /// How many the detector sent.
    pub control: u64,
    /// In how many steps the starter sent some of these.
    pub rounds: u64,
    /// How often another process came to be passive: it had been active, or received a message that made it so and did all at once.
    pub rests: u64,
    /// How many processes were active at first, besides the starter.
    pub others: u64,
    /// Whether nothing could happen any more.
    pub quiet: bool,
    /// Whether the computation did anything that it would not have done alone.
    pub disturbed: bool,
    /// Whether a schedule that was given goes on behind the end of the run.
    pub has_more: bool,
}

/// What is wrong with a detection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wrong {
    /// It was announced, and was not so.
    Untrue,
    /// It was so, and nothing can happen any more, and it was not announced.
    Unannounced,
    /// The computation did not do what it would have done alone.
    Disturbed,
}

impl Watched {
    /// What is wrong, if anything is.
    #[must_use]
    pub fn wrong(&self) -> Option<Wrong> {
        if self.disturbed {
            Some(Wrong::Disturbed)
        } else if self.announced.is_some() && self.terminated.is_none() {
            Some(Wrong::Untrue)
        } else if self.announced.is_none() && self.quiet {
            Some(Wrong::Unannounced)
        } else {
            None
        }
    }

    /// Whether all is as it is claimed; unknown, if the run was given up before.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        match self.wrong() {
            Some(_) => Overall::Violated,
            None if self.announced.is_none() => Overall::Unknown,
            None => Overall::Holds,
        }
    }

    /// For how long it was so and not announced.
    #[must_use]
    pub fn latency(&self) -> Option<VirtualTime> {
        Some(self.announced? - self.terminated?)
    }
}

/// What a given schedule asks for and is not enabled, and what is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotEnabled {
    /// The step, and what it should be.
    pub step: StepError,
    /// What is enabled there.
    pub enabled: Vec<Action>,
}

/// Runs until something is announced, nothing can happen any more, or as many events have happened.
///
/// # Errors
/// When a given schedule asks for a step that is not enabled.
pub fn watch<P, D, S>(
    system: &System<Detecting<P, D>>,
    scheduler: S,
    max_events: u64,
    observer: &mut impl Observer<Detecting<P, D>>,
) -> Result<Watched, NotEnabled>
where
    P: Computation,
    D: Detector,
    S: Scheduler<Detecting<P, D>>,
{
    let mut simulation = Simulation::new(system, scheduler);
    let mut watch = Watch::of(system);
    while watch.seen.announced.is_none() && simulation.events() < max_events {
        let enabled = |simulation: &Simulation<'_, _, _>| system.enabled(&simulation.state());
        match simulation.step(&mut (&mut watch, &mut *observer)) {
            Ok(Advance::Performed) => {}
            Ok(Advance::Over(_)) => {
                // A schedule may end before all has happened that can.
                watch.seen.quiet = enabled(&simulation).is_empty();
                break;
            }
            Err(step) => return Err(NotEnabled { step, enabled: enabled(&simulation) }),
        }
    }
    watch.seen.has_more = simulation.scheduler().has_more();
    Ok(watch.end())
}

/// Who watches: the computation alone, step by step.
struct Watch<'a, P: Computation, D> {
    system: &'a System<Detecting<P, D>>,
    processes: Vec<P::State>,
    passive: Vec<bool>,
    /// How many events there were before this step.
    events: u64,
    seen: Watched,
}

impl<'a, P: Computation, D: Detector> Watch<'a, P, D> {
    fn of(system: &'a System<Detecting<P, D>>) -> Self {
        let Detecting { underlying, beginning, .. } = &system.protocol;
        let topology = &system.topology;
        let initial = |process| underlying.initial_state(Context { process, topology });
        let processes = topology.processes().map(initial).collect();
        let passive = beginning.active.iter().map(|active| !active).collect();
        let others = beginning.others().count() as u64;
        let mut watch =
            Self { system, processes, passive, events: 0, seen: Watched { others, ..Watched::default() } };
        watch.see(0, None);
        watch
    }

    /// Notes whether the computation has terminated, with a step that began with this event.
    fn see(&mut self, now: VirtualTime, event: Option<u64>) {
        if self.seen.terminated.is_none() && self.seen.under_way == 0 && !self.passive.contains(&false) {
            (self.seen.terminated, self.seen.became) = (Some(now), event);
        }
    }

    fn end(self) -> Watched {
        let processes = (0..).map(ProcessId).zip(self.passive);
        let active = processes.filter_map(|(process, passive)| (!passive).then_some(process)).collect();
        Watched { active, ..self.seen }
    }

    /// Lets the computation do the same by itself; whether it does.
    fn perform(&mut self, step: &StepOf<Detecting<P, D>>, after: &P::State) -> bool {
        let System { protocol: Detecting { underlying, .. }, topology } = self.system;
        let cx = Context { process: step.process, topology };
        let state = &mut self.processes[step.process.index()];
        let event = match &step.cause {
            Cause::Receive { channel, message } => match &message.body {
                Parcel::Message(body, _) => {
                    Some(sim_core::Event::Receive { channel: *channel, message: body.clone() })
                }
                Parcel::Control(_) => None,
            },
            Cause::Internal(Does::Computes(command)) => Some(sim_core::Event::Internal(command.clone())),
            Cause::Internal(Does::Begins) => None,
        };
        let mut sent = Vec::new();
        if let Some(event) = event {
            underlying.handle(cx, state, event, &mut sent);
        }
        let sends = sent.iter().filter_map(|effect| match effect {
            Effect::Send(channel, message) => Some((*channel, message)),
            Effect::Observe(()) => None,
        });
        let told = step.sends().filter_map(|(channel, message)| match &message.body {
            Parcel::Message(body, _) => Some((channel, body)),
            Parcel::Control(_) => None,
        });
        state == after && sends.eq(told)
    }
}

impl<P: Computation, D: Detector> Observer<Detecting<P, D>> for Watch<'_, P, D> {
    fn step(
        &mut self,
        _: Action,
        step: &StepOf<Detecting<P, D>>,
        after: &<Detecting<P, D> as sim_core::Protocol>::State,
    ) {
        self.seen.disturbed |= !self.perform(step, &after.underlying);
        let System { protocol, topology } = self.system;
        let cx = Context { process: step.process, topology };
        let passive = is_passive(&protocol.underlying, cx, &after.underlying);
        let was_passive = std::mem::replace(&mut self.passive[step.process.index()], passive);
        let receives = matches!(&step.cause, Cause::Receive { message, .. } if matches!(message.body, Parcel::Message(..)));
        self.seen.under_way -= u64::from(receives);
        let control = step.sends().filter(|(_, message)| matches!(message.body, Parcel::Control(_))).count();
        let messages = (step.sends().count() - control) as u64;
        let seen = &mut self.seen;
        seen.under_way += messages;
        seen.messages += messages;
        seen.control += control as u64;
        if step.process == protocol.beginning.starter {
            seen.rounds += u64::from(control > 0);
        } else {
            seen.rests += u64::from(passive && (!was_passive || receives));
        }
        self.see(step.time, Some(self.events));
        self.events += 1 + step.effects.len() as u64;
        if step.observations().next().is_some() {
            self.seen.announced = Some(step.time);
        }
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Delay, Timed, Timing, Topology};

    use super::super::Beginning;
    use super::super::list::Any;
    use super::*;
    use crate::computation::{Bank, Forwarding, TokenFault, TokenRing};

    fn over<P: Computation>(computation: P) -> System<Detecting<P, Any>> {
        let topology = Topology::ring(2).unwrap();
        let beginning = Beginning::of(&computation, &topology, ProcessId(0));
        System::new(Detecting { underlying: computation, detector: Any::Safra, beginning }, topology)
    }

    /// Whether a run of the one is one in which the other is disturbed.
    fn disturbs<P: Computation>(run: P, watched: P) -> bool {
        let (run, watched) = (over(run), over(watched));
        let timing = Timing::new(Delay::fixed(3), Delay::fixed(2));
        let mut simulation = Simulation::new(&run, Timed::new(&run.topology, &timing, 1));
        let mut watch = Watch::of(&watched);
        while simulation.steps() < 12 && simulation.step(&mut watch).unwrap() == Advance::Performed {}
        watch.end().disturbed
    }

    #[test]
    fn a_computation_is_disturbed_that_comes_to_another_state_or_sends_something_else_than_it_would_alone() {
        let bank = |balance| Bank::alike(balance, 3);
        assert!(!disturbs(bank(5), bank(5)));
        assert!(disturbs(bank(5), bank(6)), "all is sent that should be, and the states are others");
        let ring = |fault| TokenRing { fault, ..TokenRing::new(Forwarding::Atomic) };
        assert!(!disturbs(ring(None), ring(None)));
        assert!(disturbs(ring(None), ring(Some(TokenFault::Double(2)))), "it should have been sent twice");
    }

    #[test]
    fn what_is_announced_is_to_be_true_what_is_true_to_be_announced_and_nothing_to_be_disturbed() {
        let of = |terminated, announced, quiet, disturbed| {
            let watched = Watched { terminated, announced, quiet, disturbed, ..Watched::default() };
            (watched.wrong(), watched.verdict(), watched.latency())
        };
        assert_eq!(of(Some(3), Some(8), false, false), (None, Overall::Holds, Some(5)));
        assert_eq!(of(Some(3), Some(8), true, false), (None, Overall::Holds, Some(5)));
        assert_eq!(of(None, Some(8), false, false), (Some(Wrong::Untrue), Overall::Violated, None));
        assert_eq!(of(Some(3), None, true, false), (Some(Wrong::Unannounced), Overall::Violated, None));
        assert_eq!(of(Some(3), None, false, false), (None, Overall::Unknown, None));
        assert_eq!(of(None, None, false, false), (None, Overall::Unknown, None));
        assert_eq!(of(Some(3), Some(8), true, true), (Some(Wrong::Disturbed), Overall::Violated, Some(5)));
    }
}
