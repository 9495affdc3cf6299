//! The detectors there are, by name, what each needs, and all of them as one type. To add one: its file, and a line in each table here.

use std::fmt;

use sim_core::{ChannelId, Context, Order, ProcessId, Topology};

use super::dijkstra_scholten::DijkstraScholten;
use super::four_counters::{FourCounters, Rule};
use super::huang::Huang;
use super::safra::{self, Safra};
use super::snapshots::Snapshots;
use super::{Acts, Beginning, Detector, Part, Says};

/// Any of the detectors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Any {
    /// Every message is acknowledged.
    DijkstraScholten,
    /// A token goes round.
    Safra,
    /// Two waves of questions.
    FourCounters,
    /// One wave of questions, which is wrong.
    OneWave,
    /// Weights on messages.
    Huang,
    /// Snapshots, again and again.
    Snapshots,
}

/// What is known of a detector.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// Whether every announcement of it is true.
    pub right: bool,
    /// What it needs, in words: [`Any::lack`] says what of that is not there.
    pub needs: &'static str,
    /// What it costs, in words.
    pub price: &'static str,
    /// The detector.
    pub detector: Any,
}

/// Every detector there is.
pub const ALL: &[Entry] = &[
    Entry {
        name: "dijkstra-scholten",
        about: "Dijkstra and Scholten, 1980: every message is acknowledged",
        right: true,
        needs: "for each channel one back, and one to the starter from who is active at first",
        price: "one ack a message",
        detector: Any::DijkstraScholten,
    },
    Entry {
        name: "safra",
        about: "Safra, 1987 (EWD 998): a token goes round, with a sum and a colour",
        right: true,
        needs: "a channel from each process to the next, and from the last to the first",
        price: "n a round",
        detector: Any::Safra,
    },
    Entry {
        name: "four-counters",
        about: "Mattern, 1987: two waves ask how much was sent and received",
        right: true,
        needs: "a starter with channels to and from everybody",
        price: "2(n-1) a wave",
        detector: Any::FourCounters,
    },
    Entry {
        name: "one-wave",
        about: "wrong: one wave asks, and what crosses it makes the sums equal",
        right: false,
        needs: "a starter with channels to and from everybody",
        price: "2(n-1) a wave",
        detector: Any::OneWave,
    },
    Entry {
        name: "huang",
        about: "Huang, 1989: who is active has a weight, and gives it back",
        right: true,
        needs: "a channel from everybody to the starter",
        price: "one a rest",
        detector: Any::Huang,
    },
    Entry {
        name: "snapshots",
        about: "Chandy and Lamport, 1985: snapshots, until one shows it",
        right: true,
        needs: "fifo channels, a starter with channels to and from everybody",
        price: "channels + n-1 a snapshot",
        detector: Any::Snapshots,
    },
];

/// What is known of the detector of this name, if there is one.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}

/// What a detector needs and a network has not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// A channel from the one process to the other.
    Channel(String, String),
    /// A second process.
    Second,
    /// Channels that keep the order.
    Fifo,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(from, to) => write!(f, "there is no channel from {from} to {to}"),
            Self::Second => f.write_str("there is one process only"),
            Self::Fifo => f.write_str("the channels are not FIFO"),
        }
    }
}

impl Any {
    /// What is needed and is not there, if anything.
    #[must_use]
    pub fn lack(self, topology: &Topology, beginning: &Beginning) -> Option<Lack> {
        if topology.processes().len() < 2 {
            return Some(Lack::Second);
        }
        let starter = beginning.starter;
        let others = || topology.processes().filter(move |process| *process != starter);
        let keeps_order = topology.channels().iter().all(|channel| channel.order.keeps(Order::Fifo));
        let mut needed: Vec<(ProcessId, ProcessId)> = match self {
            Self::DijkstraScholten => {
                let channels = topology.channels().iter().map(|channel| (channel.target, channel.source));
                channels.chain(beginning.others().map(|other| (other, starter))).collect()
            }
            Self::Safra => {
                let next = |process| (process, safra::next(Context { process, topology }));
                topology.processes().map(next).collect()
            }
            Self::Huang => others().map(|other| (other, starter)).collect(),
            Self::FourCounters | Self::OneWave | Self::Snapshots => {
                others().flat_map(|other| [(starter, other), (other, starter)]).collect()
            }
        };
        needed.retain(|(from, to)| topology.between(*from, *to).is_none());
        let name = |process: ProcessId| topology.name(process).to_string();
        let channel = needed.first().map(|(from, to)| Lack::Channel(name(*from), name(*to)));
        channel.or_else(|| (self == Self::Snapshots && !keeps_order).then_some(Lack::Fifo))
    }
}

/// The part of a process in any of them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AnyPart {
    /// In Dijkstra and Scholten's.
    DijkstraScholten(DijkstraScholten),
    /// In Safra's.
    Safra(Safra),
    /// In Mattern's, of one wave or two.
    FourCounters(FourCounters),
    /// In Huang's.
    Huang(Huang),
    /// In repeated snapshots.
    Snapshots(Snapshots),
}

impl Detector for Any {
    type Part = AnyPart;

    fn part(&self, cx: Context<'_>, beginning: &Beginning) -> AnyPart {
        match self {
            Self::DijkstraScholten => AnyPart::DijkstraScholten(DijkstraScholten::new(cx, beginning)),
            Self::Safra => AnyPart::Safra(Safra::new(cx, beginning)),
            Self::FourCounters => AnyPart::FourCounters(FourCounters::new(cx, beginning, Rule::TwoWaves)),
            Self::OneWave => AnyPart::FourCounters(FourCounters::new(cx, beginning, Rule::OneWave)),
            Self::Huang => AnyPart::Huang(Huang::new(cx, beginning)),
            Self::Snapshots => AnyPart::Snapshots(Snapshots::new(cx, beginning)),
        }
    }
}

impl AnyPart {
    fn part(&mut self) -> &mut dyn Part {
        match self {
            Self::DijkstraScholten(part) => part,
            Self::Safra(part) => part,
            Self::FourCounters(part) => part,
            Self::Huang(part) => part,
            Self::Snapshots(part) => part,
        }
    }
}

impl Part for AnyPart {
    fn send(&mut self) -> Option<i32> {
        self.part().send()
    }

    fn receive(&mut self, cx: Context<'_>, channel: ChannelId, share: Option<i32>, acts: &mut Acts) {
        self.part().receive(cx, channel, share, acts);
    }

    fn hear(&mut self, cx: Context<'_>, channel: ChannelId, says: &Says, passive: bool, acts: &mut Acts) {
        self.part().hear(cx, channel, says, passive, acts);
    }

    fn settle(&mut self, cx: Context<'_>, passive: bool, acts: &mut Acts) {
        self.part().settle(cx, passive, acts);
    }
}
