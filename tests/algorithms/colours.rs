//! Those that put a colour on every message: `mattern`, `mattern-deficiency`, `lai-yang`.

use sim_core::Order;
use snapshot::{Forwarding, Initiators};

use crate::harness::{NONE, Tested, bank, five_networks, not_well, run, tokens};

const ANY_ORDER: [Order; 2] = [Order::Fifo, Order::Unordered];

#[test]
fn a_colour_is_right_on_channels_of_any_order_with_any_initiators() {
    for (order, name) in
        ANY_ORDER.into_iter().flat_map(|order| ["mattern", "lai-yang"].map(|name| (order, name)))
    {
        let tested = Tested::named(name);
        for (network, topology) in five_networks(order) {
            let scenario = bank(topology, Initiators::Any, 3, 6);
            assert_eq!(not_well(&scenario, &tested, 0..20), NONE, "{name} {network}");
            let tokens = tokens(&scenario, 3, Forwarding::Held);
            assert_eq!(not_well(&tokens, &tested, 0..10), NONE, "{name} {network}");
            assert_eq!(run(&tokens, &tested, 3).complaints(), Vec::<String>::new(), "{name} {network}");
        }
    }
}
