//! A set of a process's incoming channels, of a bit each: a process may have a hundred thousand of them, and asks for one
//! with every message.

use sim_core::{ChannelId, Context};
use smallvec::SmallVec;

/// A set of the incoming channels of one process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ChannelSet {
    /// The bits, by the channel's place among the incoming ones.
    bits: SmallVec<[u64; 2]>,
}

impl ChannelSet {
    /// All incoming channels of the process.
    #[must_use]
    pub fn all(cx: Context<'_>) -> Self {
        let channels = cx.incoming().len();
        let word = |word: usize| match channels - word * 64 {
            64.. => u64::MAX,
            rest => (1 << rest) - 1,
        };
        Self { bits: (0..channels.div_ceil(64)).map(word).collect() }
    }

    /// Whether no channel is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|word| *word == 0)
    }

    /// Whether the channel is in the set.
    #[must_use]
    pub fn contains(&self, cx: Context<'_>, channel: ChannelId) -> bool {
        place(cx, channel).is_some_and(|place| self.bits[place / 64] >> (place % 64) & 1 == 1)
    }

    /// Takes the channel out of the set.
    pub fn remove(&mut self, cx: Context<'_>, channel: ChannelId) {
        if let Some(place) = place(cx, channel) {
            self.bits[place / 64] &= !(1 << (place % 64));
        }
    }
}

/// The channel's place among the incoming ones of the process, which are in ascending order.
fn place(cx: Context<'_>, channel: ChannelId) -> Option<usize> {
    cx.incoming().binary_search(&channel).ok()
}

#[cfg(test)]
mod tests {
    use sim_core::{Channel, Order, ProcessId, Topology};

    use super::*;

    #[test]
    fn a_channel_that_is_taken_out_is_no_longer_in_the_set_and_all_others_are() {
        for sources in [1, 63, 64, 65, 200] {
            let names = (0..=sources).map(|p| format!("p{p}")).collect();
            let to_last = |source| Channel {
                source: ProcessId(source),
                target: ProcessId(sources),
                order: Order::Fifo,
            };
            let topology = Topology::new(names, (0..sources).map(to_last).collect()).unwrap();
            let cx = Context { process: ProcessId(sources), topology: &topology };
            let mut set = ChannelSet::all(cx);
            assert!(cx.incoming().iter().all(|channel| set.contains(cx, *channel)));
            assert!(!set.contains(cx, ChannelId(sources)), "it is not one of the incoming channels");
            set.remove(cx, ChannelId(sources / 2));
            let left = cx.incoming().iter().filter(|channel| set.contains(cx, **channel));
            assert!(left.copied().eq((0..sources).filter(|c| *c != sources / 2).map(ChannelId)));
            assert_eq!(set.is_empty(), sources == 1);
            cx.incoming().iter().for_each(|channel| set.remove(cx, *channel));
            assert!(set.is_empty(), "nothing is in it that is no channel");
        }
    }
}
