//! What all drawings share: the events that are shown, the messages between them, and the cuts through them.
//!
//! A [`View`] is made from the saved form of a run alone, so a file can be drawn whoever wrote it: names may be
//! anything, messages may come from nowhere, a snapshot may never be complete. It draws nothing itself; `svg`
//! and `html` do.

use std::borrow::Cow;
use std::ops::Range;

use sim_core::words::counted;
use snapshot::oracle::Law;
use trace::model::{Amounts, Check, Event, Good, Held, Snapshot, State};
use trace::{Saved, ToldOrder};

use crate::words;

mod barriers;
mod became;
mod build;
mod elsewhere;
mod fault;
mod overtaking;
mod terms;
pub(crate) mod verdict;
mod waits;
mod wrong;

pub use became::Became;
pub(crate) use became::what;
pub use wrong::{Fault, Wrong};

/// How much a drawing may show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How many events.
    pub events: usize,
    /// How many processes.
    pub processes: usize,
}

/// Part of a run, ready to be drawn.
#[derive(Debug)]
pub struct View<'a> {
    /// The run.
    pub run: &'a Saved,
    /// The columns: the names of the processes.
    pub processes: Vec<&'a str>,
    /// How many processes the run has.
    pub processes_in_run: usize,
    /// The places in the run of the first event that may be shown and of the one behind the last.
    pub range: Range<usize>,
    /// How many events the extent has, shown or not.
    pub wanted: usize,
    /// Whether the messages of the algorithm are left out.
    pub no_markers: bool,
    /// The events that are shown, in order.
    pub events: Vec<Shown<'a>>,
    /// The messages that are sent or received by a shown event, or in flight before the first: in the order of sending.
    pub messages: Vec<Message<'a>>,
    /// What each process's state was before the first shown event; `None` if neither the events before it nor the configuration tell.
    pub base: Vec<Option<Cow<'a, Held>>>,
    /// The cuts, one a snapshot, in the order of their numbers.
    pub cuts: Vec<Cut>,
    /// Whether they are recovery lines, and not cuts of global states: no channel is recorded then.
    pub takes_lines: bool,
    /// The stretches in which the algorithm kept a process from acting, as far as they are shown.
    pub waits: Vec<Wait>,
    /// What became so in the run, where somebody waited for it.
    pub became_in_run: Option<Became>,
    /// The same, if the event with which it became so is shown.
    pub became: Option<Became>,
    /// The number of the event that announced it, where somebody did.
    pub announced: Option<u64>,
}

/// A stretch in which the algorithm kept a process from acting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// The column of the process.
    pub process: usize,
    /// The number of the event with which the step began after which it had to wait.
    pub from: u64,
    /// The same of the step after which it might go on; `None` if the run ended before.
    pub until: Option<u64>,
}

/// An event that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its column.
    pub process: usize,
    /// The number of the event that began its step.
    pub step: u64,
}

/// A message between two columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message<'a> {
    /// Its number.
    pub id: u64,
    /// What it is called: `m #204`, or as the log of another program calls it.
    pub name: String,
    /// What it says.
    pub body: &'a str,
    /// What it carries; `None` if the run does not have its sending.
    pub carries: Option<&'a Amounts>,
    /// What the algorithm adds to it, or says in it besides.
    pub added: &'a str,
    /// For a message of the algorithm, as a marker: its snapshot.
    pub marker: Option<u32>,
    /// The column of its sender.
    pub from: usize,
    /// The column of its receiver.
    pub to: usize,
    /// Where it was sent.
    pub sent: End,
    /// Where it was received.
    pub received: End,
    /// For how many ticks it had waited then, because it was refused, or one before it.
    pub waited: u64,
    /// The snapshots that have it in a channel's state.
    pub recorded: Vec<u32>,
}

/// One end of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct End {
    /// The place among the shown events, if it is one.
    pub shown: Option<usize>,
    /// The number of the event that began the step, if the run has it at all.
    pub step: Option<u64>,
}

