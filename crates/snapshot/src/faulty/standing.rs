//! What a process that a fault concerns has done, as far as faults ask for it.

use sim_core::{ChannelId, Context, ProcessId};

use crate::faults::{Coins, Fault, FaultId, Faults, Harm, When};

/// How a process stands with its faults. It counts no further than they do, so that a search comes to an end.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Standing {
    /// How many messages were sent on each outgoing channel, and how many of the algorithm.
    sent: Box<[Sent]>,
    /// How many steps were made.
    steps: u64,
    /// The faults that begin when a driver says so, and have not.
    waiting: Vec<FaultId>,
    /// Those that have begun, and how many messages of their channel pass before the one that they befall.
    begun: Vec<(FaultId, u8)>,
    crashed: bool,
    luck: Luck,
}

/// What chance decides by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Luck {
    /// It decides nothing.
    NotAsked,
    /// That is not chosen yet.
    Open,
    /// These.
    By(Coins),
}

/// How many messages were sent on a channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Sent {
    all: u64,
    /// Those of the algorithm.
    markers: u64,
}

impl Standing {
    /// Of a process at the start; nothing, if no fault concerns it.
    pub(super) fn at(cx: Context<'_>, faults: &Faults) -> Option<Box<Self>> {
        let source = |channel| cx.topology.channel(channel).source;
        let its = faults.all().filter(|(_, fault)| match fault.harm {
            Harm::Drop(channel) | Harm::Double(channel) => source(channel) == cx.process,
            Harm::Crash(process) => process == cx.process,
        });
        let its: Vec<_> = its.collect();
        if its.is_empty() {
            return None;
        }
        let begins = |(_, fault): &&(FaultId, Fault)| matches!(fault.when, When::At(_) | When::Whenever);
        let waiting = its.iter().filter(begins).map(|(id, _)| *id);
        let by_chance = its.iter().any(|(_, fault)| matches!(fault.when, When::Chance(_)));
        Some(Box::new(Self {
            sent: vec![Sent::default(); cx.outgoing().len()].into(),
            steps: 0,
            waiting: waiting.collect(),
            begun: Vec::new(),
            crashed: false,
            luck: if by_chance { Luck::Open } else { Luck::NotAsked },
        }))
    }

    pub(super) const fn has_crashed(&self) -> bool {
        self.crashed
    }

    /// Whether chance is to decide, and it is not chosen by which coins.
    pub(super) const fn needs_coins(&self) -> bool {
        matches!(self.luck, Luck::Open)
    }

    /// Chance decides by these coins from now on.
    pub(super) const fn takes(&mut self, coins: Coins) {
        self.luck = Luck::By(coins);
    }

    /// The faults that wait for a driver, and can let so many messages pass.
    pub(super) fn waiting(&self, faults: &Faults, passed: u8) -> impl Iterator<Item = (FaultId, u8)> {
        let is_crash = |id| matches!(faults.get(id), Some(Fault { harm: Harm::Crash(_), .. }));
        let can = move |id: &FaultId| passed == 0 || !is_crash(*id);
        self.waiting.iter().copied().filter(can).map(move |id| (id, passed))
    }

    /// A fault begins now, before this many messages that pass.
    pub(super) fn begin(&mut self, faults: &Faults, begins: (FaultId, u8)) {
        self.waiting.retain(|waiting| *waiting != begins.0);
        match faults.get(begins.0).map(|fault| fault.harm) {
            Some(Harm::Crash(_)) => self.crashed = true,
            Some(Harm::Drop(_) | Harm::Double(_)) => self.begun.push(begins),
            None => {}
        }
    }

    /// A step has been made.
    pub(super) fn steps(&mut self, process: ProcessId, faults: &Faults) {
        let numbers = faults.all().filter_map(|(_, fault)| match fault {
            Fault { harm: Harm::Crash(of), when: When::Nth(number) } if of == process => Some(number),
            _ => None,
        });
        // The first is the only one: it does nothing after that.
        if let Some(last) = numbers.min() {
            self.steps += 1;
            self.crashed |= self.steps >= last;
        }
    }

    /// A message is sent on a channel, of the algorithm or not: what befalls it.
    pub(super) fn sends(
        &mut self,
        cx: Context<'_>,
        faults: &Faults,
        (channel, is_control): (ChannelId, bool),
    ) -> Option<Harm> {
        let on = |harm: Harm| matches!(harm, Harm::Drop(of) | Harm::Double(of) if of == channel);
        let sent = &mut self.sent[cx.place_outgoing(channel)];
        let number = Sent { all: sent.all + 1, markers: sent.markers + u64::from(is_control) };
        let (mut last, mut befalls) = (Sent::default(), None);
        for (_, Fault { harm, when }) in faults.all().filter(|(_, fault)| on(fault.harm)) {
            let is_it = match when {
                When::Nth(nth) => {
                    last.all = last.all.max(nth);
                    nth == number.all
                }
                When::Marker(nth) => {
                    last.markers = last.markers.max(nth);
                    is_control && nth == number.markers
                }
                When::Chance(chance) => {
                    last.all = u64::MAX;
                    matches!(self.luck, Luck::By(coins) if coins.hit(channel, number.all, chance))
                }
                When::At(_) | When::Whenever => false,
            };
            befalls = befalls.or(is_it.then_some(harm));
        }
        *sent = Sent { all: number.all.min(last.all), markers: number.markers.min(last.markers) };
        let begun = self.begun_on(faults, on, befalls.is_none());
        befalls.or(begun)
    }

    /// What befalls a message of a channel, if nothing else does, by what has begun there: the first that lets nothing pass any more.
    fn begun_on(&mut self, faults: &Faults, on: impl Fn(Harm) -> bool, free: bool) -> Option<Harm> {
        let harm = |id| faults.get(id).map(|fault| fault.harm).filter(|harm| on(*harm));
        let befalls = self.begun.iter().position(|(id, passed)| *passed == 0 && harm(*id).is_some());
        for (id, passed) in &mut self.begun {
            if harm(*id).is_some() {
                *passed = passed.saturating_sub(1);
            }
        }
        harm(self.begun.remove(befalls.filter(|_| free)?).0)
    }
}
