//! The judge of a run under a detector: it goes by the run and by the computation's own handlers, and never asks the detector.
//!
//! Three things are claimed, and [`Watched::verdict`] says which is wrong: what is announced is true then; what has become true is announced
//! before nothing can happen any more; and the computation does what it would have done alone.

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
    /// Whether nothing could happen any more.
    pub quiet: bool,
    /// Whether the computation did anything that it would not have done alone.
    pub disturbed: bool,
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

/// Runs until something is announced, nothing can happen any more, or as many events have happened.
///
/// # Errors
/// When a given schedule asks for a step that is not enabled.
pub fn watch<P, D, S>(
    system: &System<Detecting<P, D>>,
    scheduler: S,
    max_events: u64,
    observer: &mut impl Observer<Detecting<P, D>>,
) -> Result<Watched, StepError>
where
    P: Computation,
    D: Detector,
    S: Scheduler<Detecting<P, D>>,
{
    let mut simulation = Simulation::new(system, scheduler);
    let mut watch = Watch::of(system);
    while watch.seen.announced.is_none() && simulation.events() < max_events {
        if simulation.step(&mut (&mut watch, &mut *observer))? != Advance::Performed {
            // A schedule may end before all has happened that can.
            watch.seen.quiet = system.enabled(&simulation.state()).is_empty();
            break;
        }
    }
    Ok(watch.end())
}

/// Who watches: the computation alone, step by step.
struct Watch<'a, P: Computation, D> {
    system: &'a System<Detecting<P, D>>,
    processes: Vec<P::State>,
    passive: Vec<bool>,
    seen: Watched,
}

impl<'a, P: Computation, D: Detector> Watch<'a, P, D> {
    fn of(system: &'a System<Detecting<P, D>>) -> Self {
        let Detecting { underlying, beginning, .. } = &system.protocol;
        let topology = &system.topology;
        let initial = |process| underlying.initial_state(Context { process, topology });
        let processes = topology.processes().map(initial).collect();
        let passive = beginning.active.iter().map(|active| !active).collect();
        let mut watch = Self { system, processes, passive, seen: Watched::default() };
        watch.see(0);
        watch
    }

    /// Notes whether the computation has terminated.
    fn see(&mut self, now: VirtualTime) {
        if self.seen.terminated.is_none() && self.seen.under_way == 0 && !self.passive.contains(&false) {
            self.seen.terminated = Some(now);
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
        self.passive[step.process.index()] = is_passive(&protocol.underlying, cx, &after.underlying);
        if let Cause::Receive { message, .. } = &step.cause
            && matches!(message.body, Parcel::Message(..))
        {
            self.seen.under_way -= 1;
        }
        for (_, message) in step.sends() {
            let seen = &mut self.seen;
            match message.body {
                Parcel::Message(..) => {
                    seen.under_way += 1;
                    seen.messages += 1;
                }
                Parcel::Control(_) => seen.control += 1,
            }
        }
        self.see(step.time);
        if step.observations().next().is_some() {
            self.seen.announced = Some(step.time);
        }
    }
}
