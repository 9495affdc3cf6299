//! One process of a run: the loop that joins its handlers, its neighbours and its alarms.
//!
//! One thread, and no task between a frame and the handler: what is received is handled at once, and what that sends is handed
//! to the system at once.
//!
//! How it ends: a process that has done what it was there for says so on each of its channels, as the last thing that matters,
//! and does nothing more of its own accord (one that others may need still says so after a neighbour has); it goes on handling what it receives until all its neighbours have said the same, but
//! what it sends then does not go out. So nobody stops while another still needs its messages, and what is on the way then stays on
//! the way.

use std::io;
use std::time::{Duration, Instant};

use sim_core::{ChannelId, Delay, ProcessId, Protocol, System, Topology, VirtualTime};

use crate::alarms::Alarms;
use crate::frame::{Wire, put_end, put_gave_up, put_message};
use crate::machine::Machine;
use crate::meeting::{Meeting, Refusal, meet};
use crate::node::inbox::Inbox;
use crate::peer::Peer;
use crate::{Encoding, Journal};

mod ended;
mod inbox;
mod incoming;
mod waiting;

pub use ended::{Ended, Ending};

/// How long what was written down may be kept back.
const FLUSH_AFTER: Duration = Duration::from_millis(50);
/// How long to try to tell the others that this process gives up.
const GOODBYE: Duration = Duration::from_millis(500);

/// How a process behaves apart from its handlers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long to wait on a connection after each message.
    pub pace: Duration,
    /// How long nothing may happen before the process gives up.
    pub timeout: Duration,
    /// How long all of it may take, whatever happens.
    pub deadline: Duration,
    /// The milliseconds before it does something of its own accord.
    pub hold: Delay,
    /// The milliseconds before it starts something for no reason of its own.
    pub start: Delay,
    /// What the draws follow from.
    pub seed: u64,
    /// After how many events it gives up.
    pub max_events: u64,
    /// How the run ends.
    pub ending: Ending,
}

