//! A claim, and global states that it is held against: by the names of processes and channels, and by what is printed of them.

use std::collections::BTreeMap;

use sim_core::words::counted;

/// A channel: the names of its source and of its target.
pub(super) type Ends = (String, String);

/// What is claimed: something of each process and of each channel.
#[derive(Debug, Default)]
pub(super) struct Claim {
    pub(super) processes: BTreeMap<String, Is>,
    pub(super) channels: BTreeMap<Ends, Contents>,
}

/// What is claimed of a process.
#[derive(Debug)]
pub(super) enum Is {
    /// It is in this state.
    State(String),
    /// It holds so much of what is conserved.
    Holds(i64),
}

/// What is claimed of a channel.
#[derive(Debug)]
pub(super) enum Contents {
    /// So many messages are in it.
    Count(u64),
    /// Messages that carry so much are in it, in this order.
    Carries(Vec<i64>),
}

/// A global state, as far as it is told.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) processes: BTreeMap<String, Process>,
    pub(super) channels: BTreeMap<Ends, Channel>,
}

/// A process, as far as it is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Process {
    pub(super) state: Option<String>,
    /// How much it holds, where one thing is conserved.
    pub(super) holds: Option<i64>,
}

/// A channel, as far as it is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Channel {
    pub(super) count: Option<u64>,
    pub(super) carries: Option<Vec<i64>>,
}

/// What a claim comes to, held against a global state.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Compared {
    /// Where the two differ.
    pub(super) differences: Vec<Difference>,
    /// Of what nobody tells whether they do.
    pub(super) untold: Vec<String>,
}

/// A process or a channel that is something else than is claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Difference {
    /// The process, or the channel as `P->Q`.
    pub(super) of: String,
    pub(super) claimed: String,
    pub(super) is: String,
}

impl Compared {
    /// Whether it is the state that is claimed; `None` if nobody can tell.
    pub(super) fn is_same(&self) -> Option<bool> {
        if self.differences.is_empty() { self.untold.is_empty().then_some(true) } else { Some(false) }
    }

    fn add(&mut self, of: String, claimed: String, is: Option<String>) {
        match is {
            None => self.untold.push(of),
            Some(is) if is == claimed => {}
            Some(is) => self.differences.push(Difference { of, claimed, is }),
        }
    }
}

impl Claim {
    /// The claim, held against a global state.
    pub(super) fn against(&self, state: &State) -> Compared {
        let mut compared = Compared::default();
        for (name, is) in &self.processes {
            let process = state.processes.get(name).cloned().unwrap_or_default();
            let (claimed, is) = is.beside(&process);
            compared.add(name.clone(), claimed, is);
        }
        for ((from, to), contents) in &self.channels {
            let channel = state.channels.get(&(from.clone(), to.clone())).cloned().unwrap_or_default();
            let (claimed, is) = contents.beside(channel);
            compared.add(format!("{from}->{to}"), claimed, is);
        }
        compared
    }

    /// The claim about a process, held against what the process is.
    pub(super) fn of_process(&self, name: &str, process: &Process) -> Option<bool> {
        let (claimed, is) = self.processes.get(name)?.beside(process);
        Some(is? == claimed)
    }
}

impl Is {
    /// What is claimed and what is so, in the same words.
    fn beside(&self, process: &Process) -> (String, Option<String>) {
        match self {
            Self::State(state) => (state.clone(), process.state.clone()),
            Self::Holds(holds) => (format!("holds {holds}"), process.holds.map(|is| format!("holds {is}"))),
        }
    }
}

impl Contents {
    fn beside(&self, channel: Channel) -> (String, Option<String>) {
        match self {
            Self::Count(count) => {
                (counted(*count, "message"), channel.count.map(|count| counted(count, "message")))
            }
            Self::Carries(carries) => {
                // Of an empty channel nothing is carried.
                let is = channel.carries.or_else(|| (channel.count == Some(0)).then(Vec::new));
                (listed(carries), is.as_deref().map(listed))
            }
        }
    }
}

/// Messages that carry so much: `messages with 1, 2`.
fn listed(carries: &[i64]) -> String {
    let amounts: Vec<_> = carries.iter().map(ToString::to_string).collect();
    if amounts.is_empty() {
        "no message".to_string()
    } else {
        format!("messages with {}", amounts.join(", "))
    }
}
