use sim_core::{Effect, GlobalState, System, Topology};

use super::*;
use crate::computation::predicate;
use crate::computation::program::Program as _;

#[test]
fn copies_are_spread_evenly_and_p_has_the_first() {
    let given = |tokens, n| {
        let ring = TokenRing { tokens, ..TokenRing::new(Forwarding::Atomic) };
        (0..n).map(|p| ring.given(ProcessId(p), n as usize)).collect::<Vec<_>>()
    };
    assert_eq!(given(1, 2), [1, 0]);
    assert_eq!(given(2, 4), [1, 0, 1, 0]);
    assert_eq!(given(5, 2), [3, 2]);
    assert_eq!(given(0, 2), [0, 0]);
}

#[test]
fn with_a_limit_on_receipts_a_process_keeps_what_comes_then() {
    let two = Topology::ring(2).unwrap();
    let cx = Context { process: ProcessId(1), topology: &two };
    let ring = TokenRing { receipts: Some(2), ..TokenRing::new(Forwarding::Atomic) };
    let receive = || Event::Receive { channel: ChannelId(0), message: Token };
    let (once, sent) = ring.apply(cx, &ring.initial_state(cx), receive());
    assert_eq!((once, sent.len()), (TokenState { receipts: 1, held: 0 }, 1));
    let (twice, sent) = ring.apply(cx, &once, receive());
    assert_eq!((twice, sent.len()), (TokenState { receipts: 2, held: 1 }, 0));
    let mut offered = 0;
    ring.commands(cx, &twice, |_| offered += 1);
    assert_eq!(offered, 0, "nothing is left to do");
}

#[test]
fn what_is_printed_is_read_back() {
    let ring = TokenRing::new(Forwarding::Held);
    let state = TokenState { receipts: 102, held: 3 };
    let count = ring.count(&state).unwrap();
    assert_eq!(ring.counted(count, ring.held(&state, 0)), Some(state));
    assert_eq!(ring.parse_message(&Token.to_string()), Some(Token));
    assert_eq!(ring.parse_command(&Forward.to_string()), Some(Forward));
}

#[test]
fn a_process_uses_its_outgoing_channels_in_turn() {
    let channel =
        |s, t| sim_core::Channel { source: ProcessId(s), target: ProcessId(t), order: Default::default() };
    let names = (0..3).map(|p| format!("p{p}")).collect();
    let fork = Topology::new(names, vec![channel(0, 1), channel(0, 2), channel(1, 0)]).unwrap();
    let cx = Context { process: ProcessId(0), topology: &fork };
    let ring = TokenRing::new(Forwarding::Atomic);
    let (mut state, _) = ring.apply(cx, &ring.initial_state(cx), Event::Internal(Forward));
    let mut used = Vec::new();
    for _ in 0..4 {
        let receive = Event::Receive { channel: ChannelId(2), message: Token };
        let (next, effects) = ring.apply(cx, &state, receive);
        state = next;
        used.extend(effects.iter().map(|effect| match effect {
            Effect::Send(channel, Token) => channel.0,
            Effect::Observe(()) => unreachable!("the ring shows nothing"),
        }));
    }
    assert_eq!(used, [1, 0, 1, 0], "the first went out before the first receipt");
}

/// How many copies there are after each of the first forwards and receipts of two processes, and which predicates hold then.
fn rotated(fault: TokenFault, forwarding: Forwarding) -> Vec<(u64, Vec<&'static str>)> {
    let ring = TokenRing { fault: Some(fault), ..TokenRing::new(forwarding) };
    let system = System::new(ring, Topology::ring(2).unwrap());
    let mut state: GlobalState<_, _, ()> = system.initial_state();
    let mut told = Vec::new();
    while let Some(action) = system.enabled(&state).first().copied().filter(|_| told.len() < 12) {
        system.step(&mut state, 0, action, |_, _| ()).unwrap();
        let held = state.processes.iter().map(|state| u64::from(state.held)).sum::<u64>();
        let copies = held + state.channels.iter().map(|channel| channel.len() as u64).sum::<u64>();
        let holds = |name: &&str| predicate::holds(&system, name, &state) == Some(true);
        told.push((copies, ["lost", "doubled"].into_iter().filter(holds).collect()));
    }
    told
}

#[test]
fn m_is_lost_or_doubled_at_one_forward_of_the_first_process_and_stays_so() {
    for forwarding in [Forwarding::Atomic, Forwarding::Held] {
        let lost = rotated(TokenFault::Lose(2), forwarding);
        assert_eq!(lost[0], (1, vec![]));
        assert_eq!(*lost.last().unwrap(), (0, vec!["lost"]), "and nothing can happen any more");
        let doubled = rotated(TokenFault::Double(2), forwarding);
        let sound = doubled.iter().take_while(|told| **told == (1, vec![])).count();
        assert!((1..8).contains(&sound) && doubled.len() == 12, "{doubled:?}");
        assert!(doubled[sound..].iter().all(|told| *told == (2, vec!["doubled"])), "{doubled:?}");
    }
}

#[test]
fn a_ring_that_loses_or_doubles_conserves_nothing_and_any_other_does() {
    let ring = TokenRing::new(Forwarding::Atomic);
    assert_eq!(ring.conserved(), ring.goods());
    let faulty = TokenRing { fault: Some(TokenFault::Lose(1)), ..ring };
    assert!(faulty.conserved().is_empty());
}
