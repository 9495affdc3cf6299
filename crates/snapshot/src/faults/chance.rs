//! What goes wrong by chance: each message is lost, or doubled, with a probability.
//!
//! A handler throws no coins. So which ones a process has is a choice that it offers before it does anything else, one of [`Coins::ALL`]: a driver in virtual
//! time draws it, a schedule names it. From then on the n-th message of a channel is hit or not, and that is a function of the coins, the channel and n.

use sim_core::ChannelId;

/// A probability, as a ratio.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Chance {
    /// So many
    pub of: u32,
    /// out of so many; not 0, and no less than the former.
    pub out_of: u32,
}

/// Which coins a process has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Coins(pub u16);

impl Coins {
    /// Among how many a driver draws. More would not make a sweep of seeds other than it is, and each is offered.
    pub const ALL: u16 = 1024;

    /// Every choice there is.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..Self::ALL).map(Self)
    }

    /// Whether the n-th message of a channel is hit, with this chance.
    pub(crate) fn hit(self, channel: ChannelId, number: u64, Chance { of, out_of }: Chance) -> bool {
        let mixed = mix(mix(mix(u64::from(self.0) + 1) ^ u64::from(channel.0)) ^ number);
        // The high half of a product is even enough: out_of is far below 2^64.
        (u128::from(mixed) * u128::from(out_of)) >> 64 < u128::from(of)
    }
}

/// One number for each, with no likeness: the finalizer of SplitMix64 (Steele, Lea & Flood 2014).
const fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_hit_as_the_chance_says_whatever_the_coins_the_channel_or_the_number() {
        let chance = Chance { of: 1, out_of: 10 };
        let hits = |all: &mut dyn Iterator<Item = (u16, u32, u64)>| {
            all.filter(|(coins, channel, number)| Coins(*coins).hit(ChannelId(*channel), *number, chance))
                .count()
        };
        for (all, what) in [
            (hits(&mut (0..1000).map(|coins| (coins, 0, 1))), "coins"),
            (hits(&mut (0..1000).map(|channel| (7, channel, 1))), "channels"),
            (hits(&mut (1..=1000).map(|number| (7, 0, number))), "numbers"),
        ] {
            assert!((70..=130).contains(&all), "{all} of 1000 {what}");
        }
        let sure = Chance { of: 3, out_of: 3 };
        assert!((1..100).all(|number| Coins(9).hit(ChannelId(2), number, sure)));
    }

    #[test]
    fn the_coins_fall_alike_in_every_version() {
        let hit = |number: &u64| Coins(1).hit(ChannelId(0), *number, Chance { of: 1, out_of: 4 });
        assert_eq!((1..=20).filter(hit).collect::<Vec<_>>(), [1, 3, 5, 12, 17, 19]);
    }
}