/// The cut that a snapshot makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    /// The number of the snapshot.
    pub snapshot: u32,
    /// For each column the number of the event that recorded, or of the one that begins its step if the cut falls before that; `None` if the
    /// process never did.
    pub points: Vec<Option<u64>>,
    /// For each column that of the process that started the snapshot and from which the news came, if that is known: processes of one
    /// such *region* have it from the same initiator.
    pub regions: Vec<Option<usize>>,
}

/// How a message lies to a cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crossing {
    /// Both ends are on one side, or the message is a marker, which is no part of the computation.
    None,
    /// Sent before the cut and not received before it: in the channel at the cut.
    Forward,
    /// Received before the cut but sent after it: the cut is not consistent.
    Backward,
}

impl Cut {
    /// Whether a step of a process is prerecording; every step of a process that never records is.
    #[must_use]
    pub fn is_prerecording(&self, process: usize, step: u64) -> bool {
        self.points[process].is_none_or(|point| step < point)
    }

    /// The processes that each have a region, where there are several.
    #[must_use]
    pub fn initiators(&self) -> Vec<usize> {
        let own = |(process, region): (usize, &Option<usize>)| (*region == Some(process)).then_some(process);
        let initiators: Vec<_> = self.regions.iter().enumerate().filter_map(own).collect();
        if initiators.len() > 1 { initiators } else { Vec::new() }
    }

    /// Which of several regions a process is in, counted from 1.
    #[must_use]
    pub fn region(&self, process: usize) -> Option<usize> {
        let place = self.initiators().iter().position(|initiator| self.regions[process] == Some(*initiator));
        place.map(|place| place + 1)
    }

    /// How a message lies to this cut.
    #[must_use]
    pub fn crossing(&self, message: &Message<'_>) -> Crossing {
        if message.marker.is_some() || self.points[message.to].is_none() {
            return Crossing::None;
        }
        // Of what nobody was seen to send it is not known.
        let Some(sent) = message.sent.step else { return Crossing::None };
        let sent = self.is_prerecording(message.from, sent);
        let received = message.received.step.is_some_and(|step| self.is_prerecording(message.to, step));
        match (sent, received) {
            (true, false) => Crossing::Forward,
            (false, true) => Crossing::Backward,
            _ => Crossing::None,
        }
    }
}

