//! The transition relation, asked by itself.

use super::*;
use crate::topology::Order;

/// The first process may send a letter on each of its channels, and each at a time of its own; who hears of one sends nothing.
#[derive(Clone, Debug)]
struct Letters;

impl Protocol for Letters {
    type State = Vec<char>;
    type Message = char;
    type Command = (char, Timer);
    type Observation = char;

    fn initial_state(&self, cx: Context<'_>) -> Vec<char> {
        if cx.process == ProcessId(0) { vec!['a', 'b', 'c'] } else { Vec::new() }
    }

    fn commands(&self, cx: Context<'_>, letters: &Vec<char>, offer: impl FnMut((char, Timer))) {
        if cx.process == ProcessId(0) {
            let timers = [Timer::At(9), Timer::Hold, Timer::At(4)];
            letters.iter().copied().zip(timers).for_each(offer);
        }
    }

    fn timer(&self, (_, timer): &(char, Timer)) -> Timer {
        *timer
    }

    fn handle<E: Effects<char, char>>(
        &self,
        cx: Context<'_>,
        letters: &mut Vec<char>,
        event: Event<char, (char, Timer)>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message, .. } => letters.push(message),
            Event::Internal((letter, _)) => {
                letters.retain(|other| *other != letter);
                effects.observe(letter);
                cx.outgoing().for_each(|channel| effects.send(channel, letter));
            }
        }
    }
}

fn system(order: Order) -> System<Letters> {
    System::new(Letters, Topology::ring(2).unwrap().with_order(order))
}

fn act(command: u32) -> Action {
    Action::Internal { process: ProcessId(0), command }
}

const fn deliver(position: u32) -> Action {
    Action::Deliver { channel: ChannelId(0), position }
}

#[test]
fn a_step_takes_a_command_and_puts_what_it_sends_into_the_channels() {
    let system = system(Order::Fifo);
    let mut state = system.initial_state();
    let step = system.step(&mut state, 8, act(1), |channel, letter| (channel, *letter)).unwrap();
    assert_eq!((step.time, step.process, step.waited), (8, ProcessId(0), 0));
    assert_eq!(step.cause, Cause::Internal(('b', Timer::Hold)));
    let sent = Envelope { id: (ChannelId(0), 'b'), body: 'b' };
    assert_eq!(step.effects, [crate::Effect::Observe('b'), crate::Effect::Send(ChannelId(0), sent)]);
    assert_eq!(state.process(ProcessId(0)), &['a', 'c']);
    assert_eq!(state.channel(ChannelId(0)), &Queue::from_iter([sent]));
    let step = system.step(&mut state, 9, deliver(0), |_, _| unreachable!("nothing is sent")).unwrap();
    assert_eq!((step.process, step.effects.len()), (ProcessId(1), 0));
    assert_eq!(state.process(ProcessId(1)), &['b']);
    system.reset(&mut state);
    assert_eq!(state, system.initial_state());
}

#[test]
fn what_is_enabled_is_what_is_allowed_and_nothing_else() {
    for (order, positions) in [(Order::Fifo, 1), (Order::Unordered, 2)] {
        let system = system(order);
        let mut state = system.initial_state::<()>();
        assert_eq!(system.enabled(&state), [act(0), act(1), act(2)]);
        for _ in 0..2 {
            system.step(&mut state, 0, act(0), |_, _| ()).unwrap();
        }
        let enabled = system.enabled(&state);
        let expected: Vec<_> = (0..positions).map(deliver).chain([act(0)]).collect();
        assert_eq!(enabled, expected, "{order:?}");
        let other = Action::Deliver { channel: ChannelId(1), position: 0 };
        let nobody = Action::Internal { process: ProcessId(1), command: 0 };
        for action in (0..4).flat_map(|place| [deliver(place), act(place)]).chain([other, nobody]) {
            assert_eq!(system.allows(&state, action), enabled.contains(&action), "{action:?}");
            let mut after = state.clone();
            let taken = system.step(&mut after, 0, action, |_, _| ());
            assert_eq!(taken.is_ok(), enabled.contains(&action), "{action:?}");
            assert_eq!(after == state, taken.is_err(), "{action:?}");
        }
        assert_eq!([deliver(0), act(0)].map(|action| system.actor(action)), [ProcessId(1), ProcessId(0)]);
    }
}

#[test]
fn what_a_process_offers_is_told_by_what_it_waits_for_and_of_several_instants_the_first() {
    let system = system(Order::Fifo);
    let offers = |letters: &[char]| system.offers(ProcessId(0), &letters.to_vec());
    assert_eq!(offers(&[]), Offers::default());
    assert_eq!(offers(&['a']), Offers { at: Some(9), ..Offers::default() });
    assert_eq!(offers(&['a', 'b']), Offers { hold: true, start: false, at: Some(9) });
    assert_eq!(offers(&['a', 'b', 'c']), Offers { hold: true, start: false, at: Some(4) });
    let count = |process, letters: &[char]| system.command_count(ProcessId(process), &letters.to_vec());
    assert_eq!((count(0, &['a', 'b']), count(1, &['a', 'b'])), (2, 0));
    let third = system.command(ProcessId(0), &vec!['a', 'b', 'c'], 2);
    assert_eq!(third, Some(('c', Timer::At(4))));
    assert_eq!(system.command(ProcessId(0), &vec!['a', 'b', 'c'], 3), None);
}

#[test]
fn a_step_told_leads_to_the_state_that_it_led_to() {
    let system = system(Order::Unordered);
    let mut state = system.initial_state();
    let (mut told, mut next) = (state.clone(), 0);
    for action in [act(0), act(0), deliver(1), act(0), deliver(1), deliver(0)] {
        let number = |_: ChannelId, _: &char| {
            next += 1;
            next
        };
        let step = system.step(&mut state, 0, action, number).unwrap();
        told.told(&step, state.process(step.process).clone());
        assert_eq!(told, state);
    }
    assert_eq!(state.process(ProcessId(1)), &['b', 'c', 'a']);
    let mut copy = system.initial_state();
    copy.clone_from(&state);
    assert_eq!(copy, state);
}

#[test]
fn what_a_handler_does_is_the_same_as_a_function_from_values_to_values() {
    let system = system(Order::Fifo);
    let cx = system.context(ProcessId(0));
    let before = system.protocol.initial_state(cx);
    let (after, effects) = system.protocol.apply(cx, &before, Event::Internal(('c', Timer::At(4))));
    assert_eq!((before.len(), after), (3, vec!['a', 'b']));
    assert_eq!(effects, [crate::Effect::Observe('c'), crate::Effect::Send(ChannelId(0), 'c')]);
    let star = crate::Shape::Star(4).build(Order::Fifo).unwrap();
    let cx = Context { process: ProcessId(0), topology: &star };
    let names =
        |channels: Vec<ChannelId>| channels.into_iter().map(|id| star.channel_name(id)).collect::<Vec<_>>();
    assert_eq!(names(cx.outgoing().collect()), ["p0->p1", "p0->p2", "p0->p3"]);
    assert_eq!(names(cx.incoming().to_vec()), ["p1->p0", "p2->p0", "p3->p0"]);
    assert!(cx.outgoing().enumerate().all(|(place, channel)| cx.place_outgoing(channel) == place));
    assert!(cx.incoming().iter().enumerate().all(|(place, channel)| cx.place_incoming(*channel) == place));
    let cx = Context { process: ProcessId(2), topology: &star };
    assert_eq!(names(cx.outgoing().collect()), ["p2->p0"]);
    assert_eq!(cx.place_outgoing(cx.outgoing().next().unwrap()), 0);
}
