//! Whether the algorithm keeps a process from acting, or lets it do what it could not do alone.
//!
//! What a process is kept from doing leaves no event, so no trace tells of it. It is seen while the run happens: after each
//! step of the window, what processes offer to do of their own accord under the algorithm is held against what the
//! computation's own transition relation enables in the same underlying state. After the first step all are looked at, and
//! then only the process of the step, for no other has changed.
//!
//! An algorithm that is known to block says so ([`Layer::blocks`]). Of it, a process that is offered nothing at all is not hindered but
//! blocked, and the time that it is so is counted. What a process [refuses](sim_core::Protocol::accepts) is only late.

use std::collections::BTreeMap;

use sim_core::{ProcessId, Shows as _, System, Timer, VirtualTime};

use crate::computation::Computation;
use crate::layer::Act;
use crate::layer::Layer;

/// A process to which the algorithm makes a difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hindered {
    /// When it was first seen.
    pub time: VirtualTime,
    /// Which process.
    pub process: ProcessId,
    /// After which event of the window: the first of the step.
    pub event: usize,
    /// What it could do alone, in its turn, as it prints; nothing, if under the algorithm it could do more than that.
    pub kept_from: Option<String>,
    /// What it was offered instead, as it prints.
    pub offered: Option<String>,
}

/// A stretch of a run in which the algorithm kept a process from acting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// Which process.
    pub process: ProcessId,
    /// After which step: the place of its first event in the window.
    pub from: usize,
    /// Until which step of the process; to the end, if there is none.
    pub until: Option<usize>,
}

/// What is known of the offers of processes in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered<'a> {
    /// Nothing: nobody looked while the run happened. A file tells what happened, not what could have.
    NotSeen,
    /// After each step of the window, just what the computation alone would have offered.
    AsAlone,
    /// Something else.
    Otherwise(&'a Hindered),
}

/// Looks after each step whether a process is offered what the computation alone would offer it.
#[derive(Debug)]
pub(crate) struct Offers<P: Computation> {
    /// The first difference, if there was one.
    hindered: Option<Hindered>,
    /// What is offered under the algorithm, in order; a buffer.
    offered: Vec<(P::Command, Timer)>,
    /// The processes that are blocked, since when, and since which step.
    blocked: BTreeMap<ProcessId, (VirtualTime, usize)>,
    /// How long processes were that are so no longer.
    ticks: VirtualTime,
    /// The stretches in which they were, where events are kept.
    waits: Option<Vec<Wait>>,
}

impl<P: Computation> Default for Offers<P> {
    fn default() -> Self {
        Self {
            hindered: None,
            offered: Vec::new(),
            blocked: BTreeMap::new(),
            ticks: 0,
            waits: Some(Vec::new()),
        }
    }
}

impl<P: Computation> Offers<P> {
    /// Forgets everything, keeping the buffer.
    pub(crate) fn reset(&mut self) {
        self.hindered = None;
        self.blocked.clear();
        self.ticks = 0;
        self.waits.iter_mut().for_each(Vec::clear);
    }

    /// Keeps no stretches from now on.
    pub(crate) fn forget(&mut self) {
        self.waits = None;
    }

    /// The stretches of all processes in which they were blocked, in the order of their beginnings; none, if they are not kept.
    pub(crate) fn waits(&self) -> Vec<Wait> {
        let Some(over) = &self.waits else { return Vec::new() };
        let open = self.blocked.iter().map(|(process, (_, from))| Wait {
            process: *process,
            from: *from,
            until: None,
        });
        let mut waits: Vec<_> = over.iter().copied().chain(open).collect();
        waits.sort_unstable_by_key(|wait| (wait.from, wait.process));
        waits
    }

    /// How long processes were blocked up to now, all added up.
    pub(crate) fn blocked(&self, now: VirtualTime) -> VirtualTime {
        let still = self.blocked.values().map(|(since, _)| now.saturating_sub(*since));
        still.fold(self.ticks, VirtualTime::saturating_add)
    }

    /// What has been seen so far.
    pub(crate) const fn seen(&self) -> Offered<'_> {
        match &self.hindered {
            None => Offered::AsAlone,
            Some(hindered) => Offered::Otherwise(hindered),
        }
    }

    /// What the process offers in its present state, with the algorithm and without; `event` is where the step is told.
    #[inline]
    pub(crate) fn compare<Q: Layer<P>>(
        &mut self,
        systems: (&System<P>, &System<Q>),
        at: (VirtualTime, ProcessId, usize),
        state: &Q::State,
    ) {
        let ((alone, layered), (time, process, event)) = (systems, at);
        let could = alone.command_count(process, state.shown());
        // As many of the same are all of them; in a debug build each is looked at nevertheless.
        let all = layered.protocol.offered(layered.context(process), state) == Some(could);
        if !all || cfg!(debug_assertions) {
            let hindered = self.hindered.is_some();
            self.look(systems, at, state);
            debug_assert!(!all || hindered || self.hindered.is_none(), "as many of the same are all of them");
        } else if could > 0 && layered.protocol.blocks() {
            self.acts(process, time, event);
        }
    }

    /// A process is not blocked after this step.
    fn acts(&mut self, process: ProcessId, time: VirtualTime, event: usize) {
        if let Some((since, from)) = self.blocked.remove(&process) {
            self.ticks = self.ticks.saturating_add(time.saturating_sub(since));
            self.waits.iter_mut().for_each(|waits| waits.push(Wait { process, from, until: Some(event) }));
        }
    }

    /// Holds each command against what the computation offers alone.
    fn look<Q: Layer<P>>(
        &mut self,
        (alone, layered): (&System<P>, &System<Q>),
        (time, process, event): (VirtualTime, ProcessId, usize),
        state: &Q::State,
    ) {
        // It is not the algorithm that keeps it from acting.
        if layered.protocol.stands_still(state) {
            return;
        }
        let Self { offered, blocked, .. } = self;
        offered.clear();
        layered.protocol.commands(layered.context(process), state, |command| {
            let timer = layered.protocol.timer(&command);
            if let Act::Underlying(command) = command {
                offered.push((command, timer));
            }
        });
        let (mut place, mut kept_from, mut waits_to_start) = (0, None, true);
        alone.protocol.commands(alone.context(process), state.shown(), |command| {
            waits_to_start &= alone.protocol.starts_snapshot(&command).is_some();
            let timer = alone.protocol.timer(&command);
            let same = offered.get(place).is_some_and(|(offered, at)| *offered == command && *at == timer);
            if !same && kept_from.is_none() {
                kept_from = Some((place, command));
            }
            place += 1;
        });
        // Whose next statement starts a snapshot waits until there may be one.
        if offered.is_empty() && waits_to_start {
            return;
        }
        let blocks = layered.protocol.blocks();
        if blocks && offered.is_empty() && place > 0 {
            blocked.entry(process).or_insert((time, event));
            return;
        }
        if blocks {
            self.acts(process, time, event);
        }
        let Self { hindered, offered, .. } = self;
        if kept_from.is_none() && place == offered.len() {
            return;
        }
        let program = &alone.protocol;
        let instead = kept_from.as_ref().map_or(place, |(place, _)| *place);
        hindered.get_or_insert_with(|| Hindered {
            time,
            process,
            event,
            kept_from: kept_from.map(|(_, command)| program.print_command(&command)),
            offered: offered.get(instead).map(|(command, _)| program.print_command(command)),
        });
    }
}
