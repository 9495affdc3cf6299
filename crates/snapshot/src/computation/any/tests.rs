use sim_core::{Action, ChannelId, ProcessId, System, Topology};

use super::*;
use crate::computation::bank::Account;
use crate::computation::catalog;
use crate::computation::predicate::holds;

fn built(program: &'static Entry) -> AnyProgram {
    let topology = Topology::ring(2).unwrap();
    let arguments = Arguments {
        program,
        given: &[],
        atomic: true,
        topology: &topology,
        tokens: &[],
        script: Some(&[]),
        outside: None,
    };
    AnyProgram::build(&arguments).unwrap()
}

#[test]
fn each_program_that_is_listed_is_a_member() {
    for entry in catalog::ALL {
        assert_eq!(built(entry).entry(), entry);
    }
}

#[test]
fn what_a_member_does_is_what_the_program_itself_does() {
    let ring = Topology::ring(2).unwrap();
    let (alone, any) =
        (System::new(Bank::alike(3, 2), ring.clone()), System::new(OneOf::Bank(Bank::alike(3, 2)), ring));
    let (mut state, mut of_any) = (alone.initial_state::<()>(), any.initial_state::<()>());
    let transfer = |process| Action::Internal { process: ProcessId(process), command: 0 };
    let deliver = |channel| Action::Deliver { channel: ChannelId(channel), position: 0 };
    for action in [transfer(0), transfer(1), deliver(0), transfer(0), deliver(1), deliver(0), transfer(1)] {
        assert_eq!(alone.enabled(&state), any.enabled(&of_any));
        alone.step(&mut state, 0, action, |_, _| ()).unwrap();
        any.step(&mut of_any, 0, action, |_, _| ()).unwrap();
        assert_eq!(of_member!(Bank, &of_any), state);
        let printed = |process: &Account| alone.protocol.print_state(process);
        let of_any = of_any.processes.iter().map(|process| any.protocol.print_state(process));
        assert!(of_any.eq(state.processes.iter().map(printed)));
    }
}

#[test]
fn who_waits_for_whom_is_asked_of_the_program_itself() {
    let ring = Topology::ring(2).unwrap();
    let system = System::new(built(&Resources::ENTRY), ring.clone());
    let mut state = system.initial_state::<()>();
    let deadlocked = |state: &_| holds(&system, "deadlocked", state).unwrap();
    assert!(!deadlocked(&state));
    for process in [0, 1] {
        let ask = Action::Internal { process: ProcessId(process), command: 0 };
        system.step(&mut state, 0, ask, |_, _| ()).unwrap();
    }
    assert!(deadlocked(&state), "each waits for the other's resource");
    assert!(system.protocol.wait_for(&ring, &state).unwrap().is_deadlock());
    assert_eq!(holds(&system, "lost", &state), None, "another program has that");
}
