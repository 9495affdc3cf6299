//! Which alarms of a process are set, and what waits for them.

use super::super::pending::Alarm;
use crate::protocol::Timer;

/// Which alarms of a process are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Alarms {
    hold: bool,
    start: bool,
    at: bool,
}

impl Alarms {
    pub(super) fn get(&mut self, alarm: Alarm) -> &mut bool {
        match alarm {
            Alarm::Hold => &mut self.hold,
            Alarm::Start => &mut self.start,
            Alarm::At => &mut self.at,
        }
    }
}

/// Whether a command waits for this alarm.
pub(super) fn waits_for(timer: Timer, alarm: Alarm) -> bool {
    matches!(
        (timer, alarm),
        (Timer::Hold, Alarm::Hold) | (Timer::Start, Alarm::Start) | (Timer::At(_), Alarm::At)
    )
}
