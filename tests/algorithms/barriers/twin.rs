//! What is to be recorded, worked out as plainly as can be from the actions of a run and the states that it passed through: every
//! channel a list of barriers and messages, and of each message whether its sender had recorded when it was sent.

use sim_core::{Action, ChannelId, GlobalState, Topology};
use snapshot::Bank;
use tests::{Plain, Run};

/// What lies in a channel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lies {
    Barrier,
    /// A message that was sent before its sender recorded.
    White,
    Red,
}

/// The recorded state of the one snapshot of a run; `waits` tells whether a process waits for the barrier on all channels but back-edges.
pub(super) fn recorded(topology: &Topology, run: &Run<Bank>, waits: bool) -> Plain<Bank> {
    let mut lies = vec![Vec::new(); topology.channels().len()];
    let mut come = vec![false; lies.len()];
    let mut states = vec![None; topology.processes().len()];
    let mut contents = vec![Vec::new(); lies.len()];
    for (action, passed) in run.actions.0.iter().zip(run.passed.windows(2)) {
        let (before, after) = (&passed[0], &passed[1]);
        let mut records = false;
        let process = match *action {
            Action::Deliver { channel, position } => {
                let process = topology.channel(channel).target;
                let lie = &mut lies[channel.index()];
                let place = lie[..position as usize].iter().filter(|lies| **lies != Lies::Barrier).count();
                let taken = lie.remove(position as usize);
                if taken == Lies::Barrier {
                    come[channel.index()] = true;
                    let needed = |channel: &&ChannelId| waits && !topology.is_back_edge(**channel);
                    records =
                        topology.incoming(process).iter().filter(needed).all(|channel| come[channel.index()]);
                } else if taken == Lies::White && states[process.index()].is_some() {
                    contents[channel.index()].extend(before.channel(channel).iter().nth(place).cloned());
                }
                process
            }
            // A transfer changes a state, and a start does not.
            Action::Internal { process, .. } => {
                records = before == after;
                process
            }
        };
        let colour = if states[process.index()].is_none() { Lies::White } else { Lies::Red };
        for channel in topology.outgoing(process) {
            let sent = before.channel(channel).len()..after.channel(channel).len();
            lies[channel.index()].extend(sent.map(|_| colour));
        }
        if records && states[process.index()].is_none() {
            states[process.index()] = Some(*after.process(process));
            topology.outgoing(process).for_each(|channel| lies[channel.index()].push(Lies::Barrier));
        }
    }
    GlobalState {
        processes: states.into_iter().map(|state| state.expect("every process records")).collect(),
        channels: contents.into_iter().map(Vec::into_iter).map(Iterator::collect).collect(),
    }
}
