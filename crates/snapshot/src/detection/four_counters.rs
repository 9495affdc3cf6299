//! Mattern's four counters (1987): ask everybody twice how many messages were sent and received.
//!
//! In a *wave* the starter asks everybody, and each answers as soon as it is passive. If as many messages were received by the first of
//! two waves as were sent by the second, nothing was under way between them and nobody has become active since: the computation
//! had terminated when the first was over. Else the second is the first of the next two. *It assumes* a starter with channels to and from
//! everybody, in any order, and pays with 2(n−1) messages a wave.
//!
//! One wave is not enough, and here as the mutant that is wrong: what was sent and received after the one was asked, and before the other
//! was, makes the sums equal though somebody is active.

use sim_core::{ChannelId, Context};

use super::{Acts, Beginning, Part, Says};

/// The part of a process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FourCounters {
    /// What it sent and received.
    sent: u64,
    received: u64,
    /// Whether it was asked and has not answered: then it says so on this channel.
    asked: Option<ChannelId>,
    /// At the starter, how it goes about it.
    pub(super) waves: Option<Waves>,
}

/// What the starter remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Waves {
    /// What the sums of a wave are held against.
    pub(super) rule: Rule,
    /// The wave that is under way: how many answers are missing, and the sums of the others.
    now: Option<(usize, u64, u64)>,
    /// The sums of the wave before: what was sent, and what was received.
    last: Option<(u64, u64)>,
}

/// When a wave says that the computation has terminated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Rule {
    /// As much was sent as was received by the wave before.
    TwoWaves,
    /// As much was sent as was received, in this wave. It is wrong.
    OneWave,
    /// As much was received as was sent by the wave before: for tests, and wrong.
    #[cfg(test)]
    TheOtherWayRound,
}

impl FourCounters {
    pub(super) fn new(cx: Context<'_>, beginning: &Beginning, rule: Rule) -> Self {
        let waves = (cx.process == beginning.starter).then_some(Waves { rule, now: None, last: None });
        Self { sent: 0, received: 0, asked: None, waves }
    }

    /// Asks everybody, if no wave is under way.
    fn ask(&mut self, cx: Context<'_>, acts: &mut Acts) {
        let Some(waves) = self.waves.as_mut().filter(|waves| waves.now.is_none()) else { return };
        waves.now = Some((cx.topology.processes().len() - 1, self.sent, self.received));
        for other in cx.topology.processes().filter(|other| *other != cx.process) {
            let channel = cx.topology.between(cx.process, other);
            acts.send(channel.expect("the starter has a channel to everybody"), Says::Ask);
        }
    }
}

impl Waves {
    /// Takes in an answer; whether the computation has terminated.
    fn hear(&mut self, sent: u64, received: u64) -> bool {
        let Some((missing, sums, sumr)) = self.now else { return false };
        let (missing, sent, received) = (missing - 1, sums + sent, sumr + received);
        if missing > 0 {
            self.now = Some((missing, sent, received));
            return false;
        }
        let last = self.last.replace((sent, received));
        self.now = None;
        match self.rule {
            Rule::TwoWaves => last.is_some_and(|(_, before)| before == sent),
            Rule::OneWave => sent == received,
            #[cfg(test)]
            Rule::TheOtherWayRound => last.is_some_and(|(before, _)| before == received),
        }
    }
}

impl Part for FourCounters {
    fn send(&mut self) -> Option<i32> {
        self.sent += 1;
        None
    }

    fn receive(&mut self, _: Context<'_>, _: ChannelId, _: Option<i32>, _: &mut Acts) {
        self.received += 1;
    }

    fn hear(&mut self, cx: Context<'_>, channel: ChannelId, says: &Says, _: bool, acts: &mut Acts) {
        match says {
            Says::Counts(sent, received) => {
                if self.waves.as_mut().is_some_and(|waves| waves.hear(*sent, *received)) {
                    acts.announce();
                }
            }
            _ => self.asked = cx.topology.back(channel),
        }
    }

    fn settle(&mut self, cx: Context<'_>, passive: bool, acts: &mut Acts) {
        if !passive || acts.announces {
            return;
        }
        if let Some(channel) = self.asked.take() {
            acts.send(channel, Says::Counts(self.sent, self.received));
        }
        self.ask(cx, acts);
    }
}
