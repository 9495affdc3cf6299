//! Predicates on global states: what a snapshot is taken to find out.
//!
//! A *stable* property, once it is so, stays so (Chandy & Lamport 1985, section 5): if it holds when the snapshot starts it holds in S\*, and
//! if it holds in S\* it holds when the snapshot ends. A computation [declares](Computation::predicates) which predicates it has, and says
//! of a global state whether they [hold](Computation::holds) there; one is true or false of every computation: that it has
//! [terminated](TERMINATED).

use sim_core::{GlobalState, Queue, System};

pub use super::property::{Predicate, TERMINATED};
use super::underlying::Computation;

/// The predicates of a computation: [`TERMINATED`], and those that it declares.
pub fn predicates<P: Computation>(computation: &P) -> impl Iterator<Item = Predicate> {
    [TERMINATED].into_iter().chain(computation.predicates().iter().copied())
}

/// Whether the predicate of this name holds in a global state; nothing, if the computation has no such predicate.
///
/// Takes a time linear in processes and messages, or as the computation says.
pub fn holds<P: Computation, K>(
    system: &System<P>,
    name: &str,
    state: &GlobalState<P::State, P::Message, K>,
) -> Option<bool> {
    let System { protocol, topology } = system;
    if name == TERMINATED.name {
        return Some(has_terminated(system, state));
    }
    let place = protocol.predicates().iter().position(|predicate| predicate.name == name)?;
    Some(protocol.holds(place, topology, state))
}

fn has_terminated<P: Computation, K>(
    system: &System<P>,
    state: &GlobalState<P::State, P::Message, K>,
) -> bool {
    let passive = |process| system.command_count(process, state.process(process)) == 0;
    state.channels.iter().all(Queue::is_empty) && system.topology.processes().all(passive)
}

#[cfg(test)]
mod tests {
    use sim_core::{Action, ProcessId, Topology};

    use super::*;
    use crate::computation::Bank;

    #[test]
    fn a_computation_has_terminated_when_nobody_can_act_and_nothing_is_under_way() {
        let bank = System::new(Bank::alike(1, 1), Topology::ring(2).unwrap());
        let mut state = bank.initial_state::<()>();
        let mut holds = |action: Option<Action>| {
            if let Some(action) = action {
                bank.step(&mut state, 0, action, |_, _| ()).unwrap();
            }
            super::holds(&bank, "terminated", &state).unwrap()
        };
        let transfer = |process| Action::Internal { process: ProcessId(process), command: 0 };
        let deliver = |channel| Action::Deliver { channel: sim_core::ChannelId(channel), position: 0 };
        assert!(!holds(None));
        assert!(!holds(Some(transfer(0))));
        assert!(!holds(Some(transfer(1))), "nobody can act, but two messages are under way");
        assert!(!holds(Some(deliver(0))));
        assert!(holds(Some(deliver(1))));
    }

    #[test]
    fn of_a_predicate_that_it_has_not_nothing_is_said() {
        let bank = System::new(Bank::alike(1, 1), Topology::ring(2).unwrap());
        assert_eq!(holds(&bank, "happy", &bank.initial_state::<()>()), None);
        assert_eq!(predicates(&bank.protocol).collect::<Vec<_>>(), [TERMINATED]);
    }
}