impl<'a> View<'a> {
    /// What the file says of a snapshot.
    #[must_use]
    pub fn snapshot(&self, snapshot: u32) -> Option<&'a Snapshot> {
        self.run.footer.as_ref()?.snapshots.iter().find(|of| of.id == snapshot)
    }

    /// The goods whose amounts stand for a state where there is little room: none where processes wait for one another, for it is this
    /// that such a state is about.
    #[must_use]
    pub fn told_goods(&self) -> &'a [Good] {
        let snapshots = self.run.footer.iter().flat_map(|footer| &footer.snapshots);
        if snapshots.into_iter().any(|of| of.wait_for.is_some()) {
            &[]
        } else {
            &self.run.header.config.goods
        }
    }

    /// Whether no line of the log of another program tells of a message's sending.
    #[must_use]
    pub const fn is_unsent(&self, message: &Message<'_>) -> bool {
        self.run.foreign.is_some() && message.sent.step.is_none()
    }

    /// What a cut is called.
    #[must_use]
    pub fn cut_is(&self, cut: &Cut) -> String {
        match cut.snapshot {
            snapshot if self.is_asked() => self.asked()[snapshot as usize - 1].clone(),
            snapshot if self.takes_lines => format!("recovery line {snapshot}"),
            snapshot => format!("cut of snapshot {snapshot}"),
        }
    }

    /// Whether there is no snapshot, but cuts that somebody asked for.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !self.asked().is_empty()
    }

    /// What they are called.
    fn asked(&self) -> &'a [String] {
        self.run.foreign.as_ref().map_or(&[], |foreign| &foreign.asked)
    }

    /// Whether a message that is under way at this time is due and has to wait, by what is told of its receipt.
    #[must_use]
    pub fn is_waiting(&self, message: &Message<'_>, time: u64) -> bool {
        let due = |place: usize| self.events[place].event.t.saturating_sub(message.waited);
        message.waited > 0 && message.received.shown.is_some_and(|place| due(place) <= time)
    }

    /// What a message is called, with what the algorithm adds.
    #[must_use]
    pub fn name_in_full(message: &Message<'_>) -> String {
        format!("{}{}", message.name, words::added_in_short(message.added))
    }

    /// What is drawn, as a headline: the topology, the program, the algorithm, the order of the channels, what decides that of the events; as
    /// far as the file tells.
    #[must_use]
    pub fn headline(&self) -> String {
        let config = &self.run.header.config;
        let names = match config.processes.len() {
            0..=12 => format!("{} of {}", config.scenario, config.processes.join(", ")),
            count => format!("{} of {count} processes", config.scenario),
        };
        let decides = match (&config.schedule, &config.delays) {
            (Some(_), _) => "by schedule".to_string(),
            (None, Some(_)) => "given delays".to_string(),
            (None, None) => self.seed().map_or(String::new(), |seed| format!("seed {seed}")),
        };
        let algorithm = trace::assumption::algorithm_in(config);
        let told = [names, config.program.clone(), algorithm, decides];
        told.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
    }

    /// What a message of the algorithm is called.
    #[must_use]
    pub fn word(&self) -> &'static str {
        Law::word(self.run.law())
    }

    /// The seed, if it is known and anything was drawn from it.
    #[must_use]
    pub fn seed(&self) -> Option<&'a str> {
        let config = &self.run.header.config;
        let drawn = config.schedule.is_none() && config.delays.is_none();
        drawn.then_some(config.seed.as_str()).filter(|seed| !seed.is_empty())
    }

    /// How much of the run is shown, and what is left out.
    #[must_use]
    pub fn extent(&self) -> String {
        let (shown, total) = (self.events.len(), self.run.events.len());
        let Some((first, last)) = self.events.first().zip(self.events.last()) else {
            let none = format!("none of the run's {} is in this window", counted(total, "event"));
            return none + &self.elsewhere();
        };
        let (first, last) = (first.event, last.event);
        let mut text = format!("events {}..{}", first.seq, last.seq + 1);
        text += &match self.run.foreign.as_ref().map_or(ToldOrder::Timed, |foreign| foreign.order) {
            ToldOrder::Timed => format!(" (t={}..{})", first.t, last.t),
            ToldOrder::Possible => " (in one of the orders that are possible)".to_string(),
            ToldOrder::Impossible => " (of which no order is possible)".to_string(),
        };
        text += &format!(", {shown} of the run's {total}");
        if self.range.len() < self.wanted {
            text += &format!("; left out at the limit: {} of the window", self.wanted - self.range.len());
        }
        if self.processes.len() < self.processes_in_run {
            let (shown, all) = (self.processes.len(), self.processes_in_run);
            text += &format!("; {shown} of {all} processes");
        }
        if self.no_markers {
            text += "; without the messages of the algorithm";
        }
        text + &self.elsewhere()
    }

    /// The checks, each with the number of its snapshot; 0 for those of the run as a whole.
    pub fn checks(&self) -> impl Iterator<Item = (u32, &'a Check)> {
        self.run.checks()
    }

    /// A recorded global state in a line: `P=101 Q=102 Q->P=[m #204]`; empty channels are left out.
    #[must_use]
    pub fn recorded(&self, snapshot: u32) -> String {
        let Some(of) = self.snapshot(snapshot) else { return String::new() };
        let told = of.processes.iter().filter(|(_, process)| process.state.state != State::Untold);
        let state = told.map(|(name, process)| format!("{name}={}", words::state_and_hold(&process.state)));
        let full = of.channels.iter().filter(|(_, messages)| !messages.is_empty());
        let channels = full.map(|(name, messages)| {
            let named = messages.iter().map(|message| words::message(self.run, message));
            format!("{name}=[{}]", named.collect::<Vec<_>>().join(" "))
        });
        state.chain(channels).collect::<Vec<_>>().join("  ")
    }
}
