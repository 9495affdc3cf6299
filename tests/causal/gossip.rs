//! Processes that send to several others in one step, and pass on some of what they hear: whom, is a digit of a table that a seed fills.

use proptest::prelude::*;
use sim_core::{ChannelId, Context, Effects, Event, Protocol, Topology};
use tests::strategy;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Gossip {
    pub(crate) seed: u64,
    /// How often each process begins of its own accord.
    pub(crate) acts: u64,
    /// How often a piece of news is passed on.
    pub(crate) hops: u64,
}

impl Gossip {
    /// A number that is the table's for this place.
    fn digits(&self, cx: Context<'_>, place: [u64; 2]) -> u64 {
        let words = [self.seed, cx.process.0.into()].into_iter().chain(place);
        words.fold(0_u64, |mixed, word| {
            let mixed =
                (mixed ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (mixed ^ mixed >> 29).wrapping_mul(0x94d0_49bb_1331_11eb) ^ mixed >> 32
        })
    }

    /// Tells some of the others, some of them twice.
    fn tell<E: Effects<u64, u64>>(&self, cx: Context<'_>, (state, hops): (u64, u64), effects: &mut E) {
        for channel in cx.outgoing() {
            let digits = self.digits(cx, [state, channel.0.into()]);
            (0..(digits % 5).saturating_sub(2)).for_each(|_| effects.send(channel, hops));
            effects.observe(digits);
        }
    }
}

impl Protocol for Gossip {
    /// How often it acted, and how much it heard.
    type State = (u64, u64);
    /// How often it may still be passed on.
    type Message = u64;
    type Command = ();
    type Observation = u64;

    fn initial_state(&self, _: Context<'_>) -> (u64, u64) {
        (0, 0)
    }

    fn commands(&self, _: Context<'_>, (acted, _): &(u64, u64), mut offer: impl FnMut(())) {
        if *acted < self.acts {
            offer(());
        }
    }

    fn is_urgent(message: &u64) -> bool {
        *message == 0
    }

    fn handle<E: Effects<u64, u64>>(
        &self,
        cx: Context<'_>,
        (acted, heard): &mut (u64, u64),
        event: Event<u64, ()>,
        effects: &mut E,
    ) {
        match event {
            Event::Internal(()) => {
                *acted += 1;
                self.tell(cx, (*acted, self.hops), effects);
            }
            Event::Receive { channel: ChannelId(channel), message: hops } => {
                *heard += 1 + hops * u64::from(channel);
                if let Some(hops) = hops.checked_sub(1) {
                    self.tell(cx, (1_000 + *heard, hops), effects);
                }
            }
        }
    }
}

/// Any gossip on any topology, also one in which a process has a channel to itself.
pub(crate) fn gossips() -> impl Strategy<Value = (Gossip, Topology)> {
    let topology = prop_oneof![strategy::any_topology(), strategy::loose_topology()];
    let gossip = (any::<u64>(), 1..=3_u64, 0..=2_u64);
    (gossip.prop_map(|(seed, acts, hops)| Gossip { seed, acts, hops }), topology)
}
