//! Huang (1989), and Mattern (1989) as credit recovery: who is active has a weight, and all weights together are what there was at first.
//!
//! Who is active at first begins with weight 1. A message takes a share of the weight of its sender along, which its receiver adds to its own;
//! who becomes passive sends all that it has to the starter. When the starter is passive and has as much as there was at first,
//! nobody else has any: nobody is active, and nothing is under way. *It assumes* a channel from everybody to the starter, in any order,
//! and pays with a number on each message and one control message for each time that somebody becomes passive.
//!
//! A weight is a sum of different powers of two, kept as the exponents: so it is exact, and no share is ever too small to be split. What
//! grows is the list, by at most one exponent a message.

use sim_core::{ChannelId, Context};

use super::{Acts, Beginning, Part, Says};

/// The part of a process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Huang {
    /// At the starter, what there was at first.
    whole: Option<Weight>,
    pub(super) weight: Weight,
    /// The channel to the starter.
    back: Option<ChannelId>,
}

/// A sum of different powers of two: the exponents, in ascending order.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Weight(Vec<i32>);

impl Weight {
    /// So many times one.
    fn ones(count: usize) -> Self {
        let mut weight = Self::default();
        (0..count).for_each(|_| weight.add(0));
        weight
    }

    /// Adds a power of two: two that are equal are one of the next.
    pub(super) fn add(&mut self, mut exponent: i32) {
        while let Ok(place) = self.0.binary_search(&exponent) {
            self.0.remove(place);
            exponent += 1;
        }
        let place = self.0.partition_point(|other| *other < exponent);
        self.0.insert(place, exponent);
    }

    /// Takes out a share, and leaves something: the least of several, or else a half. Nothing, if there is no weight at all.
    fn share(&mut self) -> Option<i32> {
        match self.0.as_mut_slice() {
            [] => None,
            [only] => {
                *only -= 1;
                Some(*only)
            }
            _ => Some(self.0.remove(0)),
        }
    }
}

impl Huang {
    pub(super) fn new(cx: Context<'_>, beginning: &Beginning) -> Self {
        let Beginning { starter, active } = beginning;
        let starts = cx.process == *starter;
        let whole = starts.then(|| Weight::ones(1 + beginning.others().count()));
        let weight = Weight::ones(usize::from(starts || active[cx.process.index()]));
        Self { whole, weight, back: cx.topology.between(cx.process, *starter) }
    }
}

impl Part for Huang {
    fn send(&mut self) -> Option<i32> {
        self.weight.share()
    }

    fn receive(&mut self, _: Context<'_>, _: ChannelId, share: Option<i32>, _: &mut Acts) {
        share.into_iter().for_each(|share| self.weight.add(share));
    }

    fn hear(&mut self, _: Context<'_>, _: ChannelId, says: &Says, _: bool, _: &mut Acts) {
        if let Says::Weight(weight) = says {
            weight.iter().for_each(|exponent| self.weight.add(*exponent));
        }
    }

    fn settle(&mut self, _: Context<'_>, passive: bool, acts: &mut Acts) {
        match &self.whole {
            _ if !passive => {}
            Some(whole) if self.weight == *whole => acts.announce(),
            None if !self.weight.0.is_empty() => {
                let back = self.back.expect("everybody has a channel to the starter");
                acts.send(back, Says::Weight(std::mem::take(&mut self.weight.0)));
            }
            _ => {}
        }
    }
}
