//! Going back: a recorded global state as the state in which a run begins again.
//!
//! *Any* run from S\* is a run of the computation, for S\* can be reached (Theorem 1 of the paper); and the events of the run after the cut,
//! in their order, lead from S\* to the state in which the run ended. That is what snapshots are taken for where processes crash. Nothing
//! here believes it: what was recorded wrongly begins again as wrong as it is, and `judge` says what is lost or doubled.
//!
//! Nothing here knows times or seeds: who runs on brings a scheduler.

mod back_to;
mod crash;
mod judge;
mod line;
mod lines;
mod second_life;
mod start;

use sim_core::{
    Advance, End, Envelope, GlobalState, MessageId, Observer, Scheduler, Simulation, StepError, System,
};

use crate::computation::{Computation, Underlying};
use crate::computation_event::ComputationEvent;
use crate::contents;
use crate::cut::Cut;
use crate::log::LogEvent;
use crate::rerun;
pub use back_to::{BackTo, OwnCheckpoint};
pub use crash::{AnyMoment, Checkpointed, Loss, OUTPUTS, Outputs};
pub use judge::{CONSERVED, SAME_END, STABLE, amount, conserved, stable};
pub use line::{Domino, Passed, fall};
pub use second_life::SecondLife;
use start::across;
pub use start::gone_back;

/// Performs the events after the cut in their order, or all of them if there is no cut and it began again at the beginning: how far that
/// goes; and why no further, if the computation could not have gone on like this.
pub fn go_on<P: Computation>(
    system: &System<P>,
    start: &Underlying<P>,
    events: &[LogEvent<P>],
    cut: Option<&Cut<'_, P>>,
) -> (Life<P>, Option<String>) {
    let mut life = Life { end: start.clone(), steps: 0, sent: 0, over: None };
    if let Some(cut) = cut {
        name_messages(system, &mut life.end, cut);
    }
    let mut place = 0;
    for step in rerun::steps::<P>(events) {
        if !cut.is_some_and(|cut| cut.is_prerecording(place)) {
            if let Err(why) = rerun::rerun(system, &mut life.end, step) {
                return (life, Some(why));
            }
            let event = ComputationEvent::of(&system.protocol, step);
            life.steps += u64::from(event.is_some());
            life.sent += event.map_or(0, |event| event.sent.len() as u64);
        }
        place += step.len();
    }
    (life, None)
}

/// Gives the messages in the channels of a restored state the identities that the events after the cut know them by: in each channel that
/// has just what was in flight across the cut, as values. Which of two messages alike was recorded does not matter.
fn name_messages<P: Computation>(system: &System<P>, state: &mut Underlying<P>, cut: &Cut<'_, P>) {
    let in_flight = across(system, cut);
    for ((channel, queue), was) in system.topology.channels().iter().zip(&mut state.channels).zip(in_flight) {
        let here: Vec<_> = queue.iter().map(|message| (Some(message.id), message.body.clone())).collect();
        if contents::same(channel.order, &was, &here) {
            *queue = was.into_iter().collect();
        }
    }
}

/// The state to which these events led, by what they say and no handler.
#[must_use]
pub fn end_of<P: Computation>(base: &Underlying<P>, events: &[LogEvent<P>]) -> Underlying<P> {
    let mut state = base.clone();
    events.iter().for_each(|event| rerun::told::<P>(&mut state, event));
    state
}

/// What is otherwise in the state that was reached than in the one in which the run ended: of the first process or channel, in words.
#[must_use]
pub fn difference<P: Computation>(
    System { protocol, topology }: &System<P>,
    reached: &Underlying<P>,
    ended: &Underlying<P>,
) -> Option<String> {
    for process in topology.processes() {
        let (here, there) = (reached.process(process), ended.process(process));
        if here != there {
            let [here, there] = [here, there].map(|state| protocol.print_state(state));
            return Some(format!("{} comes to {here}, and was in {there}", topology.name(process)));
        }
    }
    topology.channel_ids().find_map(|channel| {
        let (here, there) = (reached.channel(channel), ended.channel(channel));
        let was: Vec<_> = there.iter().map(|message| (Some(message.id), message.body.clone())).collect();
        let same = contents::same(topology.channel(channel).order, here, &was);
        (!same).then(|| {
            let name = topology.channel_name(channel);
            format!("{name} comes to hold {}, and held {}", words(here.len()), words(there.len()))
        })
    })
}

fn words(messages: usize) -> String {
    sim_core::words::counted(messages, "message")
}

/// A run from a given state, as far as it went.
#[derive(Debug)]
pub struct Life<P: Computation> {
    /// The state to which it came.
    pub end: Underlying<P>,
    /// How many steps that took.
    pub steps: u64,
    /// How many messages were sent.
    pub sent: u64,
    /// Why it ended, if not because so many steps are enough.
    pub over: Option<End>,
}

/// Runs on from a state, for at most so many steps. What is in its channels is under way from the beginning on.
///
/// # Errors
/// When a given schedule asks for a step that is not enabled.
pub fn run_on<P: Computation, S: Scheduler<P>>(
    system: &System<P>,
    scheduler: S,
    start: &Underlying<P>,
    most: u64,
    observer: &mut impl Observer<P>,
) -> Result<Life<P>, StepError> {
    let nameless =
        |message: &Envelope<P::Message, MessageId>| Envelope { id: (), body: message.body.clone() };
    let channels = start.channels.iter().map(|channel| channel.iter().map(nameless).collect());
    let state = GlobalState { processes: start.processes.clone(), channels: channels.collect() };
    let mut simulation = Simulation::from_state(system, scheduler, state);
    let sent_before = simulation.scheduler().sent();
    let mut over = None;
    while simulation.steps() < most && over.is_none() {
        if let Advance::Over(end) = simulation.step(observer)? {
            over = Some(end);
        }
    }
    let sent = simulation.scheduler().sent() - sent_before;
    Ok(Life { end: simulation.state(), steps: simulation.steps(), sent, over })
}