/// Why there was no run at all, or why it could not go on.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The neighbours did not come together.
    #[error(transparent)]
    Meeting(#[from] Refusal),
    /// The system does not do what is asked of it, or the journal cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The processes with which this one shares a channel, in order.
#[must_use]
pub fn neighbours(topology: &Topology, process: ProcessId) -> Vec<ProcessId> {
    let to = topology.outgoing(process).map(|channel| topology.channel(channel).target);
    let from = topology.incoming(process).iter().map(|channel| topology.channel(*channel).source);
    let mut all: Vec<_> = to.chain(from).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A process that runs among its neighbours.
pub struct Node<'a, P: Protocol, E, J> {
    machine: Machine<'a, P>,
    encoding: &'a E,
    journal: &'a mut J,
    settings: Settings,
    wire: Wire,
    peers: Vec<Peer>,
    /// By channel: the neighbour at its other end.
    at: Vec<Option<usize>>,
    alarms: Alarms,
    inbox: Inbox<P::Message>,
    began: Instant,
    /// When it is to be over, whatever happens.
    deadline: Instant,
    /// When something happened last.
    last: Instant,
    /// When the journal is to be flushed.
    flush: Option<Instant>,
    /// Whether the neighbours know that we are done.
    told: bool,
    /// Who is asked first for the next frame.
    turn: usize,
}

impl<'a, P: Protocol, E: Encoding<P::Message>, J: Journal<P>> Node<'a, P, E, J> {
    /// Meets the neighbours, runs, and ends with them.
    ///
    /// The meeting's neighbours are those of [`neighbours`], in that order.
    ///
    /// # Errors
    /// When the neighbours do not come together, or the journal cannot be written.
    ///
    /// # Panics
    /// When the meeting's neighbours are not the process's.
    pub fn run(
        system: &'a System<P>,
        process: ProcessId,
        mut meeting: Meeting,
        settings: Settings,
        encoding: &'a E,
        journal: &'a mut J,
    ) -> Result<Ended, NodeError> {
        let deadline = Instant::now() + settings.deadline;
        meeting.timeout = meeting.timeout.min(settings.deadline);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        runtime.block_on(async {
            let (wire, neighbours) = (meeting.wire, meeting.neighbours.len());
            assert_eq!(neighbours, self::neighbours(&system.topology, process).len(), "all are to be met");
            let met = meet(meeting).await?;
            let mut node = Self::new(system, process, settings, (encoding, journal), (wire, deadline));
            for (neighbour, met) in self::neighbours(&system.topology, process).into_iter().zip(met) {
                let ends = (
                    system.topology.between(process, neighbour),
                    system.topology.between(neighbour, process),
                );
                for channel in [ends.0, ends.1].into_iter().flatten() {
                    node.at[channel.index()] = Some(node.peers.len());
                }
                let name = system.topology.name(neighbour).to_string();
                node.peers.push(Peer::new(name, ends, met, wire, node.settings.pace)?);
            }
            let ended = node.until_the_end().await?;
            node.journal.flush()?;
            node.part(&ended).await;
            Ok(ended)
        })
    }

    fn new(
        system: &'a System<P>,
        process: ProcessId,
        settings: Settings,
        (encoding, journal): (&'a E, &'a mut J),
        (wire, deadline): (Wire, Instant),
    ) -> Self {
        let began = Instant::now();
        let Settings { hold, start, seed, .. } = settings;
        Self {
            machine: Machine::new(system, process),
            encoding,
            journal,
            settings,
            wire,
            peers: Vec::new(),
            at: vec![None; system.topology.channels().len()],
            alarms: Alarms::new(began, hold, start, seed, process),
            inbox: Inbox::default(),
            began,
            deadline,
            last: began,
            flush: None,
            told: false,
            turn: 0,
        }
    }

    /// Does something of its own accord, if it is time for that and there is room.
    fn act(&mut self, now: Instant) -> io::Result<Option<Ended>> {
        if self.is_busy(now) {
            return Ok(None);
        }
        let Machine { system, process, ref state, .. } = self.machine;
        match self.alarms.go_off(now, system, process, state) {
            Some(command) => {
                self.machine.act(self.time(now), command);
                self.stepped(now)
            }
            None => Ok(None),
        }
    }

    /// Milliseconds since the process began.
    fn time(&self, now: Instant) -> VirtualTime {
        u64::try_from((now - self.began).as_millis()).unwrap_or(u64::MAX)
    }

    /// A step is over, and all that can be received because of it.
    fn stepped(&mut self, now: Instant) -> io::Result<Option<Ended>> {
        let mut ended = self.step_over(now)?;
        while ended.is_none()
            && let Some((channel, message)) = self.inbox.next(&self.machine)
        {
            self.machine.receive(self.time(now), channel, message);
            ended = self.step_over(now)?;
        }
        Ok(ended)
    }

    /// A step is over: what it sent goes out, and the journal hears of it.
    fn step_over(&mut self, now: Instant) -> io::Result<Option<Ended>> {
        self.last = now;
        if let Some(ended) = self.send() {
            return Ok(Some(ended));
        }
        for peer in &mut self.peers {
            peer.send_now(now);
        }
        if let Some(step) = self.machine.last_step() {
            self.journal.step(step, &self.machine.state)?;
        }
        self.flush.get_or_insert(now + FLUSH_AFTER);
        self.alarms.set(now, self.machine.offers());
        if self.machine.events >= self.settings.max_events && !self.journal.complete() {
            return Ok(Some(Ended::MaxEvents(self.machine.events)));
        }
        Ok(self.over())
    }

    /// Puts what the last step sent into the outboxes; unless the neighbours were told that nothing that matters comes any more.
    fn send(&mut self) -> Option<Ended> {
        if self.told {
            return None;
        }
        let Self { machine, peers, at, encoding, wire, .. } = self;
        for (channel, message) in machine.last_step()?.sends() {
            let peer = &mut peers[at_end(at, channel)];
            let body = |out: &mut _| encoding.encode(&message.body, out);
            let put = |out: &mut _| put_message(*wire, message.id.0, out, body);
            if let Err(bytes) = peer.put(put) {
                return Some(Ended::TooLong { peer: peer.name.clone(), bytes });
            }
        }
        None
    }

    /// Whether the run is over for this process; tells the neighbours once it is done.
    fn over(&mut self) -> Option<Ended> {
        if !self.journal.complete() {
            return None;
        }
        match self.settings.ending {
            Ending::HungUp => None,
            Ending::Alone => Some(Ended::Complete),
            Ending::Together => {
                if self.journal.follows() && !self.peers.iter().any(|peer| peer.ended) {
                    return None;
                }
                if !std::mem::replace(&mut self.told, true) {
                    let now = Instant::now();
                    for peer in self.peers.iter_mut().filter(|peer| peer.to.is_some()) {
                        peer.put(put_end);
                        peer.send_now(now);
                    }
                }
                let done = self.peers.iter().all(|peer| peer.from.is_none() || peer.ended);
                done.then_some(Ended::Complete)
            }
        }
    }

    /// Takes leave of the neighbours: sends what is left, or why not; then waits for them to hang up too, for a connection that
    /// is closed with something unread takes with it what was sent last.
    async fn part(&mut self, ended: &Ended) {
        let patience = match ended {
            Ended::Complete => {
                self.settings.timeout.min(self.deadline.saturating_duration_since(Instant::now()))
            }
            _ => GOODBYE,
        };
        if self.wire == Wire::Frames && *ended != Ended::Complete {
            let why = ended.to_string();
            self.peers.iter_mut().for_each(|peer| peer.put(|out| put_gave_up(&why, out)));
        }
        // Whoever does not listen by then will find out from the closed connection.
        let _ = tokio::time::timeout(patience, self.hang_up()).await;
    }
}

fn at_end(at: &[Option<usize>], channel: ChannelId) -> usize {
    at[channel.index()].expect("a process sends on its own outgoing channels only")
}
