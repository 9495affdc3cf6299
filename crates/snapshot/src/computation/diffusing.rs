//! A diffusing computation: an active process sends work or becomes passive, and work makes a passive process active.
//!
//! The computation of Dijkstra and Scholten (1980) whose end is to be detected: it has terminated when all processes are passive and no
//! work is under way. Here an activation sends at least `min` messages and at most `max`, and a process that has sent `most` in all stays
//! passive for ever, so every run ends. What to send, to whom, and when to become passive is the process's free choice.

use std::fmt;

use sim_core::words::counted;
use sim_core::{ChannelId, Context, Effects, Event, Protocol};

use super::arguments::Arguments;
use super::counted::number;
use super::entry::{Entry, soon};
use super::parameters::{Parameter, ParameterError};
use super::program::Program;
use super::underlying::Computation;

/// The state of a process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Activity {
    /// How many messages it has sent since it became active; nothing, if it is passive.
    pub burst: Option<u32>,
    /// How many it has sent in all.
    pub sent: u32,
}

impl fmt::Display for Activity {
    /// `passive, 3 sent`, and `active, 3 sent (2 now)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.burst {
            None => write!(f, "passive, {} sent", self.sent),
            Some(burst) => write!(f, "active, {} sent ({burst} now)", self.sent),
        }
    }
}

/// A message: it makes its receiver active.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Work;

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WORK)
    }
}

const WORK: &str = "work";

/// What an active process does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Activation {
    /// It sends work.
    Send(ChannelId),
    /// It becomes passive.
    Rest,
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(channel) => write!(f, "{SEND}{}", channel.0),
            Self::Rest => f.write_str(REST),
        }
    }
}

const SEND: &str = "send work on channel ";
const REST: &str = "become passive";

/// The computation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Diffusing {
    /// How many messages an activation sends at least, if there is somebody to send to and `most` allows it.
    pub min: u32,
    /// How many it sends at most. Invariant: not below `min`.
    pub max: u32,
    /// How many messages a process sends in all.
    pub most: u32,
    /// How many processes are active at first: these, by number.
    pub active: u32,
}

impl Diffusing {
    /// Whether a process may send one more in this activation.
    const fn may_go_on(&self, state: &Activity, burst: u32) -> bool {
        burst < self.max && state.sent < self.most
    }
}

impl Protocol for Diffusing {
    type State = Activity;
    type Message = Work;
    type Command = Activation;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> Activity {
        Activity { burst: (cx.process.0 < self.active).then_some(0), sent: 0 }
    }

    fn commands(&self, cx: Context<'_>, state: &Activity, mut offer: impl FnMut(Activation)) {
        let Some(burst) = state.burst else { return };
        let goes_on = self.may_go_on(state, burst) && cx.outgoing().len() > 0;
        if goes_on {
            cx.outgoing().map(Activation::Send).for_each(&mut offer);
        }
        if !goes_on || burst >= self.min {
            offer(Activation::Rest);
        }
    }

    fn may_send(&self, _: Context<'_>, state: &Activity, _: ChannelId) -> bool {
        state.sent < self.most
    }

    fn handle<E: Effects<Work, ()>>(
        &self,
        _: Context<'_>,
        state: &mut Activity,
        event: Event<Work, Activation>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { .. } => {
                if state.burst.is_none() && state.sent < self.most {
                    state.burst = Some(0);
                }
            }
            Event::Internal(Activation::Send(channel)) => {
                state.burst = state.burst.map(|burst| burst + 1);
                state.sent += 1;
                effects.send(channel, Work);
            }
            Event::Internal(Activation::Rest) => state.burst = None,
        }
    }
}

impl Computation for Diffusing {
    prints_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Work> {
        (text == WORK).then_some(Work)
    }

    fn sends_on_receipt(&self) -> bool {
        false
    }
}

const MIN: Parameter = Parameter {
    name: "min",
    default: Some(1),
    most: 1 << 30,
    about: "how many messages an activation sends at least",
};
const MAX: Parameter = Parameter {
    name: "max",
    default: Some(3),
    most: 1 << 30,
    about: "how many messages an activation sends at most",
};
const MOST: Parameter = Parameter {
    name: "most",
    default: Some(10),
    most: 1 << 30,
    about: "how many messages a process sends in all; then it stays passive",
};
const ACTIVE: Parameter = Parameter {
    name: "active",
    default: Some(1),
    most: 1 << 30,
    about: "how many processes are active at first",
};

