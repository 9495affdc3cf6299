//! All schedules of a small model, each counted by itself: a search takes those for one that end alike, and judges a shortest of them.

use std::collections::{BTreeSet, HashMap};

use sim_core::{Action, Cause, ChannelId, Effect, GlobalState, Protocol, System};
use snapshot::{Carries as _, Layer, Program, Recorded};
use tests::Scenario;

use crate::algorithms::harness::{Tested, Under, systems};

/// How many there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counted {
    pub(crate) schedules: u64,
    /// Those in which the state of a channel is not what was in it.
    pub(crate) wrong: u64,
}

/// A global state whose messages are numbered, each channel's by itself.
type Numbered<P> = GlobalState<<P as Protocol>::State, <P as Protocol>::Message, u64>;

/// What happened before it, as far as a snapshot goes.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
struct Past {
    /// By process: whether it has recorded.
    recorded: Vec<bool>,
    channels: Vec<Channel>,
}

#[derive(Clone, PartialEq, Eq, Hash, Default)]
struct Channel {
    /// How many messages were ever sent on it.
    sent: u64,
    /// The messages that cross the cut.
    crossing: BTreeSet<u64>,
    recorded: Vec<u64>,
    closed: bool,
}

impl Channel {
    fn is_right(&self) -> bool {
        self.crossing.iter().eq(&BTreeSet::from_iter(self.recorded.iter().copied()))
    }
}

/// Counts the schedules up to the end of the one snapshot.
pub(crate) fn counted<C: Program>(scenario: &Scenario<C>, tested: &Tested) -> Counted {
    let (_, system) = systems(scenario, tested);
    let topology = &system.topology;
    let past = Past {
        recorded: vec![false; topology.processes().len()],
        channels: vec![Channel::default(); topology.channels().len()],
    };
    after(&system, (system.initial_state(), past), &mut HashMap::new())
}

type Known<C> = HashMap<(Numbered<Under<C>>, Past), Counted>;

/// How many schedules lead on from here.
fn after<C: Program>(
    system: &System<Under<C>>,
    here: (Numbered<Under<C>>, Past),
    known: &mut Known<C>,
) -> Counted {
    if let Some(counted) = known.get(&here) {
        return *counted;
    }
    let (state, past) = &here;
    let enabled = system.enabled(state);
    let is_over = past.recorded.iter().all(|it| *it) && past.channels.iter().all(|channel| channel.closed);
    let mut counted = Counted::default();
    if is_over || enabled.is_empty() {
        let wrong = !is_over || !past.channels.iter().all(Channel::is_right);
        counted = Counted { schedules: 1, wrong: u64::from(wrong) };
    } else {
        for action in enabled {
            let next = after(system, step::<C, _>(system, &here, action), known);
            counted.schedules += next.schedules;
            counted.wrong += next.wrong;
        }
    }
    known.insert(here, counted);
    counted
}

fn step<C: Program, L: Layer<C>>(
    system: &System<L>,
    (state, past): &(Numbered<L>, Past),
    action: Action,
) -> (Numbered<L>, Past) {
    let (mut state, mut past) = (state.clone(), past.clone());
    let channels = &mut past.channels;
    let number = |channel: ChannelId, _: &L::Message| {
        channels[channel.index()].sent += 1;
        channels[channel.index()].sent
    };
    let step = system.step(&mut state, 0, action, number).unwrap();
    let records = |before: bool| {
        let is_it =
            |it: &L::Observation| matches!(it, Recorded::Process { before: said, .. } if *said == before);
        step.observations().any(is_it)
    };
    let is_past = past.recorded[step.process.index()] || records(true);
    let mut received = None;
    if let Cause::Receive { channel, message } = &step.cause {
        received = Some(message.id);
        if !is_past {
            channels[channel.index()].crossing.remove(&message.id);
        }
    }
    for effect in &step.effects {
        match effect {
            Effect::Send(channel, message) if message.body.message().is_some() && !is_past => {
                channels[channel.index()].crossing.insert(message.id);
            }
            Effect::Observe(Recorded::Message { channel, .. }) => {
                channels[channel.index()].recorded.extend(received);
            }
            Effect::Observe(Recorded::Closed { channel, .. }) => channels[channel.index()].closed = true,
            _ => {}
        }
    }
    past.recorded[step.process.index()] |= records(true) || records(false);
    (state, past)
}
