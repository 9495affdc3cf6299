//! A protocol of one's own, and what must always be so: held against every state that it can reach, by any order of events.
//!
//! Clients ask a server for a lock. It grants the lock to one of them; who asks meanwhile waits until it is released. No two may ever
//! hold it. A careless server, which grants it to all who ask, is found out, with a shortest way to where two hold it.

use sim_core::{Context, Effects, Event, Order, ProcessId, Protocol, Shape, System, TopologyError};
use sim_explore::{Report, explore};

const SERVER: ProcessId = ProcessId(0);

struct Lock {
    careless: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum State {
    /// Who stands in the line: the first has the lock.
    Server(Vec<ProcessId>),
    Idle,
    Waits,
    Holds,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Message {
    Ask,
    Grant,
    Release,
}

impl Protocol for Lock {
    type State = State;
    type Message = Message;
    type Command = Message; // What a client may send of its own accord.
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> State {
        if cx.process == SERVER { State::Server(Vec::new()) } else { State::Idle }
    }

    fn commands(&self, _: Context<'_>, state: &State, mut offer: impl FnMut(Message)) {
        match state {
            State::Idle => offer(Message::Ask),
            State::Holds => offer(Message::Release),
            State::Server(_) | State::Waits => {}
        }
    }

    fn handle<E: Effects<Message, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut State,
        event: Event<Message, Message>,
        effects: &mut E,
    ) {
        let mut send = |to, message| {
            let channel = cx.topology.between(cx.process, to).expect("the server is next to everyone");
            effects.send(channel, message);
        };
        match (state, event) {
            (State::Server(line), Event::Receive { channel, message: Message::Ask }) => {
                line.push(cx.topology.channel(channel).source);
                if line.len() == 1 || self.careless {
                    send(cx.topology.channel(channel).source, Message::Grant);
                }
            }
            (State::Server(line), Event::Receive { .. }) => {
                line.remove(0);
                line.first().into_iter().for_each(|next| send(*next, Message::Grant));
            }
            (client, Event::Receive { .. }) => *client = State::Holds,
            (client, Event::Internal(message)) => {
                *client = if message == Message::Ask { State::Waits } else { State::Idle };
                send(SERVER, message);
            }
        }
    }
}

/// All that three clients can do; a violation is how many of them hold the lock.
fn all(careless: bool) -> Result<Report<(), usize>, TopologyError> {
    let system = System::new(Lock { careless }, Shape::Star(4).build(Order::Fifo)?);
    Ok(explore(&system, |state| match state.processes().filter(|state| **state == State::Holds).count() {
        0 | 1 => Ok(()),
        holders => Err(holders),
    }))
}

fn main() -> Result<(), TopologyError> {
    let careful = all(false)?;
    assert!(careful.complete() && careful.violations.is_empty());
    let found = &all(true)?.violations[0];
    assert_eq!((found.what, found.witness.steps()), (2, 6), "two ask, and are granted it");
    Ok(())
}

#[test]
fn no_two_hold_the_lock_but_of_a_careless_server() {
    main().unwrap();
}