impl Diffusing {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "diffusing",
        about: "an active process sends work or becomes passive; work makes a passive process active",
        parameters: &[MIN, MAX, MOST, ACTIVE],
        takes_any: false,
        counts: false,
        takes_tokens: false,
        default_hold: soon,
    };
}

impl Program for Diffusing {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let number = |parameter| arguments.count(parameter);
        let (min, max) = (number(&MIN)?, number(&MAX)?);
        if min > max {
            return Err(ParameterError::Value {
                name: MIN.name.into(),
                value: min.to_string(),
                what: format!("it is at most 'max', which is {max}"),
            });
        }
        let (active, processes) = (number(&ACTIVE)?, arguments.topology.processes().len());
        if active as usize > processes {
            return Err(arguments.wrong(&ACTIVE, format!("there are {}", counted(processes, "process"))));
        }
        Ok(Self { min, max, most: number(&MOST)?, active })
    }

    fn ends(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        let Self { min, max, most, active } = self;
        format!(
            "diffusing work, {active} active at first, {min}..={max} messages an activation, {most} by each in all"
        )
    }

    fn parse_state(&self, text: &str) -> Option<Activity> {
        let count = |text: &str| u32::try_from(number(text)?).ok();
        if let Some(rest) = text.strip_prefix("passive, ") {
            return Some(Activity { burst: None, sent: count(rest.strip_suffix(" sent")?)? });
        }
        let (sent, burst) = text.strip_prefix("active, ")?.strip_suffix(" now)")?.split_once(" sent (")?;
        Some(Activity { burst: Some(count(burst)?), sent: count(sent)? })
    }

    fn parse_command(&self, text: &str) -> Option<Activation> {
        if text == REST {
            return Some(Activation::Rest);
        }
        u32::try_from(number(text.strip_prefix(SEND)?)?)
            .ok()
            .map(|channel| Activation::Send(ChannelId(channel)))
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Effect, ProcessId, Topology};

    use super::*;

    const DIFFUSING: Diffusing = Diffusing { min: 1, max: 2, most: 3, active: 1 };

    fn offered(state: Activity) -> Vec<Activation> {
        let ring = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(0), topology: &ring };
        let mut offered = Vec::new();
        DIFFUSING.commands(cx, &state, |command| offered.push(command));
        offered
    }

    #[test]
    fn an_active_process_sends_or_becomes_passive_and_a_passive_one_does_nothing() {
        let send = Activation::Send(ChannelId(0));
        let active = |burst, sent| Activity { burst: Some(burst), sent };
        assert_eq!(offered(active(0, 0)), [send], "an activation sends at least one message");
        assert_eq!(offered(active(1, 1)), [send, Activation::Rest]);
        assert_eq!(offered(active(2, 2)), [Activation::Rest], "and at most two");
        assert_eq!(offered(active(0, 3)), [Activation::Rest], "and not more than three in all");
        assert_eq!(offered(Activity { burst: None, sent: 0 }), []);
    }

    #[test]
    fn work_makes_a_passive_process_active_until_it_has_sent_all_that_it_may() {
        let ring = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(1), topology: &ring };
        let receive = || Event::Receive { channel: ChannelId(0), message: Work };
        let passive = |sent| Activity { burst: None, sent };
        assert_eq!(DIFFUSING.initial_state(cx), passive(0));
        let (active, sent) = DIFFUSING.apply(cx, &passive(2), receive());
        assert_eq!((active, sent), (Activity { burst: Some(0), sent: 2 }, vec![]));
        assert_eq!(DIFFUSING.apply(cx, &passive(3), receive()).0, passive(3));
        let (after, sent) = DIFFUSING.apply(cx, &active, Event::Internal(Activation::Send(ChannelId(1))));
        assert_eq!(after, Activity { burst: Some(1), sent: 3 });
        assert_eq!(sent, [Effect::Send(ChannelId(1), Work)]);
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for state in [Activity { burst: None, sent: 3 }, Activity { burst: Some(2), sent: 12 }] {
            assert_eq!(DIFFUSING.parse_state(&state.to_string()), Some(state));
        }
        for command in [Activation::Rest, Activation::Send(ChannelId(7))] {
            assert_eq!(DIFFUSING.parse_command(&command.to_string()), Some(command));
        }
        for text in ["", "passive", "passive, 01 sent", "active, 1 sent", "active, 1 sent (x now)"] {
            assert_eq!(DIFFUSING.parse_state(text), None, "{text}");
        }
    }
}
