//! Resources: each process owns one, lends it, and asks others for theirs; so processes may wait for one another for ever.
//!
//! A process that asks waits, and lends nothing as long as it waits: until it has *all* that it asked for (the AND model), or *one* of it
//! (OR). Then it may give back what it has, lend what it owns, and ask again. What is conserved is the resources: each is lent or at home,
//! once. Messages are a `request`, a `grant` with the resource, and a `release` that brings it back; who is granted what it no longer
//! needs gives it back at once. Whom to ask first, and when to do what, is the process's free choice.
//!
//! Who waits for whom, `deadlock` says.

mod deadlock;
mod program;
mod state;

use std::sync::Arc;

use sim_core::{Channel, ChannelId, Context, Effects, Event, Names, ProcessId, Protocol, Topology};

use super::wait_for::Model;
pub use state::{Demand, Holding, Move};

/// The computation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resources {
    /// What unblocks a process that has asked for several.
    pub model: Model,
    /// How many resources it asks for at a time, if it has so many neighbours.
    pub ask: u32,
    /// How often it asks.
    pub times: u32,
    /// What the processes are called.
    names: Arc<Names>,
    /// Whether there is anybody who has a neighbour that can answer.
    some_ask: bool,
}

impl Resources {
    /// The computation among these processes.
    #[must_use]
    pub fn new(model: Model, ask: u32, times: u32, topology: &Topology) -> Self {
        let some_ask = topology.channel_ids().map(|channel| topology.channel(channel)).any(
            |Channel { source, target, .. }| {
                let sources = |channel: &ChannelId| topology.channel(*channel).source;
                topology.incoming(source).binary_search_by_key(&target, sources).is_ok()
            },
        );
        Self { model, ask, times, names: Arc::clone(topology.names()), some_ask }
    }

    /// The channels on which a process asks when it begins with this one: to neighbours from which there is a channel back.
    fn asked(&self, cx: Context<'_>, first: usize) -> impl Iterator<Item = ChannelId> {
        neighbours(cx).chain(neighbours(cx)).skip(first).take(neighbours(cx).count().min(self.ask as usize))
    }
}

/// The outgoing channels to processes that can answer.
fn neighbours(cx: Context<'_>) -> impl Iterator<Item = ChannelId> {
    cx.outgoing().filter(move |channel| back(cx, target(cx, *channel)).is_some())
}

fn target(cx: Context<'_>, channel: ChannelId) -> ProcessId {
    cx.topology.channel(channel).target
}

/// The channel to this process.
fn to(cx: Context<'_>, process: ProcessId) -> Option<ChannelId> {
    cx.outgoing().find(|channel| target(cx, *channel) == process)
}

/// The channel from this process.
fn back(cx: Context<'_>, process: ProcessId) -> Option<ChannelId> {
    cx.incoming().iter().copied().find(|channel| cx.topology.channel(*channel).source == process)
}

impl Protocol for Resources {
    type State = Holding;
    type Message = Demand;
    type Command = Move;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> Holding {
        Holding { left: self.times, ..Holding::default() }
    }

    fn commands(&self, cx: Context<'_>, state: &Holding, mut offer: impl FnMut(Move)) {
        if state.is_waiting() {
            return;
        }
        if !state.has.is_empty() {
            offer(Move::Finish);
        }
        if state.lent.is_none() && !state.queue.is_empty() {
            offer(Move::Lend);
        }
        if state.has.is_empty() && state.stale.is_empty() && state.left > 0 && self.ask > 0 {
            neighbours(cx).map(Move::Ask).for_each(offer);
        }
    }

    fn handle<E: Effects<Demand, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut Holding,
        event: Event<Demand, Move>,
        effects: &mut E,
    ) {
        let mut send =
            |process, demand| to(cx, process).into_iter().for_each(|channel| effects.send(channel, demand));
        match event {
            Event::Internal(Move::Ask(channel)) => {
                let first = neighbours(cx).position(|neighbour| neighbour == channel).unwrap_or_default();
                state.left -= 1;
                for channel in self.asked(cx, first) {
                    state.wants.push(target(cx, channel));
                    send(target(cx, channel), Demand::Request);
                }
                state.wants.sort_unstable();
            }
            Event::Internal(Move::Finish) => {
                state.has.drain(..).for_each(|owner| send(owner, Demand::Release));
            }
            Event::Internal(Move::Lend) => {
                let borrower = state.queue.remove(0);
                state.lent = Some(borrower);
                send(borrower, Demand::Grant);
            }
            Event::Receive { channel, message } => {
                let from = cx.topology.channel(channel).source;
                match message {
                    Demand::Request => state.queue.push(from),
                    Demand::Release => state.lent = None,
                    Demand::Grant if state.wants.contains(&from) => self.granted(state, from),
                    Demand::Grant => {
                        state.stale.retain(|owner| *owner != from);
                        send(from, Demand::Release);
                    }
                }
            }
        }
    }
}

impl Resources {
    /// It has what it wanted from this process; in the OR model the rest is no longer needed.
    fn granted(&self, state: &mut Holding, from: ProcessId) {
        state.wants.retain(|owner| *owner != from);
        state.has.push(from);
        state.has.sort_unstable();
        if self.model == Model::Or {
            state.stale.append(&mut state.wants);
        }
    }
}
