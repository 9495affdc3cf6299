//! When a process does something of its own accord: the [`Timer`]s of its commands, in milliseconds of this machine.

use std::time::{Duration, Instant};

use sim_core::{Delay, Offers, ProcessId, Protocol, Random, System, Timer};

/// What a process waits for before it does something of its own accord, and the draws behind it.
#[derive(Debug)]
pub(crate) struct Alarms {
    began: Instant,
    hold: Delay,
    start: Delay,
    random: Random,
    held: Option<Instant>,
    started: Option<Instant>,
    at: Option<Instant>,
}

impl Alarms {
    /// The draws of a process follow from the seed and its number.
    pub(crate) fn new(began: Instant, hold: Delay, start: Delay, seed: u64, process: ProcessId) -> Self {
        let random = Random::new(seed.wrapping_add(u64::from(process.0).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        Self { began, hold, start, random, held: None, started: None, at: None }
    }

    /// Sets an alarm for what is offered and has none, and unsets those for which nothing is offered.
    pub(crate) fn set(&mut self, now: Instant, offers: Offers) {
        let Self { hold, start, random, .. } = self;
        let mut after = |alarm: &mut Option<Instant>, offered: bool, delay: &Delay| {
            let time = || now + Duration::from_millis(delay.draw(random));
            *alarm = offered.then(|| alarm.unwrap_or_else(time));
        };
        after(&mut self.held, offers.hold, hold);
        after(&mut self.started, offers.start, start);
        self.at = offers.at.map(|time| self.began + Duration::from_millis(time));
    }

    /// The next moment at which one goes off.
    pub(crate) fn next(&self) -> Option<Instant> {
        [self.held, self.started, self.at].into_iter().flatten().min()
    }

    /// What the process does now: one of the commands whose alarm has gone off first, each equally likely.
    pub(crate) fn go_off<P: Protocol>(
        &mut self,
        now: Instant,
        system: &System<P>,
        process: ProcessId,
        state: &P::State,
    ) -> Option<P::Command> {
        let first = self.next().filter(|time| *time <= now)?;
        let is_due = |timer| match timer {
            Timer::Hold => self.held == Some(first),
            Timer::Start => self.started == Some(first),
            Timer::Never => false,
            Timer::At(time) => self.began + Duration::from_millis(time) <= now,
        };
        let mut due = Vec::new();
        system.protocol.commands(system.context(process), state, |command| {
            if is_due(system.protocol.timer(&command)) {
                due.push(command);
            }
        });
        for alarm in [&mut self.held, &mut self.started, &mut self.at] {
            *alarm = alarm.filter(|time| *time != first);
        }
        let chosen =
            usize::try_from(self.random.below(due.len().max(1) as u64)).expect("it is below a usize");
        (chosen < due.len()).then(|| due.swap_remove(chosen))
    }
}
